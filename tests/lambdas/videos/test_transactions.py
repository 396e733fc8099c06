from lambdas.videos.transactions import UNMET, cancellation_reasons
from tests.lambdas.rekognition import refused


def test_each_write_of_a_cancelled_transaction_has_its_reason():
    error = refused("TransactionCanceledException", "TransactWriteItems")
    error.response["CancellationReasons"] = [{"Code": "None"}, {"Code": UNMET, "Message": "The conditional request failed"}]
    assert cancellation_reasons(error) == ["None", UNMET]


def test_any_other_error_has_no_reasons():
    assert cancellation_reasons(refused("InternalServerError", "TransactWriteItems")) == []
