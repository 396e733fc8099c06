"""Asynchronous events of functions: two retries, then the dead-letter target."""

from __future__ import annotations

import json
import time

FAILS = """
    import time
    def handler(event, context):
        print("got", time.time())
        print("id", context.aws_request_id)
        raise ValueError("no")
"""


def invoke_later(cloud, function, event):
    answer = cloud.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())
    assert answer["StatusCode"] == 202
    assert answer["Payload"].read() == b""
    return answer["ResponseMetadata"]["RequestId"]


LATER = """
    import json, time
    def handler(event, context):
        time.sleep(1)
        print("got", json.dumps({**event, "at": time.time()}))
"""


def test_an_event_is_accepted_at_once_and_handled_later(cloud):
    function = cloud.deploy(LATER)
    invoke_later(cloud, function, {"n": 1})
    accepted = time.time()
    [handled] = cloud.got(function)
    assert handled["n"] == 1
    assert accepted < handled["at"]


def test_a_failing_function_is_tried_three_times_with_pauses_and_one_request_id(cloud):
    function = cloud.deploy(FAILS)
    request_id = invoke_later(cloud, function, {})
    first, second, third = cloud.got(function)
    assert second - first >= 2
    assert third - second >= 4
    assert {line for line in cloud.lines() if line.startswith("id ")} == {f"id {request_id}"}
    [lost] = cloud.deliveries(function, "failed")
    assert lost["reason"] == "RetriesExhausted: no"


def test_what_failed_for_good_goes_to_the_dead_letter_queue_of_the_function(cloud):
    dead = cloud.queue("")
    function = cloud.deploy(FAILS, DeadLetterConfig={"TargetArn": dead})
    cloud.client("lambda").put_function_event_invoke_config(FunctionName=function, MaximumRetryAttempts=0)
    request_id = invoke_later(cloud, function, {"n": 1})
    [message] = cloud.messages(dead)
    assert json.loads(message["Body"]) == {"n": 1}
    told = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert told == {"RequestID": request_id, "ErrorCode": "200", "ErrorMessage": "no"}


def test_destinations_get_a_record_of_failure_or_success(cloud):
    good, bad = cloud.queue(""), cloud.queue("")
    function = cloud.deploy("def handler(event, context): return 1 / event")
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=function,
        MaximumRetryAttempts=0,
        DestinationConfig={"OnSuccess": {"Destination": good}, "OnFailure": {"Destination": bad}},
    )
    invoke_later(cloud, function, 1)
    invoke_later(cloud, function, 0)
    [success], [failure] = cloud.bodies(good), cloud.bodies(bad)
    assert (success["requestContext"]["condition"], success["requestPayload"], success["responsePayload"]) == ("Success", 1, 1.0)
    assert (failure["requestContext"]["condition"], failure["requestPayload"]) == ("RetriesExhausted", 0)
    assert failure["responsePayload"]["errorType"] == "ZeroDivisionError"
    assert failure["requestContext"]["approximateInvokeCount"] == success["requestContext"]["approximateInvokeCount"] == 1


def test_events_of_a_function_that_is_switched_off_are_given_up(cloud):
    function = cloud.echo()
    cloud.client("lambda").put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    invoke_later(cloud, function, {})
    [lost] = cloud.deliveries(function, "failed")
    assert lost["reason"].startswith("EventAgeExceeded")


def test_throttled_events_wait_and_none_is_lost(cloud):
    function = cloud.deploy("import time, json\ndef handler(event, context):\n    time.sleep(0.3)\n    print('got', json.dumps(event))")
    cloud.client("lambda").put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=1)
    for n in range(5):
        invoke_later(cloud, function, n)
    assert sorted(cloud.got(function)) == [0, 1, 2, 3, 4]


def test_many_events_of_a_slow_function_do_not_keep_another_one_waiting(cloud):
    slow = cloud.deploy("import time\ndef handler(event, context):\n    time.sleep(1)\n    print('got', time.time())")
    quick = cloud.deploy("import time\ndef handler(event, context): print('got', time.time())")
    for function in (slow, quick):
        cloud.invoke(function)
    for function in [slow] * 6 + [quick]:
        invoke_later(cloud, function, {})
    ends = sorted(cloud.got(slow))
    assert len(ends) == 7
    assert cloud.got(quick)[1] < ends[3]  # two at a time: the third ends after two seconds
