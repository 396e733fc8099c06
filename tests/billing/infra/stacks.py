"""What client environments would say of themselves."""

from model.outputs import EnvironmentOutputs
from model.placement import Placement
from model.terms import AT_COST
from model.terms_record import as_record

PAYER, CLIENTS = "111111111111", "222222222222"
PLACEMENTS = {"dev": Placement.OWN, "acme-prod": Placement.CLIENT, "globex-prod": Placement.HOSTED}


def outputs_of(stack, **more):
    """Outputs of one of the shipped stacks, as Pulumi keeps them: without those that are None."""
    placement = PLACEMENTS[stack]
    account = CLIENTS if placement.enters_by_role else PAYER
    slug, _, environment = stack.rpartition("-")
    told = EnvironmentOutputs(
        client=(slug or stack).capitalize(),
        slug=slug or stack,
        environment=environment or "dev",
        placement=placement.value,
        account_id=account,
        home_region="us-east-1",
        tags={"Client": (slug or stack).capitalize()},
        billing_terms=as_record(AT_COST),
        usage_table_arn=f"arn:aws:dynamodb:us-east-1:{account}:table/{stack}-usage",
        usage_reader_role_arn=f"arn:aws:iam::{account}:role/{stack}-billing-reader",
        uploads_bucket=f"{stack}-uploads",
        results_bucket=f"{stack}-results",
        cost_topic_arn=f"arn:aws:sns:us-east-1:{account}:{stack}-costs",
        dashboard_url="https://example.com/dashboard",
    )
    return {name: value for name, value in {**told.as_exports(), **more}.items() if value is not None}
