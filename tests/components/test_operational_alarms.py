import pytest

from model.placement import Placement
from tests.components.environments import whole

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def alarms(namespace, metric):
    """Alarms on this metric, by the queue or function that they watch."""
    found = [each.inputs for each in whole().of(ALARM)]
    wanted = [each for each in found if each.get("namespace") == namespace and each.get("metricName") == metric]
    return {next(iter(each["dimensions"].values())): each for each in wanted}


def named(kind, wanted=""):
    return {each.outputs["name"] for each in whole().of(kind) if wanted in each.name}


def test_every_dead_letter_queue_tells_when_anything_is_in_it():
    found = alarms("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert set(found) == named("aws:sqs/queue:Queue", "-dead")
    assert len(found) == 6
    assert {(each["threshold"], each["statistic"], each["period"]) for each in found.values()} == {(1, "Maximum", 300)}


def test_every_work_queue_tells_when_a_message_has_been_in_it_for_an_hour():
    found = alarms("AWS/SQS", "ApproximateAgeOfOldestMessage")
    assert set(found) == named("aws:sqs/queue:Queue") - named("aws:sqs/queue:Queue", "-dead")
    assert {(each["threshold"], each["statistic"]) for each in found.values()} == {(3600, "Maximum")}


def test_every_function_tells_when_it_fails():
    found = alarms("AWS/Lambda", "Errors")
    assert set(found) == named("aws:lambda/function:Function")
    assert {(each["threshold"], each["statistic"], each["datapointsToAlarm"]) for each in found.values()} == {(1, "Sum", 1)}


def test_every_function_tells_when_it_is_throttled_for_a_quarter_of_an_hour():
    found = alarms("AWS/Lambda", "Throttles")
    assert set(found) == named("aws:lambda/function:Function")
    for each in found.values():
        assert (each["threshold"], each["period"], each["evaluationPeriods"], each["datapointsToAlarm"]) == (1, 300, 3, 3)


def test_what_the_solution_itself_wants_watched_is_watched():
    own = {"VideosHeld", "SweepFound", "SweepRan", "CleanUpRan", "CleanUpErrors"}
    assert {each.inputs.get("metricName") for each in whole().of(ALARM)} >= own


def test_silence_of_a_queue_or_a_function_is_well_and_that_of_sweep_and_clean_up_is_not():
    silent = {each.name for each in whole().of(ALARM) if each.inputs["treatMissingData"] == "breaching"}
    assert silent == {"acme-prod-sweep-silent", "acme-prod-clean-up-silent"}


@pytest.mark.parametrize("placement", Placement)
def test_all_of_them_tell_the_operations_topic_in_their_own_region(placement):
    deployment = whole(placement)
    operations = deployment.one("aws:sns/topic:Topic", "acme-prod-operations")
    told = {each.name: each.inputs["alarmActions"] for each in deployment.of(ALARM) if "region" not in each.inputs}
    assert len(told) >= 23
    assert set(map(tuple, told.values())) == {(operations.arn,)}
    assert operations.inputs["kmsMasterKeyId"] == deployment.one("aws:kms/key:Key", "acme-prod").arn


def test_every_mail_says_what_to_do():
    for each in whole().of(ALARM):
        assert len(each.inputs["alarmDescription"]) > 80, each.name


def test_names_are_told_apart_and_spelt_as_all_names_are():
    names = [each.name for each in whole().of(ALARM)]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "_" in name]
