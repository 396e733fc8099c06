"""The vehicle analysis as a whole; what its functions may do stands in `test_analysis_parts.py`."""

import pytest

from lambdas.manifest import FUNCTIONS
from tests.components.environments import whole
from tests.components.recording import value_of


def test_every_function_of_the_manifest_is_deployed_once():
    handlers = [each.inputs["handler"] for each in whole().of("aws:lambda/function:Function")]
    assert sorted(handlers) == sorted(function.handler for function in FUNCTIONS)


def test_functions_are_reachable_by_the_names_of_the_manifest():
    functions = whole().environment.workload.functions
    found = {name: value_of(function.function.handler) for name, function in functions.items()}
    assert found == {function.name: function.handler for function in FUNCTIONS}


def test_every_dead_letter_queue_is_known_so_that_alarms_can_watch_it():
    deployment = whole()
    known = {value_of(queue.arn) for queue in deployment.environment.workload.dead_letters.values()}
    assert known == {each.arn for each in deployment.of("aws:sqs/queue:Queue") if each.name.endswith("-dead")}
    of_functions = {"start_analysis", "sweep", "clean_up", "release_held"}
    assert set(deployment.environment.workload.dead_letters) == {"uploads", "completions"} | of_functions


def test_every_work_queue_is_known_likewise():
    deployment = whole()
    known = {value_of(queue.arn) for queue in deployment.environment.workload.queues.values()}
    assert known == {each.arn for each in deployment.of("aws:sqs/queue:Queue") if not each.name.endswith("-dead")}


def test_uploads_tell_versions_apart_because_a_name_may_come_again_and_results_so_that_none_is_erased_unseen():
    deployment = whole()
    buckets = {name: deployment.one("aws:s3/bucket:Bucket", f"acme-prod-{name}").outputs["bucket"] for name in ("uploads", "results")}
    versioned = {each.inputs["bucket"] for each in deployment.of("aws:s3/bucketVersioning:BucketVersioning")}
    assert versioned >= set(buckets.values())
    assert [each.inputs["bucket"] for each in deployment.of("aws:s3/bucketNotification:BucketNotification")] == [buckets["uploads"]]


HOLD_NO_DATA = {"acme-prod-web", "acme-prod-costs"}
"""A page that the program uploads, and the key of messages on their way."""


@pytest.mark.parametrize("kind", ["aws:s3/bucket:Bucket", "aws:dynamodb/table:Table", "aws:kms/key:Key"])
@pytest.mark.parametrize("protect", [True, False])
def test_what_holds_data_is_protected_where_the_stack_says_so(kind, protect):
    found = [each for each in whole(protect_data=protect).of(kind) if each.name not in HOLD_NO_DATA]
    assert found
    assert {each.protect for each in found} == {protect}
