"""Rules of a security group, taken apart: one grant is one protocol, one range of ports and one other side.

AWS merges and splits rules as it likes; two lists of rules are the same when they grant the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sandbox.handlers.handler import Properties

EVERYTHING = "-1"
"""Every protocol, on every port."""

SIDES = {
    "cidrBlocks": ("IpRanges", "CidrIp"),
    "ipv6CidrBlocks": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListIds": ("PrefixListIds", "PrefixListId"),
}
"""Pulumi's list of other sides, and EC2's list and key for one of them."""
GROUPS = ("UserIdGroupPairs", "GroupId")


class Grant(NamedTuple):
    """What one rule of AWS's own allows."""

    protocol: str
    from_port: int
    to_port: int
    kind: str
    """EC2's list that holds the other side: `IpRanges`, `UserIdGroupPairs`, ..."""
    side: str
    """Address block, prefix list or security group."""
    description: str

    @property
    def rule(self) -> "Grant":
        """Without the description, which is no part of what makes two rules the same to AWS."""
        return self._replace(description="")


def grants_in(rules: Iterable[Mapping[str, Any]] | None, own_group: str) -> set[Grant]:
    """The grants of a program's rules; `own_group` is what a rule means by `self`."""
    return {
        Grant(protocol_of(rule), *ports_of(rule), kind, side, rule.get("description") or "")
        for rule in rules or ()
        for kind, side in sides_of(rule, own_group)
    }


def sides_of(rule: Mapping[str, Any], own_group: str) -> list[tuple[str, str]]:
    sides = [(kind, side) for ours, (kind, _) in SIDES.items() for side in rule.get(ours) or ()]
    groups = [*(rule.get("securityGroups") or ()), *([own_group] if rule.get("self") else ())]
    return sides + [(GROUPS[0], group) for group in groups]


def protocol_of(rule: Mapping[str, Any]) -> str:
    protocol = str(rule["protocol"]).lower()
    return EVERYTHING if protocol == "all" else protocol


def ports_of(rule: Mapping[str, Any]) -> tuple[int, int]:
    return (0, 0) if protocol_of(rule) == EVERYTHING else (rule["fromPort"], rule["toPort"])


def grants_of(permissions: Iterable[Mapping[str, Any]]) -> set[Grant]:
    """The grants in EC2's answer (`IpPermissions`)."""
    return {
        Grant(each["IpProtocol"], each.get("FromPort", 0), each.get("ToPort", 0), kind, side[key], side.get("Description", ""))
        for each in permissions
        for kind, key in (*SIDES.values(), GROUPS)
        for side in each.get(kind, ())
    }


def rule_ids(rules: Iterable[Mapping[str, Any]]) -> dict[Grant, str]:
    """Id of each rule in EC2's flat list of them (`SecurityGroupRules`), by what it grants."""
    keys = {"CidrIpv4": "IpRanges", "CidrIpv6": "Ipv6Ranges", "PrefixListId": "PrefixListIds"}
    ids = {}
    for each in rules:
        kind, side = next(((kind, each[key]) for key, kind in keys.items() if each.get(key)), (GROUPS[0], ""))
        low, high = (0, 0) if each["IpProtocol"] == EVERYTHING else (each["FromPort"], each["ToPort"])
        side = side or each["ReferencedGroupInfo"]["GroupId"]
        ids[Grant(each["IpProtocol"], low, high, kind, side, "")] = each["SecurityGroupRuleId"]
    return ids


def permission(grant: Grant) -> dict[str, Any]:
    """One grant as EC2 takes it."""
    key = dict([*SIDES.values(), GROUPS])[grant.kind]
    described = {"Description": grant.description} if grant.description else {}
    ports = {} if grant.protocol == EVERYTHING else {"FromPort": grant.from_port, "ToPort": grant.to_port}
    return {"IpProtocol": grant.protocol, **ports, grant.kind: [{key: grant.side, **described}]}


def rules_of(grants: set[Grant], own_group: str) -> list[Properties]:
    """Grants as a program would write them: one rule for each protocol, range of ports and description."""
    rules: dict[tuple[str, int, int, str], Properties] = {}
    for grant in sorted(grants):
        rule = rules.setdefault(
            (grant.protocol, grant.from_port, grant.to_port, grant.description),
            {"protocol": grant.protocol, "fromPort": grant.from_port, "toPort": grant.to_port, "description": grant.description},
        )
        if grant.kind == GROUPS[0] and grant.side == own_group:
            rule["self"] = True
        else:
            rule.setdefault(list_of(grant.kind), []).append(grant.side)
    return list(rules.values())


def list_of(kind: str) -> str:
    """Pulumi's name of EC2's list."""
    return next((ours for ours, (theirs, _) in SIDES.items() if theirs == kind), "securityGroups")
