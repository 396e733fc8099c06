"""Programs with awsx components are deployed as the embedded deployer's own tests do it."""

from tests.sandbox.embedded.conftest import project, warm_start

__all__ = ["project", "warm_start"]
