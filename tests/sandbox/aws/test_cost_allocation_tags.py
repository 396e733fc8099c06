from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

CLIENT = {"TagKey": "Client", "Status": "Active"}


@pytest.fixture
def ce(aws):
    return aws.client("ce")


def tag_a_bucket(aws, *keys, account="111111111111", bucket="uploads"):
    s3 = aws.client("s3", account)
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": key, "Value": "acme"} for key in keys]})


def statuses(ce, **asked):
    return {tag["TagKey"]: tag["Status"] for tag in ce.list_cost_allocation_tags(**asked)["CostAllocationTags"]}


def test_a_key_on_a_resource_is_seen_and_not_active_until_somebody_activates_it(aws, ce):
    tag_a_bucket(aws, "Client", "Project")
    assert statuses(ce) == {"Client": "Inactive", "Project": "Inactive"}
    assert ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=[CLIENT])["Errors"] == []
    assert statuses(ce) == {"Client": "Active", "Project": "Inactive"}
    assert statuses(ce, Status="Active") == {"Client": "Active"}
    assert statuses(ce, TagKeys=["Project"]) == {"Project": "Inactive"}


def test_a_key_that_aws_has_not_seen_is_an_error_of_its_own_and_the_others_are_activated(aws, ce):
    tag_a_bucket(aws, "Client")
    answer = ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=[{"TagKey": "Owner", "Status": "Active"}, CLIENT])
    assert [(error["TagKey"], error["Code"]) for error in answer["Errors"]] == [("Owner", "TagKeysNotFoundException")]
    assert statuses(ce) == {"Client": "Active"}


def test_more_than_twenty_at_a_time_are_refused(aws, ce):
    with pytest.raises(ClientError, match="1 to 20 entries, not 21"):
        ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=[CLIENT] * 21)


def test_what_aws_once_saw_stays_and_keys_of_other_accounts_are_not_seen(aws, ce):
    tag_a_bucket(aws, "Client")
    assert statuses(ce) == {"Client": "Inactive"}
    aws.client("s3").delete_bucket_tagging(Bucket="uploads")
    tag_a_bucket(aws, "Owner", account="222222222222", bucket="theirs")
    assert statuses(ce) == {"Client": "Inactive"}


def test_a_long_list_comes_in_pages(aws, ce):
    tag_a_bucket(aws, "One", "Two", "Three")
    first = ce.list_cost_allocation_tags(MaxResults=2)
    rest = ce.list_cost_allocation_tags(MaxResults=2, NextToken=first["NextToken"])
    assert [len(page["CostAllocationTags"]) for page in (first, rest)] == [2, 1]
    assert "NextToken" not in rest
