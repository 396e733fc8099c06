"""How the pump behaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PumpSettings:
    """All of them have defaults that fit a laptop with two cores."""

    hurry: float = 1.0
    """From 1. Waits after a failure are divided by it: visibility timeouts of queues, pauses between attempts of asynchronous events."""
    longest_window_seconds: float = 0.5
    """A mapping's batching window, up to 300 s on AWS, is cut to this."""
    threads: int = 6
    """Events that functions handle at the same time, over all of them."""
    per_function: int = 2
    """Events that one function handles at the same time: as many processes as it may have."""
    catch_up: int = 100
    """When the clock was moved, the latest firings of each schedule that still happen; the rest is listed as skipped."""
    tick_seconds: float = 0.1
    """How often queues and schedules are looked at when nothing happens."""
