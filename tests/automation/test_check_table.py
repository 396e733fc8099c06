"""Checks as a person sees them, for 80 columns."""

import io

from rich.console import Console

from automation.check_table import show_checks
from automation.checks import Subject


def test_the_name_of_a_file_is_never_broken():
    name = "Pulumi.nordlicht-logistik-prod.yaml"
    missing = "not on the PATH of this machine, nor in the folder that its installer uses"
    checks = [
        Subject(id="settings", title=name).passed("lawful: client, account 222222222222, eu-central-1"),
        Subject(id="tool", title="pulumi").failed(missing, "install it"),
    ]
    console = Console(file=io.StringIO(), width=80)
    show_checks(console, checks)
    lines = console.file.getvalue().splitlines()
    assert sum(name in line for line in lines) == 1
    assert max(len(line.rstrip()) for line in lines) <= 80
