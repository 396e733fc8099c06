"""`python -m benchmarks`: prints the figures and writes them to `.build/bench.json`; exits with 1 when a promise is not kept."""

import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.clean_up import CleanUpRequests, clean_up_requests
from benchmarks.deployment import deployment
from benchmarks.imports import components_import, handler_imports
from benchmarks.program import STACK, program_time
from benchmarks.tagging import tagging
from benchmarks.timing import RUNS, Ratio

RESULT = Path(".build/bench.json")


def main() -> int:
    from benchmarks.recorded import recorded_program

    types = sorted({each.type for each in recorded_program(STACK).registered if each.type.startswith("aws:")})
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{machine}; medians of {RUNS} pairs\n")
    ratios = []
    for ratio in (program_time(), components_import(), *handler_imports()):
        ratios.append(ratio)
        _print(ratio)
    night = clean_up_requests()
    _print_night(night)
    tags, deployed = tagging(types), deployment()
    first, again = tags["first_ms_per_type"], tags["warm_ms_per_type"]
    print(f"\ntagging: {first:.2f} ms a type at first, {again:.4f} ms again ({tags['types']:.0f} types)")
    rate, made = deployed["resources_per_second"], deployed["resources"]
    print(f"embedded deployment of {STACK}: {rate:.1f} resources/s ({made:.0f} resources)")
    RESULT.parent.mkdir(exist_ok=True)
    figures = {"machine": machine, "ratios": [asdict(each) for each in ratios], "tagging": tags, "deployment": deployed}
    figures["clean_up"] = asdict(night)
    RESULT.write_text(json.dumps(figures, indent=1))
    return 0 if night.kept and all(each.kept for each in ratios) else 1


def _print(ratio: Ratio) -> None:
    promise = "" if ratio.at_most is None else f"  (promised: at most {ratio.at_most}{'' if ratio.kept else ', NOT KEPT'})"
    print(f"{ratio.ratio:5.2f} x  {ratio.what}\n         against {ratio.against}; {ratio.lowest:.2f} to {ratio.highest:.2f}{promise}")


def _print_night(night: CleanUpRequests) -> None:
    promise = f"  (promised: at most {night.at_most:.0f}{'' if night.kept else ', NOT KEPT'})"
    print(f"\nclean-up of {night.objects:,} objects: {night.listing_and_erasing:.2f} requests per 1,000 to list and erase them{promise}")
    print(f"         against {night.sketch:,.0f} by the seed's sketch, which leaves {night.sketch_leaves:,} of them")
    print(f"         the whole night {night.whole_night:.2f} per 1,000, in {night.seconds:.1f} s without AWS's time")


if __name__ == "__main__":
    sys.exit(main())
