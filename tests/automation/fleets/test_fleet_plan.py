"""The plan as pure data, and the stack files that it is made of."""

import os

import pytest

from automation.exits import Exit, Stop
from automation.fleets.fleet_plan import FleetOperation
from automation.fleets.fleet_stacks import read_fleet
from automation.fleets.program_fingerprint import program_fingerprint
from automation.fleets.selection import read_selection
from automation.fleets.shard import Shard
from tests.automation.fleets.fleet_files import plan, stack, write_stack

FLEET = [
    stack("acme-prod", client="Acme", placement="client"),
    stack("acme-test", client="Acme", placement="client", environment="test"),
    stack("globex-prod", client="Globex", placement="hosted", accountId="111111111111"),
]


def chosen(*selections, stacks=FLEET):
    return plan(stacks=stacks, select=[read_selection(each) for each in selections]).names


@pytest.mark.parametrize(
    ("selections", "names"),
    [
        ((), ["acme-prod", "acme-test", "globex-prod"]),
        (("acme-*",), ["acme-prod", "acme-test"]),
        (("placement=hosted",), ["globex-prod"]),
        (("client=acme",), ["acme-prod", "acme-test"]),
        (("environment=prod, client=ACME",), ["acme-prod"]),
        (("*-test", "placement=hosted"), ["acme-test", "globex-prod"]),
        (("accountId=1*",), ["globex-prod"]),
    ],
)
def test_stacks_are_selected_by_name_and_by_what_their_files_say(selections, names):
    assert chosen(*selections) == names


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        ("acme-prd", "none of the 3 stacks"),
        ("environmnt=prod", "Did you mean environment?"),
        ("colour=red", "by client, slug"),
        ("environment=", "empty"),
        ("acme-*,", "empty"),
    ],
)
def test_a_selection_that_means_nobody_is_refused(selection, says):
    with pytest.raises(Stop, match=says) as refused:
        chosen("acme-*", selection)
    assert refused.value.code is Exit.USAGE


def test_a_stack_whose_file_does_not_say_may_be_meant_and_is_reported():
    unread = stack("initech-prod", problem="no YAML")
    assert chosen("placement=hosted", stacks=[*FLEET, unread]) == ["globex-prod", "initech-prod"]
    assert chosen("placement=client,acme-test", "globex-prod", stacks=[*FLEET, unread]) == ["acme-test", "globex-prod"]


def test_what_an_unlawful_file_does_say_counts():
    assert chosen("environment=test", stacks=[*FLEET, stack("initech-prod", problem="bad")]) == ["acme-test"]


def test_the_canary_is_first_and_the_others_follow_by_name():
    assert plan("b", "d", "a", "c", canary="c").names == ["c", "a", "b", "d"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"canary": "nobody"}, "no such stack"),
        ({"canary": "globex-prod", "select": [read_selection("acme-*")]}, "not among the selected"),
        ({"canary": "globex-prod", "shard": Shard(number=1, of=3)}, "not in shard 1/3"),
    ],
)
def test_a_canary_that_cannot_go_before_the_others_is_refused(options, says):
    with pytest.raises(Stop, match=says) as refused:
        plan(stacks=FLEET, **options)
    assert refused.value.code is Exit.USAGE


def test_a_canary_of_this_shard_is_taken():
    assert plan(stacks=FLEET, canary="globex-prod", shard=Shard(number=3, of=3)).names == ["globex-prod", "acme-test"]


def test_one_more_stack_than_processors_is_under_way_unless_told():
    assert plan("a", parallel=None).parallel == os.cpu_count() + 1
    assert plan("a", parallel=7).parallel == 7


def test_the_hash_is_that_of_the_work_and_not_of_the_pace():
    same = plan("a", "b", canary="a")
    assert same.sha256 == plan("b", "a", canary="a", parallel=9, max_failures=1).sha256
    others = [
        plan("a", "c", canary="a"),
        plan("a", "b"),
        plan("a", "b", canary="a", operation=FleetOperation.PREVIEW),
        plan("a", "b", canary="a", program="another"),
        plan("a", "b", canary="b"),
    ]
    assert len({each.sha256 for each in (same, *others)}) == 6


def test_stacks_are_read_with_their_defaults_and_an_unlawful_file_does_not_stop_the_others(tmp_path):
    write_stack(tmp_path, "Acme", placement="hosted", billing={"model": "costPlus", "managementFeePercent": "25"})
    write_stack(tmp_path, "Bad", accountId="12", monthlyBudgetUsd=-1)
    (tmp_path / "Pulumi.broken-prod.yaml").write_text("config: [")
    acme, bad, broken = read_fleet(tmp_path)
    assert (acme.name, acme.problem, acme.account_id) == ("acme-prod", "", "111111111111")
    assert acme.facts["costCenter"] == "ClientBilling"
    assert ("accountId" in bad.problem, "monthlyBudgetUsd" in bad.problem, bad.facts["client"]) == (True, True, "Bad")
    assert ("cannot be read" in broken.problem, broken.facts) == (True, {})
    assert len({acme.file_sha256, bad.file_sha256, broken.file_sha256}) == 3


def test_the_program_is_another_when_any_of_its_files_is(tmp_path):
    (tmp_path / "components").mkdir()
    (tmp_path / "__main__.py").write_text("one")
    (tmp_path / "components" / "a.py").write_text("a")
    before = program_fingerprint(tmp_path)
    (tmp_path / "notes.md").write_text("not of the program")
    assert program_fingerprint(tmp_path) == before
    (tmp_path / "components" / "a.py").rename(tmp_path / "components" / "b.py")
    renamed = program_fingerprint(tmp_path)
    (tmp_path / "__main__.py").write_text("two")
    assert len({before, renamed, program_fingerprint(tmp_path)}) == 3
