"""What the engine is asked, each a command that takes no lock and writes nothing."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from automation.doctoring.answer import PULUMI_NEEDED, Answer
from automation.doctoring.backend import Backend, Lock
from automation.engine.command import EngineCommand
from automation.engine.failures import failure_of, reason
from automation.engine.installed import is_installed
from model.stack_reference import PROJECT

UNKNOWN_STACK = "no stack named"
LOCKS = f".pulumi/locks/organization/{PROJECT}"
"""Folder of a stack's locks in the backends that are files or buckets."""
ListObjects = Callable[[str, str], Answer[Mapping[str, str]]]
"""(backend's URL, path below it) -> text of each object there."""


class Engine:
    """The project in one folder, as the engine sees it."""

    def __init__(self, folder: Path, in_bucket: ListObjects) -> None:
        self.folder = folder
        self._in_bucket = in_bucket
        self.command = EngineCommand() if is_installed() else None

    def backend(self) -> Answer[Backend]:
        said = self._said("whoami", "--json")
        if said.value is None:
            return Answer(refused=said.refused)
        told = json.loads(said.value)
        return Answer(value=Backend(url=told["url"], user=told["user"]))

    def state(self, stack: str) -> Answer[Mapping[str, Any]]:
        """The deployment; empty where the backend does not know the stack."""
        said = self._said("stack", "export", "--stack", stack)
        if UNKNOWN_STACK in said.refused:
            return Answer(value={})
        if said.value is None:
            return Answer(refused=said.refused)
        return Answer(value=json.loads(said.value).get("deployment") or {"resources": []})

    def locks(self, stack: str, backend: Backend) -> Answer[tuple[Lock, ...]]:
        """By the backend's own means; other kinds of bucket keep locks too, but are not looked into."""
        match urlsplit(backend.url).scheme:
            case "file":
                return _read(_texts(_folder(backend.url, self.folder) / LOCKS / stack))
            case "s3":
                return _read(self._in_bucket(backend.url, f"{LOCKS}/{stack}/"))
            case "http" | "https":
                return self._updating(stack)
            case other:
                return Answer(refused=f"the locks of a {other}:// backend are not looked at; a deployment says it")

    def _updating(self, stack: str) -> Answer[tuple[Lock, ...]]:
        """Pulumi Cloud has no lock to look at, and says whether an update is under way."""
        said = self._said("stack", "ls", "--json")
        if said.value is None:
            return Answer(refused=said.refused)
        own = [each for each in json.loads(said.value) if each["name"].rsplit("/", 1)[-1] == stack]
        return Answer(value=tuple(Lock(by="an update that is in progress") for each in own if each.get("updateInProgress")))

    def _said(self, *words: str) -> Answer[str]:
        if self.command is None:
            return Answer(refused=PULUMI_NEEDED)
        ended = self.command.execute(words, str(self.folder), {})
        return Answer(value=ended.stdout) if ended.code == 0 else Answer(refused=_why(f"{ended.stdout}\n{ended.stderr}"))


def _why(text: str) -> str:
    """The engine's words; where it is not logged in, in fewer."""
    known = failure_of(text)
    return "`pulumi` is not logged in" if known and "pulumi login" in known.remedy("") else reason(text)


def _folder(url: str, project: Path) -> Path:
    """`file://~` is the home; what is relative is so to the project."""
    path = url.removeprefix("file://").partition("?")[0]
    return Path(path).expanduser() if path.startswith("~") else project / path


def _texts(folder: Path) -> Answer[Mapping[str, str]]:
    try:
        return Answer(value={path.name: path.read_text() for path in sorted(folder.glob("*.json"))})
    except OSError as error:
        return Answer(refused=f"{folder} cannot be read: {error}")


def _read(files: Answer[Mapping[str, str]]) -> Answer[tuple[Lock, ...]]:
    if files.value is None:
        return Answer(refused=files.refused)
    return Answer(value=tuple(lock_of(text) for text in files.value.values()))


def lock_of(text: str) -> Lock:
    """A lock that cannot be read is one all the same."""
    try:
        told = json.loads(text)
        return Lock(by=f"{told['username']}@{told['hostname']} (process {told['pid']})", since=told["timestamp"])
    except (ValueError, KeyError, TypeError):
        return Lock(by="somebody unnamed")
