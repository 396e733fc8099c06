"""CloudFront: moto loses the access control with which an origin is read."""

from __future__ import annotations

from typing import Any

from moto.cloudfront.models import Origin

from sandbox.aws.mended.mending import Mend, Method


def _made(original: Method) -> Method:
    def made(self: Any, origin: dict[str, Any]) -> None:
        original(self, origin)
        self.origin_access_control_id = origin.get("OriginAccessControlId") or ""

    return made


ORIGINS = [Mend(owner=Origin, method="__init__", make=_made)]
