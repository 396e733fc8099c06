"""Security groups with the rules that are written inside them."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.ec2 import Ec2Handler, tags_of
from sandbox.handlers.ec2_grants import Grant, grants_in, grants_of, permission, rule_ids, rules_of
from sandbox.handlers.handler import Properties, UnsupportedInput

DIRECTIONS = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}
"""Pulumi's input, and EC2's list of permissions."""

RULE = ("protocol", "fromPort", "toPort", "description", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups", "self")
RULES = tuple(f"{direction}[].{field}" for direction in DIRECTIONS for field in RULE)


class Group(Ec2Handler):
    """What a group of one's own and a default group have in common."""

    kind = "security-group"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_security_groups(GroupIds=[id])["SecurityGroups"][0]
        return {
            **self.named(aws, id, live["OwnerId"]),
            **tags_of(live),
            "name": live["GroupName"],
            "description": live["Description"],
            "vpcId": live["VpcId"],
            **{direction: rules_as_written(live, direction, state.get(direction)) for direction in DIRECTIONS},
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        super().update(aws, id, old, new)
        set_rules(aws, id, new)

    def check(self, inputs: Properties) -> None:
        """Also refuses a description that the emulation would lose."""
        super().check(inputs)
        for direction in DIRECTIONS:
            if any(rule.get("prefixListIds") and rule.get("description") for rule in inputs.get(direction) or ()):
                raise UnsupportedInput(f"{self.type}: the sandbox keeps no description beside prefixListIds in {direction}[]")


class SecurityGroup(Group):
    """Rules that a program does not write are left alone, as the real provider does: they may be resources of their own."""

    type = "aws:ec2/securityGroup:SecurityGroup"
    name_input = "name"
    longest_name = 255
    supported = ("name", "description", "vpcId", "revokeRulesOnDelete", *RULES, "tags.*")
    write_only = {"revokeRulesOnDelete": "a promise of the program; AWS does not know it"}
    replace_on = frozenset({"name", "description", "vpcId"})
    defaults = {"description": "Managed by Pulumi", "revokeRulesOnDelete": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        vpc = {"VpcId": inputs["vpcId"]} if inputs.get("vpcId") else {}
        made = aws.create_security_group(GroupName=inputs["name"], Description=inputs["description"], **vpc, **self.tagged(inputs))
        id = str(made["GroupId"])
        set_rules(aws, id, {"egress": [], **inputs})  # AWS lets a new group send everything; the provider takes that away
        return id

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        if state.get("revokeRulesOnDelete"):
            set_rules(aws, id, {"ingress": [], "egress": []})
        aws.delete_security_group(GroupId=id)


class DefaultSecurityGroup(Group):
    """The group that every VPC is born with. It is taken over, emptied of AWS's own rules, and never deleted."""

    type = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    supported = ("vpcId", *RULES, "tags.*")
    replace_on = frozenset({"vpcId"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        wanted = [{"Name": "vpc-id", "Values": [inputs["vpcId"]]}, {"Name": "group-name", "Values": ["default"]}]
        live = aws.describe_security_groups(Filters=wanted)["SecurityGroups"][0]
        id = str(live["GroupId"])
        self.update(aws, id, tags_of(live), {"ingress": [], "egress": [], **inputs})
        return id

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        """It stays as it is until its VPC goes."""


def rules_as_written(live: Any, direction: str, known: Any) -> list[Properties]:
    """The rules in the program's spelling where they grant the same."""
    group = live["GroupId"]
    grants = grants_of(live[DIRECTIONS[direction]])
    return list(known) if known and grants_in(known, group) == grants else rules_of(grants, group)


def set_rules(aws: BaseClient, group: str, inputs: Properties) -> None:
    """Grants exactly what the inputs say, in each direction that they speak of."""
    live = aws.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    for direction, permissions in DIRECTIONS.items():
        if inputs.get(direction) is not None:
            wanted, there = grants_in(inputs[direction], group), grants_of(live[permissions])
            revoke(aws, group, direction, there - wanted)
            if wanted - there:
                authorize = getattr(aws, f"authorize_security_group_{direction}")
                authorize(GroupId=group, IpPermissions=[permission(grant) for grant in sorted(wanted - there)])


def revoke(aws: BaseClient, group: str, direction: str, grants: set[Grant]) -> None:
    """By the ids of the rules: by what they grant, the emulation does not take back IPv6 blocks."""
    if grants:
        listed = aws.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
        ids = rule_ids(each for each in listed if each["IsEgress"] == (direction == "egress"))
        getattr(aws, f"revoke_security_group_{direction}")(GroupId=group, SecurityGroupRuleIds=[ids[each.rule] for each in sorted(grants)])
