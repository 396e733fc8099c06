"""What the tagging transform takes to know whether a type is taggable."""

import time

from components.tagging import tag_shape


def tagging(types: list[str]) -> dict[str, float]:
    """Milliseconds a type, asked for the first time and again."""
    tag_shape.cache_clear()
    first, warm = _asked(types), _asked(types)
    return {"types": float(len(types)), "first_ms_per_type": first, "warm_ms_per_type": warm}


def _asked(types: list[str]) -> float:
    started = time.perf_counter()
    for each in types:
        tag_shape(each)
    return (time.perf_counter() - started) * 1000 / len(types)
