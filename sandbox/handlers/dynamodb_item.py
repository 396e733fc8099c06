"""Single rows of DynamoDB tables, as DynamoDB's own JSON: `{"pk": {"S": "register"}}`."""

import json
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties, UnsupportedInput
from sandbox.handlers.invokes import answers

Item = dict[str, Any]


class TableItem(Handler):
    """A row goes by table, key and value: `ledger|pk|register|sk|acme-prod`. Attributes that others add to it are theirs."""

    type = "aws:dynamodb/tableItem:TableItem"
    service = "dynamodb"
    supported = ("tableName", "hashKey", "rangeKey", "item")
    replace_on = frozenset({"tableName", "hashKey", "rangeKey"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        """Never over a row that is there."""
        item, keys = json.loads(inputs["item"]), _keys(inputs)
        aws.put_item(
            TableName=inputs["tableName"],
            Item=item,
            ConditionExpression="attribute_not_exists(#key)",
            ExpressionAttributeNames={"#key": keys[0]},
        )
        return "|".join([inputs["tableName"], *(part for key in keys for part in (key, next(iter(item[key].values()))))])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        """What the program did not write is left out; of an imported row everything is told."""
        table, *parts = id.split("|")
        keys = dict(zip(parts[::2], parts[1::2], strict=True))
        found = aws.get_item(TableName=table, Key=_typed(aws, table, keys), ConsistentRead=True).get("Item")
        if found is None:
            return None
        known = json.loads(state["item"]) if state.get("item") else found
        item = {name: value for name, value in found.items() if name in known}
        names = list(keys)
        return {
            "tableName": table,
            "hashKey": names[0],
            "rangeKey": names[1] if len(names) > 1 else None,
            "item": document_as_written(item, state.get("item")),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        before, after, keys = json.loads(old["item"]), json.loads(new["item"]), _keys(new)
        if any(before[key] != after[key] for key in keys):
            raise UnsupportedInput(f"{self.type}: the sandbox cannot give a row another key")
        set_ = {name: value for name, value in after.items() if name not in keys}
        gone = [name for name in before if name not in after]
        if set_ or gone:
            aws.update_item(TableName=new["tableName"], Key={key: after[key] for key in keys}, **_changes(set_, gone))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        item = json.loads(state["item"])
        aws.delete_item(TableName=state["tableName"], Key={key: item[key] for key in _keys(state)})


def _keys(inputs: Properties) -> list[str]:
    return [inputs[name] for name in ("hashKey", "rangeKey") if inputs.get(name)]


def _typed(aws: BaseClient, table: str, keys: dict[str, str]) -> Item:
    """The key with the types that the table gives its attributes."""
    types = {each["AttributeName"]: each["AttributeType"] for each in aws.describe_table(TableName=table)["Table"]["AttributeDefinitions"]}
    return {name: {types[name]: value} for name, value in keys.items()}


def _changes(set_: Item, gone: list[str]) -> dict[str, Any]:
    """Parameters of an update that sets some attributes and takes others away."""
    names = {f"#{at}": name for at, name in enumerate([*set_, *gone])}
    marks = {name: mark for mark, name in names.items()}
    setting = ", ".join(f"{marks[name]} = :{marks[name][1:]}" for name in set_)
    removing = ", ".join(marks[name] for name in gone)
    expression = " ".join(part for part in (setting and f"SET {setting}", removing and f"REMOVE {removing}") if part)
    values = {f":{marks[name][1:]}": value for name, value in set_.items()}
    parameters = {"UpdateExpression": expression, "ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
    return {name: value for name, value in parameters.items() if value}


@answers("aws:dynamodb/getTableItem:getTableItem", "tableName", "key")
def get_table_item(account: ProviderAccount, args: Properties) -> Properties:
    """One row, whole. Raises LookupError where there is none."""
    aws = account.client("dynamodb", args.get("region"))
    found = aws.get_item(TableName=args["tableName"], Key=json.loads(args["key"]), ConsistentRead=True).get("Item")
    if found is None:
        raise LookupError(f"the table {args['tableName']} has no item {args['key']}")
    return {"id": f"{args['tableName']}|{args['key']}", "item": json.dumps(found), "tableName": args["tableName"], "key": args["key"]}
