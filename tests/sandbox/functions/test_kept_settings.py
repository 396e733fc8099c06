"""Settings of functions that the emulation below would forget."""

from __future__ import annotations

import json

CODE = "def handler(event, context): print('heard')"


def test_dead_letter_and_logging_settings_are_told_wherever_a_configuration_is_told(cloud):
    group = "/acme/analysis"
    cloud.client("logs").create_log_group(logGroupName=group)
    target = "arn:aws:sqs:us-east-1:111111111111:dead"
    cloud.deploy(CODE, DeadLetterConfig={"TargetArn": target}, LoggingConfig={"LogGroup": group, "LogFormat": "JSON"})
    functions = cloud.client("lambda")
    [listed] = [one for one in functions.list_functions()["Functions"] if one["FunctionName"] == cloud.name]
    told = [
        functions.get_function(FunctionName=cloud.name)["Configuration"],
        functions.get_function_configuration(FunctionName=cloud.name),
        functions.update_function_configuration(FunctionName=cloud.name, Description="new"),
        functions.publish_version(FunctionName=cloud.name),
        listed,
    ]
    for configuration in told:
        assert configuration["DeadLetterConfig"] == {"TargetArn": target}
        assert configuration["LoggingConfig"] == {"LogGroup": group, "LogFormat": "JSON"}


def test_without_settings_aws_defaults_are_told(cloud):
    cloud.deploy(CODE)
    configuration = cloud.client("lambda").get_function_configuration(FunctionName=cloud.name)
    assert "DeadLetterConfig" not in configuration
    assert configuration["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{cloud.name}"}


def test_a_dead_letter_target_can_be_taken_away_again(cloud):
    cloud.deploy(CODE, DeadLetterConfig={"TargetArn": "arn:aws:sqs:us-east-1:111111111111:dead"})
    cloud.client("lambda").update_function_configuration(FunctionName=cloud.name, DeadLetterConfig={"TargetArn": ""})
    assert "DeadLetterConfig" not in cloud.client("lambda").get_function_configuration(FunctionName=cloud.name)


def test_lines_go_to_the_log_group_that_the_function_names(cloud):
    logs = cloud.client("logs")
    logs.create_log_group(logGroupName="/acme/of-its-own")
    cloud.deploy(CODE, logged=False, LoggingConfig={"LogGroup": "/acme/of-its-own"})
    cloud.invoke()
    events = logs.filter_log_events(logGroupName="/acme/of-its-own")["events"]
    assert "heard" in [event["message"] for event in events]


def test_with_json_logs_every_line_of_the_platform_and_of_logging_is_a_document(cloud):
    code = """
        import logging
        def handler(event, context):
            logging.error("wrong: %s", event)
            try:
                1 / event
            except ZeroDivisionError:
                logging.exception("caught")
            raise ValueError("no")
    """
    cloud.deploy(code, LoggingConfig={"LogFormat": "JSON"})
    cloud.invoke(event=0)
    start, begin, logged, caught, failed, report = map(json.loads, cloud.lines())
    assert [line["type"] for line in (start, begin, report)] == ["platform.initStart", "platform.start", "platform.report"]
    request_id = begin["record"]["requestId"]
    assert (logged["level"], logged["message"], logged["requestId"]) == ("ERROR", "wrong: 0", request_id)
    assert (caught["errorType"], caught["message"]) == ("ZeroDivisionError", "caught")
    assert (failed["errorType"], failed["errorMessage"], failed["requestId"]) == ("ValueError", "no", request_id)
    assert report["record"]["status"] == "error"
    assert report["record"]["metrics"]["memorySizeMB"] == 128
