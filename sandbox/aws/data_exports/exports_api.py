"""The calls of Data Exports that the sandbox answers."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from werkzeug.wrappers import Response

from sandbox.aws import moto_inside
from sandbox.aws.bucket_policy import BucketPolicies
from sandbox.aws.callers import Caller
from sandbox.aws.data_exports.rules import Details, check_export, check_region, check_tags, invalid
from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.policy_document import Decision
from sandbox.aws.request import AwsRequest

WRITER = "bcm-data-exports.amazonaws.com"

Call = Callable[[AwsRequest, Details], Details]
"""(request, its parameters) -> the answer."""


@dataclass(kw_only=True)
class _Kept:
    details: Details
    created: float
    updated: float
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> Details:
        return {"StatusCode": "HEALTHY", "CreatedAt": self.created, "LastUpdatedAt": self.updated}


class DataExports:
    """The stand-in."""

    def __init__(self, gate: Gate, policies: BucketPolicies) -> None:
        self._policies = policies
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()
        calls: dict[str, Call] = {
            "CreateExport": self._create,
            "GetExport": self._get,
            "ListExports": self._list,
            "UpdateExport": self._update,
            "DeleteExport": self._delete,
            "ListTagsForResource": lambda request, asked: {"ResourceTags": _tag_list(self._found(request, asked["ResourceArn"]).tags)},
            "TagResource": self._tag,
            "UntagResource": self._untag,
        }
        for action, call in calls.items():
            gate.stand_in("bcm-data-exports", action, self._answering(call))

    def of(self, account: str) -> list[Details]:
        """The account's exports, as the API tells them."""
        with self._lock:
            return [kept.details for arn, kept in self._kept.items() if arn.split(":")[4] == account]

    def _answering(self, call: Call) -> Callable[[AwsRequest, Forward], Response]:
        def answer(request: AwsRequest, _: Forward) -> Response:
            check_region(request.region)
            with self._lock:
                return Response(json.dumps(call(request, request.json())), mimetype="application/x-amz-json-1.1")

        return answer

    def _own(self, request: AwsRequest) -> dict[str, _Kept]:
        """The account's, by ARN."""
        return {arn: kept for arn, kept in self._kept.items() if arn.split(":")[4] == request.account}

    def _found(self, request: AwsRequest, arn: str) -> _Kept:
        found = self._own(request).get(arn)
        if found is None:
            raise AwsError("ResourceNotFoundException", f"Export {arn} is not found.")
        return found

    def _create(self, request: AwsRequest, asked: Details) -> Details:
        export, tags = asked["Export"], _tags(asked)
        self._check(request, export)
        check_tags(tags)
        if any(kept.details["Name"] == export["Name"] for kept in self._own(request).values()):
            raise invalid(f"An export of the name {export['Name']} exists already.")
        arn = f"arn:aws:bcm-data-exports:{request.region}:{request.account}:export/{export['Name']}-{uuid.uuid4()}"
        at = request.at.timestamp()
        self._kept[arn] = _Kept(details=_complete(request, export, arn), created=at, updated=at, tags=tags)
        return {"ExportArn": arn}

    def _get(self, request: AwsRequest, asked: Details) -> Details:
        found = self._found(request, asked["ExportArn"])
        return {"Export": found.details, "ExportStatus": found.status}

    def _list(self, request: AwsRequest, _: Details) -> Details:
        own = self._own(request)
        listed = [{"ExportArn": arn, "ExportName": kept.details["Name"], "ExportStatus": kept.status} for arn, kept in own.items()]
        return {"Exports": listed}

    def _update(self, request: AwsRequest, asked: Details) -> Details:
        arn, export = asked["ExportArn"], asked["Export"]
        found = self._found(request, arn)
        if export["Name"] != found.details["Name"]:
            raise invalid("The name of an export cannot be changed.")
        self._check(request, export)
        found.details, found.updated = _complete(request, export, arn), request.at.timestamp()
        return {"ExportArn": arn}

    def _delete(self, request: AwsRequest, asked: Details) -> Details:
        self._found(request, asked["ExportArn"])
        del self._kept[asked["ExportArn"]]
        return {"ExportArn": asked["ExportArn"]}

    def _tag(self, request: AwsRequest, asked: Details) -> Details:
        found = self._found(request, asked["ResourceArn"])
        tags = {**found.tags, **_tags(asked)}
        check_tags(tags)
        found.tags = tags
        return {}

    def _untag(self, request: AwsRequest, asked: Details) -> Details:
        found = self._found(request, asked["ResourceArn"])
        found.tags = {key: value for key, value in found.tags.items() if key not in asked["ResourceTagKeys"]}
        return {}

    def _check(self, request: AwsRequest, export: Details) -> None:
        """AWS looks whether the bucket lets it in before it takes an export."""
        check_export(export)
        destination = export["DestinationConfigurations"]["S3Destination"]
        bucket, owner = destination["S3Bucket"], destination.get("S3BucketOwner", request.account)
        if moto_inside.bucket_owner(bucket) != owner:
            raise invalid(f"The bucket {bucket} does not exist in account {owner}.")
        source = f"arn:aws:bcm-data-exports:{request.region}:{request.account}:export/{export['Name']}"
        service = replace(request, caller=Caller(arn=WRITER, account=request.account, is_service=True, source_arn=source))
        resource = f"arn:aws:s3:::{bucket}/{destination['S3Prefix']}/{export['Name']}"
        if self._policies.decide(service, bucket, owner, "s3:PutObject", resource) is not Decision.ALLOW:
            raise invalid(f"The policy of the bucket {bucket} does not let {WRITER} put objects into it.")


def _complete(request: AwsRequest, export: Details, arn: str) -> Details:
    """With the billing view that AWS names where nobody did: a program that does not name it sees a difference for ever."""
    query = export["DataQuery"]
    view = {"BILLING_VIEW_ARN": f"arn:aws:billing::{request.account}:billingview/primary"}
    tables = {table: {**view, **chosen} for table, chosen in (query.get("TableConfigurations") or {}).items()}
    return {**export, "ExportArn": arn, "DataQuery": {**query, "TableConfigurations": tables}}


def _tags(asked: Details) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in asked.get("ResourceTags") or []}


def _tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
