"""`clientenv doctor` as it is typed, with a scripted engine; tests/engine has it with the real one."""

import json
import shutil
from types import SimpleNamespace

import pytest

from automation.aws import tag_state
from automation.doctoring import engine_questions, examination, tools
from automation.doctoring.answer import NOT_DEPLOYED, PULUMI_NEEDED, Answer
from automation.doctoring.backend import Backend
from automation.doctoring.deployed import Deployed, Metric
from automation.doctoring.session_length import Credentials
from automation.doctoring.tools import Tools
from automation.exits import Exit, Stop
from automation.stack_file import read_settings, read_stack_file

HERE = Tools(pulumi="v3.272.0", sdk="3.272.0", python=(3, 11, 7), git="git version 2.39.5")
FOREIGN = "333333333333"
RESOURCES = [
    {
        "type": "aws:sns/topicSubscription:TopicSubscription",
        "urn": "urn:pulumi:dev::clientenv::aws:sns/topicSubscription:TopicSubscription::ops",
        "outputs": {"topic": "arn:aws:sns:us-east-1:111111111111:costs", "endpoint": "ops@example.com", "protocol": "email"},
    }
]


@pytest.fixture
def engine(monkeypatch):
    """What the engine answers; whoever looks for drift has to add it."""
    state = {"resources": RESOURCES}
    monkeypatch.setattr(tools, "tools_here", lambda: HERE)
    monkeypatch.setattr(engine_questions, "is_installed", lambda: False)
    monkeypatch.setattr(engine_questions.Engine, "backend", lambda self: Answer(value=Backend(url="file:///states", user="ada")))
    monkeypatch.setattr(engine_questions.Engine, "state", lambda self, stack: Answer(value=state))
    monkeypatch.setattr(engine_questions.Engine, "locks", lambda self, stack, backend: Answer(value=()))
    return state


@pytest.fixture
def no_pulumi(monkeypatch):
    monkeypatch.setattr(tools, "tools_here", lambda: Tools(pulumi=None, sdk="3.272.0", python=(3, 11, 7), git=None))
    monkeypatch.setattr(engine_questions, "is_installed", lambda: False)


def told(typed, *words):
    code, out, err = typed("doctor", *words, "--json")
    record = json.loads(out)
    return code, record, {each["id"]: each["result"] for each in record["checks"]}, err


def encrypted_id(project):
    """As `pulumi config set --secret` leaves it."""
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")


def subscribed(aws):
    sns = aws.client("sns")
    sns.create_topic(Name="costs")
    sns.subscribe(TopicArn="arn:aws:sns:us-east-1:111111111111:costs", Protocol="email", Endpoint="ops@example.com")


def test_what_only_informs_leaves_it_safe_to_deploy(typed, project, aws, engine):
    aws.log_in()
    subscribed(aws)
    code, record, results, err = told(typed, "dev")
    assert (code, err, record["safe_to_deploy"], record["account_id"]) == (0, "", True, "111111111111")
    assert record["asked_by"] == "arn:aws:iam::111111111111:user/admin"
    assert results["subscriptions"] == results["cost-figures"] == results["cost-allocation-tags"] == "failed"
    passed = ("pulumi", "identity", "account", "backend", "stack", "lock", "pending", "quota-functions", "quota-analyses", "session")
    assert {results[each] for each in passed} == {"passed"}
    assert "drift" not in results


def test_what_blocks_ends_with_3_and_the_page_fits_80_columns(typed, project, aws, engine):
    aws.log_in()
    subscribed(aws)
    engine["pending_operations"] = [{"type": "creating", "resource": {"urn": "urn:pulumi:dev::clientenv::aws:s3/bucket:Bucket::uploads"}}]
    code, out, err = typed("doctor", "dev")
    assert (code, err) == (3, "")
    assert max(map(len, out.splitlines())) <= 80
    words = " ".join(out.split())
    assert words.startswith("dev, account 111111111111 what result found pulumi passed")
    assert "Pending operations failed an update was killed while creating uploads" in words
    assert "E-mail subscriptions noted not confirmed: ops@example.com" in words
    assert words.endswith("Not safe to deploy: 1 to set right first.")
    assert words.index("Untagged resources") < words.index("Pending operations: ")


def test_the_wrong_account_ends_it_and_nothing_else_is_asked(typed, project, aws, engine, monkeypatch):
    aws.log_in(FOREIGN)
    for question in ("backend", "state", "locks"):
        monkeypatch.setattr(engine_questions.Engine, question, lambda *_: pytest.fail("the engine was asked"))
    monkeypatch.setattr(examination.Examination, "_look_inside", lambda *_: pytest.fail("AWS was asked"))
    code, record, results, _ = told(typed, "dev", "--drift")
    assert (code, record["safe_to_deploy"]) == (3, False)
    assert list(results)[-1] == "account"
    remedy = record["checks"][-1]["remedy"]
    assert "111111111111" in remedy
    assert FOREIGN in remedy


def test_a_state_of_another_account_ends_it_too(typed, project, aws, engine, monkeypatch):
    aws.log_in()
    monkeypatch.setattr(examination.Examination, "_look_inside", lambda *_: pytest.fail("AWS was asked"))
    engine["resources"] = [
        {
            "type": "aws:sqs/queue:Queue",
            "urn": "urn:pulumi:dev::clientenv::aws:sqs/queue:Queue::q",
            "outputs": {"arn": f"arn:aws:sqs:r:{FOREIGN}:q"},
        }
    ]
    code, record, results, _ = told(typed, "dev")
    assert (code, list(results)[-1], results["state-account"]) == (3, "state-account", "failed")
    assert FOREIGN in record["checks"][-1]["remedy"]


def test_a_client_s_role_that_does_not_open_ends_it(typed, project, aws, engine, monkeypatch):
    encrypted_id(project)
    monkeypatch.setattr("automation.stack_secret.is_installed", lambda: False)
    monkeypatch.setenv("CLIENTENV_EXTERNAL_ID", "between-us")
    aws.log_in()
    code, record, results, _ = told(typed, "acme-prod")
    assert (code, results["account"]) == (3, "failed")
    assert "which does not open" in record["checks"][-1]["remedy"]


def test_unlawful_settings_end_with_2_before_anybody_is_asked(typed, project, aws, engine, monkeypatch):
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.dev.yaml").read_text().replace("placement: own", "placement: mine"))
    monkeypatch.setattr(examination, "own_credentials", lambda _: pytest.fail("AWS was asked"))
    code, record, results, _ = told(typed, "dev")
    assert (code, results["settings-dev"]) == (2, "failed")
    assert "placement" in record["checks"][-1]["remedy"]
    assert typed("doctor", "nobody")[0] == 2


def test_an_external_id_that_is_missing_is_told_as_the_program_tells_it(typed, project, aws, engine):
    aws.log_in()
    for words in (("acme-prod",), ()):
        code, record, results, _ = told(typed, *words)
        assert (code, results["settings-acme-prod"]) == (2, "failed")
        assert "entered with an ExternalId" in json.dumps(record)
        assert "pulumi config set --secret clientenv:externalId -s acme-prod" in json.dumps(record)


def test_two_stacks_with_the_same_names_are_unlawful_both(typed, project, aws, engine):
    encrypted_id(project)
    aws.log_in()
    shutil.copy(project / "Pulumi.dev.yaml", project / "Pulumi.mine-dev.yaml")
    code, record, results, _ = told(typed)
    found = {id_: result for id_, result in results.items() if id_.startswith("settings-")}
    assert code == 2
    assert {id_ for id_, result in found.items() if result == "failed"} == {"settings-dev", "settings-mine-dev"}
    code, record, _, _ = told(typed, "mine-dev")
    assert code == 2
    assert "The stacks dev and mine-dev have the same slug and environment" in " ".join(record["checks"][-1]["remedy"].split())


def test_without_credentials_the_backend_is_looked_at_all_the_same(typed, project, engine, monkeypatch):
    monkeypatch.setattr(examination, "own_credentials", lambda _: Answer(refused="Unable to locate credentials"))
    code, record, results, _ = told(typed, "dev")
    assert (code, record["account_id"], results["identity"], results["lock"]) == (1, "111111111111", "failed", "passed")
    assert "subscriptions" not in results


def test_an_external_id_that_cannot_be_read_is_told_with_the_engine_s_words(typed, project, aws, engine, monkeypatch):
    encrypted_id(project)
    aws.log_in()
    monkeypatch.setattr(examination, "read_external_id", lambda _: (_ for _ in ()).throw(Stop(Exit.FAULT, "incorrect passphrase")))
    code, record, results, _ = told(typed, "acme-prod")
    assert (code, results["account"], results["backend"]) == (1, "failed", "passed")
    assert "incorrect passphrase" in json.dumps(record)


def test_without_pulumi_what_needs_it_says_so_and_the_rest_runs(typed, project, aws, no_pulumi):
    aws.log_in()
    code, record, results, _ = told(typed, "dev", "--drift")
    needing = {each["id"] for each in record["checks"] if each["found"] == PULUMI_NEEDED}
    assert needing == {"backend", "stack", "lock", "pending", "drift"}
    assert {results[each] for each in needing} == {"not tested"}
    assert (code, results["pulumi"], results["identity"], results["quota-functions"]) == (3, "failed", "passed", "passed")
    assert "session" in results


def test_without_pulumi_an_encrypted_external_id_leaves_the_account_untested(typed, project, aws, no_pulumi, monkeypatch):
    monkeypatch.setattr("automation.stack_secret.is_installed", lambda: False)
    encrypted_id(project)
    aws.log_in()
    code, record, results, _ = told(typed, "acme-prod")
    assert (code, results["identity"], results["account"]) == (3, "passed", "not tested")
    assert "CLIENTENV_EXTERNAL_ID" in json.dumps(record)


def test_drift_says_on_standard_error_that_it_takes_a_while(typed, project, aws, engine, monkeypatch):
    aws.log_in()
    subscribed(aws)
    monkeypatch.setattr(examination.Examination, "_changed", lambda *_: Answer(value={"uploads": "update"}))
    code, _, results, err = told(typed, "dev", "--drift")
    assert (code, results["drift"]) == (3, "failed")
    assert "every resource is read" in err


def test_without_a_stack_the_machine_and_every_stack_s_settings_are_looked_at(typed, project, aws, engine):
    encrypted_id(project)
    aws.log_in()
    code, record, results, _ = told(typed)
    assert (code, record["stack"], record["account_id"]) == (0, None, "111111111111")
    assert {id_ for id_ in results if id_.startswith("settings-")} == {"settings-acme-prod", "settings-dev", "settings-globex-prod"}
    assert {"pulumi", "python", "git", "identity", "backend"} < set(results)
    (project / "Pulumi.dev.yaml").write_text("config: {clientenv:slug: A}\n")
    code, _, results, _ = told(typed)
    assert (code, results["settings-dev"], results["settings-acme-prod"], results["backend"]) == (2, "failed", "passed", "passed")


@pytest.mark.parametrize(("stack", "asked", "payer"), [("acme-prod", "inside", "222222222222"), ("globex-prod", "own", "111111111111")])
def test_keys_are_asked_of_a_client_s_own_account_and_else_of_yours(project, monkeypatch, stack, asked, payer):
    seen = []
    monkeypatch.setattr(tag_state, "keys_on_the_bill", lambda session, keys: seen.append((session, keys)) or Answer(value={}))
    settings = read_settings(read_stack_file(stack, project))
    looking = examination.Examination(project)
    looking._own = Answer(value=Credentials(account_id="111111111111", arn="arn:x"))
    check = looking._keys(settings, SimpleNamespace(account_id=settings.account.account_id, session="inside", own="own"))
    assert seen == [(asked, ["Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup"])]
    assert check.found.startswith(f"in {payer} not seen yet: Client")


def test_a_hosted_client_s_figures_are_its_metered_seconds_once_they_are_there(project, monkeypatch):
    settings = read_settings(read_stack_file("globex-prod", project))
    account = SimpleNamespace(account_id="111111111111", session="inside", own="own")
    seen = []
    monkeypatch.setattr(examination.warnings_of, "latest_figure", lambda session, metric, now: seen.append(metric) or Answer(value=now))
    looking = examination.Examination(project)
    assert looking._figures(settings, account, Deployed()).found == NOT_DEPLOYED
    metered = Metric(namespace="N", name="MonthSeconds", dimensions={}, region="us-east-1")
    assert looking._figures(settings, account, Deployed(metered=metered)).found.startswith("metered seconds of the month")
    assert seen == [metered]
