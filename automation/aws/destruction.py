"""What a destruction needs of AWS besides the engine: `automation.deploying.destruction.Surroundings`, for real."""

from collections.abc import Callable
from dataclasses import dataclass

from automation.aws.letting_go import allow_deletion, empty_bucket
from automation.aws.regional_clients import RegionalClients
from automation.aws.residue import Sweep
from automation.aws.residue_listing import Listing
from automation.aws.usage_copied import UsageTable, open_ledger
from automation.deploying.destruction import Look
from automation.deploying.destruction_plan import DestructionPlan
from automation.deploying.guarded_stack import GuardedStack
from automation.deploying.neighbours import neighbours_of
from automation.deploying.usage_copied import UsageGate
from automation.stack_secret import read_external_id
from billing.sources.usage_tables import UsageSource

PATIENCE = (5.0, 10.0, 20.0)


@dataclass(frozen=True, kw_only=True)
class AwsSurroundings:
    """Works with the sessions that the guard has opened."""

    billing: str
    """Name of billing's stack."""
    copies: bool = False
    """Whether usage that is missing in billing is copied first."""
    lost: str | None = None
    """Why it may be lost."""

    def gate(self, stack: GuardedStack, plan: DestructionPlan) -> UsageGate:
        assert plan.usage_table is not None
        role = plan.reader_role
        source = UsageSource(
            stack=stack.name,
            table_arn=str(plan.usage_table["outputs"]["arn"]),
            reader_role_arn=str(role["outputs"]["arn"]) if role else "",
        )
        by_role = stack.settings.account.placement.enters_by_role
        table = UsageTable(
            source=source,
            own=stack.account.own,
            inside=stack.account.session,
            external_id=lambda: read_external_id(stack.file) if by_role else None,
        )
        return UsageGate(
            stack=stack.name,
            metered=table.records,
            ledger=lambda: open_ledger(stack.name, self.billing),
            copies=self.copies,
            lost=self.lost,
        )

    def empty_bucket(self, stack: GuardedStack, name: str, region: str, tell: Callable[[str], None]) -> None:
        empty_bucket(stack.account.session, name, region, tell)

    def allow_deletion(self, stack: GuardedStack, table: str, region: str) -> None:
        allow_deletion(stack.account.session, table, region)

    def sweep(self, stack: GuardedStack) -> Look:
        """Knows the other stacks by the time that it returns."""
        clients = RegionalClients(session=stack.account.session)
        listing = Listing(
            clients=clients,
            home_region=stack.settings.account.home_region,
            tags=stack.settings.tags.as_aws(),
            prefix=stack.settings.prefix,
            neighbours=neighbours_of(stack),
        )
        return Sweep(clients=clients, account_id=stack.account.account_id, listing=listing, patience=PATIENCE).residue
