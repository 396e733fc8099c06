"""What AWS would say of a resource, made up from its inputs: ids and ARNs of the right shape, so that policies can be checked."""

from typing import Any

REGION_OF_ACCOUNT = "us-east-1"

ARNS = {
    "aws:cloudfront/distribution:Distribution": "arn:aws:cloudfront::{account}:distribution/{name}",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "aws:cloudwatch/eventRule:EventRule": "arn:aws:events:{region}:{account}:rule/{name}",
    "aws:cloudwatch/logGroup:LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}",
    "aws:dynamodb/table:Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "aws:iam/policy:Policy": "arn:aws:iam::{account}:policy/{name}",
    "aws:iam/role:Role": "arn:aws:iam::{account}:role/{name}",
    "aws:kms/key:Key": "arn:aws:kms:{region}:{account}:key/{name}",
    "aws:lambda/function:Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "aws:s3/bucket:Bucket": "arn:aws:s3:::{name}",
    "aws:sns/topic:Topic": "arn:aws:sns:{region}:{account}:{name}",
    "aws:sqs/queue:Queue": "arn:aws:sqs:{region}:{account}:{name}",
}
ID_IS_ARN = {"aws:sns/topic:Topic", "aws:iam/policy:Policy"}


def outputs_of(type_: str, name: str, inputs: dict[str, Any], account: str) -> tuple[str, dict[str, Any]]:
    """Id and outputs; generated names end in `-0a1b2c3`, as Pulumi's own do in a random suffix."""
    region = inputs.get("region") or REGION_OF_ACCOUNT
    physical = inputs.get("name") or inputs.get("bucket") or f"{name}-0a1b2c3"
    arn = ARNS.get(type_, f"arn:aws:{type_.split(':')[1].split('/')[0]}:{{region}}:{{account}}:{{name}}").format(
        region=region, account=account, name=physical
    )
    id_ = f"https://sqs.{region}.amazonaws.com/{account}/{physical}" if type_ == "aws:sqs/queue:Queue" else physical
    domains = {"bucketRegionalDomainName": f"{physical}.s3.{region}.amazonaws.com", "domainName": f"{physical}.cloudfront.net"}
    names = {"name": physical, "bucket": physical, "arn": arn, "url": id_, "keyId": physical, "prefixListId": f"pl-{physical}"}
    return (arn if type_ in ID_IS_ARN else id_), {**names, **domains, **inputs}
