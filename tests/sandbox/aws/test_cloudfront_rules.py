from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.aws.distribution import config


def control(cloudfront, name="web"):
    config = {"Name": name, "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"}
    return cloudfront.create_origin_access_control(OriginAccessControlConfig=config)


def refused(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]["Code"]


def test_an_access_control_that_is_not_there_is_refused(aws):
    cloudfront = aws.client("cloudfront")
    assert refused(cloudfront.create_distribution, DistributionConfig=config("E0")) == "InvalidOriginAccessControl"
    made = cloudfront.create_distribution(DistributionConfig=config(""))
    changed = {"Id": made["Distribution"]["Id"], "IfMatch": made["ETag"], "DistributionConfig": config("E0")}
    assert refused(cloudfront.update_distribution, **changed) == "InvalidOriginAccessControl"


def test_the_access_control_is_told_wherever_the_distribution_is_told(aws):
    cloudfront = aws.client("cloudfront")
    id = control(cloudfront)["OriginAccessControl"]["Id"]
    made = cloudfront.create_distribution(DistributionConfig=config(id))["Distribution"]
    told = [
        made["DistributionConfig"],
        cloudfront.get_distribution(Id=made["Id"])["Distribution"]["DistributionConfig"],
        cloudfront.get_distribution_config(Id=made["Id"])["DistributionConfig"],
        cloudfront.list_distributions()["DistributionList"]["Items"][0],
    ]
    assert [each["Origins"]["Items"][0]["OriginAccessControlId"] for each in told] == [id] * 4


def test_a_distribution_is_deleted_only_when_it_is_switched_off(aws):
    cloudfront = aws.client("cloudfront")
    cloudfront.create_distribution(DistributionConfig=config("", CallerReference="another"))
    made = cloudfront.create_distribution(DistributionConfig=config(""))
    id = made["Distribution"]["Id"]
    assert refused(cloudfront.delete_distribution, Id=id, IfMatch=made["ETag"]) == "DistributionNotDisabled"
    etag = cloudfront.update_distribution(Id=id, IfMatch=made["ETag"], DistributionConfig=config("", Enabled=False))["ETag"]
    cloudfront.delete_distribution(Id=id, IfMatch=etag)
    assert refused(cloudfront.get_distribution, Id=id) == "NoSuchDistribution"


def test_an_access_control_is_deleted_only_when_nothing_uses_it(aws):
    cloudfront = aws.client("cloudfront")
    used, free = control(cloudfront), control(cloudfront, "free")
    id = used["OriginAccessControl"]["Id"]
    made = cloudfront.create_distribution(DistributionConfig=config(id))
    cloudfront.delete_origin_access_control(Id=free["OriginAccessControl"]["Id"], IfMatch=free["ETag"])
    assert refused(cloudfront.delete_origin_access_control, Id=id, IfMatch=used["ETag"]) == "OriginAccessControlInUse"
    cloudfront.update_distribution(Id=made["Distribution"]["Id"], IfMatch=made["ETag"], DistributionConfig=config(""))
    cloudfront.delete_origin_access_control(Id=id, IfMatch=used["ETag"])


def test_a_brand_new_account_gets_no_distribution(aws):
    aws.admin("POST", "accounts/222222222222/new", {"new": True})
    with pytest.raises(ClientError, match="Your account must be verified before you can add new CloudFront resources") as refusal:
        aws.client("cloudfront", "222222222222").create_distribution_with_tags(
            DistributionConfigWithTags={"DistributionConfig": config(""), "Tags": {"Items": []}}
        )
    assert refusal.value.response["Error"]["Code"] == "AccessDenied"
    assert aws.client("cloudfront").create_distribution(DistributionConfig=config(""))


def forget(id, *paths):
    return {"DistributionId": id, "InvalidationBatch": {"Paths": {"Quantity": len(paths), "Items": list(paths)}, "CallerReference": "1"}}


def test_what_is_to_be_forgotten_is_kept_and_a_path_that_cloudfront_would_not_take_is_refused(aws):
    cloudfront = aws.client("cloudfront")
    id = cloudfront.create_distribution(DistributionConfig=config(""))["Distribution"]["Id"]
    paths = ["/", "/index.html", "/gr%C3%B6%C3%9Fe/a.css", "/images/*", "/*"]
    made = cloudfront.create_invalidation(**forget(id, *paths))["Invalidation"]
    assert cloudfront.get_invalidation(DistributionId=id, Id=made["Id"])["Invalidation"]["InvalidationBatch"]["Paths"]["Items"] == paths
    for wrong in ("index.html", "/*/a.css", "/a b.css", "/größe.css", ""):
        assert refused(cloudfront.create_invalidation, **forget(id, "/fine", wrong)) == "InvalidArgument"
    assert refused(cloudfront.create_invalidation, **forget("E0", "/*")) == "NoSuchDistribution"
