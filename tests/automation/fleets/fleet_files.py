"""Stack files for fleets, and what a scripted process answers."""

from automation.fleets.fleet_plan import FleetOperation, plan_fleet
from automation.fleets.fleet_stacks import FleetStack
from automation.fleets.stack_result import StackResult, State
from automation.stack_file import written


def stack(name, problem="", **facts):
    return FleetStack(
        name=name, facts={"environment": "prod", "accountId": "222222222222", **facts}, file_sha256=f"sha of {name}", problem=problem
    )


def plan(*names, operation=FleetOperation.UP, stacks=None, program="p", parallel=2, **options):
    return plan_fleet(stacks or [stack(name) for name in names], operation, program=program, parallel=parallel, **options)


def done(name, **more):
    return StackResult(stack=name, state=State.DONE, exit=0, **more)


def failed(name, state=State.FAILED, **more):
    return StackResult(stack=name, state=state, exit=1, message=f"{name} broke", **more)


def write_stack(folder, client, environment="prod", **settings):
    """A lawful stack file in your own account; `settings` on top."""
    name = f"{client.lower()}-{environment}"
    values = {
        "client": client,
        "slug": client.lower(),
        "environment": environment,
        "owner": "Consultancy",
        "placement": "own",
        "accountId": "111111111111",
        "homeRegion": "us-east-1",
        "notify": ["ops@example.com"],
        **settings,
    }
    (folder / f"Pulumi.{name}.yaml").write_text(written([], values))
    return name
