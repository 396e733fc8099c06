"""Resource types that keep data: deleting or replacing one loses it."""

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
TABLE = "aws:dynamodb/table:Table"
KEY = "aws:kms/key:Key"
"""What a key encrypts is lost with it."""
DATABASES = ("aws:efs/fileSystem:FileSystem", "aws:rds/cluster:Cluster", "aws:rds/instance:Instance")
"""Not part of the program today; another solution may bring them."""

DATA_STORES = (*BUCKETS, TABLE, KEY, *DATABASES)
