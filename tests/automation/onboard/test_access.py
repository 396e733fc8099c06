"""The test of the access that the guide ends with, against an account that is bootstrapped as the guide says."""

import json
from types import SimpleNamespace

from botocore.exceptions import ClientError

from automation.aws import onboarding
from tests.automation.accounts import CLIENT, EXTERNAL_ID, YOURS
from tests.automation.onboard.acme_prod import ALL, facts, results


def test_an_account_made_ready_by_the_guide_passes(typed, project, external_id, logged_in, budget):
    code, out, err = typed("onboard", "acme-prod", "--verify", "--json")
    told = json.loads(out)
    assert (code, err, told["passed"]) == (0, "", True)
    assert {each["id"]: each["result"] for each in told["checks"]} == dict.fromkeys(ALL, "passed")
    assert json.loads((project / "onboarding/acme-prod/verification.json").read_text()) == told
    report = (project / "onboarding/acme-prod/verification.md").read_text()
    assert report.startswith(f"# Access to account {CLIENT}: passed")
    assert EXTERNAL_ID not in out + report


def test_a_budget_that_is_missing_fails_with_its_remedy(typed, project, external_id, logged_in):
    code, out, _ = typed("onboard", "acme-prod", "--verify")
    assert code == 3
    assert "with exactly this name: acme-account" in " ".join(out.split())
    assert max(map(len, out.split("\n\n", 1)[1].splitlines()[:-1])) <= 80


def test_an_external_id_that_is_not_the_role_s_fails_and_leaves_the_rest_untested(logged_in):
    report = onboarding.try_access(facts(external_id="another-one"))
    assert not report.passed
    assert results(report) == {"role": "failed"} | dict.fromkeys(ALL[1:], "not tested")


def test_a_role_that_asks_for_no_external_id_is_found_out(accounts, logged_in, budget):
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{YOURS}:root"}, "Action": "sts:AssumeRole"}
    iam = accounts.client("iam", CLIENT)
    before = iam.get_role(RoleName="DeploymentRole")["Role"]["AssumeRolePolicyDocument"]
    iam.update_assume_role_policy(RoleName="DeploymentRole", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    try:
        report = onboarding.try_access(facts())
    finally:
        iam.update_assume_role_policy(RoleName="DeploymentRole", PolicyDocument=json.dumps(before))
    assert [id_ for id_, result in results(report).items() if result == "failed"] == ["without-external-id", "wrong-external-id"]
    assert all(each.remedy for each in report.checks if each.result == "failed")


def test_a_boundary_that_was_widened_is_found_out(accounts, logged_in, budget):
    iam, arn = accounts.client("iam", CLIENT), f"arn:aws:iam::{CLIENT}:policy/ClientEnvironmentBoundary"
    wide = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(wide), SetAsDefault=True)["PolicyVersion"]["VersionId"]
    try:
        report = onboarding.try_access(facts())
    finally:
        iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
        iam.delete_policy_version(PolicyArn=arn, VersionId=version)
    assert [id_ for id_, result in results(report).items() if result == "failed"] == ["boundary"]


def test_credentials_of_another_account_than_the_trusted_one_test_nothing(typed, project, external_id, logged_in):
    logged_in("333333333333")
    code, out, err = typed("onboard", "acme-prod", "--verify")
    assert (code, out) == (3, "")
    assert YOURS in err
    assert "333333333333" in err
    assert not (project / "onboarding").exists()


def test_another_answer_than_a_refusal_is_no_proof_that_the_role_is_shut():
    def assume(**words):
        if words.get("ExternalId") == EXTERNAL_ID:
            return {"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c"}}
        raise ClientError({"Error": {"Code": "Throttling", "Message": "slow down"}}, "AssumeRole")

    access = onboarding._Access(facts(), SimpleNamespace(assume_role=assume))
    assert access._stays_shut("x", "x", inside=object(), words={}).result == "failed"
