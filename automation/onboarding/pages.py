"""The onboarding guide as files: a page that loads nothing from elsewhere, Markdown, and the two templates beside them."""

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from automation.onboarding.guide import guide
from automation.onboarding.parts import BOUNDARY_FILE, ROLE_FILE, Facts, Guide
from model.bootstrap_templates import boundary_template, role_template

PAGE, MARKDOWN = "onboarding.html", "onboarding.md"
CONFIDENTIAL = (
    "This page holds your external ID, a word that only you and we know. Keep it where you keep passwords; do not forward it or print it "
    "without need."
)


def onboarding_files(facts: Facts) -> Mapping[str, str]:
    """Name of each file to its text."""
    slug = facts.settings.slug
    return {
        PAGE: _rendered("onboarding.html.j2", guide(facts)),
        MARKDOWN: _rendered("onboarding.md.j2", guide(facts)),
        BOUNDARY_FILE: json.dumps(boundary_template(slug), indent=2) + "\n",
        ROLE_FILE: json.dumps(role_template(facts.trusted_account_id, slug), indent=2) + "\n",
    }


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Into the folder, which is made. What holds the ExternalId can be read by its owner alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        mode = 0o644 if name in (BOUNDARY_FILE, ROLE_FILE) else 0o600
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)


def _rendered(template: str, made: Guide) -> str:
    for_whom = "You, who run the Organization, go" if made.yours else "You go"
    lead = (
        f"{for_whom} through this once, in about an hour: the account made safe, its costs made visible, and the access through which "
        f"{made.owner} deploys."
    )
    facts = (("Account", made.account_id), ("Region", made.home_region), ("We deploy from account", made.trusted_account_id))
    asked = f"Questions: {made.contact}. " if made.contact else ""
    return _environment().get_template(template).render(
        guide=made, lead=lead, facts=facts, confidential=CONFIDENTIAL, questions=f"{asked}Made for the stack {made.stack}."
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("automation"),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["inline"] = inline
    return environment


def inline(text: str) -> Markup:
    """`**names**` and `code` of a text as HTML; everything else is escaped."""
    safe = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text)))
    return Markup(re.sub(r"`(.+?)`", r"<code>\1</code>", safe))
