"""Which subnets a VPC of awsx gets, and which addresses: the provider's strategy `Auto`.

Every availability zone gets an equal block; in it the subnets follow each other as they are specified, each at the next
block of its size. The rules are those of pulumi/pulumi-awsx, awsx/ec2/subnetDistributorNew.ts (release 3.x).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from sandbox.handlers.handler import UnsupportedInput

KINDS = ("Public", "Private", "Isolated", "Unused")
"""Types of a subnet. In a zone they are made in this order; `Unused` only keeps its addresses free."""
SMALLEST_ZONE = 26
"""Longest prefix of a zone's block from which default subnets are cut."""
LARGEST_ZONE = 16
"""Default subnets use no more of a zone than this."""

Spec = Mapping[str, Any]
"""A subnet specification with the keys type, name, cidrMask and tags."""


@dataclass(frozen=True, kw_only=True)
class PlannedSubnet:
    """One subnet in one availability zone."""

    zone: int
    """Index of the availability zone, from 0."""
    kind: str
    """Public, Private, Isolated or Unused."""
    name: str
    """Pulumi name and `Name` tag: VPC, name or type of the specification, number of the zone from 1."""
    cidr: str
    """Its address block."""
    tags: Any
    """Tags of the specification; may be None or an Output."""


def planned_subnets(vpc: str, cidr: str, zones: int, specs: Sequence[Spec] | None, zone_mask: int | None = None) -> list[PlannedSubnet]:
    """Subnets by zone, in the order in which they are made. Raises UnsupportedInput for a layout that awsx would refuse."""
    mask = zone_mask or IPv4Network(cidr).prefixlen + bits(zones)
    given = checked_specs(specs) if specs else default_specs(mask)
    blocks = [IPv4Network((block, mask)) for block in zone_starts(IPv4Network(cidr), mask, zones)]
    planned = [
        PlannedSubnet(zone=zone, kind=spec["type"], name=name_of(vpc, spec, zone), cidr=str(subnet), tags=spec.get("tags"))
        for zone, block in enumerate(blocks)
        for spec, subnet in zip(given, packed(block, given), strict=True)
    ]
    return sorted(planned, key=lambda each: (each.zone, KINDS.index(each.kind)))


def layout(cidr: str, zones: int, specs: Sequence[Spec] | None, zone_mask: int | None = None) -> list[dict[str, Any]]:
    """The component's output `subnetLayout`: what was specified or, where nothing was, what the default came to."""
    if not specs:
        return default_specs(zone_mask or IPv4Network(cidr).prefixlen + bits(zones))
    given = [{key: spec[key] for key in ("type", "name", "cidrMask") if spec.get(key)} for spec in specs]
    return [{**each, "size": 2 ** (32 - each["cidrMask"])} if "cidrMask" in each else each for each in given]


def checked_specs(specs: Sequence[Spec]) -> Sequence[Spec]:
    """The specifications, unless a type is unknown or two subnets would get one name."""
    for spec in specs:
        if spec["type"] not in KINDS:
            raise UnsupportedInput(f"awsx:ec2:Vpc: subnetSpecs[].type is {spec['type']!r}; it must be one of {', '.join(KINDS)}")
    labels = [label_of(spec) for spec in specs]
    if repeated := sorted({each for each in labels if labels.count(each) > 1}):
        raise UnsupportedInput(f"awsx:ec2:Vpc: several subnetSpecs are called {', '.join(repeated)}; give each a name of its own")
    return specs


def default_specs(zone_mask: int) -> list[dict[str, Any]]:
    """A private subnet with half of the zone, a public one with a quarter."""
    if zone_mask > SMALLEST_ZONE:
        raise UnsupportedInput(
            f"awsx:ec2:Vpc: default subnets need at least a /{SMALLEST_ZONE} in each availability zone, "
            f"but there is only a /{zone_mask}; write subnetSpecs or choose a larger cidrBlock"
        )
    top = max(zone_mask, LARGEST_ZONE)
    return [{"type": "Private", "cidrMask": top + 1}, {"type": "Public", "cidrMask": top + 2}]


def zone_starts(vpc: IPv4Network, mask: int, zones: int) -> Iterable[int]:
    size = 2 ** (32 - mask)
    return (int(vpc.network_address) + zone * size for zone in range(zones))


def packed(block: IPv4Network, specs: Sequence[Spec]) -> list[IPv4Network]:
    """Address blocks of the specifications in a zone's block, in order; gaps only where a size has to be aligned."""
    even = block.prefixlen + bits(len(specs))
    masks = [spec.get("cidrMask") or even for spec in specs]
    subnets: list[IPv4Network] = []
    for mask in masks:
        subnets.append(following(subnets[-1], mask) if subnets else IPv4Network((block.network_address, mask), strict=False))
    if not all(subnet.prefixlen >= block.prefixlen and subnet.subnet_of(block) for subnet in subnets):
        raise UnsupportedInput(
            f"awsx:ec2:Vpc: subnets of the sizes {', '.join(f'/{mask}' for mask in masks)} do not fit into a zone's {block}; "
            "write the larger ones first, make them smaller, or choose a larger cidrBlock"
        )
    return subnets


def following(previous: IPv4Network, mask: int) -> IPv4Network:
    """The first block of this size after all of the previous one."""
    around = IPv4Network((previous.broadcast_address, mask), strict=False)
    return IPv4Network((int(around.broadcast_address) + 1, mask))


def label_of(spec: Spec) -> str:
    return str(spec.get("name") or spec["type"].lower())


def name_of(vpc: str, spec: Spec, zone: int) -> str:
    return f"{vpc}-{label_of(spec)}-{zone + 1}"


def bits(count: int) -> int:
    """How many bits tell so many things apart."""
    return (count - 1).bit_length() if count else 0
