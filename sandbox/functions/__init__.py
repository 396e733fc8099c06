"""Deployed Lambda functions, run as processes of this machine: `Functions` is the way in.

What is real: the deployed zip, environment variables, time limit, the role's credentials, logs, metrics, concurrency, retries.
What is not: the interpreter is the sandbox's own whatever `Runtime` says, `MemorySize` and `Architectures` are recorded only.
Refused with a name: images, layers, other runtimes than Python.
"""

import sandbox.aws  # noqa: F401  it sets moto's settings before moto is imported
