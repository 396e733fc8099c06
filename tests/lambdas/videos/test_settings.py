from datetime import timedelta

import pytest

from lambdas.videos.settings import Settings


def test_no_monthly_limit_is_an_empty_variable():
    assert Settings({"MONTHLY_SECONDS_LIMIT": ""}).monthly_seconds_limit is None
    assert Settings({"MONTHLY_SECONDS_LIMIT": "0"}).monthly_seconds_limit == 0
    assert Settings({"MONTHLY_SECONDS_LIMIT": "36000"}).monthly_seconds_limit == 36000


def test_a_missing_variable_is_named():
    with pytest.raises(KeyError, match="MAX_CONCURRENT_JOBS"):
        _ = Settings({}).max_concurrent_jobs


def test_retention_is_in_days():
    assert Settings({"RETENTION_DAYS": "7"}).retention == timedelta(days=7)
