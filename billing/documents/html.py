"""A sheet as one HTML page that loads nothing from elsewhere: styles and charts are in it, and it prints on A4 and Letter."""

from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from billing.documents.chart_geometry import Scale, reach, scale
from billing.documents.readable import readable
from billing.documents.sheet import Chart, Figures, Paragraphs, Sheet, Table
from billing.documents.wording import words

TICK_DAYS = 5
"""Every so many upright bars one is labelled, the first too."""


def html(sheet: Sheet) -> bytes:
    """The page in UTF-8; the same sheet gives the same bytes."""
    template = _environment().get_template("sheet.html.j2")
    page = template.render(sheet=sheet, words=words(sheet.language.split("-")[0]))
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("billing.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    kinds: dict[str, type] = {"table": Table, "chart": Chart, "figures": Figures, "paragraphs": Paragraphs}
    environment.tests.update({name: _is_a(kind) for name, kind in kinds.items()})
    environment.globals.update(scale_of=_scale_of, tick_days=TICK_DAYS, zero=Decimal(0))
    return environment


def _is_a(kind: type) -> Any:
    return lambda block: isinstance(block, kind)


def _written(value: Any) -> Any:
    """What a template prints; markup, which is no plain string, stays as it is."""
    return readable(value) if type(value) is str else value


def _scale_of(chart: Chart) -> Scale:
    values = [bar.value for bar in chart.bars]
    return scale(values) if chart.upright else reach(values)
