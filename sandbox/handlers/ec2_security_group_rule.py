"""Rules of security groups as resources of their own."""

from typing import Any, ClassVar

from botocore.client import BaseClient

from sandbox.handlers.ec2 import Ec2Handler, tags_of
from sandbox.handlers.ec2_grants import EVERYTHING
from sandbox.handlers.handler import Properties

NO_PORT = -1
"""What EC2 says for the ports of a rule on every protocol."""


class SecurityGroupIngressRule(Ec2Handler):
    """Only an IPv4 block moves in place, as far as the emulation goes: for the other sides AWS would, too."""

    type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    kind = "security-group-rule"
    direction: ClassVar[str] = "ingress"
    supported = (
        "securityGroupId",
        "ipProtocol",
        "fromPort",
        "toPort",
        "cidrIpv4",
        "cidrIpv6",
        "prefixListId",
        "referencedSecurityGroupId",
        "description",
        "tags.*",
    )
    replace_on = frozenset({"securityGroupId", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        authorize = getattr(aws, f"authorize_security_group_{self.direction}")
        made = authorize(GroupId=inputs["securityGroupId"], IpPermissions=[as_permission(inputs)], **self.tagged(inputs))
        id = str(made["SecurityGroupRules"][0]["SecurityGroupRuleId"])
        if inputs.get("description") and not inputs.get("cidrIpv4"):
            self.modify(aws, id, inputs)  # beside any other side, the emulation keeps a description only of a change
        return id

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_security_group_rules(SecurityGroupRuleIds=[id])["SecurityGroupRules"][0]
        everything = live["IpProtocol"] == EVERYTHING
        return {
            "arn": live.get("SecurityGroupRuleArn"),
            "securityGroupRuleId": id,
            "securityGroupId": live["GroupId"],
            "ipProtocol": live["IpProtocol"],
            "fromPort": None if everything else live["FromPort"],
            "toPort": None if everything else live["ToPort"],
            "cidrIpv4": live.get("CidrIpv4"),
            "cidrIpv6": live.get("CidrIpv6"),
            "prefixListId": live.get("PrefixListId"),
            "referencedSecurityGroupId": live.get("ReferencedGroupInfo", {}).get("GroupId"),
            "description": live.get("Description"),
            **tags_of(live),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        super().update(aws, id, old, new)
        self.modify(aws, id, new)

    def modify(self, aws: BaseClient, id: str, new: Properties) -> None:
        rule = {"SecurityGroupRuleId": id, "SecurityGroupRule": as_rule(new)}
        aws.modify_security_group_rules(GroupId=new["securityGroupId"], SecurityGroupRules=[rule])

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        live = aws.describe_security_group_rules(SecurityGroupRuleIds=[id])["SecurityGroupRules"][0]
        getattr(aws, f"revoke_security_group_{self.direction}")(GroupId=live["GroupId"], SecurityGroupRuleIds=[id])


class SecurityGroupEgressRule(SecurityGroupIngressRule):
    type = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    direction = "egress"


def as_permission(inputs: Properties) -> dict[str, Any]:
    """The rule as EC2 takes it when it is made."""
    described = {"Description": inputs["description"]} if inputs.get("description") else {}
    sides = {
        "IpRanges": ("CidrIp", inputs.get("cidrIpv4")),
        "Ipv6Ranges": ("CidrIpv6", inputs.get("cidrIpv6")),
        "PrefixListIds": ("PrefixListId", inputs.get("prefixListId")),
        "UserIdGroupPairs": ("GroupId", inputs.get("referencedSecurityGroupId")),
    }
    given = {kind: [{key: side, **described}] for kind, (key, side) in sides.items() if side}
    ports = {"FromPort": inputs["fromPort"], "ToPort": inputs["toPort"]} if inputs["ipProtocol"] != EVERYTHING else {}
    return {"IpProtocol": inputs["ipProtocol"], **ports, **given}


def as_rule(inputs: Properties) -> dict[str, Any]:
    """The rule as EC2 takes it when it is changed."""
    sides = {
        "CidrIpv4": inputs.get("cidrIpv4"),
        "CidrIpv6": inputs.get("cidrIpv6"),
        "PrefixListId": inputs.get("prefixListId"),
        "ReferencedGroupId": inputs.get("referencedSecurityGroupId"),
    }
    return {
        "IpProtocol": inputs["ipProtocol"],
        "FromPort": inputs.get("fromPort", NO_PORT),
        "ToPort": inputs.get("toPort", NO_PORT),
        "Description": inputs.get("description") or "",
        **{key: side for key, side in sides.items() if side},
    }
