"""Real signals while an engine works that is a script: it gets one SIGINT, is waited for, and does not hang on to us."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pulumi.automation import StackNotFoundError

from automation.engine.command import EngineCommand
from automation.exits import Exit, Stop
from automation.interrupts import as_interrupts

ENGINE = """#!{python} -SE
import os, signal, sys, time
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append("INT"))
print("working", flush=True)
open("began", "w").close()
ends = time.monotonic() + {seconds}
while not heard and time.monotonic() < ends:
    time.sleep(0.01)
time.sleep(0.2)
for number in range(3000):
    print("what was under way is finished", number, flush=True)
with open("ended", "w") as marker:
    marker.write(" ".join(heard))
sys.exit(1 if heard else 0)
"""


@pytest.fixture
def engine(tmp_path):
    def made(seconds=60.0):
        path = tmp_path / "pulumi"
        path.write_text(ENGINE.format(python=sys.executable, seconds=seconds))
        path.chmod(0o755)
        return EngineCommand(str(path))

    return made


def sent_when_it_works(folder, *signals):
    """Signals to this process, by a person who watches."""

    def send():
        waited_for(folder / "began")
        for each in signals:
            os.kill(os.getpid(), each)
            time.sleep(0.05)

    threading.Thread(target=send).start()


def waited_for(path):
    ends = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < ends, f"{path.name} does not come"
        time.sleep(0.005)


@pytest.mark.parametrize(
    "signals",
    [[signal.SIGINT], [signal.SIGTERM], [signal.SIGHUP], [signal.SIGINT, signal.SIGINT], [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]],
    ids=lambda signals: "+".join(each.name for each in signals),
)
def test_the_engine_gets_one_interrupt_and_is_waited_for_however_often_somebody_wants_it_to_end(engine, tmp_path, signals):
    sent_when_it_works(tmp_path, *signals)
    with as_interrupts(), pytest.raises(KeyboardInterrupt):
        engine().run(["up"], str(tmp_path), {})
    assert (tmp_path / "ended").read_text() == "INT"


def test_a_look_is_under_way_while_something_else_is_done(engine, tmp_path):
    with engine(seconds=0.2).look(["stack", "export"], str(tmp_path)) as looking:
        waited_for(tmp_path / "began")
        assert looking.process.poll() is None
        assert looking.answer().stdout.startswith("working\nwhat was under way is finished 0\n")


@pytest.mark.parametrize("ends", [Stop(Exit.REFUSED, "another account"), KeyboardInterrupt()], ids=["refusal", "interrupt"])
def test_what_ends_a_command_before_it_needs_the_answer_ends_the_look_at_once(engine, tmp_path, ends):
    with pytest.raises(type(ends)), engine(seconds=600).look(["stack", "export"], str(tmp_path)) as looking:
        raise ends
    assert looking.process.returncode == -signal.SIGKILL


def test_whoever_wants_a_command_to_end_need_not_wait_for_a_look(engine, tmp_path):
    sent_when_it_works(tmp_path, signal.SIGTERM)
    with as_interrupts(), pytest.raises(KeyboardInterrupt), engine(seconds=600).look(["stack", "export"], str(tmp_path)) as looking:
        looking.answer()
    assert looking.process.returncode == -signal.SIGKILL


def test_a_look_that_fails_raises_what_the_engine_says(tmp_path):
    path = tmp_path / "pulumi"
    path.write_text("#!/bin/sh\necho error: no stack named 'dev' found >&2\nexit 255\n")
    path.chmod(0o755)
    with EngineCommand(str(path)).look(["stack", "export"], str(tmp_path)) as looking, pytest.raises(StackNotFoundError):
        looking.answer()


def test_pythons_own_interrupt_is_handed_on_once_too(engine, tmp_path):
    sent_when_it_works(tmp_path, signal.SIGINT, signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        engine().run(["up"], str(tmp_path), {})
    assert (tmp_path / "ended").read_text() == "INT"


def test_signals_mean_afterwards_what_they_meant_before(engine, tmp_path):
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with as_interrupts():
        engine(seconds=0).run(["up"], str(tmp_path), {})
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_a_hang_up_that_is_ignored_stays_ignored(engine, tmp_path):
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        sent_when_it_works(tmp_path, signal.SIGHUP)
        with as_interrupts():
            assert engine(seconds=0.2).run(["up"], str(tmp_path), {}).code == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_what_it_says_is_handed_on_line_by_line_while_it_works(engine, tmp_path):
    lines = []
    done = engine(seconds=0).run(["up"], str(tmp_path), {}, lambda line: lines.append((line, (tmp_path / "ended").exists())))
    assert lines[0] == ("working", False)
    assert [line for line, _ in lines] == done.stdout.splitlines()
    assert len(lines) == 3001


def test_where_clientenv_is_killed_the_engine_ends_its_work_by_itself(engine, tmp_path):
    """Nobody can catch that signal. Were its output a pipe, it would break in the engine's hands."""
    engine(seconds=1.0)
    works = "import sys; from automation.engine.command import EngineCommand; EngineCommand(sys.argv[1]).run(['up'], sys.argv[2], {})"
    words = [sys.executable, "-c", works, str(tmp_path / "pulumi"), str(tmp_path)]
    killed = subprocess.Popen(words, cwd=Path(__file__).parents[3])
    waited_for(tmp_path / "began")
    killed.kill()
    killed.wait()
    waited_for(tmp_path / "ended")
