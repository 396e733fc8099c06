"""The page that is published with a stack until its own takes its place."""

from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "web" / "index.html"
FRESH = 300
"""Seconds that browsers and CloudFront may show the page without asking for a newer one."""
