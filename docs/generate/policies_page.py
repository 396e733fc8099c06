"""The rules of the policy pack."""

from policy.catalogue import RULES
from policy.resources import TRIALS
from policy.rules import Rule, StackRule


def page() -> str:
    trials = ", ".join(f"`{each}`" for each in TRIALS)
    return (
        "# Policies\n\nGenerated from `policy/`: what no stack may do, in any placement. The engine asks the rules with\n\n"
        "```console\n$ pulumi preview --policy-pack policy\n```\n\n"
        "and the tests ask the same ones about every shipped stack. A mandatory rule that is broken stops the deployment; an advisory one "
        "is only shown. Rules about a resource are asked before it is made; those about a stack look at resources that belong together.\n\n"
        "| rule | what it says | remedy | about | level |\n|-|-|-|-|-|\n"
        f"{''.join(_row(rule) for rule in RULES)}\n"
        f"Production is every environment whose name does not begin with {trials}. The tag `Environment` counts, and without one the end "
        "of the stack's name.\n\n"
        "A value that a preview does not know yet (an ARN inside a policy) is looked at when it is known, during `up`.\n\n"
        "## Letting an environment go\n\n`clientenv destroy acme-prod --with-data` needs no change of the settings. A production stack "
        "that is to run with `protectData: false` breaks `no-accidental-deletion`; whoever means it deploys with the rule as an advice:\n\n"
        "```console\n$ clientenv deploy acme-prod --let-go\n"
        "$ pulumi up -s acme-prod --policy-pack policy --policy-pack-config policy/let-go.json   # the same by hand\n```\n"
    )


def _row(rule: Rule) -> str:
    about = "stack" if isinstance(rule, StackRule) else "resource"
    return f"| `{rule.name}` | {rule.sentence} | {rule.remedy} | {about} | {rule.level} |\n"
