"""moto's settings, which it reads from the environment: `sandbox.aws` imports this module before moto."""

import os

OWN_ACCOUNT = "111111111111"
"""Your own account, the sandbox's default one."""

# A bucket's name is always the first part of the path, never of the host name.
os.environ["S3_IGNORE_SUBDOMAIN_BUCKETNAME"] = "true"
# Set, it would pin every request of every account to one account. The gate tells moto the account of each request instead.
os.environ.pop("MOTO_ACCOUNT_ID", None)
# Nobody starts an instance here, and moto would make some hundred images for each account and region.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
# moto makes boto3 sessions while it is imported: they would look for the user's profile, and fail without it.
for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
    os.environ.pop(name, None)
