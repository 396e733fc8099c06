"""What the DeploymentRole may do about the solution itself: storage, keys, messages, functions and their roles."""

from model.boundary import TAGGED, AccountNames, with_all_tags
from model.policies import Statement, actions

TAGS = "ListTagsForResource TagResource UntagResource"


def data(names: AccountNames) -> tuple[Statement, ...]:
    """Buckets, tables and the keys that encrypt them; what is in them only to empty them, and to publish the web page."""
    return (*_storage(names), *_keys(names), _left_over())


def functions(names: AccountNames) -> tuple[Statement, ...]:
    """Queues, topics, rules, functions, and the roles that functions run with."""
    return (*_messages(names), *_functions(names), *_mappings(names), *_roles(names))


def _storage(names: AccountNames) -> tuple[Statement, ...]:
    buckets = "CreateBucket DeleteBucket DeleteBucketPolicy PutBucket* PutEncryptionConfiguration PutLifecycleConfiguration"
    configurations = " ".join(f"Get{part}Configuration" for part in ("Accelerate", "Encryption", "Lifecycle", "Replication"))
    bucket_tags = "ListTagsForResource TagResource UntagResource"  # by S3 Control, which the provider asks first
    page = "GetObject GetObjectTagging PutObject PutObjectTagging"
    tables = "CreateTable DeleteTable TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive"
    tables_look = "DescribeBackup DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource"
    return (
        Statement(
            sid="Buckets",
            actions=actions("s3", f"{buckets} GetBucket* ListBucket* {configurations} {bucket_tags}"),
            resources=(names.buckets,),
        ),
        Statement(sid="Emptying", actions=actions("s3", "DeleteObject DeleteObjectVersion"), resources=(f"{names.buckets}/*",)),
        Statement(sid="WebPage", actions=actions("s3", page), resources=(f"{names.buckets}-web*/*",)),
        Statement(sid="Tables", actions=actions("dynamodb", f"{tables} {tables_look}"), resources=(names.tables,)),
    )


def _left_over() -> Statement:
    """What a destruction looks for at its end, so that nothing goes on costing money: names and tags, and nothing that is in them."""
    return Statement(sid="LeftOver", actions=("cloudwatch:ListDashboards", "dynamodb:ListBackups", "tag:GetResources"), resources=("*",))


def _keys(names: AccountNames) -> tuple[Statement, ...]:
    keys, aliases = (names.arn("kms", "key/*"),), (names.arn("kms", f"alias/{names.slug}-*"),)
    alias = "CreateAlias DeleteAlias UpdateAlias"
    care = "CancelKeyDeletion PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource"
    for_services = {**TAGGED, "StringLike": {"kms:ViaService": ["dynamodb.*.amazonaws.com", "lambda.*.amazonaws.com"]}}
    return (
        Statement(sid="NewKeys", actions=actions("kms", "CreateKey ListAliases"), resources=("*",)),
        # AWS takes up to five minutes until a new key's tags count (KMS developer guide, "Using tags to control access"); these do no harm.
        Statement(sid="YoungKeys", actions=actions("kms", "DescribeKey EnableKeyRotation GetKey* ListResourceTags"), resources=keys),
        # CreateKey needs it for the tags of the new key. IAM sees no difference between that key and one that is there without tags, so
        # this role could tag such a key and then change it, where the key's policy leaves that to IAM. Only a key's policy excludes it.
        Statement(sid="TagKeys", actions=actions("kms", "TagResource"), resources=keys, conditions=with_all_tags("RequestTag")),
        Statement(sid="Keys", actions=actions("kms", f"{alias} {care} UpdateKeyDescription"), resources=keys, conditions=TAGGED),
        Statement(
            sid="KeyUse",
            actions=actions("kms", "CreateGrant Decrypt Encrypt GenerateDataKey* ReEncrypt*"),
            resources=keys,
            conditions=for_services,
        ),
        Statement(sid="Aliases", actions=actions("kms", alias), resources=aliases),
    )


def _messages(names: AccountNames) -> tuple[Statement, ...]:
    queues = "CreateQueue DeleteQueue GetQueue* ListQueueTags SetQueueAttributes TagQueue UntagQueue"
    topics = f"CreateTopic DeleteTopic GetTopicAttributes ListSubscriptionsByTopic SetTopicAttributes Subscribe {TAGS}"
    subscriptions = "GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe"
    rules = f"DeleteRule DescribeRule DisableRule EnableRule ListTargetsByRule PutRule PutTargets RemoveTargets {TAGS}"
    return (
        Statement(sid="Queues", actions=actions("sqs", queues), resources=(names.arn("sqs", f"{names.slug}-*"),)),
        Statement(sid="Topics", actions=actions("sns", f"{topics} {subscriptions}"), resources=(names.arn("sns", f"{names.slug}-*"),)),
        Statement(sid="Rules", actions=actions("events", rules), resources=(names.arn("events", f"rule/{names.slug}-*"),)),
    )


def _functions(names: AccountNames) -> tuple[Statement, ...]:
    care = "AddPermission CreateFunction DeleteFunction* InvokeFunction PutFunction* RemovePermission UpdateFunction*"
    look = "GetFunction* GetPolicy GetRuntimeManagementConfig ListTags ListVersionsByFunction TagResource UntagResource"
    groups = f"AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey PutRetentionPolicy {TAGS}"
    return (
        Statement(sid="Functions", actions=actions("lambda", f"{care} {look}"), resources=(names.functions,)),
        Statement(sid="LogGroups", actions=actions("logs", groups), resources=(names.log_groups,)),
        Statement(sid="ListLogGroups", actions=actions("logs", "DescribeLogGroups"), resources=("*",)),
    )


def _mappings(names: AccountNames) -> tuple[Statement, ...]:
    """Event source mappings: from a queue to a function. They have no name of their own, but belong to a function that has."""
    mappings, of_ours = (names.arn("lambda", "event-source-mapping:*"),), {"ArnLike": {"lambda:FunctionArn": names.functions}}
    care = "DeleteEventSourceMapping UpdateEventSourceMapping"
    look = "GetEventSourceMapping ListTags TagResource UntagResource"  # also when it is gone, and its function with it
    return (
        Statement(sid="NewMappings", actions=actions("lambda", "CreateEventSourceMapping"), resources=("*",), conditions=of_ours),
        Statement(sid="Mappings", actions=actions("lambda", care), resources=mappings, conditions=of_ours),
        Statement(sid="MappingTags", actions=actions("lambda", look), resources=mappings),
    )


def _roles(names: AccountNames) -> tuple[Statement, ...]:
    roles = (names.roles,)
    bound = {"StringEquals": {"iam:PermissionsBoundary": names.boundary_arn}}
    to_services = {"StringEquals": {"iam:PassedToService": [f"{service}.amazonaws.com" for service in ("events", "lambda", "scheduler")]}}
    within = "CreateRole DeleteRolePolicy PutRolePermissionsBoundary PutRolePolicy"
    care = "DeleteRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole*"
    look = "GetRole GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies ListRoleTags"
    return (
        Statement(sid="RolesWithinBoundary", actions=actions("iam", within), resources=roles, conditions=bound),
        Statement(sid="Roles", actions=actions("iam", f"{care} {look}"), resources=roles),
        Statement(sid="LookAtBoundary", actions=actions("iam", "GetPolicy GetPolicyVersion"), resources=(names.boundary_arn,)),
        Statement(sid="PassRoles", actions=actions("iam", "PassRole"), resources=roles, conditions=to_services),
    )
