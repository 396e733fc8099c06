"""What the program of a stack would register: it runs under the SDK's mocks, as in a preview, and reaches neither engine nor AWS."""

import os
import runpy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation.own_folder import OWN_FOLDER
from automation.stack_file import NAMESPACE, StackFile
from model.stack_reference import PROJECT

PROGRAM = OWN_FOLDER / "__main__.py"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource as the program asks for it."""

    type: str
    """Such as `aws:kms/key:Key`."""
    name: str
    inputs: Mapping[str, Any]
    """As the engine would get them, in camelCase; what only AWS knows is missing."""


def resources_of(file: StackFile, changes: Mapping[str, str]) -> list[Resource]:
    """Everything that the stack's program registers with these settings, `changes` on top of the file's.

    The settings must be lawful (`read_settings`). One program at a time: the SDK keeps its state in the process.
    """
    import pulumi
    from pulumi.runtime import settings
    from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

    registered: list[Resource] = []

    class Recorder(Mocks):
        def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
            registered.append(Resource(type=args.typ, name=args.name, inputs=args.inputs))
            return "", {} if args.typ.startswith("awsx:") else args.inputs  # the inputs of an awsx component are none of its outputs

        def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
            return {}, None

    raw, secrets = file.with_external_id()
    pulumi.runtime.set_all_config(
        {NAMESPACE + key: value for key, value in {**raw, **changes}.items()}, [NAMESPACE + key for key in secrets]
    )
    settings.ROOT.set(None)
    pulumi.runtime.set_mocks(Recorder(), project=PROJECT, stack=file.stack, preview=True)

    run = pulumi.runtime.test(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None)  # type: ignore[no-untyped-call]
    with _inside(file.path.parent):
        run()
    return registered


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """The program reads the stack files of the folder in which it runs."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
