"""What the sandbox emulates, only records, or refuses; and which inputs cannot be read back."""

from sandbox.aws.capabilities import capabilities as of_aws
from sandbox.handlers.handler import load_all
from sandbox.pump.capabilities import capabilities as of_events


def page() -> str:
    parts = [
        "# What the sandbox does\n\n",
        "Generated. Anything that is not listed here is refused with its name, never dropped.\n\n",
        "## Services\n\n| service | what | how | note |\n|-|-|-|-|\n",
    ]
    parts.extend(f"| {each.service} | {each.what} | {each.level} | {each.note} |\n" for each in (*of_aws(), *of_events()))
    parts.append("\n## Resource types\n\n| type | inputs | replaced when these change |\n|-|-|-|\n")
    handlers = sorted(load_all().items())
    for type_, handler in handlers:
        inputs = ", ".join(f"`{path}`" for path in sorted(handler.supported))
        parts.append(f"| `{type_}` | {inputs} | {', '.join(f'`{key}`' for key in sorted(handler.replace_on)) or '-'} |\n")
    parts.append("\n## Inputs that cannot be read back\n\n`refresh` cannot see a change of these.\n\n| type | input | why |\n|-|-|-|\n")
    for type_, handler in handlers:
        parts.extend(f"| `{type_}` | `{path}` | {why} |\n" for path, why in sorted(handler.write_only.items()))
    return "".join(parts)
