"""What Data Exports refuses (AWS Billing and Cost Management Data Exports API Reference, Export; user guide, "Table dictionary")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.aws.errors import AwsError

Details = dict[str, Any]
"""A structure as the API spells it."""

REGION = "us-east-1"
"""The only region that has the service."""
NAME = re.compile(r"[0-9A-Za-z_-]{1,128}")
QUERY = re.compile(r"\s*SELECT\s+(?P<columns>\S.*?)\s+FROM\s+(?P<table>\w+)\s*(WHERE\s.*)?", re.IGNORECASE | re.DOTALL)
TABLES = ("COST_AND_USAGE_REPORT", "FOCUS_1_0_AWS", "FOCUS_1_2_AWS", "COST_AND_USAGE_DASHBOARD", "CARBON_EMISSIONS")
PAIRS = (("PARQUET", "PARQUET"), ("TEXT_OR_CSV", "GZIP"))
"""Format and compression that go together."""
TAGS = 50


def check_region(region: str) -> None:
    """Raise in a region where AWS has no such endpoint."""
    if region != REGION:
        raise AwsError("ValidationException", f"Data Exports is in {REGION} only; this call came to {region}.")


def check_export(export: Details) -> None:
    """Raise for an export that AWS does not take."""
    if not NAME.fullmatch(export["Name"]):
        raise invalid(f"The name {export['Name']!r} must have 1 to 128 letters, digits, hyphens and underscores.")
    found = QUERY.fullmatch(export["DataQuery"]["QueryStatement"])
    if found is None or found["table"] not in TABLES:
        raise invalid(f"The query must select columns from one of {', '.join(TABLES)}.")
    others = set(export["DataQuery"].get("TableConfigurations") or {}) - {found["table"]}
    if others:
        raise invalid(f"The table configuration of {', '.join(sorted(others))} belongs to a table that is not queried.")
    output = export["DestinationConfigurations"]["S3Destination"]["S3OutputConfigurations"]
    if (output["Format"], output["Compression"]) not in PAIRS:
        raise invalid(f"Compression {output['Compression']} does not go with format {output['Format']}.")


def check_tags(tags: Mapping[str, str]) -> None:
    """Raise for too many tags, or one that is AWS's."""
    if len(tags) > TAGS or any(key.lower().startswith("aws:") for key in tags):
        raise invalid(f"An export has {TAGS} tags at most, and none whose key begins with aws:.")


def invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)
