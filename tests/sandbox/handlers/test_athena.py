from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

WORKGROUP = "aws:athena/workgroup:Workgroup"
RESULTS = "configuration.resultConfiguration."
ANOTHER_KEY = "arn:aws:kms:us-east-1:111111111111:key/another"


def workgroup(cloud, **more):
    encryption = {"encryptionOption": "SSE_KMS", "kmsKeyArn": cloud.key()}
    return {
        "description": "questions to the bill",
        "forceDestroy": True,
        "configuration": {
            "bytesScannedCutoffPerQuery": 10_000_000_000,
            "enforceWorkgroupConfiguration": True,
            "publishCloudwatchMetricsEnabled": False,
            "resultConfiguration": {"outputLocation": "s3://results/athena/", "encryptionConfiguration": encryption},
            **more,
        },
        "tags": {"Client": "internal", "Project": "Billing"},
    }


def changed(**updates):
    return lambda aws, it: aws.update_work_group(WorkGroup=it["id"], **updates)


BY_HAND = changed(
    ConfigurationUpdates={
        "BytesScannedCutoffPerQuery": 20_000_000,
        "EnforceWorkGroupConfiguration": False,
        "PublishCloudWatchMetricsEnabled": True,
        "ResultConfigurationUpdates": {"OutputLocation": "s3://elsewhere/"},
    }
)
OTHER_ENCRYPTION = changed(
    ConfigurationUpdates={
        "ResultConfigurationUpdates": {"EncryptionConfiguration": {"EncryptionOption": "CSE_KMS", "KmsKey": ANOTHER_KEY}},
    }
)
UNLIMITED = changed(
    ConfigurationUpdates={"RemoveBytesScannedCutoffPerQuery": True, "ResultConfigurationUpdates": {"RemoveEncryptionConfiguration": True}}
)


class TestWorkgroups(HandlerContract):
    cases = (
        Case(
            WORKGROUP,
            inputs=workgroup,
            drifts=(
                Drift("description", "other", changed(Description="other")),
                Drift("configuration.bytesScannedCutoffPerQuery", 20_000_000, BY_HAND),
                Drift("configuration.enforceWorkgroupConfiguration", False, BY_HAND),
                Drift("configuration.publishCloudwatchMetricsEnabled", True, BY_HAND),
                Drift(f"{RESULTS}outputLocation", "s3://elsewhere/", BY_HAND),
                Drift(f"{RESULTS}encryptionConfiguration.encryptionOption", "CSE_KMS", OTHER_ENCRYPTION),
                Drift(f"{RESULTS}encryptionConfiguration.kmsKeyArn", ANOTHER_KEY, OTHER_ENCRYPTION),
                Drift("tags.*", {"Client": "internal"}, lambda aws, it: aws.untag_resource(ResourceARN=it["arn"], TagKeys=["Project"])),
            ),
        ),
        Case(
            WORKGROUP,
            inputs=workgroup,
            drifts=(
                Drift("configuration.bytesScannedCutoffPerQuery", GONE, UNLIMITED),
                Drift(f"{RESULTS}encryptionConfiguration.encryptionOption", GONE, UNLIMITED),
            ),
            note="without limits",
        ),
    )
