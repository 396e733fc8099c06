"""Databases and tables of Glue's catalog, which Athena reads."""

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.own_account import own_account
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tagging import Tagging

TAGS = Tagging(
    list_call="get_tags {ResourceArn: of}",
    add_call="tag_resource {ResourceArn: of, TagsToAdd: map}",
    remove_call="untag_resource {ResourceArn: of, TagsToRemove: removed}",
)
DATABASE = Spelling("name", "description")
COLUMN = Spelling("name", "type", "comment")
FORM = Spelling("serializationLibrary", "parameters")
STORAGE = Spelling("location", "inputFormat", "outputFormat", columns=("Columns", COLUMN), serDeInfo=("SerdeInfo", FORM))
TABLE = Spelling(
    "name",
    "description",
    "tableType",
    "parameters",
    partitionKeys=("PartitionKeys", COLUMN),
    storageDescriptor=("StorageDescriptor", STORAGE),
)


class CatalogDatabase(Handler):
    """It goes by account and name, with a colon between."""

    type = "aws:glue/catalogDatabase:CatalogDatabase"
    service = "glue"
    name_input = "name"
    longest_name = 255
    lower_case = True
    supported = ("name", "description", "tags.*")
    replace_on = frozenset({"name"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_database(DatabaseInput=DATABASE.to_aws(inputs), Tags=inputs.get("tags") or {})
        return f"{own_account(aws)}:{inputs['name']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        catalog, name = id.split(":", 1)
        live = aws.get_database(CatalogId=catalog, Name=name)["Database"]
        arn = f"arn:aws:glue:{aws.meta.region_name}:{catalog}:database/{name}"
        return {**DATABASE.to_pulumi(live), "arn": arn, "catalogId": catalog, **TAGS.read(aws, arn)}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        catalog, name = id.split(":", 1)
        aws.update_database(CatalogId=catalog, Name=name, DatabaseInput=DATABASE.to_aws(new))
        TAGS.update(aws, f"arn:aws:glue:{aws.meta.region_name}:{catalog}:database/{name}", old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        catalog, name = id.split(":", 1)
        aws.delete_database(CatalogId=catalog, Name=name)


class CatalogTable(Handler):
    """It goes by account, database and name. Tables carry no tags."""

    type = "aws:glue/catalogTable:CatalogTable"
    service = "glue"
    name_input = "name"
    longest_name = 255
    lower_case = True
    supported = (
        "name",
        "databaseName",
        "description",
        "tableType",
        "parameters.*",
        "partitionKeys[].name",
        "partitionKeys[].type",
        "storageDescriptor.location",
        "storageDescriptor.inputFormat",
        "storageDescriptor.outputFormat",
        "storageDescriptor.columns[].name",
        "storageDescriptor.columns[].type",
        "storageDescriptor.serDeInfo.serializationLibrary",
        "storageDescriptor.serDeInfo.parameters.*",
    )
    replace_on = frozenset({"name", "databaseName"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_table(DatabaseName=inputs["databaseName"], TableInput=TABLE.to_aws(inputs))
        return f"{own_account(aws)}:{inputs['databaseName']}:{inputs['name']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        catalog, database, name = id.split(":", 2)
        live = aws.get_table(CatalogId=catalog, DatabaseName=database, Name=name)["Table"]
        arn = f"arn:aws:glue:{aws.meta.region_name}:{catalog}:table/{database}/{name}"
        return {**TABLE.to_pulumi(live), "databaseName": database, "arn": arn, "catalogId": catalog}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """What is not named goes."""
        catalog, database, _ = id.split(":", 2)
        aws.update_table(CatalogId=catalog, DatabaseName=database, TableInput=TABLE.to_aws(new))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        catalog, database, name = id.split(":", 2)
        aws.delete_table(CatalogId=catalog, DatabaseName=database, Name=name)
