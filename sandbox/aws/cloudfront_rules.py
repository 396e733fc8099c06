"""Rules of CloudFront that moto does not know: what is enabled or in use cannot be deleted, an access control must exist, and paths to
forget have a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.errors import AwsError
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest
from sandbox.aws.rules import Rules

_USED = re.compile(r"<OriginAccessControlId>([^<]+)</OriginAccessControlId>")
_PATH = re.compile(r"<Path>([^<]*)</Path>|<Path ?/>")
_SPELT = re.compile(r"/[^*\s]*\*?", re.ASCII)
"""From the root, with a wildcard at its end alone (CloudFront developer guide, "What you need to know when invalidating files")."""


class CloudFrontRules:
    """The rules."""

    def __init__(self, rules: Rules, clients: InsideClients) -> None:
        self._clients = clients
        rules.add("cloudfront", ("CreateDistribution", "CreateDistributionWithTags", "UpdateDistribution"), self._access_controls)
        rules.add("cloudfront", "CreateInvalidation", self._paths)
        rules.add("cloudfront", "DeleteDistribution", self._disabled)
        rules.add("cloudfront", "DeleteOriginAccessControl", self._unused)

    def _access_controls(self, request: AwsRequest) -> None:
        for id in _USED.findall(request.body.decode("utf-8", "replace")):
            try:
                self._cloudfront(request).get_origin_access_control(Id=id)
            except ClientError:
                raise AwsError("InvalidOriginAccessControl", "The origin access control is not valid.") from None

    def _paths(self, request: AwsRequest) -> None:
        paths = _PATH.findall(request.body.decode("utf-8", "replace"))
        if not paths or not all(path.isascii() and _SPELT.fullmatch(path) for path in paths):
            raise AwsError("InvalidArgument", "Your request contains one or more invalid invalidation paths.")

    def _disabled(self, request: AwsRequest) -> None:
        if any(each["Id"] == request.params["Id"] and each["Enabled"] for each in self._distributions(request)):
            raise AwsError("DistributionNotDisabled", "The distribution you are trying to delete has not been disabled.", 409)

    def _unused(self, request: AwsRequest) -> None:
        for distribution in self._distributions(request):
            if any(origin.get("OriginAccessControlId") == request.params["Id"] for origin in distribution["Origins"]["Items"]):
                message = "Cannot delete the origin access control because it's in use by one or more distributions."
                raise AwsError("OriginAccessControlInUse", message, 409)

    def _distributions(self, request: AwsRequest) -> Iterator[dict[str, Any]]:
        for page in self._cloudfront(request).get_paginator("list_distributions").paginate():
            yield from page["DistributionList"].get("Items", [])

    def _cloudfront(self, request: AwsRequest) -> Any:
        return self._clients.client("cloudfront", request.account)
