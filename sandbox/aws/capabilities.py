"""What the sandbox's AWS emulates, records only, or refuses. Data: a page of the documentation is generated from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.aws.conditions import KEYS, OPERATORS
from sandbox.aws.unsupported import REFUSED


class Level(StrEnum):
    """How much of something is there."""

    EMULATED = "emulated"
    """It behaves as in AWS, as far as the note says."""
    RECORDED = "recorded only"
    """It is stored and read back, and has no effect."""
    REFUSED = "refused"
    """It ends in an error with its name, SandboxUnsupported."""


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One line of the table."""

    service: str
    """Signing name of the service; `*` for all."""
    what: str
    """Feature or API operation."""
    level: Level
    """How much of it."""
    note: str = ""
    """What a user would want to know."""


def _lines(service: str, level: Level, **notes: str) -> list[Capability]:
    return [Capability(service=service, what=what.replace("_", " "), level=level, note=note) for what, note in notes.items()]


def capabilities() -> list[Capability]:
    """The table, by service and then as written here."""
    refused = [Capability(service=s, what=action, level=Level.REFUSED, note=why) for (s, action), why in REFUSED.items()]
    return sorted([*_EMULATED, *_RECORDED, *_REFUSED, *refused], key=lambda line: line.service)


_EMULATED = [
    *_lines(
        "*",
        Level.EMULATED,
        accounts="Any 12 digits are an account; resources of two accounts are apart. An unknown, inactive or expired key is refused.",
        regions="Apart, as in AWS.",
        clock="Moves forward on demand: timestamps, sessions, queue visibility and results follow it. Timeouts stay real.",
        presigned_URLs="They end; their signature is not verified.",
        brand_new_accounts="POST /_sandbox/accounts/<id>/new: Cost Explorer refused, no CloudFront distribution, a Lambda concurrency "
        "of 10, billing alerts off.",
    ),
    *_lines(
        "sts",
        Level.EMULATED,
        AssumeRole="The role exists, its trust policy allows the caller (Deny wins, ExternalId, service principals), the session is not "
        "too long, a chained one an hour at most.",
        GetCallerIdentity="",
    ),
    *_lines(
        "iam",
        Level.EMULATED,
        policy_documents="Refused as in AWS: JSON, version, effects, actions, resources, ids, sizes, principals that are not there.",
        deletions="Not of a role with policies, nor of a policy that is attached, a boundary, or has other versions.",
    ),
    *_lines(
        "s3",
        Level.EMULATED,
        bucket_policies=f"Operators {', '.join(sorted(OPERATORS))} (and IfExists), keys {', '.join(sorted(KEYS))}. Loopback counts as TLS "
        "unless a request carries X-Sandbox-Insecure: 1. A DeleteObjects call is refused whole where one key would be.",
        access_across_accounts="Only where the bucket policy allows it.",
        Block_Public_Access="BlockPublicPolicy and RestrictPublicBuckets; unsigned requests are always refused.",
        defaults_of_new_buckets="Public access blocked, owner enforced, SSE-S3.",
        EventBridge_notifications="One event per object, delivered by the pump.",
        notifications_to_queues_and_topics="By moto; the target is not checked.",
        versioning_multipart_conditional_writes="By moto.",
    ),
    *_lines(
        "dynamodb",
        Level.EMULATED,
        items_indexes_and_transactions="Writes of one table happen one at a time; a ClientRequestToken makes a transaction happen once.",
    ),
    *_lines("sqs", Level.EMULATED, queues="Visibility, delay, long polling, redrive to the dead-letter queue, FIFO; by moto."),
    *_lines(
        "sns",
        Level.EMULATED,
        topics_to_queues="Raw or in the envelope, with filter policies, within one account; by moto.",
        e_mail_subscriptions="Pending until confirmed by token or by /_sandbox/subscriptions/confirm. No mail is sent.",
    ),
    *_lines("events", Level.EMULATED, PutEvents="Checked here, delivered by the pump.", rules_and_targets="Stored here, read by the pump."),
    *_lines(
        "lambda",
        Level.EMULATED,
        functions_and_event_source_mappings="Stored here, run and polled by the pump. Refused as in AWS: a role that Lambda may not "
        "assume, more than 4 KB of environment, reserved concurrency that leaves less than 100 (in a brand-new account any).",
    ),
    *_lines(
        "monitoring",
        Level.EMULATED,
        alarms="Fixed thresholds on one metric or on arithmetic over several. Looked at when data comes, and when the clock is moved; "
        "exactly EvaluationPeriods are looked at. Topics are told when the state changes, as far as policies and keys let CloudWatch in.",
        metrics_of_queues="Only of queues that an alarm watches: messages visible, age of the oldest.",
        EstimatedCharges="Published by POST /_sandbox/accounts/<id>/estimated-charges.",
    ),
    *_lines(
        "budgets",
        Level.EMULATED,
        budgets_notifications_and_subscribers="AWS's limits: 10 notifications, each with 1 topic and 10 addresses. What is spent somebody "
        "says by POST /_sandbox/budgets/<account>/<name>/spend; then topics are told. No mail is sent.",
        tag_filters="Must be spelt user:<key>$<value>: AWS takes others too, and shows 0 for ever.",
    ),
    *_lines(
        "ce",
        Level.EMULATED,
        anomaly_monitors_and_subscriptions="One monitor a dimension and account; mail daily or weekly, topics at once. No anomaly is ever "
        "found.",
        GetCostAndUsage="Over the lines said by POST /_sandbox/bills/<payer>: UnblendedCost by month, up to two groups (tag, linked "
        "account, record type, service, usage type), 100 groups a page. Estimated until the 7th of the next month.",
        cost_allocation_tags="A key is known as soon as a resource in us-east-1, or a bucket, carries it: AWS takes up to a day. Twenty a "
        "call; an unknown key is told as an error of its own.",
    ),
    *_lines(
        "bcm-data-exports",
        Level.EMULATED,
        exports="In us-east-1 only; the bucket's policy must let the service in. CUR 2.0 is delivered by POST "
        "/_sandbox/bills/<payer>/deliver, as Parquet with its manifest, over what was there.",
    ),
    *_lines(
        "invoicing",
        Level.EMULATED,
        ListInvoiceSummaries="One invoice a month, once it is not estimated any more: the sum of the bill's lines, or what POST "
        "/_sandbox/bills/<payer>/issued says.",
    ),
    *_lines("athena", Level.EMULATED, work_groups="Made, changed and deleted; they cannot be switched off."),
    *_lines(
        "cloudfront",
        Level.EMULATED,
        deletions="Not of a distribution that is enabled, nor of an access control that is in use.",
    ),
    *_lines("ec2", Level.EMULATED, gateway_endpoints="Their routes come and go with their route tables."),
    *_lines(
        "rekognition",
        Level.EMULATED,
        StartLabelDetection="Real length of MP4 and MOV files; quota of concurrent jobs; completion notice through SNS.",
        GetLabelDetection="Synthetic labels, marked by the category Synthetic; results live seven days.",
    ),
    *_lines(
        "servicequotas",
        Level.EMULATED,
        quotas="Rekognition's concurrent jobs, as they are set here; VPCs and Elastic IP addresses by AWS's defaults, "
        "which nothing keeps to.",
    ),
]

_RECORDED = [
    *_lines(
        "iam",
        Level.RECORDED,
        identity_policies="Whoever is in an account may do everything in it; so a trust policy that names the account's root lets all in.",
        permissions_boundaries_and_session_policies="",
        MFA_devices="",
    ),
    *_lines(
        "cloudformation",
        Level.EMULATED,
        stacks="Made by moto past the gate, as the account that asks: principals and conditions of policies are not checked before, "
        "a role whose trust policy the sandbox cannot read lets nobody in, and bucket policies belong elsewhere.",
    ),
    *_lines("organizations", Level.RECORDED, service_control_policies="Attached, never applied."),
    *_lines(
        "s3",
        Level.RECORDED,
        lifecycle_rules="Nothing ever expires.",
        ACLs="",
        object_encryption="The key is named in answers; bytes are kept as they came.",
        access_logs_inventory_and_replication="",
        conditions_of_upload_forms="content-length-range and the like.",
    ),
    *_lines("glue", Level.RECORDED, databases_and_tables=""),
    *_lines("dynamodb", Level.RECORDED, time_to_live="Nothing is deleted.", resource_policies="", encryption=""),
    *_lines(
        "sqs",
        Level.RECORDED,
        queue_policies="Refused when they are malformed. The pump looks at them for what it delivers; direct calls pass.",
        encryption="",
    ),
    *_lines("sns", Level.RECORDED, topic_policies="Likewise.", encryption="", redrive_policies=""),
    *_lines(
        "kms",
        Level.RECORDED,
        key_policies_and_grants="Refused when malformed, or when nobody could change them again. Keys encrypt and decrypt for their whole "
        "account.",
    ),
    *_lines(
        "monitoring",
        Level.RECORDED,
        dashboards="",
        other_alarms="Metric math beyond arithmetic, anomaly detection, actions other than topics; metrics that services write besides "
        "those named here.",
    ),
    *_lines("logs", Level.RECORDED, retention_and_metric_filters=""),
    *_lines("xray", Level.RECORDED, segments=""),
    *_lines("ec2", Level.RECORDED, networks="VPCs, subnets, routes, endpoints: nothing is routed."),
    *_lines(
        "cloudfront",
        Level.RECORDED,
        distributions="No page is served.",
        invalidations="Done at once; a path that CloudFront would not take is refused.",
    ),
]

_REFUSED = [
    *_lines(
        "*",
        Level.REFUSED,
        what_moto_does_not_implement="HTTP 400 with the service's own error form, so that SDKs do not retry. "
        "GET /_sandbox/unsupported lists what was refused.",
        unsigned_requests="AWS's own error, except CORS preflights.",
    ),
    *_lines("budgets", Level.REFUSED, planned_limits_automatic_adjustment_and_actions=""),
    *_lines(
        "iam",
        Level.REFUSED,
        policy_elements="NotPrincipal, policy variables, unknown condition operators and keys, in trust and bucket policies: when they are "
        "stored.",
    ),
    *_lines("s3", Level.REFUSED, direct_notifications_to_functions="Use EventBridge and a queue.", website_endpoints=""),
    *_lines("sns", Level.REFUSED, subscriptions_of_other_protocols="http, https, lambda, sms, application, firehose."),
    *_lines("rekognition", Level.REFUSED, Settings_and_SEGMENTS_of_label_detection="", AVI_files="The job fails and says so."),
]
