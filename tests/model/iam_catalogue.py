"""Every IAM action and the resources that it can name, from cfn-lint's copy of AWS's service authorization reference."""

import json
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import cfnlint

WILDCARD = re.compile(r"\$\{(Region|Account)\}")


@cache
def services():
    return json.loads((Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "Policies.json").read_text())


def matching(action):
    """The real actions, in lower case, that a pattern such as `s3:GetBucket*` stands for."""
    service, name = action.split(":")
    return [known for known in services().get(service, {"Actions": {}})["Actions"] if fnmatchcase(known, name.lower())]


def arn_patterns(service, name):
    """Regular expressions of the ARNs that the action can name; none where it names no resource."""
    kinds = {kind.lower(): entry["ARNFormats"] for kind, entry in services()[service]["Resources"].items()}
    named = services()[service]["Actions"][name].get("Resources", [])
    named = [named] if isinstance(named, str) else named
    return [WILDCARD.sub(".*", arn.replace("${Partition}", "aws")) for kind in named for arn in kinds[kind.lower()]]


def misfits(document):
    """Allowed actions that do not exist, or that AWS would never match against the resources beside them."""
    for statement in document.statements:
        if statement.effect == "Allow":
            yield from (f"{statement.sid}: {action}" for action in statement.actions if not _fits(action, statement.resources))


def _fits(action, resources):
    service = action.split(":")[0]
    found = matching(action)
    return bool(found) and ("*" in resources or all(_names(arn_patterns(service, name), resources) for name in found))


def _names(patterns, resources):
    return any(re.fullmatch(pattern, resource) for pattern in patterns for resource in resources)
