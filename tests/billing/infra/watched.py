"""Components that speak to the cost topic, each deployed alone."""

from billing.infra.internal import internal_settings
from components.cost_topic import CostTopic, CostTopicArgs
from tests.billing.infra.recording import settings


def with_topic(deployment, make):
    """Deploys what `make` gives for a cost topic."""
    return deployment.deploy(lambda: make(CostTopic("costs", CostTopicArgs(settings=internal_settings(settings())))))


def topic_of(deployment):
    return deployment.one("aws:sns/topic:Topic").arn
