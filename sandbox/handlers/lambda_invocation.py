"""Who may invoke a Lambda function, and what becomes of events that it cannot handle."""

import json

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties


class Permission(Handler):
    """Id: the statement's; imported by `function/statement`, since a statement alone does not say whose it is."""

    type = "aws:lambda/permission:Permission"
    service = "lambda"
    name_input = "statementId"
    longest_name = 100
    supported = ("statementId", "action", "function", "principal", "sourceArn", "sourceAccount")
    replace_on = frozenset(supported)

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        source = {"SourceArn": inputs.get("sourceArn"), "SourceAccount": inputs.get("sourceAccount")}
        aws.add_permission(
            FunctionName=inputs["function"],
            StatementId=inputs["statementId"],
            Action=inputs["action"],
            Principal=inputs["principal"],
            **{key: value for key, value in source.items() if value},
        )
        return str(inputs["statementId"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        function, statement_id = whose(id, state)
        statements = json.loads(aws.get_policy(FunctionName=function)["Policy"])["Statement"]
        live = next((each for each in statements if each["Sid"] == statement_id), None)
        if live is None:
            return None
        principal = live["Principal"]
        condition = live.get("Condition", {})
        return {
            "function": function,
            "statementId": statement_id,
            "action": live["Action"],
            "principal": next(iter(principal.values())) if isinstance(principal, dict) else principal,
            "sourceArn": condition.get("ArnLike", {}).get("AWS:SourceArn"),
            "sourceAccount": condition.get("StringEquals", {}).get("AWS:SourceAccount"),
        }

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        function, statement_id = whose(id, state)
        aws.remove_permission(FunctionName=function, StatementId=statement_id)


def whose(id: str, state: Properties) -> tuple[str, str]:
    """Function and statement of a permission, by its own id or by the one that it was imported with."""
    function, _, statement_id = id.rpartition("/")
    if not function and not state.get("function"):
        raise LookupError(f"a statement does not say whose it is: import it as <function>/{statement_id}")
    return function or state["function"], statement_id


class FunctionEventInvokeConfig(Handler):
    type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
    service = "lambda"
    supported = (
        "functionName",
        "maximumRetryAttempts",
        "maximumEventAgeInSeconds",
        "destinationConfig.onFailure.destination",
        "destinationConfig.onSuccess.destination",
    )
    replace_on = frozenset({"functionName"})
    defaults = {"maximumRetryAttempts": 2}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        destinations = {
            theirs: {"Destination": block["destination"]}
            for ours, theirs in (("onFailure", "OnFailure"), ("onSuccess", "OnSuccess"))
            if (block := (inputs.get("destinationConfig") or {}).get(ours))
        }
        age = inputs.get("maximumEventAgeInSeconds")
        aws.put_function_event_invoke_config(
            FunctionName=inputs["functionName"],
            MaximumRetryAttempts=inputs["maximumRetryAttempts"],
            **({"MaximumEventAgeInSeconds": age} if age else {}),
            **({"DestinationConfig": destinations} if destinations else {}),
        )
        return str(inputs["functionName"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_function_event_invoke_config(FunctionName=id)
        destinations = live.get("DestinationConfig", {})
        arns = {"onFailure": destinations.get("OnFailure"), "onSuccess": destinations.get("OnSuccess")}
        named = {key: {"destination": arn["Destination"]} for key, arn in arns.items() if arn and arn.get("Destination")}
        return {
            "functionName": id,
            "maximumRetryAttempts": live.get("MaximumRetryAttempts", self.defaults["maximumRetryAttempts"]),
            "maximumEventAgeInSeconds": live.get("MaximumEventAgeInSeconds"),
            "destinationConfig": named or None,
        }

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_function_event_invoke_config(FunctionName=id)
