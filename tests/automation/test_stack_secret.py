"""Whose ExternalId a command uses, the program's or, where that cannot be read, the environment's; and how `pulumi` stores and reads it."""

import subprocess

import pytest

from automation import stack_secret
from automation.exits import Exit, Stop
from automation.stack_file import read_stack_file
from automation.stack_secret import NotStored, read_external_id, store_external_id

NO_LOGIN = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"
LOG_IN = "`pulumi` is not logged in to the backend of acme-prod. Log in (`pulumi login s3://...`)"
ENCRYPTED = "  clientenv:externalId:\n    secure: v1:abc\n"


@pytest.fixture
def file(project, monkeypatch):
    """(whether the stack's file has an ExternalId, whether `pulumi` is there) -> the file."""

    def write(has_one, installed):
        path = project / "Pulumi.acme-prod.yaml"
        path.write_text(path.read_text() + (ENCRYPTED if has_one else ""))
        monkeypatch.setattr(stack_secret, "is_installed", lambda: installed)
        return read_stack_file("acme-prod", project)

    return write


def nobody(words, given):
    pytest.fail("pulumi was asked")


def test_what_the_file_has_comes_before_the_environment(file, monkeypatch):
    """One variable cannot be right for two stacks, and `up` does not look at it: the guard would enter where `up` does not."""
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "another-stack-s")
    found = read_external_id(file(True, True), lambda words, given: subprocess.CompletedProcess(words, 0, "its-own\n", ""))
    assert found == "its-own"


def test_an_external_id_that_cannot_be_decrypted_is_not_replaced_by_the_environment_s(file, monkeypatch):
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "another-stack-s")
    with pytest.raises(Stop, match="incorrect passphrase"):
        read_external_id(file(True, True), lambda words, given: subprocess.CompletedProcess(words, 1, "", "error: incorrect passphrase"))


@pytest.mark.parametrize(("has_one", "installed"), [(True, False), (False, True), (False, False)])
def test_the_environment_gives_it_where_the_file_has_none_or_nothing_can_read_it(file, monkeypatch, has_one, installed):
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "the-id")
    assert read_external_id(file(has_one, installed), nobody) == "the-id"


@pytest.mark.parametrize(("has_one", "installed", "code"), [(True, False, Exit.TOOL_MISSING), (False, True, Exit.USAGE)])
def test_without_either_it_says_what_is_missing(file, monkeypatch, has_one, installed, code):
    monkeypatch.delenv(stack_secret.FROM_ENVIRONMENT, raising=False)
    with pytest.raises(Stop) as stopped:
        read_external_id(file(has_one, installed), nobody)
    assert stopped.value.code == code


def not_logged_in(words, given=""):
    return subprocess.CompletedProcess(words, 255, "", NO_LOGIN)


def test_an_encrypted_external_id_is_read_by_pulumi(project, monkeypatch):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    file = read_stack_file("acme-prod", project)
    monkeypatch.setattr(stack_secret, "is_installed", lambda: True)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "another-stack-s")  # `up` would not use it: the guard must not either
    assert read_external_id(file, lambda words, given: subprocess.CompletedProcess(words, 0, "the-id\n", "")) == "the-id"


@pytest.mark.parametrize("encrypted", [True, False])
def test_an_external_id_is_taken_from_the_environment_where_pulumi_is_missing_or_the_file_has_none(project, monkeypatch, encrypted):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + ("  clientenv:externalId:\n    secure: v1:abc\n" if encrypted else ""))
    monkeypatch.setattr(stack_secret, "is_installed", lambda: not encrypted)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "the-id")
    assert read_external_id(read_stack_file("acme-prod", project), lambda *_: pytest.fail("pulumi was asked")) == "the-id"


def test_without_a_login_an_external_id_is_not_read_and_the_message_says_how_to_log_in(project, monkeypatch):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    monkeypatch.setattr(stack_secret, "is_installed", lambda: True)
    with pytest.raises(Stop) as ended:
        read_external_id(read_stack_file("acme-prod", project), not_logged_in)
    assert ended.value.code == 2
    assert NO_LOGIN in str(ended.value)
    assert LOG_IN in str(ended.value)


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


def test_without_a_login_an_external_id_is_not_stored_and_nobody_is_told_to_make_the_stack_again(tmp_path):
    with pytest.raises(NotStored) as ended:
        store_external_id("acme-prod", tmp_path, "the-secret", not_logged_in)
    assert LOG_IN in str(ended.value)
    assert "again" not in str(ended.value)
