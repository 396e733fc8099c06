import json

import pytest

from components.placeholder_page import PAGE
from components.web_hosting import WebHosting, WebHostingArgs
from tests.components.environments import settings, whole
from tests.components.recording import value_of

BUCKET, OBJECT = "aws:s3/bucket:Bucket", "aws:s3/bucketObjectv2:BucketObjectv2"
DISTRIBUTION, CONTROL = "aws:cloudfront/distribution:Distribution", "aws:cloudfront/originAccessControl:OriginAccessControl"
DOMAIN = {"web_domain": "videos.acme.example", "web_certificate_arn": "arn:aws:acm:us-east-1:222222222222:certificate/1"}


def deployed(deployment, **more):
    around = settings(**more)
    return deployment.deploy(lambda: WebHosting("acme-prod-web", WebHostingArgs(settings=around)))


def one(deployment, kind):
    (found,) = [each for each in deployment.registered if each.type.endswith(f":{kind}")]
    return found.inputs


def test_the_bucket_is_private_and_encrypted_with_s3s_own_keys(deployment):
    deployed(deployment)
    block = one(deployment, "BucketPublicAccessBlock")
    assert all(block[name] is True for name in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
    assert one(deployment, "BucketOwnershipControls")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    (rule,) = one(deployment, "BucketServerSideEncryptionConfiguration")["rules"]
    assert rule == {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}


def test_this_one_distribution_may_read_it_and_nobody_else_and_nobody_without_tls(deployment):
    deployed(deployment)
    bucket, distribution = deployment.one(BUCKET).arn, deployment.one(DISTRIBUTION).arn
    refusing, reading = json.loads(one(deployment, "BucketPolicy")["policy"])["Statement"]
    assert (refusing["Effect"], refusing["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert (reading["Effect"], reading["Principal"]) == ("Allow", {"Service": ["cloudfront.amazonaws.com"]})
    assert (reading["Action"], reading["Resource"]) == (["s3:GetObject"], [f"{bucket}/*"])
    assert reading["Condition"] == {"StringEquals": {"aws:SourceArn": distribution}}


def test_cloudfront_signs_every_request_to_it(deployment):
    deployed(deployment)
    control = deployment.one(CONTROL)
    assert (control.inputs["signingBehavior"], control.inputs["signingProtocol"]) == ("always", "sigv4")
    assert control.inputs["originAccessControlOriginType"] == "s3"


def test_the_page_is_uploaded_as_html(deployment):
    deployed(deployment)
    page = deployment.one(OBJECT).inputs
    assert (page["key"], page["contentType"]) == ("index.html", "text/html; charset=utf-8")
    assert (page["bucket"], page["source"]["path"]) == (deployment.one(BUCKET).outputs["bucket"], str(PAGE))
    assert page["cacheControl"] == "public, max-age=300"


@pytest.mark.parametrize(("more", "url"), [({}, "https://acme-prod-web-0a1b2c3.cloudfront.net"), (DOMAIN, "https://videos.acme.example")])
def test_its_address_is_cloudfronts_or_the_domain_of_the_stack(deployment, more, url):
    assert value_of(deployed(deployment, **more).url) == url


def test_it_can_be_switched_off():
    deployment = whole(web_hosting=False)
    outputs = deployment.environment.outputs()
    assert (outputs.web_bucket, outputs.web_distribution_id, outputs.web_url) == (None, None, None)
    assert [each.name for each in deployment.registered if "cloudfront" in each.type or each.name.endswith("-web")] == []


def test_a_protected_environment_still_lets_its_page_go():
    bucket = whole(protect_data=True).one(BUCKET, "acme-prod-web")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (False, True)
