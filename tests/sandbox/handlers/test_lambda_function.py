"""Functions: settings, code and place."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.client import BaseClient

from sandbox import wire
from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Properties, handler_of
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract
from tests.sandbox.handlers.lambda_parts import PROGRAM, Ending, archive, zipped


def placement(cloud: Cloud) -> Properties:
    """Subnets and security groups of a new VPC, as a function is placed in it."""
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName=cloud.name("group"), Description="functions")["GroupId"]
    return {"subnetIds": [subnet], "securityGroupIds": [group]}


def changed(path: str, value: object, **configuration: object) -> Drift:
    """A setting of a function, changed behind the handler's back."""
    return Drift(path, value, lambda aws, it: aws.update_function_configuration(FunctionName=it["id"], **configuration))


def logged_elsewhere(aws: BaseClient, it: Mapping[str, Any]) -> None:
    aws.update_function_configuration(FunctionName=it["id"], LoggingConfig={"LogFormat": "Text", "LogGroup": "/acme/elsewhere"})


def role_beside_another(cloud: Cloud) -> str:
    """ARN of a new role; beside it is one with the same trust, called `<name>-other`."""
    arn, iam = cloud.role(), cloud.client("iam")
    name = arn.rpartition("/")[2]
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    iam.create_role(RoleName=f"{name}-other", AssumeRolePolicyDocument=json.dumps(trust))
    return arn


class TestFunctions(HandlerContract):
    cases = (
        Case(
            "aws:lambda/function:Function",
            inputs=lambda cloud: {
                "runtime": "python3.12",
                "handler": "main.handler",
                "role": role_beside_another(cloud),
                "code": archive(),
                "architectures": ["arm64"],
                "timeout": 30,
                "memorySize": 256,
                "description": "starts analyses",
                "environment": {"variables": {"CLIENT": "acme", "STACK": "acme-prod"}},
                "tracingConfig": {"mode": "Active"},
                "deadLetterConfig": {"targetArn": cloud.queue_arn()},
                "vpcConfig": placement(cloud),
                "loggingConfig": {
                    "logFormat": "JSON",
                    "logGroup": "/aws/lambda/other",
                    "applicationLogLevel": "INFO",
                    "systemLogLevel": "WARN",
                },
                "ephemeralStorage": {"size": 1024},
                "kmsKeyArn": cloud.key(),
                "reservedConcurrentExecutions": 5,
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                changed("runtime", "python3.13", Runtime="python3.13"),
                changed("handler", "other.handler", Handler="other.handler"),
                Drift(
                    "role",
                    Ending("-other"),
                    lambda aws, it: aws.update_function_configuration(FunctionName=it["id"], Role=f"{it['role']}-other"),
                ),
                changed("timeout", 60, Timeout=60),
                changed("memorySize", 512, MemorySize=512),
                changed("description", "other", Description="other"),
                changed("tracingConfig.mode", "PassThrough", TracingConfig={"Mode": "PassThrough"}),
                changed("ephemeralStorage.size", 2048, EphemeralStorage={"Size": 2048}),
                Drift(
                    "deadLetterConfig.targetArn",
                    GONE,
                    lambda aws, it: aws.update_function_configuration(FunctionName=it["id"], DeadLetterConfig={"TargetArn": ""}),
                ),
                Drift("loggingConfig.logFormat", "Text", logged_elsewhere),
                Drift("loggingConfig.logGroup", "/acme/elsewhere", logged_elsewhere),
                Drift("loggingConfig.applicationLogLevel", GONE, logged_elsewhere),
                Drift("loggingConfig.systemLogLevel", GONE, logged_elsewhere),
                changed("kmsKeyArn", GONE, KMSKeyArn=""),
                Drift(
                    "architectures",
                    ["x86_64"],
                    lambda aws, it: aws.update_function_code(FunctionName=it["id"], ZipFile=zipped(PROGRAM), Architectures=["x86_64"]),
                ),
                changed("environment.variables.*", {"CLIENT": "globex"}, Environment={"Variables": {"CLIENT": "globex"}}),
                changed("vpcConfig.subnetIds", ["subnet-1"], VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}),
                changed("vpcConfig.securityGroupIds", GONE, VpcConfig={"SubnetIds": [], "SecurityGroupIds": []}),
                Drift(
                    "reservedConcurrentExecutions",
                    0,
                    lambda aws, it: aws.put_function_concurrency(FunctionName=it["id"], ReservedConcurrentExecutions=0),
                ),
                Drift(
                    "reservedConcurrentExecutions",
                    -1,
                    lambda aws, it: aws.delete_function_concurrency(FunctionName=it["id"]),
                ),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(Resource=it["arn"], TagKeys=["Project"])),
            ),
            required=("role", "runtime", "handler"),
            computed=("architectures", "tracingConfig", "ephemeralStorage", "loggingConfig"),
        ),
    )

    def made(self, cloud: Cloud, code: Properties, **more: object) -> tuple[str, Properties, Properties]:
        """(id, state, inputs) of a new function with that code."""
        handler = handler_of("aws:lambda/function:Function")
        given = {"runtime": "python3.12", "handler": "main.handler", "role": cloud.role(), "code": code, **more}
        inputs = lifecycle.checked(handler, "it", given, cloud.name("x"))
        return *lifecycle.create(handler, cloud.account, inputs), inputs

    def test_a_folder_becomes_the_functions_code(self, cloud: Cloud, tmp_path: Path) -> None:
        (tmp_path / "main.py").write_text(PROGRAM)
        folder = {wire.SIGNATURE: wire.ARCHIVE, "path": str(tmp_path)}
        _, state, _ = self.made(cloud, folder)
        assert state["codeSha256"] == base64.b64encode(hashlib.sha256(wire.asset_bytes(folder)).digest()).decode()

    def test_code_that_changed_in_its_place_is_sent(self, cloud: Cloud, tmp_path: Path) -> None:
        (tmp_path / "main.py").write_text(PROGRAM)
        id, before, inputs = self.made(cloud, {wire.SIGNATURE: wire.ARCHIVE, "path": str(tmp_path)})
        (tmp_path / "main.py").write_text("def handler(event, context): return 42")
        after = lifecycle.update(handler_of("aws:lambda/function:Function"), cloud.account, id, inputs, inputs)
        assert after["codeSha256"] != before["codeSha256"]

    def test_api_gateway_can_invoke_it_by_the_path_that_holds_its_arn(self, cloud: Cloud) -> None:
        _, state, _ = self.made(cloud, archive())
        assert state["invokeArn"].endswith(f":lambda:path/2015-03-31/functions/{state['arn']}/invocations")
