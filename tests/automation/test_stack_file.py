"""Settings of a stack file, checked as the program checks them: alone, and against the other stack files."""

import shutil

import pytest

from automation.exits import Exit, Stop
from automation.fleets.fleet_stacks import read_fleet
from automation.stack_file import read_settings, read_stack_file

CLASH = "The stacks dev and mine-dev have the same slug and environment"


@pytest.fixture
def copied(project):
    """What a newcomer does: the shipped file under another name."""
    shutil.copy(project / "Pulumi.dev.yaml", project / "Pulumi.mine-dev.yaml")
    return project


@pytest.mark.parametrize(
    "words", [("estimate", "mine-dev"), ("untagged", "mine-dev"), ("untagged",), ("preview", "mine-dev")], ids=" ".join
)
def test_a_clash_with_another_stack_is_told_by_every_command_as_settings_that_are_wrong(typed, copied, words):
    code, out, err = typed(*words)
    assert (code, out) == (2, "")
    assert CLASH in " ".join(err.split())
    assert "broke" not in err


def test_what_is_wrong_alone_and_beside_others_is_told_at_once(copied):
    path = copied / "Pulumi.mine-dev.yaml"
    path.write_text(path.read_text() + "  clientenv:retentionDays: 0\n")
    with pytest.raises(Stop) as refused:
        read_settings(read_stack_file("mine-dev", copied))
    assert refused.value.code is Exit.USAGE
    assert "2 problems in Pulumi.mine-dev.yaml" in str(refused.value)
    assert str(refused.value).endswith("Then type: clientenv preview mine-dev")


def test_a_stack_that_clashes_with_nobody_is_read_beside_others_that_do(copied):
    assert read_settings(read_stack_file("globex-prod", copied)).slug == "globex"


def test_a_fleet_names_both_stacks_that_clash_and_leaves_the_others_alone(copied):
    found = {each.name: CLASH in " ".join(each.problem.split()) for each in read_fleet(copied)}
    assert found == {"acme-prod": False, "dev": True, "globex-prod": False, "mine-dev": True}


def test_an_external_id_is_missed_only_where_the_settings_must_be_whole(project):
    file = read_stack_file("acme-prod", project)
    assert read_settings(file).slug == "acme"
    with pytest.raises(Stop, match="entered with an ExternalId"):
        read_settings(file, whole=True)


def test_an_external_id_that_the_placement_does_not_have_is_refused_as_the_program_does(project):
    path = project / "Pulumi.dev.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    with pytest.raises(Stop, match="uses your own credentials and assumes no role"):
        read_settings(read_stack_file("dev", project))
