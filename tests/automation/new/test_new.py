"""`clientenv new`, as it is typed: what it asks, writes, stores and tells."""

import json
from hashlib import sha256

import pytest

from automation import new
from automation.stack_file import read_settings, read_stack_file
from automation.stack_secret import NotStored
from model.placement import Placement
from tests.automation.new.initech import INITECH


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


def test_without_pulumi_the_external_id_is_left_out_and_the_command_that_sets_it_is_printed(typed, project, no_pulumi):
    code, out, _ = typed("new", *INITECH, "--yes")
    assert code == 0
    assert "  pulumi config set --secret clientenv:externalId -s initech-prod" in out.splitlines()
    assert "externalId:" not in (project / "Pulumi.initech-prod.yaml").read_text().replace("clientenv:externalId -s", "")


def test_when_pulumi_refuses_the_file_stays_and_the_rest_is_told(typed, project, monkeypatch, pulumi):
    def refuse(stack, folder, secret):
        raise NotStored("incorrect passphrase")

    monkeypatch.setattr(new, "store_external_id", refuse)
    code, _, err = typed("new", *INITECH, "--yes")
    assert code == 5
    assert "incorrect passphrase" in err
    assert "pulumi config set --secret clientenv:externalId -s initech-prod" in err
    assert (project / "Pulumi.initech-prod.yaml").exists()


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


def test_the_default_of_an_own_stack_is_your_account(typed, project, no_pulumi):
    typed(
        "new", "Consultancy", "--slug", "internal", "--environment", "test", "--placement", "own", "--account-id", "111111111111", "--yes"
    )
    assert read_settings(read_stack_file("internal-test", project)).account.account_id == "111111111111"


def test_the_help_has_an_example_that_works(typed, project, no_pulumi):
    words = new.EXAMPLE.removeprefix("Example: clientenv ").split()
    assert typed(*words)[0] == 0
    assert "Example:" in typed("new", "--help")[1]


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
