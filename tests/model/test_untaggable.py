from model.untaggable import MADE_BY_AWSX, NO_REASON, OF_A_RULE, bare_below_awsx, reason


def test_a_type_without_tags_has_its_reason_or_the_one_of_all_others():
    assert reason("aws:cloudwatch/eventTarget:EventTarget") == OF_A_RULE
    assert reason("aws:nowhere/thing:Thing") == NO_REASON == "the provider has no tags for this type"


def test_only_components_of_awsx_make_bare_resources_below_them():
    assert bare_below_awsx(["aws:s3/bucket:Bucket"]) == set()
    assert bare_below_awsx(["aws:s3/bucket:Bucket", "awsx:ec2:Vpc"]) == set(MADE_BY_AWSX["awsx:ec2:Vpc"])
