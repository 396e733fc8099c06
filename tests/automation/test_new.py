"""`clientenv new`, as it is typed."""

import json
import re
import subprocess
from hashlib import sha256

import pytest
import yaml

from automation import new, new_stack, stack_secret
from automation.exits import Stop
from automation.stack_file import read_settings, read_stack_file, written
from automation.stack_secret import NotStored, store_external_id
from model.placement import EXAMPLE_ACCOUNTS, Placement
from tests.automation.conftest import ROOT

INITECH = (
    "Initech", "--placement", "client", "--account-id", "333333333333", "--billing-account-id", "111111111111",
    "--notify", "ops@example.com", "--billing-model", "perMinute", "--price-per-minute", "0.15",
)  # fmt: skip
INTERNAL = ("Consultancy", "--slug", "internal", "--environment", "test", "--placement", "own", "--account-id", "111111111111")
OWN = {"placement": "own", "accountId": "111111111111", "homeRegion": "us-east-1"}


@pytest.fixture
def pulumi(monkeypatch):
    """Takes the place of the `pulumi` command: remembers what it was told, and answers with success."""
    calls = []

    def run(words, given=""):
        calls.append((list(words), given))
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(new, "is_installed", lambda: True)
    monkeypatch.setattr(new, "store_external_id", lambda stack, folder, secret: store_external_id(stack, folder, secret, run))
    return calls


@pytest.fixture
def no_pulumi(monkeypatch):
    monkeypatch.setattr(new, "is_installed", lambda: False)


def test_a_new_stack_is_written_and_lawful_and_its_external_id_is_stored_by_pulumi(typed, project, pulumi):
    code, out, err = typed("new", *INITECH, "--yes")

    file = read_stack_file("initech-prod", project)
    settings = read_settings(file)
    assert (code, err) == (0, "")
    assert (settings.tags.client, settings.slug, settings.account.placement) == ("Initech", "initech", Placement.CLIENT)
    assert (settings.account.billing_account_id, settings.tags.owner) == ("111111111111", "Consultancy")  # as typed; the others' owner
    ((words, secret),) = pulumi
    assert words == ["config", "set", "--secret", "clientenv:externalId", "-s", "initech-prod", "-C", str(project)]
    assert len(secret) == 48
    assert secret not in out + err + file.path.read_text()
    assert "clientenv onboard initech-prod" in out


def test_a_record_says_who_wrote_the_file_and_nothing_of_the_secret(typed, project, pulumi, records, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ada")
    typed("new", *INITECH, "--yes")
    (record,) = records()
    text = (project / "Pulumi.initech-prod.yaml").read_text()
    assert (record["by"], record["stack"], record["steps"]) == ("ada", "initech-prod", ["Pulumi.initech-prod.yaml"])
    assert (record["exit"], record["plan"]) == (0, sha256(text.encode()).hexdigest())
    assert pulumi[0][1] not in json.dumps(record)


def test_every_external_id_is_another_one(typed, project, pulumi):
    typed("new", *INITECH, "--yes")
    typed("new", *INITECH, "--environment", "dev", "--yes")
    assert len({secret for _, secret in pulumi}) == 2


def test_the_file_looks_like_those_that_ship(typed, project, no_pulumi):
    typed("new", *INITECH, "--budget", "80", "--network", "isolated", "--yes")
    assert (project / "Pulumi.initech-prod.yaml").read_text() == (
        "# Initech, prod, in the client's own account, entered through its DeploymentRole. The client pays AWS itself.\n"
        "# The external ID is a secret of this file. To set another, encrypted:\n"
        "#   pulumi config set --secret clientenv:externalId -s initech-prod\n"
        "config:\n"
        "  clientenv:client: Initech\n"
        "  clientenv:slug: initech\n"
        "  clientenv:environment: prod\n"
        "  clientenv:owner: Consultancy\n"
        "  clientenv:placement: client\n"
        '  clientenv:accountId: "333333333333"\n'
        '  clientenv:billingAccountId: "111111111111"\n'
        "  clientenv:homeRegion: us-east-1\n"
        "  clientenv:notify: [ops@example.com]\n"
        '  clientenv:monthlyBudgetUsd: "80"\n'
        "  clientenv:network:\n"
        "    mode: isolated\n"
        "    endpoints: [rekognition]\n"
        "  clientenv:billing:\n"
        "    model: perMinute\n"
        '    pricePerMinute: "0.15"\n'
    )


@pytest.mark.parametrize("stack", ["dev", "acme-prod", "globex-prod"])
def test_a_shipped_file_written_again_says_the_same(stack):
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    settings = {key.removeprefix("clientenv:"): value for key, value in config.items()}
    text = written([], settings)
    assert yaml.safe_load(text)["config"] == config
    shipped = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    assert text == shipped[shipped.index("config:") :]


@pytest.mark.parametrize(
    "text", ["no", "1e3", "012345678901", "a: b", "#x", "- x", "~", "Ünal, Söhne", "a\nb", "x #y", "{a", "'", '"', "0x1f"]
)
def test_any_text_comes_back_from_a_stack_file_as_it_went_in(text):
    settings = {"client": text, "notify": [text, "b"], "tags": {text: text}}
    read = yaml.safe_load(written([], settings))["config"]
    assert {key.removeprefix("clientenv:"): value for key, value in read.items()} == settings


def test_without_pulumi_the_external_id_is_left_out_and_the_command_that_sets_it_is_printed(typed, project, no_pulumi):
    code, out, _ = typed("new", *INITECH, "--yes")
    assert code == 0
    assert "  pulumi config set --secret clientenv:externalId -s initech-prod" in out.splitlines()
    assert "externalId:" not in (project / "Pulumi.initech-prod.yaml").read_text().replace("clientenv:externalId -s", "")


def test_what_is_wrong_is_told_all_at_once_with_the_options_that_mend_it(typed, project):
    code, out, err = typed(
        "new",
        "Initech",
        "--placement",
        "client",
        "--account-id",
        "3333",
        "--billing-account-id",
        "111111111111",
        "--billing-model",
        "perMinute",
        "--yes",
    )
    assert (code, out) == (2, "")
    assert "3 problems" not in err
    assert "2 problems" in err
    assert "twelve digits" in err
    assert "-> Set it: --price-per-minute" in err
    assert "pulumi config set" not in err
    assert max(map(len, err.splitlines())) <= 80
    assert not (project / "Pulumi.initech-prod.yaml").exists()


def test_a_stack_that_is_there_is_not_written_over(typed, project, pulumi):
    before = (project / "Pulumi.acme-prod.yaml").read_text()
    code, _, err = typed("new", "Acme", *INITECH[1:], "--yes")
    assert code == 3
    assert "Pulumi.acme-prod.yaml is there already" in err
    assert (project / "Pulumi.acme-prod.yaml").read_text() == before
    assert pulumi == []


def test_a_file_that_somebody_has_written_meanwhile_stays_as_it_is(project):
    planned = new_stack.plan_new_stack(
        {"client": "Initech", "slug": "initech", "environment": "dev", "owner": "Consultancy", **OWN}, project
    )
    planned.path.write_text("theirs")
    with pytest.raises(Stop, match="cannot be written"):
        new._write(planned)
    assert planned.path.read_text() == "theirs"


def test_a_stack_of_another_client_is_named_with_its_client(typed, project, pulumi):
    code, _, err = typed("new", "Acme Holding", "--slug", "acme", *INITECH[1:], "--yes")
    assert code == 3
    assert "belongs to another client, Acme. It is not written over." in err
    assert "Give Acme Holding a slug of its own: --slug" in err
    assert pulumi == []


@pytest.mark.parametrize("option", ["--account-id", "--billing-account-id"])
def test_an_account_id_with_a_digit_too_few_is_no_matter_of_yaml_where_it_is_typed(typed, project, option):
    words = list(INITECH)
    words[words.index(option) + 1] = "33333333333"
    code, _, err = typed("new", *words, "--yes")
    assert (code, "YAML" in err) == (2, False)
    assert f"-> Write all twelve digits: {option} 444444444444" in err


def test_a_client_without_a_name_is_told_where_the_name_goes(typed, project):
    code, _, err = typed("new", "", *INITECH[1:], "--slug", "initech", "--yes")
    assert (code, "--set client" in err) == (2, False)
    assert 'clientenv new "Initech"' in err


def test_a_slug_of_another_client_is_refused(typed, project, no_pulumi):
    code, _, err = typed("new", "Initech", "--slug", "acme", "--environment", "dev", *INITECH[1:], "--yes")
    assert code == 2
    assert "One slug is one client" in err


def test_a_dry_run_prints_the_file_and_writes_none(typed, project, pulumi):
    code, out, _ = typed("new", *INITECH, "--dry-run")
    assert code == 0
    assert '  clientenv:accountId: "333333333333"' in out
    assert not (project / "Pulumi.initech-prod.yaml").exists()
    assert pulumi == []


def test_json_tells_what_was_written(typed, project, pulumi):
    _, out, _ = typed("new", *INITECH, "--json")
    told = json.loads(out)
    assert (told["stack"], told["written"], told["external_id_stored"], told["account_id"]) == ("initech-prod", True, True, "333333333333")
    assert told["text"] == (project / "Pulumi.initech-prod.yaml").read_text()


def test_terms_come_from_a_file(typed, project, no_pulumi):
    terms = project / "terms.yaml"
    terms.write_text("model: fixed\nmonthlyFee: 30.50\nincludedVideos: 12\n")
    code, _, err = typed("new", *INITECH[:9], "--terms", terms, "--yes")
    assert (code, err) == (0, "")
    settings = read_settings(read_stack_file("initech-prod", project))
    assert (str(settings.billing.pricing.monthly_fee), settings.billing.included_minutes) == ("30.5", 60)
    code, _, err = typed("new", *INITECH, "--terms", terms, "--yes")
    assert code == 2


def test_any_other_key_is_set_by_its_path(typed, project, no_pulumi):
    typed("new", *INITECH, "--set", "network.mode=nat", "--set", "retentionDays=60", "--set", 'tags={"Team": "video"}', "--yes")
    settings = read_settings(read_stack_file("initech-prod", project))
    assert (settings.network.mode, settings.retention_days, settings.tags.extra) == ("nat", 60, {"Team": "video"})


def test_when_pulumi_refuses_the_file_stays_and_the_rest_is_told(typed, project, monkeypatch, pulumi):
    def refuse(stack, folder, secret):
        raise NotStored("incorrect passphrase")

    monkeypatch.setattr(new, "store_external_id", refuse)
    code, _, err = typed("new", *INITECH, "--yes")
    assert code == 5
    assert "incorrect passphrase" in err
    assert "pulumi config set --secret clientenv:externalId -s initech-prod" in err
    assert (project / "Pulumi.initech-prod.yaml").exists()


def test_a_stack_that_the_backend_does_not_know_is_made_first(tmp_path):
    known, calls = set(), []

    def run(words, given=""):
        calls.append(words[:2])
        if words[:2] == ["stack", "init"]:
            known.add(words[2])
        failed = words[0] == "config" and "initech-prod" not in known
        return subprocess.CompletedProcess(words, int(failed), "", "error: no stack named 'initech-prod' found" if failed else "")

    store_external_id("initech-prod", tmp_path, "secret", run)
    assert calls == [["config", "set"], ["stack", "init"], ["config", "set"]]


def test_the_secret_is_no_word_of_a_command_and_in_no_message(tmp_path):
    def run(words, given=""):
        assert given == "the-secret"
        assert "the-secret" not in words
        return subprocess.CompletedProcess(words, 1, "", "error: cannot store the-secret")

    with pytest.raises(NotStored, match=r"cannot store \[secret\]"):
        store_external_id("initech-prod", tmp_path, "the-secret", run)


def test_a_person_is_asked_for_what_no_option_says_until_each_answer_is_lawful(typed, project, no_pulumi, monkeypatch):
    answers = iter(
        ["initech", "prod", "Consultancy", "hosted", "11", "111111111111", "us-east-1", "ops@example.com", "50", "fixed", "-1", "30", "y"]
    )
    asked = []

    def prompt(text, default=None, **_):
        asked.append(text)
        return next(answers)

    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: next(answers) == "y")
    code, _, err = typed("new", "Initech")
    settings = read_settings(read_stack_file("initech-prod", project))
    assert code == 0
    assert (settings.account.placement, str(settings.billing.pricing.monthly_fee)) == (Placement.HOSTED, "30")
    assert asked.count("AWS account (12 digits)") == asked.count("Fee a month") == 2
    assert "twelve digits" in err


def test_what_a_person_does_not_agree_to_is_not_written(typed, project, no_pulumi, monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("typer.prompt", lambda *_, **__: pytest.fail("all was said"))
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    monkeypatch.setattr(new, "ask_for_missing", lambda answers, *_, **__: answers)
    code, _, err = typed(
        "new", "Consultancy", "--slug", "internal", "--environment", "test", "--placement", "own", "--account-id", "111111111111"
    )
    assert (code, "Nothing was changed." in err) == (3, True)
    assert not (project / "Pulumi.internal-test.yaml").exists()


def test_the_default_of_an_own_stack_is_your_account(typed, project, no_pulumi):
    typed(
        "new", "Consultancy", "--slug", "internal", "--environment", "test", "--placement", "own", "--account-id", "111111111111", "--yes"
    )
    assert read_settings(read_stack_file("internal-test", project)).account.account_id == "111111111111"


def test_the_help_has_an_example_that_works(typed, project, no_pulumi):
    words = new.EXAMPLE.removeprefix("Example: clientenv ").split()
    assert typed(*words)[0] == 0
    assert "Example:" in typed("new", "--help")[1]


def test_an_encrypted_external_id_is_read_by_pulumi(project, monkeypatch):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    file = read_stack_file("acme-prod", project)
    monkeypatch.setattr(stack_secret, "is_installed", lambda: True)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "another-stack-s")  # `up` would not use it: the guard must not either
    assert stack_secret.read_external_id(file, lambda words, given: subprocess.CompletedProcess(words, 0, "the-id\n", "")) == "the-id"


@pytest.mark.parametrize("encrypted", [True, False])
def test_an_external_id_is_taken_from_the_environment_where_pulumi_is_missing_or_the_file_has_none(project, monkeypatch, encrypted):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + ("  clientenv:externalId:\n    secure: v1:abc\n" if encrypted else ""))
    monkeypatch.setattr(stack_secret, "is_installed", lambda: not encrypted)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "the-id")
    assert stack_secret.read_external_id(read_stack_file("acme-prod", project), lambda *_: pytest.fail("pulumi was asked")) == "the-id"


NO_LOGIN = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"
LOG_IN = "`pulumi` is not logged in to the backend of acme-prod. Log in (`pulumi login s3://...`)"


def not_logged_in(words, given=""):
    return subprocess.CompletedProcess(words, 255, "", NO_LOGIN)


def test_without_a_login_an_external_id_is_not_read_and_the_message_says_how_to_log_in(project, monkeypatch):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    monkeypatch.setattr(stack_secret, "is_installed", lambda: True)
    with pytest.raises(Stop) as ended:
        stack_secret.read_external_id(read_stack_file("acme-prod", project), not_logged_in)
    assert ended.value.code == 2
    assert NO_LOGIN in str(ended.value)
    assert LOG_IN in str(ended.value)


def test_without_a_login_an_external_id_is_not_stored_and_nobody_is_told_to_make_the_stack_again(tmp_path):
    with pytest.raises(NotStored) as ended:
        store_external_id("acme-prod", tmp_path, "the-secret", not_logged_in)
    assert LOG_IN in str(ended.value)
    assert "again" not in str(ended.value)


# Accounts of the examples that ship.


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("Initech", "--placement", "client", "--account-id", "333333333333", *INITECH[7:]), "--billing-account-id"),
        (("Consultancy", "--placement", "own"), "--account-id"),
        (("Initech", "--placement", "hosted", *INITECH[7:]), "--account-id"),
    ],
    ids=["client", "own", "hosted"],
)
def test_an_account_of_the_shipped_files_is_taken_for_nobody_s(typed, project, no_pulumi, words, option):
    before = set(project.iterdir())
    code, out, err = typed("new", *words, "--json")
    assert (code, out) == (2, "")
    assert f": {option}" in err
    assert set(project.iterdir()) == before


def test_billing_s_own_payer_is_taken_once_it_is_a_real_one(typed, project, no_pulumi):
    payer = project / "billing" / "Pulumi.payer.yaml"
    payer.write_text(payer.read_text().replace("111111111111", "444444444444"))
    typed("new", "Initech", "--placement", "client", "--account-id", "333333333333", *INITECH[7:], "--yes")
    assert read_settings(read_stack_file("initech-prod", project)).account.billing_account_id == "444444444444"


def test_a_stack_of_your_own_tells_your_account_before_the_shipped_files_do(project):
    (project / "Pulumi.mine-dev.yaml").write_text(written([], {"placement": "own", "accountId": "444444444444"}))
    proposed = new_stack.proposals({"client": "Initech", "placement": "client"}, project)
    assert proposed["billingAccountId"] == "444444444444"


def test_the_shipped_files_have_accounts_of_the_examples_alone():
    texts = [path.read_text() for path in (*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "billing").glob("Pulumi.*.yaml"))]
    assert set(re.findall(r"\b[0-9]{12}\b", " ".join(texts))) == EXAMPLE_ACCOUNTS
