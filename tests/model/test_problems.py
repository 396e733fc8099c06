"""The message that somebody reads in a terminal."""

import pickle
from decimal import Decimal

from model.problems import Problem, SettingsError, SettingsHome, shown
from tests.model.stacks import refusal


def test_the_whole_message():
    error = refusal(retentionDays="0", secrets=())

    assert str(error) == (
        "2 problems in Pulumi.acme-prod.yaml. Nothing was changed.\n"
        "\n"
        "  clientenv:retentionDays is 0\n"
        "    It must be a whole number from 1 to 3,650.\n"
        "    -> Choose 1 or more.\n"
        "\n"
        "  clientenv:externalId is [secret]\n"
        "    It must be encrypted; here it stands in clear text.\n"
        "    -> Set it again, encrypted:\n"
        "         pulumi config set --secret clientenv:externalId -s acme-prod\n"
        "\n"
        "Correct Pulumi.acme-prod.yaml; docs/settings.md lists every key.\n"
        "Then type: pulumi preview -s acme-prod"
    )


def test_one_problem_is_called_one():
    assert str(refusal(retentionDays="0")).startswith("One problem in ")


def test_message_fits_eighty_columns():
    error = refusal(
        client="&" * 70, homeRegion="eu-north-1", notify=["x" * 90], tags={"aws:x": "1"}, slug="-" * 90, network={"mode": "isolated"}
    )

    assert len(error.problems) == 6
    assert max(len(line) for line in str(error).split("\n")) <= 80


def test_commands_stay_on_one_line_so_that_they_can_be_copied():
    command = "  pulumi config set " + "x" * 90 + " value"
    problem = Problem(key="a", value="", rule="r", remedy=f"Type:\n{command}")

    assert command in str(problem)


def test_long_values_are_shortened_and_control_characters_spelt_out():
    assert shown("x" * 61) == "x" * 57 + "..."
    assert shown("x" * 60) == "x" * 60
    assert shown("a\nb\x1b[31m") == r"'a\nb\x1b[31m'"
    assert shown(["ü"]) == '["ü"]'


def test_error_keeps_its_problems_as_data():
    problem = Problem(key="a", value="b", rule="c", remedy="d")

    assert SettingsError([problem], "the terms").problems == [problem]


def test_every_line_of_a_remedy_is_shown_and_words_with_hyphens_stay_whole():
    long = "word " * 13 + "us-east-1-is-one-word"
    problem = Problem(key="a", value="", rule=long, remedy="First.\nSecond.")

    lines = str(problem).split("\n")
    assert lines[1:3] == [f"    {'word ' * 13}".rstrip(), "    us-east-1-is-one-word"]
    assert lines[3:] == ["    -> First.", "       Second."]


def test_amounts_inside_of_an_object_are_shown_as_texts():
    assert shown({"fee": Decimal("1.50")}) == '{"fee": "1.50"}'


def test_error_is_the_same_in_another_process():
    home = SettingsHome(namespace="other", reference="page.md")
    error = SettingsError([Problem(home=home, key="a", value="b", rule="c", remedy="d")], "the terms", "make it", home)
    again = pickle.loads(pickle.dumps(error))

    assert vars(again) == vars(error)
    assert str(again) == str(error)
