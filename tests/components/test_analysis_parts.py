import json

import pytest

from components.analysis_parts import AnalysisParts
from lambdas.manifest import CLEAN_UP, FUNCTIONS
from lambdas.videos.results import results_key
from lambdas.videos.settings import Settings
from tests.components.environments import settings, whole

BASE = {"WriteLogs", "Trace", "UseKey"}
STARTING = {"MoveStates", "FindStates", "Start", "ReadUploads", "SeeWhatIsMissing", "HandOverRole"}
COMPLETING = {"FetchResults", "KeepResults", "Meter"}
ACTIONS = {
    "TakeMessages": {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"},
    "Record": {"dynamodb:PutItem"},
    "MoveStates": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
    "FindStates": {"dynamodb:Query"},
    "Start": {"rekognition:StartLabelDetection"},
    "ReadUploads": {"s3:GetObject", "s3:GetObjectVersion"},
    "SeeWhatIsMissing": {"s3:ListBucket", "s3:ListBucketVersions"},
    "HandOverRole": {"iam:PassRole"},
    "FetchResults": {"rekognition:GetLabelDetection"},
    "KeepResults": {"s3:PutObject", "s3:AbortMultipartUpload"},
    "Meter": {"dynamodb:GetItem", "dynamodb:PutItem"},
    "ListUploads": {"s3:ListBucketVersions"},
    "ListResults": {"s3:ListBucketVersions"},
    "ListAbandoned": {"s3:ListBucketMultipartUploads"},
    "Erase": {"s3:DeleteObjectVersion", "s3:AbortMultipartUpload"},
    "ForgetVideos": {"dynamodb:DeleteItem"},
}
MAY = {
    "start-analysis": BASE | {"BuryEvents", "TakeMessages", "Record"} | STARTING,
    "complete-analysis": BASE | {"TakeMessages"} | STARTING | COMPLETING,
    "sweep": BASE | {"BuryEvents"} | STARTING | COMPLETING,
    "release-held": BASE | {"BuryEvents", "MoveStates", "FindStates"},
    "clean-up": BASE | {"BuryEvents", "MoveStates", "FindStates", "ListUploads", "ListResults", "ListAbandoned", "Erase", "ForgetVideos"},
}


def policy_of(function):
    document = json.loads(whole().one("aws:iam/rolePolicy:RolePolicy", f"acme-prod-{function}").inputs["policy"])
    return {statement["Sid"]: statement for statement in document["Statement"]}


def variables_of(function):
    deployed = whole().one("aws:lambda/function:Function", f"acme-prod-{function.name.replace('_', '-')}")
    return deployed.inputs["environment"]["variables"]


@pytest.mark.parametrize("function", MAY)
def test_a_function_may_do_what_it_is_there_for(function):
    policy = policy_of(function)
    assert set(policy) == MAY[function]
    assert {sid: set(policy[sid]["Action"]) for sid in policy if sid in ACTIONS}.items() <= ACTIONS.items()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_gets_the_variables_that_it_reads_and_no_others(function):
    assert set(variables_of(function)) == set(function.variables)


def test_the_variables_say_where_things_are():
    deployment, variables = whole(), {}
    for function in FUNCTIONS:
        variables |= variables_of(function)
    said = Settings(variables)
    tables = {each.name: each.outputs["name"] for each in deployment.of("aws:dynamodb/table:Table")}
    buckets = {each.name: each.outputs["bucket"] for each in deployment.of("aws:s3/bucket:Bucket")}
    assert (said.videos_table, said.usage_table) == (tables["acme-prod-videos"], tables["acme-prod-usage"])
    assert (said.uploads_bucket, said.results_bucket) == (buckets["acme-prod-uploads"], buckets["acme-prod-results"])
    assert said.completion_topic == deployment.one("aws:sns/topic:Topic", "acme-prod-completions").arn
    assert said.rekognition_role == deployment.one("aws:iam/role:Role", "acme-prod-completions-notify").arn
    assert (said.monthly_seconds_limit, said.max_concurrent_jobs, said.retention.days) == (settings().monthly_seconds_limit, 10, 30)
    assert (variables["CLIENT"], variables["STACK"]) == ("acme", "acme-prod")
    assert (variables["POWERTOOLS_SERVICE_NAME"], variables["POWERTOOLS_METRICS_NAMESPACE"]) == ("vehicle-analysis", "ClientEnvironment")


def test_a_variable_that_nobody_sets_is_a_fault_of_the_program_not_of_the_function():
    class Wants:
        variables = ("CLIENT", "NOT_THERE")

    parts = AnalysisParts.__new__(AnalysisParts)
    object.__setattr__(parts, "_variables", lambda: {"CLIENT": "acme"})
    with pytest.raises(KeyError, match="NOT_THERE"):
        parts.environment(Wants())


def test_who_starts_may_see_that_an_upload_is_missing_whatever_its_name():
    statement = policy_of("start-analysis")["SeeWhatIsMissing"]
    assert statement["Resource"] == [whole().one("aws:s3/bucket:Bucket", "acme-prod-uploads").arn]
    assert "Condition" not in statement, "a look at one object carries no prefix, and S3 would say 403 again"


def test_only_uploads_are_read_and_only_results_are_written():
    deployment, policy = whole(), policy_of("complete-analysis")
    uploads, results = (deployment.one("aws:s3/bucket:Bucket", f"acme-prod-{name}").arn for name in ("uploads", "results"))
    assert policy["ReadUploads"]["Resource"] == [f"{uploads}/uploads/*"]
    assert policy["KeepResults"]["Resource"] == [f"{results}/results/*"]
    assert results_key("v").startswith("results/")


def test_states_and_usage_are_reached_in_their_own_tables():
    deployment, policy = whole(), policy_of("complete-analysis")
    videos, usage = (deployment.one("aws:dynamodb/table:Table", f"acme-prod-{name}").arn for name in ("videos", "usage"))
    assert policy["MoveStates"]["Resource"] == [videos]
    assert policy["FindStates"]["Resource"] == [f"{videos}/index/by_state"]
    assert policy["Meter"]["Resource"] == [usage]


def test_the_notifying_role_can_be_handed_to_rekognition_and_to_nobody_else():
    statement = policy_of("start-analysis")["HandOverRole"]
    assert statement["Resource"] == [whole().one("aws:iam/role:Role", "acme-prod-completions-notify").arn]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "rekognition.amazonaws.com"}}


def test_the_clean_up_erases_versions_below_the_two_prefixes_and_rows_of_videos_and_nothing_else():
    deployment, policy = whole(), policy_of("clean-up")
    uploads, results = (deployment.one("aws:s3/bucket:Bucket", f"acme-prod-{name}").arn for name in ("uploads", "results"))
    erasing = {sid: each["Resource"] for sid, each in policy.items() if any("Delete" in action for action in each["Action"])}
    assert erasing == {
        "Erase": [f"{uploads}/uploads/*", f"{results}/results/*"],
        "ForgetVideos": [deployment.one("aws:dynamodb/table:Table", "acme-prod-videos").arn],
    }
    assert "s3:DeleteObject" not in policy["Erase"]["Action"], "without a version, S3 hides the object instead of erasing it"
    assert [(policy[sid]["Resource"], policy[sid]["Condition"]) for sid in ("ListUploads", "ListResults")] == [
        ([uploads], {"StringEquals": {"s3:prefix": "uploads/"}}),
        ([results], {"StringEquals": {"s3:prefix": "results/"}}),
    ]
    assert policy["ListAbandoned"]["Resource"] == [uploads, results]


def test_the_clean_up_knows_nothing_of_usage():
    usage = whole().one("aws:dynamodb/table:Table", "acme-prod-usage").arn
    assert usage not in json.dumps(policy_of("clean-up"))
    assert usage in json.dumps(policy_of("sweep"))
    assert "usage" not in json.dumps(variables_of(CLEAN_UP))


def test_a_role_may_do_what_the_manifest_says_that_its_code_does():
    deployment = whole()
    arns = {name: deployment.one("aws:dynamodb/table:Table", f"acme-prod-{name}").arn for name in ("videos", "usage")}
    arns |= {name: deployment.one("aws:s3/bucket:Bucket", f"acme-prod-{name}").arn for name in ("uploads", "results")}
    arns |= {"rekognition-role": deployment.one("aws:iam/role:Role", "acme-prod-completions-notify").arn}
    for function in FUNCTIONS:
        allowed = policy_of(function.name.replace("_", "-")).values()
        for action, resource in function.actions:
            first, slash, rest = resource.partition("/")
            arn = f"{arns.get(first, first)}{slash}{rest}"
            assert any(action in each["Action"] and arn in each["Resource"] for each in allowed), f"{function.name}: {action} on {arn}"
