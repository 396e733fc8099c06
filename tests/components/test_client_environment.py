import json
from decimal import Decimal
from fnmatch import fnmatch, fnmatchcase
from itertools import product

import pulumi
import pulumi_aws as aws
import pytest

from components.client_environment import ClientEnvironment
from components.meter import Meter
from components.tagging import tag_everything, tag_shape
from model.boundary import AccountNames, boundary, boundary_arn
from model.outputs import EnvironmentOutputs
from model.placement import Placement
from model.policies import NAMELESS, Effect, PolicyDocument, Statement, Use, problems
from model.settings import AT_COST
from model.terms_record import as_record
from sandbox import wire
from tests.components.environments import EVERY_ENVIRONMENT, ISOLATED, NO_VPC, account, settings, whole
from tests.components.recording import Deployment, value_of

LONGEST_NAMES = {
    "aws:iam/role:Role": 64,
    "aws:lambda/function:Function": 64,
    "aws:cloudwatch/eventRule:EventRule": 64,
    "aws:s3/bucket:Bucket": 63,
    "aws:sqs/queue:Queue": 80,
    "aws:cloudfront/originAccessControl:OriginAccessControl": 64,
    "aws:budgets/budget:Budget": 100,
    "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
}
"""Characters that AWS allows in a name (quotas of IAM, Lambda, EventBridge, S3, SQS, CloudFront, Budgets and CloudWatch)."""
RANDOM_SUFFIX = len("-0a1b2c3")

OUTPUTS = {
    "schema_version": 1,
    "client": "Acme",
    "slug": "acme",
    "environment": "prod",
    "placement": "client",
    "account_id": "222222222222",
    "home_region": "us-east-1",
    "tags": settings().tags.as_aws(),
    "billing_terms": as_record(AT_COST),
    "usage_table_arn": "arn:aws:dynamodb:us-east-1:222222222222:table/acme-prod-usage-0a1b2c3",
    "usage_reader_role_arn": "arn:aws:iam::222222222222:role/acme-prod-billing-reader-0a1b2c3",
    "uploads_bucket": "acme-prod-uploads-0a1b2c3",
    "results_bucket": "acme-prod-results-0a1b2c3",
    "web_bucket": "acme-prod-web-0a1b2c3",
    "web_distribution_id": "acme-prod-web-0a1b2c3",
    "web_url": "https://acme-prod-web-0a1b2c3.cloudfront.net",
    "cost_topic_arn": "arn:aws:sns:us-east-1:222222222222:acme-prod-costs-0a1b2c3",
    "deployment_role_arn": "arn:aws:iam::222222222222:role/DeploymentRole",
    "dashboard_url": "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/acme-prod-costs",
}
"""What the environment of a client says. A new output is missing here until it has a test."""


def document(text):
    statements = []
    for each in json.loads(text)["Statement"]:
        principal = each.get("Principal", {})
        principals = {"*": ["*"]} if principal == "*" else principal
        parts = {"actions": each["Action"], "resources": each.get("Resource", []), "conditions": each.get("Condition", {})}
        statements.append(Statement(sid=each["Sid"], effect=Effect(each["Effect"]), principals=principals, **parts))
    return PolicyDocument(statements=statements)


def use_of(resource, input_name):
    if input_name == "assumeRolePolicy":
        return Use.TRUST
    return Use.IDENTITY if resource.type == "aws:iam/rolePolicy:RolePolicy" else Use.RESOURCE


def nameless(problem):
    """Whether it is about an action for which AWS has no resource; some stand there as a pattern."""
    return " on * " in problem and any(fnmatch(problem.split(": ", 1)[1].split(" ")[0], each) for each in NAMELESS)


def matches(value, patterns):
    return any(fnmatchcase(value, pattern) for pattern in patterns)


def test_every_output_says_what_it_should():
    deployment = whole()
    said = {name: value_of(pulumi.Output.from_input(value)) for name, value in deployment.environment.outputs().as_exports().items()}
    assert said == OUTPUTS
    assert set(OUTPUTS) == set(EnvironmentOutputs.__dataclass_fields__)


@pytest.mark.parametrize("placement", Placement)
def test_outputs_name_the_placement_and_how_the_program_gets_in(placement):
    outputs = whole(placement).environment.outputs()
    assert (outputs.placement, outputs.account_id) == (placement.value, account(placement).account_id)
    assert outputs.deployment_role_arn == account(placement).deployment_role_arn


def test_the_component_says_the_same_as_the_stack():
    deployment = whole()
    (urn,) = [each.urn for each in deployment.of("clientenv:index:ClientEnvironment")]
    said = deployment.component_outputs[urn]
    assert said == {name: value for name, value in OUTPUTS.items() if value is not None}


@pytest.mark.parametrize(("placement", "network"), EVERY_ENVIRONMENT)
def test_every_resource_is_made_in_the_clients_account_and_nowhere_else(placement, network):
    deployment = whole(placement, network)
    made = [each for each in deployment.registered if each.type.startswith("aws:")]
    assert len(made) > 40
    assert [each.urn for each in made if not each.provider.rpartition("::")[0].endswith("pulumi:providers:aws::acme-prod")] == []
    assert {deployment.account_of(each) for each in made} == {account(placement).account_id}


@pytest.mark.parametrize(("placement", "network"), EVERY_ENVIRONMENT)
def test_every_resource_that_can_carry_tags_carries_the_six(placement, network):
    for each in whole(placement, network).registered:
        tags = each.inputs.get("tags", {})
        assert (each.urn, settings().tags.six().items() <= tags.items()) == (each.urn, tag_shape(each.type) is not None)


@pytest.mark.parametrize(("placement", "network"), EVERY_ENVIRONMENT)
def test_every_policy_is_lawful_and_names_whatever_can_be_named(placement, network):
    deployment = whole(placement, network)
    documents = deployment.documents()
    assert len(documents) > 15
    found = [
        f"{resource.name} ({resource.type}): {problem}"
        for resource, name, text in documents
        for problem in problems(document(json.dumps(text)), use_of(resource, name))
        if not nameless(problem)
    ]
    assert found == []


@pytest.mark.parametrize("network", [NO_VPC, ISOLATED])
def test_no_role_may_do_whatever_begins_alike(network):
    for resource, name, text in whole(network=network).documents():
        if use_of(resource, name) is Use.IDENTITY:
            assert [(resource.name, action) for each in text["Statement"] for action in each["Action"] if "*" in action] == []


@pytest.mark.parametrize("placement", Placement)
def test_every_role_carries_the_boundary_where_there_is_one(placement):
    roles = whole(placement, ISOLATED).of("aws:iam/role:Role")
    assert len(roles) == 7
    assert {role.inputs.get("permissionsBoundary") for role in roles} == {boundary_arn(account(placement))}


@pytest.mark.parametrize("network", [NO_VPC, ISOLATED])
def test_whatever_a_role_may_do_is_within_the_boundary_of_the_clients_account(network):
    theirs = account(Placement.CLIENT)
    allowed = boundary(AccountNames(slug="acme", account_id=theirs.account_id, boundary_arn=boundary_arn(theirs))).statements
    for resource, name, text in whole(network=network).documents():
        if use_of(resource, name) is not Use.IDENTITY:
            continue
        for each in (each for each in text["Statement"] if each["Effect"] == "Allow"):
            for action, arn in product(each["Action"], each["Resource"]):
                within = [one for one in allowed if matches(action, one.actions) and matches(arn, one.resources)]
                assert within, f"{resource.name}: {action} on {arn}"


def test_no_generated_name_is_too_long_for_the_longest_slug_and_environment():
    longest = 20 + 1 + 12
    for each in whole(network=ISOLATED).registered:
        if limit := LONGEST_NAMES.get(each.type):
            assert longest + len(each.name.removeprefix("acme-prod")) + RANDOM_SUFFIX <= limit, each.name
            assert each.name.startswith("acme-prod")


def test_everything_is_a_part_of_the_environment():
    deployment = whole(network=ISOLATED)
    parents = {each.urn: each.parent for each in deployment.registered}
    for each in deployment.registered:
        urn = each.urn
        while parents.get(urn) in parents:
            urn = parents[urn]
        assert urn.endswith("::clientenv:index:ClientEnvironment::acme-prod"), each.urn


def test_every_address_hears_of_costs_and_of_operations():
    deployment = whole(notify=("ops@example.com", "billing@acme.example"))
    topics = {each.arn: each.name for each in deployment.of("aws:sns/topic:Topic")}
    mails = [each.inputs for each in deployment.of("aws:sns/topicSubscription:TopicSubscription") if each.inputs["protocol"] == "email"]
    assert {(topics[each["topic"]], each["endpoint"]) for each in mails} == {
        (topic, address) for topic in ("acme-prod-costs", "acme-prod-operations") for address in ("ops@example.com", "billing@acme.example")
    }


@pytest.mark.parametrize("placement", Placement)
def test_every_alarm_may_publish_to_the_topic_that_it_tells(placement):
    deployment = whole(placement)
    publishers = {
        each.inputs["arn"]: {one["Principal"]["Service"][0] for one in json.loads(each.inputs["policy"])["Statement"]}
        for each in deployment.of("aws:sns/topicPolicy:TopicPolicy")
    }
    told = {action for each in deployment.of("aws:cloudwatch/metricAlarm:MetricAlarm") for action in each.inputs["alarmActions"]}
    assert told
    assert [topic for topic in told if "cloudwatch.amazonaws.com" not in publishers[topic]] == []


def test_a_preview_knows_no_arn_and_still_shows_everything():
    deployment = Deployment(preview=True)

    def program():
        tag_everything(settings().tags)
        environment = ClientEnvironment("acme-prod", settings(network=ISOLATED))
        aws.sqs.Queue("own", tags={"Arn": environment.key.arn})

    deployment.deploy(program)
    shown, made = deployment.registered, whole(network=ISOLATED).registered
    children_of_awsx = 5
    assert len(shown) == len(made) - children_of_awsx + 1
    assert deployment.one("aws:kms/key:Key", "acme-prod").inputs["tags"] == settings().tags.six()
    assert deployment.one("aws:sqs/queue:Queue", "own").inputs["tags"] == wire.UNKNOWN


def test_another_solution_can_take_its_place(deployment):
    class Letterbox(pulumi.ComponentResource):
        functions, queues, dead_letters, watches = {}, {}, {}, ()
        meter = Meter(
            namespace="Letters",
            dimensions={},
            seconds="SecondsRead",
            usd_a_minute=Decimal(1),
            month_seconds="MonthSeconds",
            month_videos="MonthLetters",
            counts={},
            held="LettersHeld",
        )

        def __init__(self, name, args, opts=None):
            super().__init__("example:index:Letterbox", name, {}, opts)
            self.uploads_bucket = pulumi.Output.from_input(f"{name}-letters")
            self.results_bucket = pulumi.Output.from_input(f"{name}-answers")
            self.usage_table = args.usage.table.name
            self.register_outputs({})

    made = deployment.deploy(lambda: ClientEnvironment("acme-prod", settings(), workload=Letterbox))
    assert value_of(made.outputs().uploads_bucket) == "acme-prod-letters"
    assert value_of(made.workload.usage_table) == "acme-prod-usage-0a1b2c3"
    assert deployment.of("aws:lambda/function:Function") == []
    assert [each.name for each in deployment.of("aws:iam/role:Role")] == ["acme-prod-billing-reader"]
