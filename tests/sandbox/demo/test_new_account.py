"""What waits in a brand-new account, and what ends the waiting."""

from dataclasses import replace

import pytest

from sandbox.demo.new_account import AccountAnswers, what_waits

OPENED = AccountAnswers(silent_alarms=[], billing_metric=True, cost_explorer=True, concurrency=1000, web_url="https://d1.cloudfront.net")


def test_nothing_waits_where_all_is_open():
    assert what_waits(OPENED) == []


@pytest.mark.parametrize(
    ("answer", "what", "remedy"),
    [
        ({"silent_alarms": ["acme-prod-charges"], "billing_metric": False}, "acme-prod-charges", "Billing preferences"),
        ({"cost_explorer": False}, "costs by client", "open it once"),
        ({"web_url": ""}, "web page", "clientenv:webHosting true"),
        ({"concurrency": 10}, "10 functions", "Service Quotas"),
    ],
)
def test_each_thing_that_waits_is_listed_with_its_remedy(answer, what, remedy):
    (waiting,) = what_waits(replace(OPENED, **answer))

    assert what in waiting.what
    assert remedy in waiting.remedy
    assert waiting.why


def test_an_alarm_without_data_waits_for_nothing_where_charges_are_published():
    assert what_waits(replace(OPENED, silent_alarms=["acme-prod-charges"])) == []


def test_a_hosted_environment_has_no_alarm_on_charges_to_wait_for():
    assert what_waits(replace(OPENED, billing_metric=False)) == []
