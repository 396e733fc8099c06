"""What is kept: numbers, documents, usage and the register of stacks, in DynamoDB. May use boto3."""
