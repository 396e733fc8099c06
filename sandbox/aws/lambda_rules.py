"""Rules of Lambda that moto does not know: the function's role, the size of its environment, reserved concurrency, missing mappings."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.assume_role import trusts
from sandbox.aws.callers import Caller
from sandbox.aws.errors import AwsError
from sandbox.aws.inside import InsideClients
from sandbox.aws.new_accounts import NewAccounts
from sandbox.aws.request import AwsRequest
from sandbox.aws.rules import Rules

SERVICE = "lambda.amazonaws.com"
ENVIRONMENT_BYTES = 4096
"""Largest environment of a function, as JSON (Lambda quotas: 4 KB for all variables together)."""
UNRESERVED = 100
"""Concurrency that must stay unreserved in a region, or all of it where the account has less (Lambda Developer Guide)."""


class LambdaRules:
    """The rules, and the limits that an account is told."""

    def __init__(self, rules: Rules, clients: InsideClients, new_accounts: NewAccounts) -> None:
        self._clients = clients
        self._new_accounts = new_accounts
        rules.add("lambda", ("CreateFunction", "UpdateFunctionConfiguration"), self._role)
        rules.add("lambda", ("CreateFunction", "UpdateFunctionConfiguration"), _environment)
        rules.add("lambda", "PutFunctionConcurrency", self._concurrency)
        rules.add("lambda", ("UpdateEventSourceMapping", "DeleteEventSourceMapping"), self._mapping)

    def _role(self, request: AwsRequest) -> None:
        arn = request.json().get("Role")
        if arn is not None and not self._assumable(str(arn), request.account):
            raise AwsError("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")

    def _assumable(self, arn: str, account: str) -> bool:
        """Whether Lambda may assume a role on behalf of the account, which must be the role's own."""
        try:
            role = self._clients.client("iam", account).get_role(RoleName=arn.rpartition("/")[2])["Role"]
        except ClientError:
            return False
        service = Caller(arn=SERVICE, account=account, is_service=True)
        context = {"aws:sourceaccount": account, "aws:principalisawsservice": "true", "aws:securetransport": "true"}
        return role["Arn"] == arn and trusts(role, service, context)

    def _concurrency(self, request: AwsRequest) -> None:
        wanted = int(request.json().get("ReservedConcurrentExecutions", 0))
        limit = self._new_accounts.concurrency(request.account)
        least = min(UNRESERVED, limit)
        if limit - self._reserved(request, request.params["FunctionName"]) - wanted < least:
            raise AwsError(
                "InvalidParameterValueException",
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
                f"minimum value of [{least}].",
            )

    def _reserved(self, request: AwsRequest, but: str) -> int:
        """What all functions of the account and region but this one have reserved."""
        functions = self._clients.client("lambda", request.account, request.region)
        found = [page["Functions"] for page in functions.get_paginator("list_functions").paginate()]
        names: list[dict[str, Any]] = [function for page in found for function in page]
        others = [each["FunctionName"] for each in names if but not in (each["FunctionName"], each["FunctionArn"])]
        return sum(functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions", 0) for name in others)

    def _mapping(self, request: AwsRequest) -> None:
        try:
            self._clients.client("lambda", request.account, request.region).get_event_source_mapping(UUID=request.params["UUID"])
        except ClientError:
            raise AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404) from None


def _environment(request: AwsRequest) -> None:
    variables = (request.json().get("Environment") or {}).get("Variables") or {}
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > ENVIRONMENT_BYTES:
        raise AwsError(
            "InvalidParameterValueException",
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the "
            f"4KB limit. String measured: {measured}",
        )
