"""Carries events from where they happen to where they are handled: rules, schedules, topics, queues, functions.

Nothing is dropped silently: what does not arrive, and what the sandbox does not support, stands in `/_sandbox/deliveries` with its reason.
"""

import sandbox.aws  # noqa: F401  it sets moto's settings before moto is imported
