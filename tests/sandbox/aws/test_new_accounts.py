from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "222222222222"


def test_no_account_is_brand_new_unless_it_is_made_so(aws):
    assert aws.admin("GET", f"accounts/{ACCOUNT}/new") == {"account": ACCOUNT, "new": False}


def test_it_is_switched_on_and_off_for_one_account(aws):
    assert aws.admin("POST", f"accounts/{ACCOUNT}/new", {"new": True}) == {"account": ACCOUNT, "new": True}
    assert aws.admin("GET", f"accounts/{ACCOUNT}/new")["new"] is True
    assert aws.admin("GET", "accounts/111111111111/new")["new"] is False
    assert aws.admin("POST", f"accounts/{ACCOUNT}/new", {"new": False})["new"] is False
    assert aws.admin("GET", f"accounts/{ACCOUNT}/new")["new"] is False


@pytest.mark.parametrize("body", [{}, {"new": "yes"}, {"new": True, "old": False}])
def test_anything_else_is_refused(aws, body):
    assert aws.admin("POST", f"accounts/{ACCOUNT}/new", body)["error"] == "ValidationError"


def test_an_account_has_twelve_digits(aws):
    assert "12 digits" in aws.admin("POST", "accounts/2222/new", {"new": True})["message"]
    assert "12 digits" in aws.admin("GET", "accounts/2222/new")["message"]


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("get_cost_and_usage", {"TimePeriod": {"Start": "2026-01-01", "End": "2026-02-01"}, "Granularity": "MONTHLY", "Metrics": ["a"]}),
        ("get_anomaly_monitors", {}),
        ("list_cost_allocation_tags", {}),
    ],
)
def test_cost_explorer_was_never_opened(aws, call, parameters):
    aws.admin("POST", f"accounts/{ACCOUNT}/new", {"new": True})
    with pytest.raises(ClientError) as refused:
        getattr(aws.client("ce", ACCOUNT), call)(**parameters)
    assert refused.value.response["Error"] == {"Code": "AccessDeniedException", "Message": "User not enabled for cost explorer access"}


def test_it_says_how_few_functions_it_runs_at_a_time(aws):
    aws.admin("POST", f"accounts/{ACCOUNT}/new", {"new": True})

    limits = {each: aws.client("lambda", each).get_account_settings()["AccountLimit"] for each in (ACCOUNT, "111111111111")}

    assert limits == {ACCOUNT: {"ConcurrentExecutions": 10}, "111111111111": {"ConcurrentExecutions": 1000}}
