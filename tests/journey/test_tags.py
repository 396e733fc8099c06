"""What AWS itself says of the tags, asked service by service, not by way of the handlers."""

from components.tagging import tag_shape


def test_aws_shows_the_six_tags_on_everything_that_can_carry_them(environment):
    wanted = environment.outputs["tags"]
    assert {"Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup"} <= set(wanted)
    taggable = [row for row in environment.state.resources.values() if row.type.startswith("aws:") and tag_shape(row.type)]
    assert len(taggable) > 25

    untagged = []
    for row in taggable:
        found = ASK[row.type](environment, row)
        if not wanted.items() <= found.items():
            untagged.append(f"{row.type} {row.name}: {found}")

    assert untagged == []


def _list(tags, key="Key", value="Value"):
    return {tag[key]: tag[value] for tag in tags}


def _ec2(environment, row):
    return _list(environment.aws("ec2").describe_tags(Filters=[{"Name": "resource-id", "Values": [row.id]}])["Tags"])


def _bucket(environment, row):
    return _list(environment.aws("s3").get_bucket_tagging(Bucket=row.id)["TagSet"])


def _table(environment, row):
    return _list(environment.aws("dynamodb").list_tags_of_resource(ResourceArn=row.outputs["arn"])["Tags"])


def _role(environment, row):
    return _list(environment.aws("iam").list_role_tags(RoleName=row.id)["Tags"])


def _queue(environment, row):
    return environment.aws("sqs").list_queue_tags(QueueUrl=row.id)["Tags"]


def _topic(environment, row):
    return _list(environment.aws("sns").list_tags_for_resource(ResourceArn=row.id)["Tags"])


def _key(environment, row):
    return _list(environment.aws("kms").list_resource_tags(KeyId=row.id)["Tags"], "TagKey", "TagValue")


def _function(environment, row):
    return environment.aws("lambda").list_tags(Resource=row.outputs["arn"])["Tags"]


def _mapping(environment, row):
    return environment.aws("lambda").list_tags(Resource=row.outputs["arn"])["Tags"]


def _log_group(environment, row):
    return environment.aws("logs").list_tags_for_resource(resourceArn=row.outputs["arn"].removesuffix(":*"))["tags"]


def _rule(environment, row):
    return _list(environment.aws("events").list_tags_for_resource(ResourceARN=row.outputs["arn"])["Tags"])


def _alarm(environment, row):
    return _list(environment.aws("cloudwatch").list_tags_for_resource(ResourceARN=row.outputs["arn"])["Tags"])


def _budget(environment, row):
    return _list(environment.aws("budgets").list_tags_for_resource(ResourceARN=row.outputs["arn"])["ResourceTags"])


def _distribution(environment, row):
    return _list(environment.aws("cloudfront").list_tags_for_resource(Resource=row.outputs["arn"])["Tags"]["Items"])


def _object(environment, row):
    return _list(environment.aws("s3").get_object_tagging(Bucket=row.outputs["bucket"], Key=row.outputs["key"])["TagSet"])


ASK = {
    "aws:s3/bucket:Bucket": _bucket,
    "aws:dynamodb/table:Table": _table,
    "aws:iam/role:Role": _role,
    "aws:sqs/queue:Queue": _queue,
    "aws:sns/topic:Topic": _topic,
    "aws:kms/key:Key": _key,
    "aws:lambda/function:Function": _function,
    "aws:lambda/eventSourceMapping:EventSourceMapping": _mapping,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:cloudwatch/eventRule:EventRule": _rule,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _alarm,
    "aws:budgets/budget:Budget": _budget,
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:s3/bucketObjectv2:BucketObjectv2": _object,
    **{
        f"aws:ec2/{kind[0].lower()}{kind[1:]}:{kind}": _ec2
        for kind in ("Vpc", "Subnet", "RouteTable", "InternetGateway", "SecurityGroup", "VpcEndpoint")
    },
}
