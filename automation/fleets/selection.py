"""Which stacks are meant: by name, and by what their files say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from automation.exits import Exit, Stop
from automation.fleets.fleet_stacks import KEYS, FleetStack
from model.nearest import nearest


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One thing that must be so. Capital and small letters are the same; `*`, `?` and `[...]` stand for what they do in a shell."""

    key: str
    """One of `KEYS`; empty for the stack's name."""
    pattern: str

    def holds(self, stack: FleetStack) -> bool:
        """A file that does not say it, which an unlawful one may not, could be meant: the stack is then reported and not passed over."""
        value = stack.facts.get(self.key) if self.key else stack.name
        return bool(stack.problem) if value is None else fnmatchcase(value.casefold(), self.pattern.casefold())


@dataclass(frozen=True, kw_only=True)
class Selection:
    """One `--select`: everything in it must hold."""

    text: str
    conditions: tuple[Condition, ...]

    def holds(self, stack: FleetStack) -> bool:
        return all(each.holds(stack) for each in self.conditions)


def read_selection(text: str) -> Selection:
    """`acme-*`, `placement=client`, or several of them with commas between. Raises Stop."""
    return Selection(text=text, conditions=tuple(_condition(part.strip(), text) for part in text.split(",")))


def selected(stacks: Iterable[FleetStack], selections: Sequence[Selection]) -> list[FleetStack]:
    """Stacks for which any of the selections holds; all stacks without any. Raises Stop where one of them means nobody: it is misspelt."""
    stacks = list(stacks)
    for each in selections:
        if not any(each.holds(stack) for stack in stacks):
            raise Stop(
                Exit.USAGE,
                f"--select {each.text}: none of the {len(stacks)} stacks here is meant by it. Nothing was done. "
                "To see all of them: clientenv fleet preview --dry-run",
            )
    return [stack for stack in stacks if not selections or any(each.holds(stack) for each in selections)]


def _condition(part: str, text: str) -> Condition:
    key, equals, pattern = part.partition("=")
    if not part or (equals and not pattern.strip()):
        raise Stop(
            Exit.USAGE, f"--select {text}: a condition is empty. Nothing was done. Write it like --select 'acme-*,environment=prod'."
        )
    if not equals:
        return Condition(key="", pattern=part)
    if key.strip() not in KEYS:
        close = nearest(key, KEYS)
        meant = f"Did you mean {close}?" if close else f"Stacks are chosen by name, or by {', '.join(KEYS)}."
        raise Stop(Exit.USAGE, f"--select {text}: stacks are not chosen by {key.strip()}. Nothing was done. {meant}")
    return Condition(key=key.strip(), pattern=pattern.strip())
