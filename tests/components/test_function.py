import enum
import json
from pathlib import Path

import pulumi_aws as aws

from components.function import RUNTIME, Function, FunctionArgs
from components.permissions import allow
from lambdas.manifest import SWEEP
from tests.components.environments import ISOLATED, surroundings

FUNCTION = "aws:lambda/function:Function"


def deployed(deployment, asynchronous=False, **around):
    def program():
        args = FunctionArgs(
            code=SWEEP,
            surroundings=surroundings(**around),
            environment={"STACK": "acme-prod"},
            permissions=[allow("Special", "sns:Publish", on=["arn:aws:sns:us-east-1:222222222222:t"])],
            asynchronous=asynchronous,
        )
        return Function("acme-prod-sweep", args)

    return deployment.deploy(program)


def role_policy(deployment):
    statements = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
    return {statement["Sid"]: statement for statement in statements}


def test_the_runtime_is_the_newest_python_that_the_sdk_names():
    names = [member.value for member in aws.lambda_.Runtime if isinstance(member, enum.Enum) and member.value.startswith("python3.")]
    assert max(names, key=lambda name: int(name.partition(".")[2])) == RUNTIME


def test_a_function_is_what_the_manifest_says(deployment):
    deployed(deployment)
    function = deployment.one(FUNCTION).inputs
    assert (function["handler"], function["timeout"], function["memorySize"]) == (SWEEP.handler, SWEEP.timeout_seconds, SWEEP.memory_mb)
    assert (function["runtime"], function["architectures"]) == (RUNTIME, ["arm64"])
    assert function["environment"]["variables"] == {"STACK": "acme-prod"}
    assert Path(function["code"]["path"]).is_file()


def test_it_is_traced_and_reserves_no_concurrency(deployment):
    deployed(deployment)
    function = deployment.one(FUNCTION).inputs
    assert function["tracingConfig"] == {"mode": "Active"}
    assert "reservedConcurrentExecutions" not in function


def test_its_logs_are_there_first_and_end_with_their_retention(deployment):
    deployed(deployment, log_retention_days=90)
    group = deployment.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert (group["name"], group["retentionInDays"]) == ("/aws/lambda/acme-prod-sweep", 90)
    assert deployment.one(FUNCTION).inputs["loggingConfig"] == {"logGroup": group["name"], "logFormat": "JSON"}


def test_its_role_may_do_what_every_function_may_and_what_this_one_is_there_for(deployment):
    deployed(deployment)
    assert set(role_policy(deployment)) == {"WriteLogs", "Trace", "UseKey", "Special"}
    (statement,) = json.loads(deployment.one("aws:iam/role:Role").inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": ["lambda.amazonaws.com"]}


def test_the_function_waits_for_its_permissions_which_lambda_tries_at_once(deployment):
    deployed(deployment)
    assert deployment.one("aws:iam/rolePolicy:RolePolicy").urn in deployment.one(FUNCTION).dependencies


def test_what_is_thrown_at_it_and_fails_is_kept(deployment):
    deployed(deployment, asynchronous=True)
    dead = deployment.one("aws:sqs/queue:Queue")
    assert deployment.one(FUNCTION).inputs["deadLetterConfig"] == {"targetArn": dead.arn}
    assert role_policy(deployment)["BuryEvents"]["Resource"] == [dead.arn]


def test_a_function_that_only_queues_invoke_needs_no_dead_letter_queue_of_its_own(deployment):
    assert deployed(deployment).dead_letters is None
    assert "deadLetterConfig" not in deployment.one(FUNCTION).inputs


def test_in_a_network_it_sits_in_its_subnets(deployment):
    deployed(deployment, network=ISOLATED)
    group = deployment.one("aws:ec2/securityGroup:SecurityGroup", "acme-prod-functions")
    vpc = deployment.one(FUNCTION).inputs["vpcConfig"]
    assert vpc["subnetIds"] == ["acme-prod-isolated-2-isolated-1-0a1b2c3", "acme-prod-isolated-2-isolated-2-0a1b2c3"]
    assert vpc["securityGroupIds"] == [group.outputs["name"]]


def test_without_a_network_it_runs_in_lambdas_own(deployment):
    deployed(deployment)
    assert "vpcConfig" not in deployment.one(FUNCTION).inputs
