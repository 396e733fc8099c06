"""The questions to AWS, asked of the sandbox; and what becomes of a refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from automation.aws import early_warnings, own_credentials, quotas, tag_state
from automation.aws.asking import asked
from automation.aws.state_bucket import objects_below
from automation.doctoring.deployed import Metric
from automation.doctoring.early_warnings import Subscription
from automation.doctoring.quota_checks import InUse

EURO = "eu-central-1"


def raises(error):
    def question():
        raise error

    return question


def test_what_these_credentials_may_not_ask_is_told_in_few_words():
    words = "User: arn:aws:sts::222222222222:assumed-role/DeploymentRole/x is not authorized to perform: tag:GetResources because no policy"
    error = ClientError({"Error": {"Code": "AccessDeniedException", "Message": words}}, "GetResources")
    assert asked(raises(error)).refused == "these credentials may not ask (tag:GetResources)"


def test_any_other_refusal_keeps_its_words_and_a_network_that_is_down_is_one_too():
    error = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "User not enabled for cost explorer access"}}, "X")
    assert asked(raises(error)).refused == "AccessDeniedException: User not enabled for cost explorer access"
    assert "Could not connect" in asked(raises(EndpointConnectionError(endpoint_url="https://x"))).refused


def test_a_bug_is_no_refusal():
    with pytest.raises(KeyError):
        asked(lambda: {}["Missing"])


def test_an_address_is_pending_until_it_is_confirmed_and_queues_are_not_asked(aws):
    sns = aws.client("sns", region=EURO)
    topic = sns.create_topic(Name="operations")["TopicArn"]
    queue = aws.client("sqs", region=EURO).create_queue(QueueName="q")["QueueUrl"].rsplit("/", 1)[-1]
    for protocol, endpoint in [("email", "a@x.example"), ("email", "b@x.example"), ("sqs", f"arn:aws:sqs:{EURO}:111111111111:{queue}")]:
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    aws.admin("subscriptions/confirm", endpoint="b@x.example")
    found = early_warnings.mail_subscriptions(aws.session(), [topic]).known()
    assert set(found) == {
        Subscription(topic=topic, address="a@x.example", confirmed=False),
        Subscription(topic=topic, address="b@x.example", confirmed=True),
    }
    assert early_warnings.mail_subscriptions(aws.session(), [f"{topic}-gone"]).refused.startswith("NotFound")


def put_alarm(cloudwatch, name, **more):
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="N",
        MetricName="M",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        **{"AlarmActions": ["arn:aws:sns:us-east-1:111111111111:t"], **more},
    )


def test_alarms_are_looked_for_in_their_region_beyond_one_page_and_must_tell_somebody(aws, monkeypatch):
    monkeypatch.setattr(early_warnings, "ALARMS_AT_ONCE", 2)
    names, there = ["alarm-1", "alarm-2", "alarm-3"], aws.client("cloudwatch", region=EURO)
    for name in names:
        put_alarm(there, name)
    here = aws.client("cloudwatch")
    put_alarm(here, "off", ActionsEnabled=False)
    put_alarm(here, "mute", AlarmActions=[])
    found = early_warnings.alarms_there(aws.session(), {EURO: names, "us-east-1": ["off", "mute", names[0]]}).known()
    assert found == dict.fromkeys(names, True) | {"off": False, "mute": False}


def test_a_budget_that_is_not_there_is_no_refusal(aws):
    details = {"BudgetName": "acme", "BudgetLimit": {"Amount": "50", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    aws.client("budgets").create_budget(AccountId="111111111111", Budget=details)
    assert early_warnings.budgets_there(aws.session(), "111111111111", ["acme", "gone"]).value == {"acme"}


def test_charges_have_a_figure_once_billing_alerts_are_on(aws):
    now = datetime.now(UTC)
    ask = lambda at: early_warnings.latest_figure(aws.session(), early_warnings.ESTIMATED_CHARGES, at)  # noqa: E731
    aws.admin("accounts/111111111111/new", new=True)
    aws.admin("accounts/111111111111/estimated-charges", usd="1.20")
    assert (ask(now + timedelta(minutes=1)).value, ask(now).refused) == (None, "")
    aws.admin("accounts/111111111111/new", new=False)
    aws.admin("accounts/111111111111/estimated-charges", usd="1.20")
    latest = ask(now + timedelta(minutes=1)).value
    assert timedelta(0) <= abs(now - latest) < timedelta(hours=1, minutes=1)
    assert ask(now + timedelta(hours=26)).value is None


def test_the_latest_figure_is_that_of_the_metric_with_all_its_dimensions(aws):
    now = datetime.now(UTC)
    data = [
        {"MetricName": "Seconds", "Dimensions": [{"Name": "Stack", "Value": stack}], "Timestamp": now - timedelta(hours=hours), "Value": 1}
        for stack, hours in [("a", 20), ("a", 5), ("b", 1)]
    ]
    aws.client("cloudwatch", region=EURO).put_metric_data(Namespace="N", MetricData=data)
    metric = Metric(namespace="N", name="Seconds", dimensions={"Stack": "a"}, region=EURO)
    latest = early_warnings.latest_figure(aws.session(), metric, now).value
    assert timedelta(hours=4, minutes=59) <= now - latest <= timedelta(hours=6)


def test_keys_are_active_inactive_or_unseen(aws):
    aws.client("sqs").create_queue(QueueName="q", tags={"Client": "Acme", "Owner": "me"})
    change = [{"TagKey": "Client", "Status": "Active"}]
    aws.client("ce").update_cost_allocation_tags_status(CostAllocationTagsStatus=change)
    keys = tag_state.keys_on_the_bill(aws.session(), ["Client", "Owner", "Project"])
    assert keys.value == {"Client": "Active", "Owner": "Inactive"}


def test_where_cost_explorer_was_never_opened_keys_are_not_known(aws):
    aws.admin("accounts/111111111111/new", new=True)
    assert tag_state.keys_on_the_bill(aws.session(), ["Client"]).refused.endswith("User not enabled for cost explorer access")


def test_tags_are_read_in_every_region_of_the_stack_and_of_this_client_alone(aws):
    for region, name in [(EURO, "home"), ("us-east-1", "costs"), ("us-west-2", "elsewhere")]:
        aws.client("sns", region=region).create_topic(Name=name, Tags=[{"Key": "Client", "Value": "Acme"}])
    other = aws.client("sns", region=EURO).create_topic(Name="others", Tags=[{"Key": "Client", "Value": "Globex"}])["TopicArn"]
    topics = [f"arn:aws:sns:{region}:111111111111:{name}" for region, name in [(EURO, "home"), ("us-east-1", "costs")]]
    found = tag_state.tags_carried(aws.session(), EURO, [*topics, other, "arn:aws:iam::111111111111:role/x"], "Acme").known()
    assert found == {topic: {"Client": "Acme"} for topic in topics}


def test_a_bucket_is_looked_for_at_home_and_what_has_no_region_in_us_east_1():
    assert tag_state._region("arn:aws:s3:::b", EURO) == EURO
    assert tag_state._region("arn:aws:cloudfront::1:distribution/E", EURO) == "us-east-1"
    assert tag_state._region("arn:aws:sqs:eu-west-1:1:q", EURO) == "eu-west-1"


def test_quotas_are_read_with_what_is_used_of_them(aws):
    session = aws.session()
    assert (quotas.functions_at_once(session).value, quotas.analyses_at_once(session).value) == (1000, 20)
    assert quotas.vpcs(session).value == InUse(limit=5, used=1)  # AWS's own default VPC
    assert quotas.addresses(session).value == InUse(limit=5, used=0)
    aws.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")
    aws.client("ec2").allocate_address(Domain="vpc")
    assert (quotas.vpcs(session).value.used, quotas.addresses(session).value.used) == (2, 1)


def test_a_new_account_s_concurrency_is_ten(aws):
    aws.admin("accounts/111111111111/new", new=True)
    assert quotas.functions_at_once(aws.session()).value == 10


def test_locks_in_a_bucket_are_those_below_the_stack(aws, monkeypatch):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="states")
    for key in ("team/.pulumi/locks/organization/clientenv/dev/1.json", "team/.pulumi/locks/organization/clientenv/dev-two/2.json"):
        s3.put_object(Bucket="states", Key=key, Body=b"{}")
    aws.log_in()
    found = objects_below("s3://states/team?region=us-east-1", ".pulumi/locks/organization/clientenv/dev/")
    assert found.value == {"team/.pulumi/locks/organization/clientenv/dev/1.json": "{}"}
    assert objects_below("s3://states", ".pulumi/locks/organization/clientenv/dev/").value == {}
    assert objects_below("s3://gone", "x").refused.startswith("NoSuchBucket")


def test_whose_credentials_these_are(aws):
    found = own_credentials.own_credentials("us-east-1", aws.session("222222222222")).known()
    assert (found.account_id, found.arn, found.is_session_of_a_role) == ("222222222222", "arn:aws:iam::222222222222:user/admin", False)


@pytest.mark.parametrize(
    ("environment", "ends"),
    [
        ({"AWS_CREDENTIAL_EXPIRATION": "2026-11-26T12:00:00Z", "AWS_SESSION_TOKEN": "t"}, datetime(2026, 11, 26, 12, tzinfo=UTC)),
        ({"AWS_CREDENTIAL_EXPIRATION": "2026-11-26T12:00:00", "AWS_SESSION_TOKEN": "t"}, datetime(2026, 11, 26, 12, tzinfo=UTC)),
        ({"AWS_CREDENTIAL_EXPIRATION": "2026-11-26T12:00:00Z"}, None),
        ({"AWS_CREDENTIAL_EXPIRATION": "soon", "AWS_SESSION_TOKEN": "t"}, None),
        ({"AWS_SESSION_TOKEN": "t"}, None),
    ],
)
def test_a_session_ends_when_whoever_made_it_has_said_so(environment, ends):
    assert own_credentials._ends(environment) == ends
