from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

OWN, CLIENT_ACCOUNT = "111111111111", "222222222222"
BUCKET = "films"


@pytest.fixture
def s3(aws):
    client = aws.client("s3")
    client.create_bucket(Bucket=BUCKET)
    return client


def statement(effect="Allow", principal="*", action="s3:*", resource=None, **more):
    resource = resource or [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    return {"Effect": effect, "Principal": principal, "Action": action, "Resource": resource} | more


def put(s3, *statements):
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def code_of(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "ok"


def insecure(client):
    client.meta.events.register("before-sign.s3", lambda request, **_: request.headers.add_header("X-Sandbox-Insecure", "1"))
    return client


TLS_ONLY = statement("Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})


def test_a_tls_only_policy_lets_loopback_in_and_keeps_plain_http_out(aws, s3):
    put(s3, TLS_ONLY)
    assert code_of(s3.put_object, Bucket=BUCKET, Key="a", Body=b"1") == "ok"
    plain = insecure(aws.client("s3"))
    assert code_of(plain.put_object, Bucket=BUCKET, Key="a", Body=b"1") == "AccessDenied"
    assert code_of(plain.list_objects_v2, Bucket=BUCKET) == "AccessDenied"


def test_an_unencrypted_upload_is_denied_where_the_policy_wants_kms(s3):
    wants_kms = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
    put(s3, statement("Deny", action="s3:PutObject", resource=f"arn:aws:s3:::{BUCKET}/*", Condition=wants_kms))
    assert code_of(s3.put_object, Bucket=BUCKET, Key="a", Body=b"1") == "AccessDenied"
    assert code_of(s3.put_object, Bucket=BUCKET, Key="a", Body=b"1", ServerSideEncryption="aws:kms") == "ok"


def test_another_account_needs_the_bucket_policy(aws, s3):
    s3.put_object(Bucket=BUCKET, Key="for-you/a", Body=b"1")
    s3.put_object(Bucket=BUCKET, Key="private/a", Body=b"1")
    other = aws.client("s3", CLIENT_ACCOUNT)
    assert code_of(other.get_object, Bucket=BUCKET, Key="for-you/a") == "AccessDenied"
    put(
        s3,
        statement(principal={"AWS": f"arn:aws:iam::{CLIENT_ACCOUNT}:root"}, action="s3:Get*", resource=f"arn:aws:s3:::{BUCKET}/for-you/*"),
    )
    assert other.get_object(Bucket=BUCKET, Key="for-you/a")["Body"].read() == b"1"
    assert code_of(other.get_object, Bucket=BUCKET, Key="private/a") == "AccessDenied"
    assert code_of(other.put_object, Bucket=BUCKET, Key="for-you/a", Body=b"2") == "AccessDenied"
    assert code_of(other.delete_bucket, Bucket=BUCKET) == "AccessDenied"


def test_a_copy_needs_to_be_allowed_on_both_sides(aws, s3):
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")
    other = aws.client("s3", CLIENT_ACCOUNT)
    other.create_bucket(Bucket="theirs")
    copy = {"Bucket": "theirs", "Key": "b", "CopySource": {"Bucket": BUCKET, "Key": "a"}}
    assert code_of(other.copy_object, **copy) == "AccessDenied"
    put(s3, statement(principal={"AWS": CLIENT_ACCOUNT}, action="s3:GetObject", resource=f"arn:aws:s3:::{BUCKET}/a"))
    assert code_of(other.copy_object, **copy) == "ok"
    assert other.get_object(Bucket="theirs", Key="b")["Body"].read() == b"1"


def test_a_denial_wins_over_a_permission_and_over_ownership(aws, s3):
    put(s3, statement(principal={"AWS": OWN}), statement("Deny", {"AWS": f"arn:aws:iam::{OWN}:user/admin"}, "s3:DeleteObject"))
    assert code_of(s3.put_object, Bucket=BUCKET, Key="a", Body=b"1") == "ok"
    assert code_of(s3.delete_object, Bucket=BUCKET, Key="a") == "AccessDenied"
    assert code_of(s3.delete_objects, Bucket=BUCKET, Delete={"Objects": [{"Key": "a"}]}) == "AccessDenied"


def test_a_condition_on_the_principal_is_evaluated(aws, s3):
    other = aws.client("s3", CLIENT_ACCOUNT)

    def allow_if(condition):
        put(s3, statement(principal={"AWS": CLIENT_ACCOUNT}, action="s3:ListBucket", Condition=condition))

    allow_if({"StringEquals": {"aws:PrincipalAccount": "333333333333"}})
    assert code_of(other.list_objects_v2, Bucket=BUCKET) == "AccessDenied"
    allow_if({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/adm?n"}})
    assert code_of(other.list_objects_v2, Bucket=BUCKET) == "ok"


@pytest.mark.parametrize(
    "condition",
    [
        {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"ForAnyValue:StringEquals": {"aws:PrincipalArn": "x"}},
    ],
)
def test_a_condition_that_the_sandbox_does_not_know_is_refused_when_it_is_put(s3, condition):
    with pytest.raises(ClientError, match="The sandbox does not know the condition") as refused:
        put(s3, statement("Deny", Condition=condition))
    assert refused.value.response["Error"]["Code"] == "SandboxUnsupported"


@pytest.mark.parametrize(
    "broken",
    [
        "nope",
        json.dumps({"Version": "2012-10-17"}),
        json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}"}]}),
        json.dumps({"Version": "2012-10-17", "Statement": [statement(resource="arn:aws:s3:::another/*")]}),
        json.dumps({"Version": "2012-10-17", "Statement": [statement(action="dynamodb:GetItem")]}),
        json.dumps({"Version": "2012-10-17", "Statement": [statement(principal={"AWS": f"arn:aws:iam::{OWN}:role/nobody"})]}),
    ],
)
def test_a_document_that_is_no_bucket_policy_is_malformed(s3, broken):
    assert code_of(s3.put_bucket_policy, Bucket=BUCKET, Policy=broken) == "MalformedPolicy"


def test_a_public_policy_is_refused_until_the_block_is_off(s3):
    public = statement(action="s3:GetObject", resource=f"arn:aws:s3:::{BUCKET}/*")
    with pytest.raises(ClientError, match="BlockPublicPolicy"):
        put(s3, public)
    s3.delete_public_access_block(Bucket=BUCKET)
    put(s3, public)
    assert s3.get_bucket_policy_status(Bucket=BUCKET)["PolicyStatus"]["IsPublic"] is True


def test_restricted_buckets_keep_other_accounts_out_although_the_policy_is_public(aws, s3):
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")
    s3.delete_public_access_block(Bucket=BUCKET)
    put(s3, statement(action="s3:GetObject"))
    other = aws.client("s3", CLIENT_ACCOUNT)
    assert code_of(other.get_object, Bucket=BUCKET, Key="a") == "ok"
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    assert code_of(other.get_object, Bucket=BUCKET, Key="a") == "AccessDenied"


def test_an_unsigned_request_is_refused(aws, s3):
    import urllib.error
    import urllib.request

    s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{aws.endpoint}/{BUCKET}/a")
    assert refused.value.code == 403


def test_a_policy_is_read_back_as_it_was_put_and_goes_with_its_bucket(s3):
    put(s3, TLS_ONLY)
    assert json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"] == [TLS_ONLY]
    assert s3.get_bucket_policy_status(Bucket=BUCKET)["PolicyStatus"]["IsPublic"] is False
    s3.delete_bucket(Bucket=BUCKET)
    assert code_of(s3.get_bucket_policy, Bucket=BUCKET) == "NoSuchBucket"
    s3.create_bucket(Bucket=BUCKET)
    assert code_of(s3.get_bucket_policy, Bucket=BUCKET) == "NoSuchBucketPolicy"


def test_a_deleted_policy_denies_nothing_any_more(s3):
    put(s3, statement("Deny", {"AWS": OWN}, "s3:PutObject"))
    assert code_of(s3.put_object, Bucket=BUCKET, Key="a", Body=b"1") == "AccessDenied"
    s3.delete_bucket_policy(Bucket=BUCKET)
    assert code_of(s3.put_object, Bucket=BUCKET, Key="a", Body=b"1") == "ok"


def test_the_expected_bucket_owner_must_be_the_owner(s3):
    assert code_of(s3.head_bucket, Bucket=BUCKET, ExpectedBucketOwner=OWN) == "ok"
    assert code_of(s3.list_objects_v2, Bucket=BUCKET, ExpectedBucketOwner=CLIENT_ACCOUNT) == "AccessDenied"


def test_a_new_bucket_has_the_defaults_of_aws(s3):
    assert all(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    rule = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


@pytest.mark.parametrize("call", ["get_bucket_request_payment", "list_bucket_metrics_configurations", "get_bucket_abac"])
def test_a_part_of_a_bucket_that_moto_takes_for_another_call_is_refused(s3, call):
    assert code_of(getattr(s3, call), Bucket=BUCKET) == "SandboxUnsupported"
