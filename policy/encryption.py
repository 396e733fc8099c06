"""What is kept is encrypted. CloudWatch encrypts logs by itself, so log groups need nothing."""

from collections.abc import Iterator

from policy.resources import Resource
from policy.rules import ResourceRule

SWITCHES = {
    "aws:ebs/volume:Volume": "encrypted",
    "aws:efs/fileSystem:FileSystem": "encrypted",
    "aws:rds/cluster:Cluster": "storageEncrypted",
    "aws:rds/instance:Instance": "storageEncrypted",
}
"""Stores of which one input says whether they are encrypted."""
ALGORITHMS = ("AES256", "aws:kms", "aws:kms:dsse")
BUCKET_ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)


def unencrypted(resource: Resource) -> Iterator[str]:
    inputs = resource.inputs
    switch = SWITCHES.get(resource.type)
    if switch and not inputs.get(switch):
        yield f"has not set {switch}"
    if resource.type == "aws:dynamodb/table:Table" and not _own_key(resource):
        yield "is a table without a key of yours"
    if resource.type == "aws:sqs/queue:Queue" and not (inputs.get("kmsMasterKeyId") or inputs.get("sqsManagedSseEnabled")):
        yield "is a queue without encryption"
    if resource.type == "aws:sns/topic:Topic" and not inputs.get("kmsMasterKeyId"):
        yield "is a topic without a key"
    if resource.type in BUCKET_ENCRYPTION and not _algorithm(resource):
        yield f"names none of {', '.join(ALGORITHMS)}"


def _own_key(table: Resource) -> bool:
    """Without one DynamoDB encrypts with a key of AWS's, which nobody can withdraw."""
    encryption = table.part("serverSideEncryption")
    return bool(encryption.get("enabled") and encryption.get("kmsKeyArn"))


def _algorithm(resource: Resource) -> bool:
    rules = resource.inputs.get("rules") or ()
    return any((rule.get("applyServerSideEncryptionByDefault") or {}).get("sseAlgorithm") in ALGORITHMS for rule in rules)


ENCRYPTED = ResourceRule(
    name="encrypted",
    sentence="Tables, queues, topics, buckets, volumes and databases are encrypted.",
    remedy="Give it the environment's key: `surroundings.key.arn`.",
    broken_by=unencrypted,
)
