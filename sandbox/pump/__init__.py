"""Carries events from where they happen to where they are handled: rules, schedules, topics, queues, functions.

Nothing is dropped silently: what does not arrive, and what the sandbox does not support, stands in `/_sandbox/deliveries` with its reason.
"""

import sandbox.aws.moto_inside  # noqa: F401  moto reads its settings while it is imported: they must be there first
