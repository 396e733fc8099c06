import json

import pytest

from tests.components.environments import whole


@pytest.mark.parametrize(
    ("name", "schedule", "function"),
    [
        ("acme-prod-start-waiting", "rate(5 minutes)", "acme-prod-start-analysis"),
        ("acme-prod-sweep", "rate(1 hour)", "acme-prod-sweep"),
        ("acme-prod-clean-up", "cron(15 3 * * ? *)", "acme-prod-clean-up"),
    ],
)
def test_a_rule_invokes_its_function_and_is_the_only_one_that_may(name, schedule, function):
    deployment = whole()
    rule, invoked = deployment.one("aws:cloudwatch/eventRule:EventRule", name), deployment.one("aws:lambda/function:Function", function)
    target = deployment.one("aws:cloudwatch/eventTarget:EventTarget", name).inputs
    permission = deployment.one("aws:lambda/permission:Permission", name).inputs
    assert rule.inputs["scheduleExpression"] == schedule
    assert (target["rule"], target["arn"]) == (rule.outputs["name"], invoked.arn)
    assert (permission["principal"], permission["sourceArn"]) == ("events.amazonaws.com", rule.arn)
    assert (permission["function"], permission["action"]) == (invoked.outputs["name"], "lambda:InvokeFunction")


def test_waiting_videos_are_asked_for_in_the_words_that_the_function_knows():
    target = whole().one("aws:cloudwatch/eventTarget:EventTarget", "acme-prod-start-waiting")
    assert json.loads(target.inputs["input"]) == {"start": "waiting"}


@pytest.mark.parametrize("name", ["acme-prod-sweep", "acme-prod-clean-up"])
def test_sweep_and_clean_up_get_the_rules_own_event_which_says_when_it_was_due(name):
    assert "input" not in whole().one("aws:cloudwatch/eventTarget:EventTarget", name).inputs
