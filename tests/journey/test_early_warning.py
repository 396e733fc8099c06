"""What AWS itself shows of alarms, budgets, dashboard and web page once an environment is deployed."""

import json
import urllib.error
import urllib.request

import pytest
import yaml

from sandbox.demo.stacks import PROJECT_FOLDER


def settings_of(environment):
    config = yaml.safe_load((PROJECT_FOLDER / f"Pulumi.{environment.stack.name}.yaml").read_text())["config"]
    return {key.removeprefix("clientenv:"): value for key, value in config.items()}


def own_alarms(environment):
    prefix = f"{environment.outputs['slug']}-{environment.outputs['environment']}-"
    return environment.aws("cloudwatch").describe_alarms(AlarmNamePrefix=prefix)["MetricAlarms"]


def own_budget(environment):
    found = environment.resource("aws:budgets/budget:Budget", environment.stack.name.replace("dev", "internal-dev"))
    return {"AccountId": environment.stack.account_id, "BudgetName": found.outputs["name"]}


def test_every_alarm_tells_a_topic_that_is_there_in_its_own_region(environment):
    found = own_alarms(environment)
    topics = {topic["TopicArn"] for topic in environment.aws("sns").list_topics()["Topics"]}

    made = {row.id for row in environment.state.resources.values() if row.type == "aws:cloudwatch/metricAlarm:MetricAlarm"}
    assert {alarm["AlarmName"] for alarm in found} == made
    assert len(made) >= 19
    for alarm in found:
        (action,) = alarm["AlarmActions"]
        assert action in topics, alarm["AlarmName"]
        assert action.split(":")[3] == alarm["AlarmArn"].split(":")[3]


def test_the_budget_tells_the_cost_topic_and_every_address_at_each_share(environment):
    budgets, which = environment.aws("budgets"), own_budget(environment)
    told = {("SNS", environment.outputs["cost_topic_arn"]), *(("EMAIL", address) for address in settings_of(environment)["notify"])}

    notifications = budgets.describe_notifications_for_budget(**which)["Notifications"]
    assert {(each["NotificationType"], each["Threshold"]) for each in notifications} == {
        ("ACTUAL", 50.0),
        ("ACTUAL", 80.0),
        ("ACTUAL", 100.0),
        ("FORECASTED", 100.0),
    }
    for each in notifications:
        wanted = {key: each[key] for key in ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType") if key in each}
        subscribers = budgets.describe_subscribers_for_notification(**which, Notification=wanted)["Subscribers"]
        assert {(one["SubscriptionType"], one["Address"]) for one in subscribers} == told


def test_only_a_hosted_client_is_counted_by_its_tag(environment):
    filters = environment.aws("budgets").describe_budget(**own_budget(environment))["Budget"].get("CostFilters") or {}

    hosted = environment.outputs["placement"] == "hosted"
    assert filters == ({"TagKeyValue": [f"user:Client${environment.outputs['client']}"]} if hosted else {})


def test_every_address_is_asked_to_confirm_and_hears_nothing_before(environment):
    sns = environment.aws("sns")
    subscriptions = sns.list_subscriptions_by_topic(TopicArn=environment.outputs["cost_topic_arn"])["Subscriptions"]

    assert sorted(each["Endpoint"] for each in subscriptions) == sorted(settings_of(environment)["notify"])
    assert {each["SubscriptionArn"] for each in subscriptions} == {"PendingConfirmation"}


def test_the_dashboard_is_there_under_the_name_in_its_address(environment):
    name = environment.outputs["dashboard_url"].rpartition("/")[2]

    body = json.loads(environment.aws("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])

    assert environment.outputs["client"] in body["widgets"][0]["properties"]["markdown"]
    assert ("EstimatedCharges" in json.dumps(body)) == (environment.outputs["placement"] != "hosted")


def test_the_page_is_published_and_nobody_gets_it_past_cloudfront(environment):
    bucket = environment.outputs["web_bucket"]

    page = environment.aws("s3").get_object(Bucket=bucket, Key="index.html")
    assert (page["ContentType"], page["ServerSideEncryption"]) == ("text/html; charset=utf-8", "AES256")
    assert b"<h1>" in page["Body"].read()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{environment.sandbox.endpoint}/{bucket}/index.html")


def test_cloudfront_serves_the_page_over_https_with_security_headers(environment):
    config = environment.aws("cloudfront").get_distribution_config(Id=environment.outputs["web_distribution_id"])["DistributionConfig"]
    behavior = config["DefaultCacheBehavior"]

    assert config["DefaultRootObject"] == "index.html"
    assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["ResponseHeadersPolicyId"] == "67f7725c-6f97-4210-82d7-5512b31e9d03"
    (origin,) = config["Origins"]["Items"]
    assert origin["DomainName"].startswith(f"{environment.outputs['web_bucket']}.s3.")
    assert environment.outputs["web_url"].startswith("https://")
