from tests.sandbox.handlers.drift import Case, Drift, HandlerContract

PARQUET = "org.apache.hadoop.hive.ql.io.parquet."


def database(cloud):
    """Name of a new database."""
    name = cloud.name("database")
    cloud.client("glue").create_database(DatabaseInput={"Name": name})
    return name


def table(cloud):
    return {
        "databaseName": database(cloud),
        "description": "every line of the bill",
        "tableType": "EXTERNAL_TABLE",
        "parameters": {"classification": "parquet"},
        "partitionKeys": [{"name": "billing_period", "type": "string"}],
        "storageDescriptor": {
            "location": "s3://exports/costs/data/",
            "inputFormat": f"{PARQUET}MapredParquetInputFormat",
            "outputFormat": f"{PARQUET}MapredParquetOutputFormat",
            "columns": [{"name": "line_item_unblended_cost", "type": "double"}],
            "serDeInfo": {"serializationLibrary": f"{PARQUET}serde.ParquetHiveSerDe", "parameters": {"serialization.format": "1"}},
        },
    }


def another_table(aws, it):
    aws.update_table(
        DatabaseName=it["databaseName"],
        TableInput={
            "Name": it["name"],
            "Description": "other",
            "TableType": "VIRTUAL_VIEW",
            "Parameters": {"classification": "csv"},
            "PartitionKeys": [{"Name": "month", "Type": "date"}],
            "StorageDescriptor": {
                "Location": "s3://elsewhere/",
                "InputFormat": "TextInputFormat",
                "OutputFormat": "TextOutputFormat",
                "Columns": [{"Name": "cost", "Type": "string"}],
                "SerdeInfo": {"SerializationLibrary": "OpenCSVSerde", "Parameters": {"separatorChar": ";"}},
            },
        },
    )


def renamed(aws, it):
    aws.update_database(Name=it["name"], DatabaseInput={"Name": it["name"], "Description": "other"})


def without_a_project(aws, it):
    aws.untag_resource(ResourceArn=it["arn"], TagsToRemove=["Project"])


class TestCatalog(HandlerContract):
    cases = (
        Case(
            "aws:glue/catalogDatabase:CatalogDatabase",
            inputs=lambda cloud: {"description": "the bill", "tags": {"Client": "internal", "Project": "Billing"}},
            drifts=(
                Drift("description", "other", renamed),
                Drift(
                    "tags.*", {"Client": "internal"}, lambda aws, it: aws.untag_resource(ResourceArn=it["arn"], TagsToRemove=["Project"])
                ),
            ),
        ),
        Case(
            "aws:glue/catalogTable:CatalogTable",
            inputs=table,
            drifts=(
                Drift("description", "other", another_table),
                Drift("tableType", "VIRTUAL_VIEW", another_table),
                Drift("parameters.*", {"classification": "csv"}, another_table),
                Drift("partitionKeys[].name", "month", another_table),
                Drift("partitionKeys[].type", "date", another_table),
                Drift("storageDescriptor.location", "s3://elsewhere/", another_table),
                Drift("storageDescriptor.inputFormat", "TextInputFormat", another_table),
                Drift("storageDescriptor.outputFormat", "TextOutputFormat", another_table),
                Drift("storageDescriptor.columns[].name", "cost", another_table),
                Drift("storageDescriptor.columns[].type", "string", another_table),
                Drift("storageDescriptor.serDeInfo.serializationLibrary", "OpenCSVSerde", another_table),
                Drift("storageDescriptor.serDeInfo.parameters.*", {"separatorChar": ";"}, another_table),
            ),
        ),
    )
