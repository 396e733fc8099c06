"""Log groups."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.tagging import Tagging

TAGS = Tagging(
    list_call="list_tags_for_resource {resourceArn: of}",
    found="tags",
    add_call="tag_resource {resourceArn: of, tags: map}",
    remove_call="untag_resource {resourceArn: of, tagKeys: removed}",
)
FOR_EVER = 0
"""`retentionInDays` of a group whose events are never deleted; AWS says it by saying nothing."""


class LogGroup(Handler):
    type = "aws:cloudwatch/logGroup:LogGroup"
    service = "logs"
    name_input = "name"
    longest_name = 512
    supported = ("name", "retentionInDays", "kmsKeyId", "skipDestroy", "tags.*")
    write_only = {"skipDestroy": "a promise of the program; AWS does not know it"}
    replace_on = frozenset({"name"})
    defaults = {"retentionInDays": FOR_EVER, "skipDestroy": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        key = {"kmsKeyId": inputs["kmsKeyId"]} if inputs.get("kmsKeyId") else {}
        aws.create_log_group(logGroupName=inputs["name"], tags=inputs.get("tags") or {}, **key)
        keep_for(aws, inputs["name"], inputs["retentionInDays"])
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        group = described(aws, id)
        if group is None:
            return None
        return {
            "name": id,
            "arn": group["arn"],
            "retentionInDays": group.get("retentionInDays", FOR_EVER),
            "kmsKeyId": group.get("kmsKeyId"),
            **TAGS.read(aws, group["arn"]),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        if old.get("retentionInDays") != new["retentionInDays"]:
            keep_for(aws, id, new["retentionInDays"])
        if old.get("kmsKeyId") != new.get("kmsKeyId"):
            if new.get("kmsKeyId"):
                aws.associate_kms_key(logGroupName=id, kmsKeyId=new["kmsKeyId"])
            else:
                aws.disassociate_kms_key(logGroupName=id)
        if group := described(aws, id):
            TAGS.update(aws, group["arn"], old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        if not state.get("skipDestroy"):
            aws.delete_log_group(logGroupName=id)


def described(aws: BaseClient, name: str) -> dict[str, Any] | None:
    """What AWS says of the group; None where there is none. The ARN is the group's own: the one with `:*` stands for its streams."""
    groups = pages(aws, "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    return next(({**each, "arn": each["arn"].removesuffix(":*")} for each in groups if each["logGroupName"] == name), None)


def keep_for(aws: BaseClient, group: str, days: int) -> None:
    if days == FOR_EVER:
        aws.delete_retention_policy(logGroupName=group)
    else:
        aws.put_retention_policy(logGroupName=group, retentionInDays=days)
