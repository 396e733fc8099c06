"""`clientenv fleet`, as it is typed; `pulumi` and the children are played."""

import json
import signal
import subprocess
import sys
import time

import pytest

from automation.fleets import stack_process
from automation.stack_file import project_folder
from tests.automation.fleets.fleet_files import write_stack

CHILD = """
import json, os, sys
stack = sys.argv[2]
with open(f"{stack}.typed", "a") as file: file.write(" ".join(sys.argv[1:]) + "\\n")
how = open(f"{stack}.how").read() if os.path.exists(f"{stack}.how") else "0"
if how == "killed": os.kill(os.getpid(), 9)
changes = [{"kind": "changed", "name": "uploads", "type": "aws:sqs/queue:Queue", "properties": [], "loses_data": False}]
print(json.dumps({"stack": stack, "account_id": "111111111111", "message": "It broke." if int(how) else "", "done": {},
                  "plan": None if int(how) else {"counts": {"changed": 1}, "changes": changes}}))
sys.exit(int(how))
"""


@pytest.fixture
def fleet(tmp_path, monkeypatch, typed):
    """A project of three stacks whose children end as told; runs `clientenv fleet`."""
    (tmp_path / "Pulumi.yaml").write_text("name: clientenv\nruntime: python\n")
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "pulumi").write_text("#!/bin/sh\n")
    (tmp_path / "pulumi").chmod(0o755)
    for client in ("Acme", "Globex", "Initech"):
        write_stack(tmp_path, client)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(stack_process, "CLIENTENV", (sys.executable, "-S", str(tmp_path / "child.py")))

    class Fleet:
        folder = tmp_path

        def __call__(self, *words):
            return typed("fleet", *words)

        def json(self, *words):
            code, out, _ = self(*words, "--json")
            return code, json.loads(out)

        def ends(self, stack, how):
            (tmp_path / f"{stack}.how").write_text(str(how))

        def typed(self):
            return {path.stem: path.read_text().splitlines() for path in sorted(tmp_path.glob("*.typed"))}

        def reports(self, ending="json"):
            return sorted((tmp_path / ".clientenv" / "fleet").glob(f"*.{ending}"))

    assert project_folder() == tmp_path
    return Fleet()


def states(record):
    return {each["stack"]: each["state"] for each in record["results"]}


def test_a_dry_run_shows_the_plan_and_starts_nothing(fleet):
    code, out, _ = fleet("up", "--dry-run", "--canary", "globex-prod", "--select", "acme-*", "--select", "slug=globex")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[:3]] == ["stack", "globex-prod", "acme-prod"]
    assert "canary: first, alone" in out
    assert "up of 2 stacks in 1 account" in out
    assert (fleet.typed(), fleet.reports()) == ({}, [])


def test_a_plan_as_json(fleet):
    code, record = fleet.json("drift", "--dry-run", "--shard", "1/1", "--parallel", "5")
    assert (code, record["operation"], record["parallel"], record["shard"]) == (0, "drift", 5, "1/1")
    assert [each["stack"] for each in record["stacks"]] == ["acme-prod", "globex-prod", "initech-prod"]


def test_every_stack_is_previewed_and_the_report_has_a_page(fleet):
    code, record = fleet.json("preview")
    assert (code, states(record)) == (0, {"acme-prod": "done", "globex-prod": "done", "initech-prod": "done"})
    assert fleet.typed()["acme-prod"] == ["preview acme-prod --json"]
    assert [str(path) for path in fleet.reports()] == [record["report"]]
    assert record["ended"]
    assert "acme-prod" in fleet.reports("html")[0].read_text()


def test_what_a_person_reads_in_the_end(fleet):
    fleet.ends("globex-prod", 3)
    code, out, err = fleet("up", "--yes")
    assert code == 5
    assert "globex-prod: refused\n  It broke.\n  A person decides: clientenv deploy globex-prod" in out
    assert "acme-prod: 1 changed" in out
    assert "up: 2 done, 1 refused." in out
    assert "--resume" in out
    assert "3/3" in err


def test_what_failed_is_done_again_by_resume_and_nothing_else(fleet):
    fleet.ends("globex-prod", 1)
    assert fleet("up", "--yes")[0] == 5
    fleet.ends("globex-prod", 0)
    code, record = fleet.json("up", "--yes", "--resume")
    assert (code, set(states(record).values())) == (0, {"done"})
    assert {stack: len(lines) for stack, lines in fleet.typed().items()} == {"acme-prod": 1, "globex-prod": 2, "initech-prod": 1}
    assert [each["earlier"] for each in record["results"]] == [True, False, True]


def test_a_child_that_is_killed_takes_nobody_along(fleet):
    fleet.ends("acme-prod", "killed")
    code, record = fleet.json("drift")
    assert (code, states(record)) == (5, {"acme-prod": "failed", "globex-prod": "done", "initech-prod": "done"})
    assert "SIGKILL" in record["results"][0]["message"]


def test_an_unlawful_file_is_reported_and_the_others_are_done(fleet):
    (fleet.folder / "Pulumi.globex-prod.yaml").write_text("config:\n  clientenv:slug: globex\n")
    code, record = fleet.json("preview")
    assert (code, states(record)["globex-prod"], len(fleet.typed())) == (5, "failed", 2)
    assert "clientenv:accountId" in record["results"][1]["message"]


def test_up_asks_before_and_without_anybody_to_ask_it_is_refused(fleet):
    code, out, err = fleet("up")
    assert (code, out, fleet.typed()) == (3, "", {})
    assert "acme-prod" in err
    assert "add --yes" in err


@pytest.mark.parametrize(("answer", "code", "started"), [("y", 0, 3), ("n", 3, 0)])
def test_one_answer_is_for_all_stacks(fleet, monkeypatch, answer, code, started):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda question, err: question == "Deploy 3 stacks?" and answer == "y")
    assert fleet("up")[0] == code
    assert len(fleet.typed()) == started


def test_all_failed_and_all_refused_have_codes_of_their_own(fleet):
    for stack in ("acme-prod", "globex-prod", "initech-prod"):
        fleet.ends(stack, 1)
    assert fleet("preview")[0] == 1
    for stack in ("acme-prod", "globex-prod", "initech-prod"):
        fleet.ends(stack, 3)
    assert fleet("preview")[0] == 3


def test_a_report_goes_where_it_is_told(fleet):
    code, record = fleet.json("preview", "--report", "out/mine.json")
    assert (code, record["report"]) == (0, "out/mine.json")
    assert json.loads((fleet.folder / "out" / "mine.json").read_text())["counts"] == {"done": 3}
    assert (fleet.folder / "out" / "mine.html").is_file()
    assert fleet.reports() == []


def test_without_pulumi_it_says_so_and_how_to_get_it_but_the_plan_is_shown(fleet, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    code, _, err = fleet("preview")
    assert (code, fleet.reports()) == (4, [])
    assert "https://www.pulumi.com/docs/install/" in err
    assert fleet("preview", "--dry-run")[0] == 0


def test_ctrl_c_ends_the_whole_command_with_a_report_of_what_is_left(fleet):
    """The command as a process, with children that need their time."""
    child = CHILD.replace("how = ", "import time, signal; signal.signal(signal.SIGINT, lambda *_: sys.exit(1)); open(stack + '.on', 'w')\n"
                                    "if stack == 'acme-prod': time.sleep(30)\nhow = ")  # fmt: skip
    (fleet.folder / "child.py").write_text(child)
    source = (
        "import sys; from automation.fleets import stack_process as s\n"
        f"s.CLIENTENV = ({sys.executable!r}, '-S', 'child.py')\n"
        "from automation.fleet import app; app(['preview', '--parallel', '1'])"
    )
    process = subprocess.Popen([sys.executable, "-c", source], cwd=fleet.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 20
    while not (fleet.folder / "acme-prod.on").exists() and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 5
    assert "Under way: acme-prod" in err
    assert "preview: 1 interrupted, 2 not started. Interrupted." in out
    assert states(json.loads(fleet.reports()[0].read_text())) == {
        "acme-prod": "interrupted",
        "globex-prod": "not started",
        "initech-prod": "not started",
    }
