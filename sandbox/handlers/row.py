"""Resource types that are plain enough to be written as data: one boto3 call per verb, its parameters as a JMESPath expression."""

from collections.abc import Mapping
from typing import Any, ClassVar

import jmespath
from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties


class Row(Handler):
    """A handler whose verbs are calls such as `put_bucket_policy {Bucket: bucket, Policy: policy}`.

    The parameters of `create_call` and `update_call` are taken from the inputs, those of the other two from the `id`
    (and the state); what is null is not sent. `outputs` is taken from the answer of `read_call` and the `id`.
    """

    create_call: ClassVar[str]
    id_from: ClassVar[str]
    """The id, from the inputs and the answer of `create_call` together."""
    read_call: ClassVar[str]
    outputs: ClassVar[str]
    """The live state. An expression that finds nothing says that the resource is gone."""
    update_call: ClassVar[str | None] = None
    """None where creating again is updating."""
    delete_call: ClassVar[str]
    documents: ClassVar[tuple[str, ...]] = ()
    """Outputs that hold JSON text, kept in the program's spelling while they mean the same."""

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        return str(jmespath.search(self.id_from, {**inputs, **call(aws, self.create_call, inputs)}))

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        live = jmespath.search(self.outputs, {**call(aws, self.read_call, {**state, "id": id}), "id": id})
        if not live:
            return None
        texts = {name: document_as_written(live[name], state.get(name)) for name in self.documents if live.get(name)}
        return {**without_nothing(live, keep_top=True), **texts}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        call(aws, self.update_call or self.create_call, {**new, "id": id})

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        call(aws, self.delete_call, {**state, "id": id})


def call(aws: BaseClient, row: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Makes the call that the row spells, `operation {Parameter: expression, ...}`, and gives its answer."""
    operation, _, parameters = row.partition(" ")
    return dict(getattr(aws, operation)(**without_nothing(jmespath.search(parameters, values))))


def without_nothing(value: Any, *, keep_top: bool = False) -> Any:
    """The value without anything that is None; at the top it may stay, where it says that a property is no longer there."""
    if isinstance(value, dict):
        return {key: without_nothing(inner) for key, inner in value.items() if keep_top or inner is not None}
    return [without_nothing(inner) for inner in value] if isinstance(value, list) else value
