"""The stacks of the demo, deployed by the real engine: `deploy` and `destroy` stand in for those of `sandbox.demo.stacks`."""

import time
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.markup import escape

from automation.engine.outcome import Outcome
from sandbox.demo.clients import YOURS, DemoStack
from sandbox.demo.stacks import NO_SETTINGS, PROJECT_FOLDER, StackFailed
from sandbox.embedded.state import StackState
from sandbox.engine.deployed import deployed_state
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.engine.stack import EngineFailed, EngineStack, OnOutput
from sandbox.server_process import Sandbox


def deploy(
    sandbox: Sandbox, stack: DemoStack, secret_settings: Mapping[str, str], console: Console, settings: Mapping[str, str] = NO_SETTINGS
) -> StackState:
    """`pulumi up` with your credentials, as from your laptop. Raises StackFailed, and NoPulumi where there is no such command."""
    engine = engine_stack(sandbox, stack, secret_settings, settings)
    _told(stack, "up", lambda tell: engine.up(on_output=tell), console)
    return deployed_state(engine)


def destroy(sandbox: Sandbox, stack: DemoStack, console: Console) -> None:
    """`pulumi destroy`; what the stack protects is let go by an `up` first. Raises StackFailed."""
    engine = engine_stack(sandbox, stack, settings={f"{stack.namespace}:protectData": False})
    if any(row.get("protect") for row in engine.state().get("resources") or []):
        _told(stack, "up", lambda tell: engine.up(on_output=tell), console)
    _told(stack, "destroy", lambda tell: engine.destroy(on_output=tell), console)


def engine_stack(
    sandbox: Sandbox, stack: DemoStack, secret_settings: Mapping[str, str] | None = None, settings: Mapping[str, object] | None = None
) -> EngineStack:
    """The stack in an engine's home below the sandbox's folder: both end together."""
    home = EngineHome.prepared(sandbox.folder / "engine")
    environment = home.environment(sandbox.endpoint, sandbox.credentials(YOURS))
    return EngineProject.copied(PROJECT_FOLDER / stack.project, home, environment).stack(stack.name, settings, secret_settings)


def _told(stack: DemoStack, command: str, operation: Callable[[OnOutput], Outcome], console: Console) -> None:
    """Shows the engine's last line while it works, and then what it did."""
    started = time.monotonic()
    with console.status(f"  {stack.name}: pulumi {command} ...") as status:
        try:
            done = operation(lambda line: status.update(f"  {stack.name}: {escape(line.strip()[:70])}"))
        except EngineFailed as error:
            raise StackFailed(f"{stack.name}: pulumi {command} failed; what was made is kept, the next up goes on: {error}") from None
    changes = ", ".join(f"{number} {what}" for what, number in sorted(done.changes.items()))
    console.print(f"  pulumi {command}: {changes} in {time.monotonic() - started:.1f} s")
