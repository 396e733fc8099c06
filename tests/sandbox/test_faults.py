"""Faults of the machine and of the sandbox: one clear line each, an exit code, and nothing that goes on running."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox import commands
from sandbox.storage_faults import is_storage_fault, storage_fault

PROJECT = Path(__file__).parents[2]


def sandbox(folder, *arguments):
    """`python -m sandbox ...`, typed in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "sandbox", *arguments]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def told(process):
    """The last line, after which there is neither a traceback nor anything of the sandbox left running."""
    said, _ = process.communicate(timeout=120)
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


def running_in(folder):
    found = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True).stdout
    return [int(pid) for pid in found.split()]


def deploying(folder):
    """A demo that is in the middle of its first deployment, and the process of its AWS."""
    demo, calls = sandbox(folder, "demo"), folder / ".sandbox" / "demo" / "calls.jsonl"
    end = time.monotonic() + 90
    while not calls.is_file() or calls.read_text().count("\n") < 60:
        assert time.monotonic() < end
        time.sleep(0.05)
    (server,) = [pid for pid in running_in(folder) if "sandbox.aws.server" in Path(f"/proc/{pid}/cmdline").read_text()]
    return demo, server


def test_an_aws_that_dies_in_the_middle_of_a_deployment_is_named(tmp_path):
    demo, server = deploying(tmp_path)
    os.kill(server, signal.SIGKILL)

    line = told(demo)

    assert line.startswith("The sandbox's AWS ended while it was needed (killed by SIGKILL), and all that was deployed in it is gone")
    assert "Run the same command again" in line
    assert demo.returncode == 1
    assert running_in(tmp_path) == []


def test_ctrl_c_in_the_middle_of_a_deployment_leaves_nothing_running(tmp_path):
    demo, _ = deploying(tmp_path)
    demo.send_signal(signal.SIGINT)

    assert told(demo) == "where it emptied the folder of the run before; nothing else was touched."
    assert demo.returncode == 130
    assert running_in(tmp_path) == []


def test_a_port_that_is_taken_is_named_with_what_to_type(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = sandbox(tmp_path, "serve", "--empty", "--port", str(port))
        line = told(process)

    assert line.startswith(f"The sandbox did not start: Port {port} of 127.0.0.1 is not free (Address already in use).")
    assert "`python -m sandbox serve --port 0`" in line
    assert process.returncode == 1


def test_a_folder_that_nobody_may_write_is_named():
    process = sandbox("/sys", "serve", "--empty", "--port", "0")  # not even root makes a folder there

    assert told(process).startswith("Cannot write .sandbox: ")
    assert process.returncode == 1


def test_a_file_in_the_way_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / ".sandbox").write_text("a file")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["sandbox", "serve", "--empty", "--port", "0"])

    assert commands.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "Cannot write .sandbox: a file is in the way where a folder is needed. Move that file away, then run the same command again."
    ]


def test_a_full_disk_is_named_where_the_system_does_not_say_which_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError) as full, open("/dev/full", "w") as device:  # noqa: PT011, PT012
        device.write("x")
        device.flush()

    assert is_storage_fault(full.value)
    assert storage_fault(full.value, tmp_path / ".sandbox").startswith("Cannot write .sandbox: the disk is full. Make room")


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EROFS, "read-only"), (errno.EACCES, "may not write"), (errno.EDQUOT, "quota"), (errno.EFBIG, "ulimit")]
)
def test_other_reasons_have_their_own_words_and_remedies(number, reason):
    assert reason in storage_fault(OSError(number, os.strerror(number), "/x/y"), Path("/x"))


def test_a_connection_that_breaks_is_no_fault_of_the_disk():
    assert not is_storage_fault(ConnectionRefusedError(errno.ECONNREFUSED, "refused"))
    assert not is_storage_fault(ValueError("x"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: command"),
        (["deploy"], "invalid choice: 'deploy'"),
        (["serve", "--port", "70000"], "'70000' is no port. Give a number from 0"),
        (["serve", "--port", "http"], "'http' is no port"),
        (["demo", "--engine", "cdk"], "invalid choice: 'cdk'"),
    ],
)
def test_wrong_arguments_are_usage(arguments, said, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["sandbox", *arguments])

    with pytest.raises(SystemExit) as ended:
        commands.main()

    assert ended.value.code == 2
    assert said in capsys.readouterr().err
