from components.data_table import DataTableArgs
from components.videos_table import BY_STATE, VideosTable


def deployed(deployment, protect=False):
    args = DataTableArgs(key_arn="arn:aws:kms:us-east-1:222222222222:key/1", protect=protect)
    deployment.deploy(lambda: VideosTable("acme-prod-videos", args))
    return deployment.one("aws:dynamodb/table:Table")


def test_its_keys_are_those_that_the_functions_write(deployment):
    table = deployed(deployment).inputs
    (index,) = table["globalSecondaryIndexes"]
    keys = [key["attributeName"] for key in index["keySchemas"]]
    assert (table["hashKey"], index["name"], keys) == ("video", "by_state", ["state", "updated"])


def test_the_functions_ask_for_the_index_by_the_name_that_it_has():
    from lambdas.videos.table import BY_STATE as ASKED_FOR

    assert BY_STATE.name == ASKED_FOR


def test_protected_data_is_kept_by_pulumi_and_by_aws(deployment):
    table = deployed(deployment, protect=True)
    assert (table.protect, table.inputs["deletionProtectionEnabled"]) == (True, True)
