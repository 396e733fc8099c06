"""Lambda functions: their code as an archive, and their settings."""

import base64
import hashlib
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tags import removed_tags
from sandbox.wire import asset_bytes

NO_RESERVE = -1
"""What the provider says for a function without reserved concurrency."""

CONFIGURATION = Spelling(
    "runtime",
    "handler",
    "role",
    "timeout",
    "memorySize",
    "description",
    kmsKeyArn="KMSKeyArn",
    environment=("Environment", Spelling("variables")),
    vpcConfig=("VpcConfig", Spelling("subnetIds", "securityGroupIds")),
    tracingConfig=("TracingConfig", Spelling("mode")),
    ephemeralStorage=("EphemeralStorage", Spelling("size")),
    deadLetterConfig=("DeadLetterConfig", Spelling("targetArn")),
    loggingConfig=("LoggingConfig", Spelling("logFormat", "logGroup", "applicationLogLevel", "systemLogLevel")),
)
"""What CreateFunction and UpdateFunctionConfiguration have in common."""

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
        "runtime",
        "handler",
        "role",
        "timeout",
        "memorySize",
        "description",
        "kmsKeyArn",
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
    write_only = {"code.*": "AWS tells only its hash, which is the output codeSha256"}
    replace_on = frozenset({"name"})
    defaults = {"timeout": 3, "memorySize": 128, "reservedConcurrentExecutions": NO_RESERVE}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_function(
            FunctionName=inputs["name"],
            Code={"ZipFile": asset_bytes(inputs["code"])},
            Architectures=inputs.get("architectures") or ["x86_64"],
            Tags=inputs.get("tags") or {},
            **CONFIGURATION.to_aws(inputs),
        )
        reserve(aws, inputs["name"], inputs)
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_function_configuration(FunctionName=id)
        tags = aws.list_tags(Resource=live["FunctionArn"])["Tags"]
        reserved = aws.get_function_concurrency(FunctionName=id).get("ReservedConcurrentExecutions")
        return {
            **arns(live["FunctionArn"], aws.meta.region_name),
            **{name: value or None for name, value in CONFIGURATION.to_pulumi(live).items()},
            "architectures": live["Architectures"],
            "name": live["FunctionName"],
            "version": live["Version"],
            "lastModified": live["LastModified"],
            "codeSha256": live["CodeSha256"],
            "sourceCodeSize": live["CodeSize"],
            "packageType": live["PackageType"],
            "reservedConcurrentExecutions": NO_RESERVE if reserved is None else reserved,
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        live = aws.get_function_configuration(FunctionName=id)
        package = asset_bytes(new["code"])
        digest = base64.b64encode(hashlib.sha256(package).digest()).decode()
        code = {"CodeSha256": digest, "Architectures": new.get("architectures") or live["Architectures"]}
        if any(live[key] != value for key, value in code.items()):
            aws.update_function_code(FunctionName=id, ZipFile=package, Architectures=code["Architectures"])
        aws.update_function_configuration(FunctionName=id, **{**BLANK, **CONFIGURATION.to_aws(new)})
        reserve(aws, id, new)
        if removed := removed_tags(old, new):
            aws.untag_resource(Resource=live["FunctionArn"], TagKeys=removed)
        if new.get("tags"):
            aws.tag_resource(Resource=live["FunctionArn"], Tags=new["tags"])

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_function(FunctionName=id)


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
