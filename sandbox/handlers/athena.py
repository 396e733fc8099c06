"""Work groups of Athena: where results go, and how much a query may read."""

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.own_account import own_account
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceARN: of}",
    add_call="tag_resource {ResourceARN: of, Tags: list}",
    remove_call="untag_resource {ResourceARN: of, TagKeys: removed}",
)
ENCRYPTION = Spelling("encryptionOption", kmsKeyArn="KmsKey")
RESULTS = Spelling("outputLocation", encryptionConfiguration=("EncryptionConfiguration", ENCRYPTION))
CONFIGURATION = Spelling(
    "bytesScannedCutoffPerQuery",
    enforceWorkgroupConfiguration="EnforceWorkGroupConfiguration",
    publishCloudwatchMetricsEnabled="PublishCloudWatchMetricsEnabled",
    resultConfiguration=("ResultConfiguration", RESULTS),
)
USUAL = {"enforceWorkgroupConfiguration": True, "publishCloudwatchMetricsEnabled": True}


class Workgroup(Handler):
    """It goes by its name."""

    type = "aws:athena/workgroup:Workgroup"
    service = "athena"
    name_input = "name"
    longest_name = 128
    supported = (
        "name",
        "description",
        "forceDestroy",
        "configuration.bytesScannedCutoffPerQuery",
        "configuration.enforceWorkgroupConfiguration",
        "configuration.publishCloudwatchMetricsEnabled",
        "configuration.resultConfiguration.outputLocation",
        "configuration.resultConfiguration.encryptionConfiguration.encryptionOption",
        "configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn",
        "tags.*",
    )
    write_only = {"forceDestroy": "a promise of the program; AWS does not know it"}
    computed = ("configuration.enforceWorkgroupConfiguration", "configuration.publishCloudwatchMetricsEnabled")
    replace_on = frozenset({"name"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_work_group(
            Name=inputs["name"],
            Description=inputs.get("description") or "",
            Configuration=CONFIGURATION.to_aws({**USUAL, **(inputs.get("configuration") or {})}),
            Tags=tag_list(inputs),
        )
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        """Athena says "invalid request" of a group that is not there."""
        try:
            group = aws.get_work_group(WorkGroup=id)["WorkGroup"]
        except aws.exceptions.InvalidRequestException as error:
            if "not found" in str(error):
                return None
            raise
        return {
            "name": id,
            "arn": _arn(aws, id),
            "description": group.get("Description"),
            "configuration": CONFIGURATION.known(group["Configuration"]),
            **TAGS.read(aws, _arn(aws, id)),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """What the program no longer limits, encrypts or names is taken away."""
        wanted = CONFIGURATION.to_aws({**USUAL, **(new.get("configuration") or {})})
        results = wanted.pop("ResultConfiguration", {})
        for name in ("OutputLocation", "EncryptionConfiguration"):
            if name not in results:
                results[f"Remove{name}"] = True
        if "BytesScannedCutoffPerQuery" not in wanted:
            wanted["RemoveBytesScannedCutoffPerQuery"] = True
        changes = {**wanted, "ResultConfigurationUpdates": results}
        aws.update_work_group(WorkGroup=id, Description=new.get("description") or "", ConfigurationUpdates=changes)
        TAGS.update(aws, _arn(aws, id), old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_work_group(WorkGroup=id, RecursiveDeleteOption=bool(state.get("forceDestroy")))


def _arn(aws: BaseClient, name: str) -> str:
    return f"arn:aws:athena:{aws.meta.region_name}:{own_account(aws)}:workgroup/{name}"
