"""`python -m sandbox.embedded up|destroy STACK`: one stack, one process, in an environment built from nothing."""

import argparse
import json
import os
import sys
from pathlib import Path

from sandbox.embedded.deployer import AlreadyDeployed, DeploymentFailed, NotSaved, Protected, create_stack, destroy_stack
from sandbox.embedded.progress import Lines
from sandbox.processes import end_with_parent
from sandbox.safety import only_loopback
from sandbox.stack_files import MissingStackFile, read_stack, with_settings
from sandbox.storage_faults import is_storage_fault, storage_fault

SECRETS = "SANDBOX_STACK_SECRETS"
"""Environment variable with the stack's secret settings as JSON: full key to clear text."""


def main() -> int:
    options = _arguments()
    end_with_parent()
    only_loopback()
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    try:
        config = read_stack(options.folder, options.stack, json.loads(os.environ.get(SECRETS, "{}")))
        config = with_settings(config, options.config)
        if options.command == "up":
            create_stack(options.folder, options.stack, config, options.states, endpoint, Lines())
        else:
            destroy_stack(options.stack, config.project, options.states, endpoint, Lines())
    except (DeploymentFailed, AlreadyDeployed, NotSaved, Protected, MissingStackFile) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if not is_storage_fault(error):
            raise
        print(storage_fault(error, options.states), file=sys.stderr)
        return 1
    return 0


def _setting(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not (separator and ":" in key):
        raise argparse.ArgumentTypeError(f"{text!r} is no setting. Write it as clientenv:webHosting=false.")
    return key, value


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.embedded", description=__doc__)
    parser.add_argument("command", choices=("up", "destroy"))
    parser.add_argument("stack")
    parser.add_argument("--folder", type=Path, default=Path.cwd(), help="folder of the Pulumi project")
    parser.add_argument(
        "-c", "--config", action="append", default=[], metavar="KEY=VALUE", type=_setting, help="a setting on top of the stack's file"
    )
    parser.add_argument("--states", type=Path, required=True, help="folder in which states are kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
