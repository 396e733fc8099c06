import json
import re
from importlib import import_module

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest

from components import tagging
from components.tagging import Shape, sdk_source, snake_case, tag_everything, tag_shape, tagged_inputs
from model.tags import CostAllocationTags
from tests.components.recording import value_of

TAGS = CostAllocationTags(client="Acme", environment="prod", owner="Consultancy", extra={"Team": "vision"})
SIX = {
    "Client": "Acme",
    "Project": "VehicleAnalysis",
    "Environment": "prod",
    "CostCenter": "ClientBilling",
    "Owner": "Consultancy",
    "BillingGroup": "VehicleAnalysisClients",
}
BUCKET = "aws:s3/bucket:Bucket"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
GROUP = "aws:autoscaling/group:Group"
NO_TAG_MAP = "aws:devopsguru/resourceCollection:ResourceCollection"
"""Its `tags` say what is watched, not what it carries."""


def tags_of(type_, own):
    return value_of(tagged_inputs(type_, "thing", {"tags": own}, TAGS)["tags"])


def test_a_resource_gets_the_six_and_the_tags_of_the_stack():
    assert tags_of(BUCKET, None) == {**SIX, "Team": "vision"}


def test_its_own_tags_stay_but_cannot_say_who_pays():
    assert tags_of(BUCKET, {"Name": "videos", "Team": "own", "Client": "someone else"}) == {**SIX, "Name": "videos", "Team": "own"}


def test_other_inputs_are_left_as_they_are():
    assert tagged_inputs(BUCKET, "thing", {"bucket": "b"}, TAGS)["bucket"] == "b"


def test_tags_that_are_known_only_later_are_merged_then():
    assert tags_of(BUCKET, pulumi.Output.from_input({"Name": "later"}))["Name"] == "later"


def test_an_auto_scaling_group_gets_a_list_and_an_own_tag_keeps_its_say_about_instances():
    own = [{"key": "Name", "value": "worker", "propagateAtLaunch": False}, {"key": "Client", "value": "x", "propagateAtLaunch": False}]
    tags = {tag["key"]: tag for tag in tags_of(GROUP, own)}
    assert tags["Name"] == {"key": "Name", "value": "worker", "propagateAtLaunch": False}
    assert tags["Client"] == {"key": "Client", "value": "Acme", "propagateAtLaunch": False}
    assert tags["Owner"] == {"key": "Owner", "value": "Consultancy", "propagateAtLaunch": True}
    assert set(tags) == {*SIX, "Team", "Name"}


def test_an_s3_object_gets_the_six_alone_because_ten_are_the_limit():
    own = {"a": "1", "b": "2", "c": "3", "d": "4"}
    assert tags_of(OBJECT, {**own, "Client": "someone else"}) == {**SIX, **own}


def test_too_many_tags_on_an_s3_object_are_refused_with_its_name():
    with pytest.raises(ValueError, match=r"thing \(aws:s3/bucketObjectv2:BucketObjectv2\): 11 tags, but AWS allows 10 .* Take 1 "):
        tags_of(OBJECT, dict.fromkeys("abcde", "1"))


def test_too_many_tags_on_any_resource_are_refused_with_its_name():
    with pytest.raises(ValueError, match=r"thing \(aws:s3/bucket:Bucket\): 57 tags"):
        tags_of(BUCKET, {f"own{n}": "1" for n in range(50)})


@pytest.mark.parametrize(
    "type_",
    [
        "aws:iam/rolePolicy:RolePolicy",
        NO_TAG_MAP,
        "awsx:ec2:Vpc",
        "clientenv:index:ClientEnvironment",
        "pulumi:providers:aws",
    ],
)
def test_what_cannot_carry_tags_is_left_alone(type_):
    assert tagged_inputs(type_, "thing", {}, TAGS) is None


@pytest.mark.parametrize(
    ("type_", "file"),
    [
        ("aws:glue/mLTransform:MLTransform", "ml_transform"),
        ("aws:guardduty/iPSet:IPSet", "ip_set"),
        ("aws:appsync/graphQLApi:GraphQLApi", "graph_ql_api"),
    ],
)
def test_acronyms_in_a_type_name_are_found(type_, file):
    assert snake_case(type_.rpartition(":")[2]) == file
    assert tag_shape(type_) is Shape.MAP


@pytest.mark.parametrize("type_", ["aws:s3/notThere:NotThere", "aws:nothing/thing:Thing", "aws:Bucket"])
def test_a_type_that_the_sdk_does_not_have_stops_the_preview(type_):
    with pytest.raises(LookupError, match=f"{type_}: .* Install the version that requirements.txt pins"):
        tag_shape(type_)


def every_type():
    """Token, package and class of all that the SDK has."""
    found = re.search(r'resource_modules="""(.*?)"""', (tagging._sdk_folder() / "__init__.py").read_text(), re.DOTALL)
    return sorted((token, module["fqn"], name) for module in json.loads(found[1]) for token, name in module["classes"].items())


def test_of_every_type_of_the_sdk_the_source_has_arguments_with_tags_or_without():
    """As text, in one second: to import all packages takes a minute."""
    types = every_type()
    assert len(types) > 1700
    for token, _, name in types:
        _, named, rest = sdk_source(token).replace("InitArgs:", "Args:").partition(f"\nclass {name}Args:\n")
        assert named, token
        tags = "\n    def tags(self)" in rest.partition("\nclass ")[0]
        assert (tag_shape(token) is not None) == (tags and token != NO_TAG_MAP), token


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # types that the SDK keeps under an old name
def test_arguments_in_the_source_are_those_of_the_class():
    """In four packages that are soon imported."""
    found = [each for each in every_type() if each[1].rpartition(".")[2] in ("dynamodb", "iam", "lambda_", "sqs")]
    for token, package, name in found:
        loaded = import_module(package)  # where an input of another type goes by the same name, the arguments are called otherwise
        args = getattr(loaded, f"{name}InitArgs", None) or getattr(loaded, f"{name}Args")
        assert (tag_shape(token) is not None) == hasattr(args, "tags"), token
    assert {tag_shape(token) for token, _, _ in found} == {Shape.MAP, None}


def test_the_transform_reaches_resources_and_children_of_awsx_but_not_providers(deployment):
    def program():
        tag_everything(TAGS)
        provider = aws.Provider("other", region="eu-west-1")
        aws.s3.Bucket("plain", tags={"Name": "plain"})
        aws.iam.RolePolicy("untaggable", role="r", policy="{}")
        isolated = awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.ISOLATED)
        awsx.ec2.Vpc("net", cidr_block="10.0.0.0/16", number_of_availability_zones=1, subnet_specs=[isolated])
        return provider

    deployment.deploy(program)
    assert deployment.one(BUCKET).inputs["tags"] == {**SIX, "Team": "vision", "Name": "plain"}
    assert deployment.one("aws:ec2/vpc:Vpc").inputs["tags"] == {**SIX, "Team": "vision", "Name": "net"}
    assert deployment.one("aws:ec2/subnet:Subnet").inputs["tags"] == {**SIX, "Team": "vision"}
    assert "tags" not in deployment.one("aws:iam/rolePolicy:RolePolicy").inputs
    assert "tags" not in deployment.one("pulumi:providers:aws").inputs


def test_a_type_without_source_stops_the_whole_program(deployment):
    def program():
        tag_everything(TAGS)
        pulumi.CustomResource("aws:s3/notThere:NotThere", "strange", {})

    with pytest.raises(Exception, match="aws:s3/notThere:NotThere"):
        deployment.deploy(program)
