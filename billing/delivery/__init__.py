"""How documents reach people: the report bucket, links, mail, the environments' own buckets. May use boto3."""
