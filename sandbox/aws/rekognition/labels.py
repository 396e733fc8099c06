"""Synthetic vehicles for a video: the same file gives the same labels. Each one carries the category `Synthetic`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

MODEL_VERSION = "sandbox-synthetic"
"""LabelModelVersion of every answer: nothing has looked at the pictures."""
MARKER = "Synthetic"
"""Category of every label."""
STEP_MILLIS = 500
"""Distance of the moments that are looked at."""

_PARENTS = ("Transportation", "Vehicle")
_VEHICLES = ("Bus", "Car", "Motorcycle", "Pickup Truck", "Truck", "Van")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A label at a time, before it is written as AWS writes it."""

    millis: int
    """Time from the video's start."""
    name: str
    """Label."""
    confidence: float
    """Percent, 50 to 100."""
    left: float
    """Left edge of the vehicle, 0 to 1 of the picture's width."""

    def as_aws(self) -> dict[str, Any]:
        """A LabelDetection structure."""
        box = {"Width": 0.2, "Height": 0.15, "Left": self.left, "Top": 0.55}
        return {
            "Timestamp": self.millis,
            "Label": {
                "Name": self.name,
                "Confidence": self.confidence,
                "Instances": [{"BoundingBox": box, "Confidence": self.confidence}],
                "Parents": [{"Name": parent} for parent in _PARENTS],
                "Aliases": [],
                "Categories": [{"Name": "Vehicles and Automotive"}, {"Name": MARKER}],
            },
        }


def moments(seed: str, duration_millis: int, min_confidence: float) -> list[Moment]:
    """What `seed` (bucket, key and ETag) gives for a video of this length, ordered by time and name."""
    found = []
    for millis in range(0, duration_millis, STEP_MILLIS):
        for name in _seen(seed):
            confidence, left = _numbers(seed, name, millis)
            if confidence >= min_confidence:
                found.append(Moment(millis=millis, name=name, confidence=confidence, left=left))
    return found


def _seen(seed: str) -> list[str]:
    """The two or three kinds of vehicle that this video shows all along."""
    digest = hashlib.sha256(seed.encode()).digest()
    return sorted({_VEHICLES[byte % len(_VEHICLES)] for byte in digest[:3]} | {"Car"})


def _numbers(seed: str, name: str, millis: int) -> tuple[float, float]:
    digest = hashlib.sha256(f"{seed}/{name}/{millis}".encode()).digest()
    return 50 + digest[0] / 255 * 50, digest[1] / 255 * 0.8
