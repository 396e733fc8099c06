"""What a program may ask of AWS without making anything: the provider's functions."""

from collections.abc import Callable
from typing import Any

from botocore.loaders import create_loader

from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import Properties, UnsupportedInput
from sandbox.handlers.properties import unsupported

Invoke = Callable[[ProviderAccount, Properties], Properties]

INVOKES: dict[str, Invoke] = {}
"""Function by its token, such as `aws:index/getRegion:getRegion`. It raises UnsupportedInput for arguments that it would ignore."""


def invoke(token: str, account: ProviderAccount, args: Properties) -> Properties:
    """The function's answer. Raises UnsupportedInput naming a function or an argument that the sandbox does not have."""
    if token not in INVOKES:
        raise UnsupportedInput(f"the sandbox has no function {token}")
    return INVOKES[token](account, {key: value for key, value in args.items() if value is not None})


def answers(token: str, *arguments: str) -> Callable[[Invoke], Invoke]:
    """Registers a function under its token with the arguments that it really uses; every one takes `region`."""

    def register(function: Invoke) -> Invoke:
        def checked(account: ProviderAccount, args: Properties) -> Properties:
            if unknown := sorted(unsupported(args, arguments)):
                raise UnsupportedInput(f"{token}: the sandbox does not support {', '.join(unknown)}")
            return function(account, args)

        INVOKES[token] = checked
        return function

    return register


@answers("aws:index/getCallerIdentity:getCallerIdentity")
def get_caller_identity(account: ProviderAccount, args: Properties) -> Properties:
    caller = account.client("sts", args.get("region")).get_caller_identity()
    return {"accountId": caller["Account"], "arn": caller["Arn"], "userId": caller["UserId"], "id": caller["Account"]}


@answers("aws:index/getRegion:getRegion")
def get_region(account: ProviderAccount, args: Properties) -> Properties:
    region = args.get("region") or account.region
    known = create_loader().load_data("partitions")["partitions"][0]["regions"]
    return {
        "id": region,
        "name": region,
        "region": region,
        "description": known.get(region, {}).get("description", region),
        "endpoint": f"ec2.{region}.amazonaws.com",
    }


@answers("aws:index/getPartition:getPartition")
def get_partition(account: ProviderAccount, args: Properties) -> Properties:
    return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}


@answers("aws:index/getAvailabilityZones:getAvailabilityZones", "state", "filters[].name", "filters[].values")
def get_availability_zones(account: ProviderAccount, args: Properties) -> Properties:
    wanted = [{"Name": each["name"], "Values": each["values"]} for each in args.get("filters") or []]
    wanted += [{"Name": "state", "Values": [args["state"]]}] if args.get("state") else []
    ec2 = account.client("ec2", args.get("region"))
    zones = sorted(ec2.describe_availability_zones(Filters=wanted)["AvailabilityZones"], key=lambda zone: str(zone["ZoneName"]))
    region = ec2.meta.region_name
    return {
        "id": region,
        "region": region,
        "names": [zone["ZoneName"] for zone in zones],
        "zoneIds": [zone["ZoneId"] for zone in zones],
        "groupNames": sorted({zone.get("GroupName", region) for zone in zones}),
    }


@answers("aws:ec2/getPrefixList:getPrefixList", "name", "prefixListId")
def get_prefix_list(account: ProviderAccount, args: Properties) -> Properties:
    found = _one_prefix_list(account, args, args.get("prefixListId"))
    return {"id": found["PrefixListId"], "name": found["PrefixListName"], "cidrBlocks": _blocks(account, args, found)}


@answers("aws:ec2/getManagedPrefixList:getManagedPrefixList", "name", "id")
def get_managed_prefix_list(account: ProviderAccount, args: Properties) -> Properties:
    found = _one_prefix_list(account, args, args.get("id"))
    return {
        "id": found["PrefixListId"],
        "arn": found["PrefixListArn"],
        "name": found["PrefixListName"],
        "ownerId": found["OwnerId"],
        "addressFamily": found.get("AddressFamily", "IPv4"),
        "maxEntries": found.get("MaxEntries", 0),
        "version": found.get("Version", 0),
        "entries": [{"cidr": block, "description": ""} for block in _blocks(account, args, found)],
        "tags": {},
    }


def _one_prefix_list(account: ProviderAccount, args: Properties, id: str | None) -> Any:
    lists = account.client("ec2", args.get("region")).describe_managed_prefix_lists()["PrefixLists"]
    found = [each for each in lists if args.get("name") in (None, each["PrefixListName"]) and id in (None, each["PrefixListId"])]
    if len(found) != 1:
        raise LookupError(f"{len(found)} prefix lists match {args}: name one that exists in this region")
    return found[0]


def _blocks(account: ProviderAccount, args: Properties, found: Any) -> list[str]:
    ec2 = account.client("ec2", args.get("region"))
    return [entry["Cidr"] for entry in ec2.get_managed_prefix_list_entries(PrefixListId=found["PrefixListId"])["Entries"]]
