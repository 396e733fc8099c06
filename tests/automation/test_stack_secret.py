"""Whose ExternalId a command uses: the one that the program deploys with, and the environment's only where that cannot be read."""

import subprocess

import pytest

from automation import stack_secret
from automation.exits import Exit, Stop
from automation.stack_file import read_stack_file
from automation.stack_secret import read_external_id

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
