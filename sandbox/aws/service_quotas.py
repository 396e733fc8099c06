"""Service Quotas, for those that a client environment meets: Rekognition's concurrent jobs and Elastic IP addresses.

moto knows the quotas of VPC alone, and lists none. A quota of another service is NoSuchResourceException, as in AWS where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.rekognition.jobs import Jobs
from sandbox.aws.request import AwsRequest

ADDRESSES, NAME_OF_ADDRESSES = "L-0263D0A3", "EC2-VPC Elastic IPs"
DEFAULT_ADDRESSES = 5
"""Elastic IP addresses in each region (Amazon VPC User Guide, "Amazon VPC quotas"). The sandbox does not count them."""
NAME_OF_JOBS = "Maximum number of concurrent stored video jobs per account"
JOBS = "L-SANDBOX1"
"""AWS does not print the code of this quota; this one is made up."""


class ServiceQuotas:
    """The stand-in."""

    def __init__(self, gate: Gate, jobs: Jobs) -> None:
        self._known: dict[str, tuple[str, str, Callable[[], int]]] = {
            "rekognition": (JOBS, NAME_OF_JOBS, lambda: jobs.settings.concurrent_jobs),
            "ec2": (ADDRESSES, NAME_OF_ADDRESSES, lambda: DEFAULT_ADDRESSES),
        }
        gate.stand_in("servicequotas", "ListServiceQuotas", self._list)
        gate.stand_in("servicequotas", "GetServiceQuota", self._get)

    def _list(self, request: AwsRequest, _: Forward) -> Response:
        return _answer({"Quotas": [self._told(request, str(request.json().get("ServiceCode", "")))]})

    def _get(self, request: AwsRequest, forward: Forward) -> Response:
        asked = request.json()
        if asked.get("ServiceCode") == "vpc":
            return forward(request)
        quota = self._told(request, str(asked.get("ServiceCode", "")))
        if quota["QuotaCode"] != asked.get("QuotaCode"):
            raise _no_such_resource()
        return _answer({"Quota": quota})

    def _told(self, request: AwsRequest, service: str) -> dict[str, Any]:
        if service not in self._known:
            raise _no_such_resource()
        code, name, value = self._known[service]
        arn = f"arn:aws:servicequotas:{request.region}:{request.account}:{service}/{code}"
        return {"ServiceCode": service, "QuotaCode": code, "QuotaName": name, "QuotaArn": arn, "Value": float(value()), "Unit": "None"}


def _no_such_resource() -> AwsError:
    return AwsError("NoSuchResourceException", "The request failed because the specified resource does not exist.")


def _answer(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document), mimetype="application/x-amz-json-1.1")
