from collections.abc import Mapping
from typing import Any

import pytest
from botocore.client import BaseClient

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Properties, UnsupportedInput, handler_of
from tests.sandbox.handlers import network
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

GROUP = "aws:ec2/securityGroup:SecurityGroup"


def https(**more: Any) -> Properties:
    return {"protocol": "tcp", "fromPort": 443, "toPort": 443, **more}


def rules(group: str) -> list[Properties]:
    """As EC2 lists them, with every field."""
    return [
        {"protocol": "-1", "fromPort": 0, "toPort": 0, "prefixListIds": ["pl-1"]},
        https(description="inside", cidrBlocks=["10.0.0.0/8"], ipv6CidrBlocks=["fd00::/8"], securityGroups=[group], self=True),
    ]


def other_rules(aws: BaseClient, it: Mapping[str, Any]) -> None:
    """One rule in each direction, and no other."""
    live = aws.describe_security_groups(GroupIds=[it["id"]])["SecurityGroups"][0]
    for direction, key in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
        getattr(aws, f"revoke_security_group_{direction}")(GroupId=it["id"], IpPermissions=live[key])
        other = {
            "IpProtocol": "udp",
            "FromPort": 53,
            "ToPort": 54,
            "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "names"}],
            "Ipv6Ranges": [{"CidrIpv6": "::/0", "Description": "names"}],
        }
        lists = {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-2"}]}
        getattr(aws, f"authorize_security_group_{direction}")(GroupId=it["id"], IpPermissions=[other, lists])


def drifting_rules() -> tuple[Drift, ...]:
    says = {
        "protocol": "udp",
        "fromPort": 53,
        "toPort": 54,
        "description": "names",
        "cidrBlocks": ["0.0.0.0/0"],
        "ipv6CidrBlocks": ["::/0"],
        "prefixListIds": ["pl-2"],
        "securityGroups": GONE,
        "self": GONE,
    }
    return tuple(
        Drift(f"{direction}[].{field}", value, other_rules) for direction in ("ingress", "egress") for field, value in says.items()
    )


def group(cloud: Cloud) -> Properties:
    vpc = network.vpc(cloud)
    both = rules(network.security_group(cloud, vpc))
    return {"description": "functions", "vpcId": vpc, "ingress": both, "egress": both, "revokeRulesOnDelete": True, "tags": network.TAGS}


def default_group(cloud: Cloud) -> Properties:
    given = group(cloud)
    return {key: given[key] for key in ("vpcId", "ingress", "egress", "tags")}


def rule(cloud: Cloud, **more: Any) -> Properties:
    given = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "description": "in", "tags": network.TAGS}
    return {"securityGroupId": network.security_group(cloud), **given, **more}


def modified(direction: str) -> tuple[Drift, ...]:
    """All that can change of a rule in place, changed in one call."""

    def behind(aws: BaseClient, it: Mapping[str, Any]) -> None:
        other = {"IpProtocol": "udp", "FromPort": 53, "ToPort": 54, "CidrIpv4": "10.9.0.0/16", "Description": direction}
        aws.modify_security_group_rules(
            GroupId=it["securityGroupId"], SecurityGroupRules=[{"SecurityGroupRuleId": it["id"], "SecurityGroupRule": other}]
        )

    says = {"ipProtocol": "udp", "fromPort": 53, "toPort": 54, "cidrIpv4": "10.9.0.0/16", "description": direction}
    return tuple(Drift(path, value, behind) for path, value in says.items())


def cases_of_rules(direction: str) -> tuple[Case, ...]:
    type_ = f"aws:vpc/securityGroup{direction}Rule:SecurityGroup{direction}Rule"
    needed = ("ipProtocol", "fromPort", "toPort", "cidrIpv4")
    return (
        Case(
            type_,
            inputs=lambda cloud: rule(cloud, cidrIpv4="10.1.0.0/16"),
            drifts=(*modified(direction), network.OTHER_TAGS),
            required=needed,
            note="for a block",
        ),
        Case(type_, inputs=lambda cloud: rule(cloud, cidrIpv6="fd00::/8"), note="for an IPv6 block"),
        Case(type_, inputs=lambda cloud: rule(cloud, prefixListId="pl-1"), note="for a prefix list"),
        Case(type_, inputs=group_rule, note="for a group"),
    )


def group_rule(cloud: Cloud) -> Properties:
    vpc = network.vpc(cloud)
    given = {"securityGroupId": network.security_group(cloud, vpc), "referencedSecurityGroupId": network.security_group(cloud, vpc)}
    return {**given, "ipProtocol": "-1"}


class TestSecurityGroups(HandlerContract):
    cases = (
        Case(GROUP, inputs=group, drifts=(*drifting_rules(), network.OTHER_TAGS), computed=("ingress", "egress")),
        Case(
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            inputs=default_group,
            drifts=(*drifting_rules(), network.OTHER_TAGS),
            computed=("ingress", "egress"),
            remains={},
        ),
        *cases_of_rules("Ingress"),
        *cases_of_rules("Egress"),
    )

    def made(self, cloud: Cloud, type_: str, given: Properties) -> tuple[str, Properties, Properties]:
        """(id, state, inputs) of a new group."""
        inputs = lifecycle.checked(handler_of(type_), "it", given, cloud.name("x"))
        return *lifecycle.create(handler_of(type_), cloud.account, inputs), inputs

    def test_a_new_group_sends_nothing_unless_it_says_so(self, cloud: Cloud) -> None:
        _, state, _ = self.made(cloud, GROUP, {"vpcId": network.vpc(cloud)})
        assert (state["ingress"], state["egress"]) == ([], [])

    def test_a_default_group_is_emptied_of_the_rules_it_was_born_with(self, cloud: Cloud) -> None:
        _, state, _ = self.made(cloud, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"vpcId": network.vpc(cloud)})
        assert (state["name"], state["ingress"], state["egress"]) == ("default", [], [])

    def test_rules_that_aws_merges_keep_the_programs_spelling(self, cloud: Cloud) -> None:
        apart = [https(cidrBlocks=["10.2.0.0/16"]), https(cidrBlocks=["10.1.0.0/16"])]
        _, state, _ = self.made(cloud, GROUP, {"vpcId": network.vpc(cloud), "ingress": apart})
        assert state["ingress"] == apart

    def test_rules_that_the_program_does_not_write_are_left_alone(self, cloud: Cloud) -> None:
        id, _, inputs = self.made(cloud, GROUP, {"vpcId": network.vpc(cloud)})
        own = {"securityGroupId": id, "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}
        lifecycle.create(handler_of("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), cloud.account, own)
        state = lifecycle.update(handler_of(GROUP), cloud.account, id, inputs, {**inputs, "tags": network.TAGS})
        assert [each["cidrBlocks"] for each in state["egress"]] == [["0.0.0.0/0"]]

    def test_an_ipv6_block_can_be_taken_back(self, cloud: Cloud) -> None:
        id, _, inputs = self.made(cloud, GROUP, {"vpcId": network.vpc(cloud), "egress": [https(ipv6CidrBlocks=["::/0"])]})
        assert lifecycle.update(handler_of(GROUP), cloud.account, id, inputs, {**inputs, "egress": []})["egress"] == []

    def test_a_description_that_would_be_lost_is_refused(self, cloud: Cloud) -> None:
        with pytest.raises(UnsupportedInput, match=r"no description beside prefixListIds in egress"):
            self.made(cloud, GROUP, {"vpcId": "vpc-1", "egress": [https(prefixListIds=["pl-1"], description="to S3")]})
