from billing.infra.ledger_store import LedgerStore, LedgerStoreArgs
from tests.components.recording import value_of

KEY = "arn:aws:kms:us-east-1:111111111111:key/1"


def deployed(deployment, protect=True):
    return deployment.deploy(lambda: LedgerStore("ledger", LedgerStoreArgs(key_arn=KEY, protect=protect)))


def test_the_table_has_the_keys_that_the_ledger_uses(deployment):
    deployed(deployment)
    table = deployment.one("aws:dynamodb/table:Table").inputs
    assert (table["hashKey"], table["rangeKey"], table["billingMode"]) == ("pk", "sk", "PAY_PER_REQUEST")
    assert table["attributes"] == [{"name": "pk", "type": "S"}, {"name": "sk", "type": "S"}]


def test_it_is_encrypted_restorable_and_never_forgets(deployment):
    deployed(deployment)
    table = deployment.one("aws:dynamodb/table:Table").inputs
    assert table["pointInTimeRecovery"] == {"enabled": True}
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": KEY}
    assert "ttl" not in table


def test_it_refuses_to_be_deleted_unless_the_data_is_not_real(deployment):
    deployed(deployment)
    table = deployment.one("aws:dynamodb/table:Table")
    assert (table.protect, table.inputs["deletionProtectionEnabled"]) == (True, True)


def test_functions_may_write_rows_and_never_delete_one(deployment):
    statement = value_of(deployed(deployment).may_be_kept())
    assert not [action for action in statement.actions if "Delete" in action or "*" in action]
    assert statement.resources == [deployment.one("aws:dynamodb/table:Table").arn]
