import pulumi_aws as aws
import pytest

from components.bucket_settings import encrypted, never_public, tls_only, without_acls
from model.policies import PolicyDocument, Use, problems

KEY = "arn:aws:kms:us-east-1:222222222222:key/1"
BUCKET = "arn:aws:s3:::acme-prod-web"


def made(deployment, setting, *args):
    deployment.deploy(lambda: setting("web", aws.s3.Bucket("web", bucket="acme-prod-web"), *args, None))
    return next(each.inputs for each in deployment.registered if each.type != "aws:s3/bucket:Bucket" and each.type.startswith("aws:s3"))


@pytest.mark.parametrize("setting", [without_acls, never_public, encrypted])
def test_a_setting_is_of_its_bucket(deployment, setting):
    assert made(deployment, setting, *([None] if setting is encrypted else []))["bucket"] == "acme-prod-web"


@pytest.mark.parametrize(
    ("key", "by_default", "bucket_key"),
    [(KEY, {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}, True), (None, {"sseAlgorithm": "AES256"}, None)],
)
def test_objects_are_encrypted_with_the_key_or_with_s3s_own(deployment, key, by_default, bucket_key):
    (rule,) = made(deployment, encrypted, key)["rules"]
    assert (rule["applyServerSideEncryptionByDefault"], rule.get("bucketKeyEnabled")) == (by_default, bucket_key)


def test_the_refusal_of_plain_http_is_a_lawful_document_about_bucket_and_objects():
    refusal = tls_only(BUCKET)
    assert problems(PolicyDocument(statements=(refusal,)), Use.RESOURCE) == []
    assert list(refusal.resources) == [BUCKET, f"{BUCKET}/*"]
