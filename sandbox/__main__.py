"""`python -m sandbox`: the demo, or a sandbox to explore."""

import sys

INTERRUPTED = (
    "Interrupted: the sandbox and its processes have ended. What it wrote lies in .sandbox,\n"
    "where it emptied the folder of the run before; nothing else was touched."
)


def run() -> int:
    """Exit codes: 0 done, 1 fault, 2 usage, 4 a tool is missing, 130 interrupted."""
    try:
        from sandbox.commands import main  # imports take seconds, and Ctrl-C may come during them too

        return main()
    except KeyboardInterrupt:
        print(f"\n{INTERRUPTED}", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(run())
