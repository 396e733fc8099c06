"""All benchmarks by name."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from benchmarks.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """What `python -m benchmarks NAME` runs."""

    name: str
    function: str
    """Module of `benchmarks` and function: imported when it runs, since some of them load half of the SDK."""
    needs_engine: bool = False
    """Whether it runs the `pulumi` command."""

    @property
    def why_not(self) -> str:
        """Why it cannot run here; empty when it can."""
        return "the `pulumi` command is not on PATH" if self.needs_engine and shutil.which("pulumi") is None else ""

    def run(self) -> list[Figure]:
        module, function = self.function.split(":")
        measure: Callable[[], list[Figure]] = getattr(import_module(f"benchmarks.{module}"), function)
        return measure()


BENCHMARKS = (
    Benchmark(name="program", function="program:program_time"),
    Benchmark(name="tagging", function="tagging:tagging"),
    Benchmark(name="components", function="imports:components_import"),
    Benchmark(name="handlers", function="imports:handler_imports"),
    Benchmark(name="deployment", function="deployment:deployment"),
    Benchmark(name="clean-up", function="clean_up:clean_up_requests"),
    Benchmark(name="web-sync", function="web_sync:web_sync"),
    Benchmark(name="exports", function="billing_exports:billing_exports"),
    Benchmark(name="invoices", function="invoices:invoices"),
    Benchmark(name="questions", function="questions:questions"),
    Benchmark(name="fleet-plan", function="fleet:fleet_plan"),
    Benchmark(name="preview", function="preview:preview", needs_engine=True),
    Benchmark(name="unchanged", function="unchanged:unchanged", needs_engine=True),
    Benchmark(name="growth", function="growth:growth", needs_engine=True),
    Benchmark(name="side-by-side", function="side_by_side:side_by_side", needs_engine=True),
    Benchmark(name="fleet-preview", function="fleet:fleet_preview", needs_engine=True),
)
"""In the order in which they are run and shown."""


def named(names: list[str]) -> list[Benchmark]:
    """Those of these names, all without any. Raises LookupError that names the ones there are."""
    unknown = sorted(set(names) - {each.name for each in BENCHMARKS})
    if unknown:
        known = ", ".join(each.name for each in BENCHMARKS)
        raise LookupError(f"There is no benchmark {', '.join(unknown)}. Choose from: {known}. All of them: `make bench`.")
    return [each for each in BENCHMARKS if not names or each.name in names]
