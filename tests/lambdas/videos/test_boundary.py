from datetime import UTC, datetime

import pytest
from moto import mock_aws

from lambdas.videos.boundary import Boundary


@pytest.mark.parametrize("name", ["dynamodb", "s3", "rekognition", "rekognition_once"])
def test_a_client_is_made_once_and_on_first_use(monkeypatch, name):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        boundary = Boundary()
        assert not vars(boundary)
        assert getattr(boundary, name) is getattr(boundary, name)
        assert list(vars(boundary)) == [name]


def test_a_start_that_hangs_is_given_up_soon_and_other_calls_are_tried_again(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    once, again = Boundary().rekognition_once.meta.config, Boundary().rekognition.meta.config
    assert (once.retries["total_max_attempts"], once.read_timeout) == (1, 10)
    assert again.retries["total_max_attempts"] == 4


def test_the_present_is_in_utc():
    assert abs((Boundary().now() - datetime.now(UTC)).total_seconds()) < 5


def test_chance_stays_below_its_ceiling():
    drawn = [Boundary().chance(3) for _ in range(200)]
    assert 0 <= min(drawn) < 1 < 2 < max(drawn) <= 3
