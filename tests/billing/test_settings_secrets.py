"""What is secret among the settings is encrypted, and is shown by no refusal."""

import pytest

from tests.billing.written_settings import RATE, read, refusal

SECRET = "3f9a4b7c-of-acme"


def test_external_ids_that_are_encrypted_are_read():
    settings = read(secrets={"externalIds"}, stacks=["acme-prod"], externalIds={"acme-prod": SECRET})

    assert settings.external_ids == {"acme-prod": SECRET}
    assert SECRET not in repr(settings)


def test_part_of_a_list_that_is_encrypted_is_as_secret_as_the_list():
    (problem,) = refusal({"exchangeRates"}, exchangeRates=[{**RATE, "rate": "no"}]).problems

    assert (problem.key, problem.value) == ("exchangeRates[0].rate", "[secret]")
    assert problem.remedy == f"Write {problem.rule.removeprefix('It must be ')}"


@pytest.mark.parametrize(
    ("secrets", "ids", "why"),
    [
        ((), {"acme-prod": SECRET}, "clear text"),
        ({"externalIds"}, {"acme-prod": SECRET, "acme-old": "x" * 20}, "acme-old"),
        ({"externalIds"}, {"acme-prod": SECRET + " with blanks"}, "It must be"),
        ({"externalIds"}, [SECRET], "It must be"),
        ((), {"acme-prod": SECRET + " with blanks"}, "clear text"),
    ],
)
def test_external_ids_that_are_not_right_are_refused_and_never_shown(secrets, ids, why):
    error = refusal(secrets, stacks=["acme-prod"], externalIds=ids)

    assert {(problem.key, problem.value) for problem in error.problems} == {("externalIds", "[secret]")}
    assert why in error.problems[-1].rule
    assert SECRET not in str(error)
