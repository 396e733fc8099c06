"""Lambda functions: their code as an archive, and their settings."""

import base64
import hashlib
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.tags import removed_tags
from sandbox.wire import asset_bytes

NO_RESERVE = -1
"""What the provider says for a function without reserved concurrency."""

FORGOTTEN = "the emulated Lambda takes it at creation and forgets every later change"
LOST = "the emulated Lambda takes it and never gives it back"

PLAIN = {
    "runtime": "Runtime",
    "handler": "Handler",
    "role": "Role",
    "timeout": "Timeout",
    "memorySize": "MemorySize",
    "description": "Description",
    "kmsKeyArn": "KMSKeyArn",
}
"""Settings that are one value in Pulumi and in AWS."""

BLANK: dict[str, Any] = {
    "Description": "",
    "KMSKeyArn": "",
    "Environment": {"Variables": {}},
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
    "DeadLetterConfig": {"TargetArn": ""},
}
"""Settings that AWS keeps in an update unless they are blanked."""


class Function(Handler):
    type = "aws:lambda/function:Function"
    service = "lambda"
    name_input = "name"
    supported = (
        "name",
        *PLAIN,
        "code.*",
        "architectures",
        "environment.variables.*",
        "tracingConfig.mode",
        "deadLetterConfig.targetArn",
        "vpcConfig.subnetIds",
        "vpcConfig.securityGroupIds",
        "loggingConfig.logFormat",
        "loggingConfig.logGroup",
        "loggingConfig.applicationLogLevel",
        "loggingConfig.systemLogLevel",
        "ephemeralStorage.size",
        "reservedConcurrentExecutions",
        "tags.*",
    )
    write_only = {
        "code.*": "AWS tells only its hash, which is the output codeSha256",
        "architectures": FORGOTTEN,
        "tracingConfig.mode": FORGOTTEN,
        "ephemeralStorage.size": FORGOTTEN,
        "kmsKeyArn": FORGOTTEN,
        "deadLetterConfig.targetArn": LOST,
        "loggingConfig.logFormat": LOST,
        "loggingConfig.logGroup": LOST,
        "loggingConfig.applicationLogLevel": LOST,
        "loggingConfig.systemLogLevel": LOST,
    }
    replace_on = frozenset({"name"})
    defaults = {"timeout": 3, "memorySize": 128, "reservedConcurrentExecutions": NO_RESERVE}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_function(
            FunctionName=inputs["name"],
            Code={"ZipFile": asset_bytes(inputs["code"])},
            Architectures=inputs.get("architectures") or ["x86_64"],
            Tags=inputs.get("tags") or {},
            **configuration(inputs),
        )
        reserve(aws, inputs["name"], inputs)
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_function_configuration(FunctionName=id)
        tags = aws.list_tags(Resource=live["FunctionArn"])["Tags"]
        reserved = aws.get_function_concurrency(FunctionName=id).get("ReservedConcurrentExecutions")
        return {
            **arns(live["FunctionArn"], aws.meta.region_name),
            **{ours: live.get(theirs) for ours, theirs in PLAIN.items() if ours not in self.write_only},
            "name": live["FunctionName"],
            "version": live["Version"],
            "lastModified": live["LastModified"],
            "codeSha256": live["CodeSha256"],
            "sourceCodeSize": live["CodeSize"],
            "packageType": live["PackageType"],
            "environment": {"variables": variables} if (variables := live.get("Environment", {}).get("Variables")) else None,
            "vpcConfig": placed_in(live.get("VpcConfig") or {}),
            "reservedConcurrentExecutions": NO_RESERVE if reserved is None else reserved,
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        live = aws.get_function_configuration(FunctionName=id)
        package = asset_bytes(new["code"])
        architectures = new.get("architectures") or live["Architectures"]
        if (live["CodeSha256"], live["Architectures"]) != (base64.b64encode(hashlib.sha256(package).digest()).decode(), architectures):
            aws.update_function_code(FunctionName=id, ZipFile=package, Architectures=architectures)
        aws.update_function_configuration(FunctionName=id, **{**BLANK, **configuration(new)})
        reserve(aws, id, new)
        if removed := removed_tags(old, new):
            aws.untag_resource(Resource=live["FunctionArn"], TagKeys=removed)
        if new.get("tags"):
            aws.tag_resource(Resource=live["FunctionArn"], Tags=new["tags"])

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_function(FunctionName=id)


def configuration(inputs: Properties) -> dict[str, Any]:
    """What create_function and update_function_configuration have in common: only what the program gives."""
    given: dict[str, Any] = {theirs: inputs.get(ours) for ours, theirs in PLAIN.items()}
    given["Environment"] = renamed(inputs.get("environment"), variables="Variables")
    given["TracingConfig"] = renamed(inputs.get("tracingConfig"), mode="Mode")
    given["DeadLetterConfig"] = renamed(inputs.get("deadLetterConfig"), targetArn="TargetArn")
    given["VpcConfig"] = renamed(inputs.get("vpcConfig"), subnetIds="SubnetIds", securityGroupIds="SecurityGroupIds")
    given["EphemeralStorage"] = renamed(inputs.get("ephemeralStorage"), size="Size")
    given["LoggingConfig"] = renamed(
        inputs.get("loggingConfig"),
        logFormat="LogFormat",
        logGroup="LogGroup",
        applicationLogLevel="ApplicationLogLevel",
        systemLogLevel="SystemLogLevel",
    )
    return {key: value for key, value in given.items() if value is not None}


def renamed(block: Properties | None, **names: str) -> dict[str, Any] | None:
    """The block with AWS's keys; None where the program gives no block."""
    return {theirs: block[ours] for ours, theirs in names.items() if block.get(ours) is not None} if block else None


def placed_in(live: Properties) -> Properties | None:
    """The network settings; None outside a VPC."""
    if not live.get("SubnetIds"):
        return None
    return {"subnetIds": live["SubnetIds"], "securityGroupIds": live["SecurityGroupIds"]}


def reserve(aws: BaseClient, name: str, inputs: Properties) -> None:
    wanted = inputs["reservedConcurrentExecutions"]
    if wanted != NO_RESERVE:
        aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=wanted)
    elif "ReservedConcurrentExecutions" in aws.get_function_concurrency(FunctionName=name):
        aws.delete_function_concurrency(FunctionName=name)


def arns(arn: str, region: str) -> dict[str, str]:
    """The function's names in other services: API Gateway invokes a path that holds the ARN."""
    invoke = f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{{}}/invocations"
    latest = f"{arn}:$LATEST"
    return {"arn": arn, "invokeArn": invoke.format(arn), "qualifiedArn": latest, "qualifiedInvokeArn": invoke.format(latest)}
