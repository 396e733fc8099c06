"""What the sandbox emulates, only records, or refuses; and which inputs cannot be read back."""

from sandbox.aws.capabilities import capabilities as of_aws
from sandbox.handlers.handler import load_all
from sandbox.pump.capabilities import capabilities as of_events

EDGES = """Where it is not like AWS, and a run that is green here proves the least:

- **Rekognition Video** finds invented labels in every video. Its length is read from the file, so metering and prices are real.
- **What a principal may do** is asked where roles are assumed, and of bucket policies and of what events deliver; identity
  policies, and the policies of keys, queues and topics against direct calls, are recorded only.
- **Encryption, lifecycle rules, access logs and replication** are recorded only: bytes are kept as they came, nothing expires by a
  rule.
- **AWS's bill** is what `POST /_sandbox/bills/<account>` says; nothing that is deployed costs anything by itself.
- **Functions** run on this machine's Python, with no regard for memory size, architecture, layers or a VPC.
- **E-mail** is never sent; an address stays pending until `/_sandbox/subscriptions/confirm` confirms it.
- **Time** is the sandbox's clock, which moves on demand; of a long jump only the latest 100 firings of each schedule happen.
- **CloudFront** is recorded, and serves no page.
- **The embedded deployer** of `make demo` creates and destroys whole stacks; updates and drift want the `pulumi` command.

In detail: [services](#services), [resource types](#resource-types), [inputs that cannot be read back](#inputs-that-cannot-be-read-back).

"""
"""The handful that matters, written by hand; the tables have all of them."""


def page() -> str:
    parts = [
        "# What the sandbox does\n\n",
        "Generated. Anything that is not listed here is refused with its name, never dropped.\n\n",
        EDGES,
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
