from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.aws.functions import create, role

NOT_ASSUMABLE = "The role defined for the function cannot be assumed by Lambda."


def refused(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]


class TestRoleOfAFunction:
    def test_it_may_be_any_that_lambda_may_assume(self, aws):
        assert create(aws, role(aws))["State"] == "Active"

    def test_it_may_ask_for_the_account_that_lambda_acts_for(self, aws):
        own = {"Condition": {"StringEquals": {"aws:SourceAccount": "111111111111"}}}
        assert create(aws, role(aws, **own))["State"] == "Active"

    def test_one_that_trusts_another_account_s_functions_is_refused(self, aws):
        other = {"Condition": {"StringEquals": {"aws:SourceAccount": "222222222222"}}}
        assert refused(create, aws=aws, role_arn=role(aws, **other))["Message"] == NOT_ASSUMABLE

    def test_one_that_trusts_another_service_is_refused_in_awss_words(self, aws):
        error = refused(create, aws=aws, role_arn=role(aws, service="ec2.amazonaws.com"))
        assert (error["Code"], error["Message"]) == ("InvalidParameterValueException", NOT_ASSUMABLE)

    @pytest.mark.parametrize("name", ["none", "path/start"])
    def test_one_that_is_not_there_under_that_arn_is_refused(self, aws, name):
        create(aws, role(aws))
        elsewhere = {"FunctionName": "start", "Role": f"arn:aws:iam::111111111111:role/{name}"}
        assert refused(aws.client("lambda").update_function_configuration, **elsewhere)["Message"] == NOT_ASSUMABLE

    def test_one_of_another_account_is_refused(self, aws):
        elsewhere = role(aws, account="222222222222")
        assert refused(create, aws=aws, role_arn=elsewhere)["Message"] == NOT_ASSUMABLE

    def test_an_update_to_one_that_lambda_may_not_assume_changes_nothing(self, aws):
        create(aws, role(aws))
        functions = aws.client("lambda")
        error = refused(
            functions.update_function_configuration, FunctionName="start", Role=role(aws, "other", "ec2.amazonaws.com"), Timeout=60
        )
        assert error["Message"] == NOT_ASSUMABLE
        assert functions.get_function_configuration(FunctionName="start")["Timeout"] == 3

    def test_an_update_of_something_else_does_not_ask_again(self, aws):
        create(aws, role(aws))
        aws.client("iam").delete_role(RoleName="start")
        assert aws.client("lambda").update_function_configuration(FunctionName="start", Timeout=60)["Timeout"] == 60


class TestEnvironment:
    """`{"A":"..."}` is eight bytes and the value."""

    def test_four_kilobytes_are_the_most(self, aws):
        create(aws, role(aws), Environment={"Variables": {"A": "x" * 4088}})
        functions = aws.client("lambda")
        error = refused(functions.update_function_configuration, FunctionName="start", Environment={"Variables": {"A": "x" * 4089}})
        assert error["Code"] == "InvalidParameterValueException"
        assert 'exceeded the 4KB limit. String measured: {"A":"xxx' in error["Message"]

    def test_bytes_count_and_not_characters(self, aws):
        error = refused(create, aws=aws, role_arn=role(aws), Environment={"Variables": {"A": "ü" * 2045}})
        assert "4KB limit" in error["Message"]


class TestReservedConcurrency:
    def reserve(self, aws, name, executions, account="111111111111"):
        aws.client("lambda", account).put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=executions)

    def test_a_hundred_must_stay_for_all_other_functions(self, aws):
        start = role(aws)
        for name in ("start", "complete"):
            create(aws, start, name)
        self.reserve(aws, "complete", 500)
        self.reserve(aws, "start", 400)
        error = refused(self.reserve, aws=aws, name="start", executions=401)
        assert (error["Code"], error["Message"]) == (
            "InvalidParameterValueException",
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
            "minimum value of [100].",
        )

    def test_what_the_function_itself_had_reserved_is_free_again(self, aws):
        create(aws, role(aws))
        self.reserve(aws, "start", 900)
        self.reserve(aws, "start", 899)
        self.reserve(aws, "arn:aws:lambda:us-east-1:111111111111:function:start", 900)

    def test_a_brand_new_account_can_reserve_nothing_but_switch_a_function_off(self, aws):
        aws.admin("POST", "accounts/111111111111/new", {"new": True})
        create(aws, role(aws))
        assert "[10]" in refused(self.reserve, aws=aws, name="start", executions=1)["Message"]
        self.reserve(aws, "start", 0)


class TestEventSourceMappings:
    MISSING = "11111111-2222-3333-4444-555555555555"

    @pytest.mark.parametrize("call", ["get_event_source_mapping", "update_event_source_mapping", "delete_event_source_mapping"])
    def test_a_missing_one_is_said_to_be_missing(self, aws, call):
        error = refused(getattr(aws.client("lambda"), call), UUID=self.MISSING)
        assert error["Code"] == "ResourceNotFoundException"

    def test_one_that_is_there_can_be_changed_and_deleted(self, aws):
        create(aws, role(aws))
        functions, sqs = aws.client("lambda"), aws.client("sqs")
        url = sqs.create_queue(QueueName="uploads")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        mapping = functions.create_event_source_mapping(FunctionName="start", EventSourceArn=arn)["UUID"]
        assert functions.update_event_source_mapping(UUID=mapping, BatchSize=7)["BatchSize"] == 7
        functions.delete_event_source_mapping(UUID=mapping)
        assert refused(functions.get_event_source_mapping, UUID=mapping)["Code"] == "ResourceNotFoundException"
