"""The register: what billing knows of each client environment, taken from the outputs of its stack and written into the ledger's table."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import REGISTER_ENTRIES
from billing.infra.ledger_store import PARTITION, SORT
from billing.ledger.register import REGISTER, register_item
from model.outputs import EnvironmentOutputs
from model.stack_reference import stack_reference

FIRST_SEEN = "first_seen"
"""Partition of the rows that remember when a stack was seen first."""


@dataclass(frozen=True, kw_only=True)
class RegisterEntriesArgs:
    """What the register is told."""

    table: aws.dynamodb.Table
    """The ledger's table."""
    stacks: Sequence[str]
    """Client environments that run, by stack name. Each must have been deployed. Changing them replaces nothing."""
    left: Mapping[str, date] = field(default_factory=dict)
    """Client environments that were handed over or destroyed, to their last day; they are asked for nothing any more."""
    today: date
    """The day that a stack which is new to billing gets as its first one."""
    protect: bool = False
    """Whether an entry refuses to go: an environment that is in neither list would still be billed, or be forgotten."""


class RegisterEntries(pulumi.ComponentResource):
    """One row a stack, written anew by every `pulumi up`.

    The first day must stay what it was. So it has a row of its own, whose text the engine leaves alone from the second time on, and the
    entry copies it from there. The entry of a stack that left is the row as it is, with the day on which it left.
    """

    entries: dict[str, aws.dynamodb.TableItem]
    """By stack."""
    reader_roles: list[pulumi.Output[str]]
    """ARNs of the roles with which the running environments let their usage be read."""

    def __init__(self, name: str, args: RegisterEntriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(REGISTER_ENTRIES, name, {}, opts)
        self._args = args
        self.outputs = {stack: self._outputs(stack) for stack in args.stacks}
        self.reader_roles = [outputs["usage_reader_role_arn"] for outputs in self.outputs.values()]
        self.first_seen = {stack: self._first_seen(stack) for stack in (*args.stacks, *args.left)}
        running = {stack: self._entry(stack, self._running(stack)) for stack in args.stacks}
        gone = {stack: self._entry(stack, self._gone(stack, day)) for stack, day in args.left.items()}
        self.entries = {**running, **gone}
        self.register_outputs({"stacks": sorted(self.entries)})

    def _outputs(self, stack: str) -> dict[str, pulumi.Output[Any]]:
        """Every output that an environment has. One that is missing fails, unless it may be None: Pulumi keeps no output that is."""
        reference = pulumi.StackReference(
            stack, stack_name=stack_reference(stack, pulumi.get_organization()), opts=pulumi.ResourceOptions(parent=self)
        )
        required = {name: reference.require_output(name) for name in REQUIRED}
        return required | {name: reference.get_output(name) for name in OPTIONAL}

    def _running(self, stack: str) -> pulumi.Output[str]:
        outputs = pulumi.Output.all(**self.outputs[stack])
        return pulumi.Output.all(outputs=outputs, first=self.first_seen[stack].item).apply(
            lambda known: json.dumps(register_item(stack, outputs_text(known["outputs"]), first_day(known["first"])))
        )

    def _gone(self, stack: str, day: date) -> pulumi.Output[str]:
        """The row as it is in the table. Fails where billing never had one: then there is nothing to be frozen."""
        key = {PARTITION: {"S": REGISTER}, SORT: {"S": stack}}
        found = aws.dynamodb.get_table_item_output(
            table_name=self._args.table.name, key=json.dumps(key), opts=pulumi.InvokeOutputOptions(parent=self)
        )
        return found.item.apply(lambda item: json.dumps(frozen(json.loads(item), day)))

    def _first_seen(self, stack: str) -> aws.dynamodb.TableItem:
        row = {PARTITION: {"S": FIRST_SEEN}, SORT: {"S": stack}, "day": {"S": self._args.today.isoformat()}}
        return self._row(f"{stack}-first-seen", json.dumps(row), pulumi.ResourceOptions(parent=self, ignore_changes=["item"]))

    def _entry(self, stack: str, item: pulumi.Output[str]) -> aws.dynamodb.TableItem:
        return self._row(stack, item, pulumi.ResourceOptions(parent=self))

    def _row(self, name: str, item: pulumi.Input[str], opts: pulumi.ResourceOptions) -> aws.dynamodb.TableItem:
        guarded = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=self._args.protect))
        return aws.dynamodb.TableItem(name, table_name=self._args.table.name, hash_key=PARTITION, range_key=SORT, item=item, opts=guarded)


REQUIRED = tuple(each.name for each in fields(EnvironmentOutputs) if each.default is not None)
OPTIONAL = tuple(each.name for each in fields(EnvironmentOutputs) if each.default is None)
"""What every client environment says of itself, and what it says where it has it."""


def outputs_text(outputs: Mapping[str, object]) -> str:
    """The outputs as JSON, always the same text for the same outputs. Raises ValueError where this version cannot read them."""
    read = EnvironmentOutputs.from_outputs(outputs).as_exports()
    return json.dumps(with_whole_numbers(read), sort_keys=True, ensure_ascii=False)


def with_whole_numbers(value: Any) -> Any:
    """Numbers travel between stacks as doubles: 12 arrives as 12.0 and is to be written as 12."""
    match value:
        case Mapping():
            return {name: with_whole_numbers(each) for name, each in value.items()}
        case list() | tuple():
            return [with_whole_numbers(each) for each in value]
        case float() if value.is_integer():
            return int(value)
    return value


def first_day(item: str) -> str:
    """The day in the row that remembers it."""
    return str(json.loads(item)["day"]["S"])


def frozen(item: Mapping[str, Mapping[str, str]], left: date) -> dict[str, dict[str, str]]:
    """The entry with the day on which its stack left."""
    return register_item(item[SORT]["S"], item["outputs"]["S"], item["first_seen"]["S"], left.isoformat())
