"""The part of the guide that lets us in: the two CloudFormation stacks, by upload, by link or by the AWS CLI."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from automation.member_account import ACCESS_ROLE
from automation.onboarding.parts import BOUNDARY_FILE, ROLE_FILE, Facts, Section, Step, Value, Way
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK
from model.placement import DEPLOYMENT_ROLE


def access(facts: Facts, member: bool) -> Section:
    intro = (
        f"Two CloudFormation stacks, one after the other: `{BOUNDARY_STACK}` makes a boundary, beyond which nothing of ours can go; "
        f"`{ROLE_STACK}` makes the role `{DEPLOYMENT_ROLE}`, which account {facts.trusted_account_id} may use with the external ID below. "
        "The templates lie beside this page."
    )
    by_hand, by_link = tuple(_by_upload(facts)), tuple(_by_link(facts))
    ways = [
        *([Way(title="With clientenv, as the payer", steps=(_by_command(facts),))] if member else []),
        *([Way(title=f"With the AWS CLI, through {ACCESS_ROLE}", steps=tuple(_by_cli(facts)))] if member else []),
        *([Way(title="By link", steps=by_link)] if by_link else []),
        Way(title="By uploading the files" if by_link or member else "", steps=by_hand),
    ]
    return Section(id="access", title="Let us deploy: two stacks", intro=intro, ways=tuple(ways))


def _parameters(facts: Facts) -> tuple[Value, ...]:
    return (
        Value(name="BoundaryArn", text=facts.boundary_arn),
        Value(name="ExternalId", text=facts.external_id, secret=True),
        Value(name="Slug", text=facts.settings.slug),
        Value(name="TrustedAccountId", text=facts.trusted_account_id),
    )


ACKNOWLEDGE = "Tick **I acknowledge that AWS CloudFormation might create IAM resources with custom names**, and create it."


def _by_upload(facts: Facts) -> Iterator[Step]:
    yield Step(
        text=f"**Create stack**, **Upload a template file**: `{BOUNDARY_FILE}`. {ACKNOWLEDGE}",
        link=("CloudFormation", f"{facts.console}/template"),
        values=(Value(name="Stack name", text=BOUNDARY_STACK), Value(name="Slug", text=facts.settings.slug)),
    )
    yield Step(text="Wait for `CREATE_COMPLETE`.")
    yield Step(
        text=f"The same again with `{ROLE_FILE}`, and these parameters.",
        why="The external ID is not shown while you type. It is yours alone: give it to nobody but us.",
        values=(Value(name="Stack name", text=ROLE_STACK), *_parameters(facts)),
    )


def _by_link(facts: Facts) -> Iterator[Step]:
    """A quick-create link. CloudFormation fills in no parameter that it does not show (NoEcho), so the ExternalId is entered."""
    if facts.templates_url is None:
        return
    slug, trusted = facts.settings.slug, facts.trusted_account_id
    first = quick_create(facts, BOUNDARY_FILE, BOUNDARY_STACK, {"Slug": slug})
    parameters = {"Slug": slug, "TrustedAccountId": trusted, "BoundaryArn": facts.boundary_arn}
    yield Step(text=f"Open the link; all is filled in. {ACKNOWLEDGE}", link=(f"Create {BOUNDARY_STACK}", first))
    yield Step(text="Wait for `CREATE_COMPLETE`.")
    yield Step(
        text="Open the second link, enter the external ID, tick the same box, and create it.",
        why="The external ID is in no link: links are kept in histories. It is yours alone: give it to nobody but us.",
        link=(f"Create {ROLE_STACK}", quick_create(facts, ROLE_FILE, ROLE_STACK, parameters)),
        values=(Value(name="ExternalId", text=facts.external_id, secret=True),),
    )


def quick_create(facts: Facts, file: str, stack: str, parameters: dict[str, str]) -> str:
    """Opens the console with template, name and parameters (CloudFormation User Guide, "Quick-create links")."""
    given = {
        "templateURL": f"{str(facts.templates_url).rstrip('/')}/{file}",
        "stackName": stack,
        **{f"param_{name}": text for name, text in parameters.items()},
    }
    return f"{facts.console}/review?{urlencode(given, quote_via=quote)}"


def _by_command(facts: Facts) -> Step:
    return Step(text=f"It enters through {ACCESS_ROLE} and runs both stacks.", code=f"clientenv onboard {facts.stack} --run")


def _by_cli(facts: Facts) -> Iterator[Step]:
    profile, region = f"{facts.stack}-admin", facts.settings.account.home_region
    yield Step(
        text="As the payer, add a profile that enters the account.",
        code=f"aws configure set role_arn arn:aws:iam::{facts.account_id}:role/{ACCESS_ROLE} --profile {profile}\n"
        f"aws configure set source_profile default --profile {profile}",
    )
    deploy = f"aws cloudformation deploy --profile {profile} --region {region} \\\n  --capabilities CAPABILITY_NAMED_IAM"
    yield Step(text="The boundary.", code=f"{deploy} \\\n  --stack-name {BOUNDARY_STACK} --template-file {BOUNDARY_FILE}")
    yield Step(
        text="The role.",
        code=f"{deploy} \\\n  --stack-name {ROLE_STACK} --template-file {ROLE_FILE} \\\n"
        f"  --parameter-overrides BoundaryArn={facts.boundary_arn} \\\n"
        f"  ExternalId=$(pulumi config get clientenv:externalId -s {facts.stack})",
    )


def afterwards(facts: Facts) -> Section:
    steps = (
        Step(text="Tell us that both stacks say `CREATE_COMPLETE`. We test the access from our side, and answer with the report."),
        Step(
            text="Confirm the mails “AWS Notification - Subscription Confirmation” that arrive when we deploy.",
            why="Until then, no warning does.",
        ),
        Step(
            text=f"To end our access: delete the stack `{ROLE_STACK}`, then `{BOUNDARY_STACK}`, in CloudFormation.",
            why="What runs goes on running; we can no longer change it.",
        ),
    )
    return Section(id="after", title="And then", intro="What comes next, and how to take the access back.", ways=(Way(steps=steps),))
