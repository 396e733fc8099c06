import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from sandbox.handlers.account import WrongAccount
from sandbox.handlers.handler import UnsupportedInput
from sandbox.handlers.refusals import refusal

BUCKET = "aws:s3/bucket:Bucket"


def aws_says(code: str, message: str, operation: str = "CreateBucket") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("BucketAlreadyExists", "Choose another name"),
        ("LimitExceededException", "higher quota"),
        ("AccessDenied", "Look at the policies"),
        ("BucketNotEmpty", "force_destroy"),
    ],
)
def test_awss_words_stand_in_one_line_with_the_type_and_the_remedy(code, remedy):
    told = refusal(BUCKET, aws_says(code, "It is so.\nTwo lines."))

    assert told.startswith(f"{BUCKET}: An error occurred ({code}) when calling the CreateBucket operation: It is so. Two lines. ")
    assert remedy in told
    assert "\n" not in told


def test_an_error_without_a_known_remedy_has_none_made_up():
    assert refusal(BUCKET, aws_says("InvalidTag", "Bad tag.")).endswith("operation: Bad tag")


def test_a_type_is_not_named_twice():
    assert refusal(BUCKET, UnsupportedInput(f"{BUCKET}: the sandbox does not support grants")) == (
        f"{BUCKET}: the sandbox does not support grants"
    )


def test_a_wrong_account_is_told_in_its_own_words():
    assert refusal(BUCKET, WrongAccount("This stack belongs elsewhere.")) == "This stack belongs elsewhere."


def test_a_sandbox_that_has_ended_is_told_with_what_to_type():
    told = refusal(BUCKET, EndpointConnectionError(endpoint_url="http://127.0.0.1:4599/"))

    assert "no longer answers" in told
    assert "`make sandbox`" in told


def test_a_fault_of_our_own_is_called_one_and_says_where():
    try:
        {}["missing"]
    except KeyError as error:
        told = refusal(BUCKET, error)

    assert told.startswith(f"{BUCKET}: KeyError: 'missing' (a fault of the sandbox, in test_refusals.py line ")
