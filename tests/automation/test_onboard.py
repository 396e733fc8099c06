"""The onboarding guide, and the test of the access that it ends with, against accounts that are bootstrapped as the guide says."""

import json
import re
import stat
from html.parser import HTMLParser
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError

from automation import stack_secret
from automation.aws import bootstrap_stacks, onboarding
from automation.exits import Stop
from automation.onboarding_pages import inline, onboarding_files, write_files
from automation.onboarding_parts import Facts
from automation.stack_file import read_settings, read_stack_file
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK, boundary_template, role_template
from model.placement import Placement
from sandbox.aws.server import start_in_thread
from tests.automation.conftest import ROOT

YOURS, CLIENT = "111111111111", "222222222222"
AS_IT_SHIPS = ("--trusted-account-id", YOURS)
"""The accounts of acme-prod are those of an example; whoever types one means it."""
EXTERNAL_ID = "6f1d0b7c55d64a0c9e3a1b2c4d5e6f70"


def facts(**changes):
    settings = read_settings(read_stack_file("acme-prod", ROOT))
    return Facts(**{"stack": "acme-prod", "settings": settings, "external_id": EXTERNAL_ID, "trusted_account_id": YOURS, **changes})


@pytest.fixture
def external_id(monkeypatch):
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)


# The guide.


@pytest.mark.parametrize("page", ["onboarding.html", "onboarding.md"])
def test_the_guide_is_complete(page):
    text = onboarding_files(facts())[page].replace("<strong>", "**").replace("</strong>", "**")
    for needed in (
        "portal.aws.amazon.com/billing/signup", "Assign MFA device", "Identity Center", "IAM user", "Receive CloudWatch billing alerts",
        "IAM user and role access to Billing information", "Launch Cost Explorer", "CloudFront verification", "50 USD a month",
        "acme-account", "CUR 2.0", "opt-out policies", CLIENT, YOURS, "1-boundary.json", "2-role.json", EXTERNAL_ID,
    ):  # fmt: skip
        assert needed in text, needed
    assert text.index(BOUNDARY_STACK) < text.index(ROLE_STACK)


class Page(HTMLParser):
    """What a browser would find: elements that stay open, ids, what is loaded, and what labels and links name."""

    VOID = {"meta", "input", "br", "link", "img"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.named, self.loaded, self.headings, self.links = [], [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.open += [] if tag in self.VOID else [tag]
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.named += [attrs[name] for name in ("for", "aria-labelledby") if name in attrs]
        self.named += [attrs["href"][1:]] if attrs.get("href", "").startswith("#") else []
        self.loaded += [attrs["src"]] if "src" in attrs else [attrs["href"]] if tag == "link" else []
        self.links += [attrs["href"]] if tag == "a" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_can_be_read_by_anyone():
    text = onboarding_files(facts())["onboarding.html"]
    page = Page(text)
    assert page.open == []
    assert page.loaded == []
    assert "@import" not in text
    assert "url(" not in text
    assert "<script" not in text
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.named) <= set(page.ids)
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert '<html lang="en">' in text
    assert "@media print" in text


def test_the_external_id_is_on_the_pages_and_in_no_link_and_no_template():
    files = onboarding_files(facts(templates_url="https://example.s3.amazonaws.com/acme"))
    assert [name for name, text in files.items() if EXTERNAL_ID in text] == ["onboarding.html", "onboarding.md"]
    assert not [link for link in Page(files["onboarding.html"]).links if EXTERNAL_ID in link]


def test_links_fill_in_every_parameter_that_cloudformation_shows():
    files = onboarding_files(facts(templates_url="https://example.s3.amazonaws.com/acme/"))
    first, second = [link for link in Page(files["onboarding.html"]).links if "/create/review?" in link]
    assert (
        "templateURL=https%3A%2F%2Fexample.s3.amazonaws.com%2Facme%2F1-boundary.json&stackName=clientenv-boundary&param_Slug=acme" in first
    )
    filled = set(re.findall(r"param_(\w+)=", second))
    shown = {name for name, each in role_template(YOURS, "acme")["Parameters"].items() if not each.get("NoEcho")}
    assert filled == shown
    assert "2-role.json&stackName=clientenv-role" in second


def test_without_a_bucket_the_files_are_uploaded():
    text = onboarding_files(facts())["onboarding.html"]
    assert "/create/review?" not in text
    assert "Upload a template file" in text


def test_the_templates_are_those_of_the_model():
    files = onboarding_files(facts())
    assert json.loads(files["1-boundary.json"]) == boundary_template("acme")
    assert json.loads(files["2-role.json"]) == role_template(YOURS, "acme")


def test_a_member_account_is_made_by_you_so_its_guide_begins_with_the_root_user():
    settings = facts().settings
    member = SimpleNamespace(**{**vars(settings), "account": SimpleNamespace(**{**vars(settings.account), "placement": Placement.MEMBER})})
    text = onboarding_files(facts(settings=member))["onboarding.md"]
    assert "credit card" not in text
    assert "## 1. Protect the root user" in text
    assert "Forgot password?" in text
    assert "clientenv onboard acme-prod --run" in text
    assert f"arn:aws:iam::{CLIENT}:role/OrganizationAccountAccessRole" in text


def test_what_a_client_is_called_is_text_and_never_markup():
    assert inline("**Save** `a<b` & <b>") == "<strong>Save</strong> <code>a&lt;b</code> &amp; &lt;b&gt;"


def test_what_holds_the_external_id_is_read_by_its_owner_alone(tmp_path):
    write_files(tmp_path / "new", onboarding_files(facts()))
    write_files(tmp_path / "new", onboarding_files(facts()))  # again, over the old ones
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "new").iterdir()}
    assert modes["onboarding.html"] == modes["onboarding.md"] == 0
    assert modes["2-role.json"]


def test_the_command_writes_the_files_and_never_prints_the_external_id(typed, project, external_id):
    code, out, err = typed("onboard", "acme-prod", *AS_IT_SHIPS)
    assert (code, err) == (0, "")
    assert EXTERNAL_ID not in out
    assert EXTERNAL_ID in (project / "onboarding/acme-prod/onboarding.html").read_text()
    told = json.loads(typed("onboard", "acme-prod", *AS_IT_SHIPS, "--json", "--dry-run", "--out", project / "elsewhere")[1])
    assert (told["written"], len(told["files"])) == (False, 4)
    assert not (project / "elsewhere").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("dev",), 2, "your own account"),
        (("nobody",), 2, "There is no stack nobody"),
        (("acme-prod", "--templates-url", "https://example.com/x"), 2, "S3 alone"),
        (("acme-prod", "--trusted-account-id", "1111"), 2, "twelve digits"),
    ],
)
def test_what_cannot_be_onboarded_says_why(typed, project, external_id, words, code, said):
    ended, _, err = typed("onboard", *words)
    assert (ended, said in err) == (code, True)


def test_without_an_external_id_it_says_how_to_set_one(typed, project):
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS)
    assert code == 2
    assert "pulumi config set --secret clientenv:externalId -s acme-prod" in err


def test_an_encrypted_external_id_without_pulumi_is_a_missing_tool(typed, project, monkeypatch):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    monkeypatch.setattr(stack_secret, "is_installed", lambda: False)
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS)
    assert code == 4
    assert "CLIENTENV_EXTERNAL_ID" in err


@pytest.mark.parametrize("words", [(), ("--json",), ("--run", "--yes"), ("--trusted-account-id", "444444444444")], ids=" ".join)
def test_an_account_of_the_shipped_files_gets_into_no_guide(typed, project, external_id, words):
    code, out, err = typed("onboard", "acme-prod", *words)
    assert (code, out) == (2, "")
    assert "clientenv:accountId of acme-prod is 222222222222" in err
    assert not (project / "onboarding").exists()


def test_a_client_s_real_account_lets_no_account_of_an_example_in(typed, project, external_id):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text().replace(CLIENT, "333333333333"))
    code, _, err = typed("onboard", "acme-prod")
    assert (code, "pulumi config set clientenv:billingAccountId ACCOUNT -s acme-prod" in err) == (2, True)
    assert typed("onboard", "acme-prod", "--trusted-account-id", "444444444444")[0] == 0
    assert "444444444444" in (project / "onboarding/acme-prod/2-role.json").read_text()


# The test of the access.


@pytest.fixture(scope="module")
def aws():
    """The client's account with both stacks, run as the guide says; answers with (service, account) -> client."""
    running = start_in_thread()

    def client(service, account):
        keys = running.aws.accounts.credentials(account)
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=running.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
        )

    client.endpoint, client.credentials = running.endpoint, running.aws.accounts.credentials
    bootstrap(client("cloudformation", CLIENT), EXTERNAL_ID)
    yield client
    running.stop()


def bootstrap(cloudformation, external_id):
    capabilities = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
    cloudformation.create_stack(StackName=BOUNDARY_STACK, TemplateBody=json.dumps(boundary_template("acme")), **capabilities)
    given = {"BoundaryArn": f"arn:aws:iam::{CLIENT}:policy/ClientEnvironmentBoundary", "ExternalId": external_id}
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    cloudformation.create_stack(
        StackName=ROLE_STACK, TemplateBody=json.dumps(role_template(YOURS, "acme")), Parameters=parameters, **capabilities
    )


@pytest.fixture
def logged_in(aws, monkeypatch):
    """Logs a command in to an account."""

    def log_in(account=YOURS):
        keys = aws.credentials(account)
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])

    log_in()
    return log_in


@pytest.fixture
def budget(aws):
    budgets = aws("budgets", CLIENT)
    details = {"BudgetName": "acme-account", "BudgetLimit": {"Amount": "50", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    budgets.create_budget(AccountId=CLIENT, Budget=details)
    yield
    budgets.delete_budget(AccountId=CLIENT, BudgetName="acme-account")


def results(report):
    return {each.id: each.result for each in report.checks}


ALL = ("role", "without-external-id", "wrong-external-id", "account", "boundary", "budget")


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


def test_an_external_id_that_is_not_the_role_s_fails_and_leaves_the_rest_untested(aws, logged_in):
    report = onboarding.try_access(facts(external_id="another-one"))
    assert not report.passed
    assert results(report) == {"role": "failed"} | dict.fromkeys(ALL[1:], "not tested")


def test_a_role_that_asks_for_no_external_id_is_found_out(aws, logged_in, budget):
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{YOURS}:root"}, "Action": "sts:AssumeRole"}
    iam = aws("iam", CLIENT)
    before = iam.get_role(RoleName="DeploymentRole")["Role"]["AssumeRolePolicyDocument"]
    iam.update_assume_role_policy(RoleName="DeploymentRole", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    try:
        report = onboarding.try_access(facts())
    finally:
        iam.update_assume_role_policy(RoleName="DeploymentRole", PolicyDocument=json.dumps(before))
    assert [id_ for id_, result in results(report).items() if result == "failed"] == ["without-external-id", "wrong-external-id"]
    assert all(each.remedy for each in report.checks if each.result == "failed")


def test_a_boundary_that_was_widened_is_found_out(aws, logged_in, budget):
    iam, arn = aws("iam", CLIENT), f"arn:aws:iam::{CLIENT}:policy/ClientEnvironmentBoundary"
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


# The stacks in a member account, run by its payer.

MEMBER_ACCOUNT = "444444444444"


@pytest.fixture
def member(aws, project):
    """A member account as AWS makes it, with the role through which the payer enters; and its stack file."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{YOURS}:root"}, "Action": "sts:AssumeRole"}
    iam = aws("iam", MEMBER_ACCOUNT)
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="OrganizationAccountAccessRole", AssumeRolePolicyDocument=document)
    text = (project / "Pulumi.acme-prod.yaml").read_text().replace("placement: client", "placement: member").replace(CLIENT, MEMBER_ACCOUNT)
    (project / "Pulumi.acme-prod.yaml").write_text(text)
    yield
    iam.delete_role(RoleName="OrganizationAccountAccessRole")


def test_the_payer_runs_both_stacks_in_a_member_account_and_again_changes_nothing_new(typed, external_id, logged_in, member, aws, records):
    code, out, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--json")
    assert (code, json.loads(out)) == (0, {BOUNDARY_STACK: "created", ROLE_STACK: "created"}), err
    checks = {each["id"]: each["result"] for each in json.loads(typed("onboard", "acme-prod", "--verify", "--json")[1])["checks"]}
    assert checks == dict.fromkeys(ALL, "passed") | {"budget": "failed"}
    again = json.loads(typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--json")[1])
    assert set(again.values()) <= {"updated", "unchanged"}
    assert EXTERNAL_ID not in out + err
    assert records()[0]["stacks"] == {BOUNDARY_STACK: "created", ROLE_STACK: "created"}
    assert EXTERNAL_ID not in json.dumps(records())


def test_stacks_are_run_in_no_account_of_a_client_s_own_and_not_without_asking(typed, project, external_id, logged_in, aws, monkeypatch):
    code, out, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--yes")
    assert (code, out) == (3, "")
    assert "the client runs the stacks" in err


def test_a_dry_run_and_a_no_run_nothing(typed, external_id, logged_in, member, aws, monkeypatch):
    monkeypatch.setattr("automation.aws.bootstrap_stacks.run_stacks", lambda *_, **__: pytest.fail("run all the same"))
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run")
    assert (code, "Nothing was changed." in err) == (3, True)
    assert typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--yes", "--dry-run")[0] == 0


def test_whoever_may_not_enter_changes_nothing(typed, external_id, logged_in, member, aws):
    logged_in("333333333333")
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--yes")
    assert code == 3
    assert "Nothing was changed" in err


@pytest.mark.parametrize("state", bootstrap_stacks.DEAD)
def test_a_stack_whose_first_run_failed_has_to_be_deleted_first(state):
    cloudformation = SimpleNamespace(describe_stacks=lambda **_: {"Stacks": [{"StackStatus": state}]})
    with pytest.raises(Stop, match="Delete it"):
        bootstrap_stacks._run(cloudformation, ROLE_STACK, {}, {})


def test_a_stack_that_is_up_to_date_is_no_failure():
    def update(**_):
        raise ClientError({"Error": {"Code": "ValidationError", "Message": "No updates are to be performed."}}, "UpdateStack")

    cloudformation = SimpleNamespace(describe_stacks=lambda **_: {"Stacks": [{"StackStatus": "CREATE_COMPLETE"}]}, update_stack=update)
    assert bootstrap_stacks._run(cloudformation, ROLE_STACK, {}, {}) == "unchanged"
