"""Data exports: reports of cost and usage that AWS delivers to a bucket."""

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceArn: of}",
    found="ResourceTags",
    add_call="tag_resource {ResourceArn: of, ResourceTags: list}",
    remove_call="untag_resource {ResourceArn: of, ResourceTagKeys: removed}",
)
FORM = Spelling("outputType", "format", "compression", "overwrite")


class One:
    """A structure in AWS that is a list of one in Pulumi."""

    def __init__(self, inner: Spelling) -> None:
        self.inner = inner

    def outward(self, value: list[Properties]) -> Properties:
        (only,) = value
        return self.inner.to_aws(only)

    def inward(self, value: Properties) -> list[Properties]:
        return [self.inner.known(value)]


DESTINATION = Spelling("s3Bucket", "s3Prefix", "s3Region", s3OutputConfigurations=("S3OutputConfigurations", One(FORM)))
EXPORT = Spelling(
    "name",
    "description",
    dataQueries=("DataQuery", One(Spelling("queryStatement", "tableConfigurations"))),
    destinationConfigurations=("DestinationConfigurations", One(Spelling(s3Destinations=("S3Destination", One(DESTINATION))))),
    refreshCadences=("RefreshCadence", One(Spelling("frequency"))),
)


class Export(Handler):
    """An export goes by its ARN."""

    type = "aws:bcmdata/export:Export"
    service = "bcm-data-exports"
    supported = (
        "export.name",
        "export.description",
        "export.dataQueries[].queryStatement",
        "export.dataQueries[].tableConfigurations.*",
        "export.destinationConfigurations[].s3Destinations[].s3Bucket",
        "export.destinationConfigurations[].s3Destinations[].s3Prefix",
        "export.destinationConfigurations[].s3Destinations[].s3Region",
        "export.destinationConfigurations[].s3Destinations[].s3OutputConfigurations[].outputType",
        "export.destinationConfigurations[].s3Destinations[].s3OutputConfigurations[].format",
        "export.destinationConfigurations[].s3Destinations[].s3OutputConfigurations[].compression",
        "export.destinationConfigurations[].s3Destinations[].s3OutputConfigurations[].overwrite",
        "export.refreshCadences[].frequency",
        "tags.*",
    )
    fixed = {"export.name": "an export keeps its name", "export.refreshCadences[].frequency": "there is only one"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        return str(aws.create_export(Export=EXPORT.to_aws(inputs["export"]), ResourceTags=tag_list(inputs))["ExportArn"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_export(ExportArn=id)["Export"]
        return {"export": EXPORT.known(live), "arn": id, **TAGS.read(aws, id)}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        aws.update_export(ExportArn=id, Export=EXPORT.to_aws(new["export"]))
        TAGS.update(aws, id, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_export(ExportArn=id)
