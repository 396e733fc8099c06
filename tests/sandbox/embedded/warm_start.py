"""Processes of `python -m sandbox.embedded` that need not import everything anew: each is forked from one that has.

It holds no state of Pulumi, AWS or gRPC yet; what a deployment sees is what it would see in a new interpreter.
"""

import json
import os
import resource
import runpy
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class WarmStart:
    """The process that forks; it takes one order a line and answers with the exit code."""

    process: "subprocess.Popen[str]"

    @classmethod
    @contextmanager
    def running(cls, environment: Mapping[str, str]) -> Iterator["WarmStart"]:
        command = [sys.executable, __file__]
        with subprocess.Popen(command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield cls(process)
            assert process.stdin
            process.stdin.close()

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], out: Path, err: Path, longest_file: int) -> int:
        order = {"arguments": arguments, "environment": environment, "out": str(out), "err": str(err), "longest_file": longest_file}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def _serve() -> None:
    import pulumi_aws.s3
    import pulumi_aws.sqs  # noqa: F401

    from sandbox.embedded import deployer, program  # noqa: F401
    from sandbox.handlers.handler import load_all

    load_all()
    for line in sys.stdin:
        print(_forked(json.loads(line)), flush=True)


def _forked(order: Mapping[str, Any]) -> int:
    parents_end, childs_end = os.pipe()[::-1]  # the child's standard input, which ends when this process does
    child = os.fork()
    if child == 0:
        os.close(parents_end)
        _deploy(order, childs_end)
    os.close(childs_end)
    _, status = os.waitpid(child, 0)
    os.close(parents_end)
    return os.waitstatus_to_exitcode(status)


def _deploy(order: Mapping[str, Any], standard_input: int) -> None:
    """Never returns: the code of a fork must not go on with what its parent was doing."""
    code = 1
    try:
        os.dup2(standard_input, 0)
        for name, number in (("out", 1), ("err", 2)):
            os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.clear()
        os.environ.update(order["environment"])
        if order["longest_file"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["longest_file"],) * 2)
        sys.argv = ["sandbox.embedded", *order["arguments"]]
        runpy.run_module("sandbox.embedded", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    _serve()
