"""Whether costs can be told apart: tags on what is there, and the six keys active on the bill."""

from collections import Counter
from collections.abc import Mapping

from automation.checks import Check, Subject, Weight
from automation.doctoring.answer import NOT_DEPLOYED, Answer
from automation.doctoring.deployed import Deployed

OF_KEYS = Subject(id="cost-allocation-tags", title="Cost allocation tags", weight=Weight.INFORMS)
OF_TAGGED = Subject(id="untagged", title="Untagged resources", weight=Weight.INFORMS)
ACTIVE = "Active"
CONSOLE = "https://console.aws.amazon.com/billing/home#/tags"
LISTED = frozenset(
    {
        "aws:cloudfront/distribution:Distribution",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:dynamodb/table:Table",
        "aws:kms/key:Key",
        "aws:lambda/function:Function",
        "aws:s3/bucket:Bucket",
        "aws:sns/topic:Topic",
        "aws:sqs/queue:Queue",
    }
)
"""Types that AWS's tagging API lists once they carry a tag ("Services that support the Resource Groups Tagging API", its API reference). Of
others its silence says nothing: it has no roles, budgets or event source mappings, and parts of a network take their time."""


def check_keys(account_id: str, keys: list[str], found: Answer[Mapping[str, str]]) -> Check:
    """`found`: key to `Active` or `Inactive`; AWS has not seen the others on any resource yet."""
    if found.value is None:
        return OF_KEYS.not_tested(
            f"in {account_id}: {found.refused}", f"Only the account that pays AWS may ask. Look there, as the payer: {CONSOLE}"
        )
    inactive = [key for key in keys if found.value.get(key, ACTIVE) != ACTIVE]
    unseen = [key for key in keys if key not in found.value]
    if not inactive and not unseen:
        return OF_KEYS.passed(f"{len(keys)} active in {account_id}")
    parts = [f"inactive: {', '.join(inactive)}"] if inactive else []
    parts += [f"not seen yet: {', '.join(unseen)}"] if unseen else []
    remedy = (
        f"Costs are told apart from the activation on. Billing's daily run activates them in the payer; by hand: {CONSOLE} AWS sees a key "
        "up to a day after the first resource that carries it."
    )
    return OF_KEYS.failed(f"in {account_id} {'; '.join(parts)}", remedy)


def check_tagged(stack: str, deployed: Deployed, wanted: Mapping[str, str], live: Answer[Mapping[str, Mapping[str, str]]]) -> Check:
    """`live`: ARN to the tags that it carries; what is not there carries none, or the API does not list its type."""
    if not deployed.resources:
        return OF_TAGGED.not_tested(NOT_DEPLOYED)
    if live.value is None:
        return OF_TAGGED.not_tested(live.refused)
    states = Counter[str]()
    lacking = []
    for arn, type_ in sorted(deployed.taggable.items()):
        tags = live.value.get(arn)
        if tags is None and type_ not in LISTED:
            states["unlisted"] += 1
        elif tags is None or any(tags.get(key) != value for key, value in wanted.items()):
            lacking.append(_short(arn))
        else:
            states["tagged"] += 1
    told = f"{states['tagged']} carry the six, {deployed.bare} cannot carry any, {states['unlisted']} are not listed by AWS"
    if not lacking:
        return OF_TAGGED.passed(told)
    shown = ", ".join(lacking[:3]) + (f" and {len(lacking) - 3} more" if len(lacking) > 3 else "")
    return OF_TAGGED.failed(
        f"not the stack's six tags: {shown}; {told}",
        f"Their costs go to nobody. clientenv deploy {stack} --refresh puts the tags back; clientenv untagged {stack} says what cannot "
        "carry any, and why.",
    )


def _short(arn: str) -> str:
    """`sqs acme-prod-uploads`: service and name."""
    _, _, service, _, _, name = arn.split(":", 5)
    return f"{service} {name.removeprefix(f'{service}:').rsplit('/', 1)[-1]}"
