"""Programs with awsx components are deployed as the embedded deployer's own tests do it."""

from tests.sandbox.embedded.conftest import project

__all__ = ["project"]
