"""Tables of the PDFs: columns as wide as they need, headings on every page, rows that wrap and, where they must, go on overleaf."""

from itertools import zip_longest

from billing.documents.flow import INK, MARGIN, QUIET, Flow
from billing.documents.sheet import Table, TotalRow
from billing.documents.typeface import REGULAR, STRONG

SIZE = 9.0
SMALL = 7.8
LEADING = 12.0
GAP = 16.0
"""Between columns."""
PADDING = 5.0
"""Above and below the text of a row."""
FIRST = 0.3
"""Part of the page that the first column gets if it needs it, however wide the others are."""
DENSE_LEADING, DENSE_PADDING = 11.4, 0.2
"""Those of a dense table."""

Cell = list[str]
"""Its lines."""


def place_table(flow: Flow, table: Table) -> None:
    """The table below what is there; its last row stays together with the sums."""
    widths = _widths(flow, table)
    sums = _sums_height(flow, table) + len(table.foot) * (LEADING + 2 * PADDING)
    if table.caption_shown:
        flow.need(60)
        flow.paragraph(table.caption, MARGIN, flow.width, font=STRONG, size=10)
        flow.down(4)
    _headings(flow, table, widths)
    flow.down(3 if table.dense else 0)
    for number, row in enumerate(table.rows):
        last = number == len(table.rows) - 1
        _row(flow, table, widths, _cells(flow, row, widths), keep=sums if last else 0)
    for row in table.foot:
        if table.dense:
            flow.down(2)
            flow.rule(MARGIN, flow.width, QUIET)
            flow.down(3)
        _row(flow, table, widths, _cells(flow, row, widths, STRONG), font=STRONG, ruled=False)
    _sums(flow, table)


def _widths(flow: Flow, table: Table) -> list[float]:
    """Columns as wide as their longest cell; the first takes what is left. Where that is too little, the widest between it and the last,
    which has the amounts, give way."""
    natural = [
        max(
            flow.face.width(column.heading, REGULAR, SMALL),
            *(flow.face.width(line, REGULAR, SIZE) for row in table.rows for line in row[place].split("\n")),
            *(flow.face.width(row[place], STRONG, SIZE) for row in table.foot),
            0.0,
        )
        for place, column in enumerate(table.columns)
    ]
    free = flow.width - GAP * (len(natural) - 1)
    *middle, last = natural[1:]
    cap = _cap(middle, free - min(natural[0], flow.width * FIRST) - last)
    others = [*(min(width, cap) + 0.01 for width in middle), last + 0.01]
    return [free - sum(others), *others]


def _cap(widths: list[float], available: float) -> float:
    """The width to which the widest are cut so that all of them fit."""
    for place, width in enumerate(sorted(widths)):
        if width * (len(widths) - place) > available:
            return available / (len(widths) - place)
        available -= width
    return max(widths, default=0.0)


def _cells(flow: Flow, row: tuple[str, ...], widths: list[float], font: str = REGULAR) -> list[Cell]:
    return [
        [line for part in text.split("\n") for line in flow.face.wrapped(part, font, SIZE, width)]
        for text, width in zip(row, widths, strict=True)
    ]


def _headings(flow: Flow, table: Table, widths: list[float]) -> None:
    cells = [flow.face.wrapped(column.heading, REGULAR, SMALL, width) for column, width in zip(table.columns, widths, strict=True)]
    height = max(len(cell) for cell in cells) * SMALL * 1.3
    flow.need(height + LEADING * 3)
    bottom = [[""] * (max(len(cell) for cell in cells) - len(cell)) + cell for cell in cells]
    for line in zip(*bottom, strict=True):
        _line(flow, table, widths, line, REGULAR, SMALL, QUIET)
        flow.down(SMALL * 1.3)
    flow.down(3)
    flow.rule(MARGIN, flow.width, QUIET)


def _row(
    flow: Flow, table: Table, widths: list[float], cells: list[Cell], *, font: str = REGULAR, ruled: bool = True, keep: float = 0
) -> None:
    """A row on one page if it fits on any; line by line otherwise."""
    lines = list(zip_longest(*cells, fillvalue=""))
    leading, padding = (DENSE_LEADING, DENSE_PADDING) if table.dense else (LEADING, PADDING)
    height = len(lines) * leading + 2 * padding
    if flow.room < min(height + keep, flow.whole):
        _overleaf(flow, table, widths)
    flow.down(padding)
    for line in lines:
        if flow.room < leading:
            _overleaf(flow, table, widths)
            flow.down(padding)
        _line(flow, table, widths, line, font, SIZE, INK)
        flow.down(leading)
    if table.dense or not ruled:
        flow.down(padding)
    else:
        flow.down(padding - 2)
        flow.rule(MARGIN, flow.width)


def _overleaf(flow: Flow, table: Table, widths: list[float]) -> None:
    flow.turn()
    _headings(flow, table, widths)


def _line(flow: Flow, table: Table, widths: list[float], line: tuple[str, ...], font: str, size: float, colour: str) -> None:
    x = MARGIN
    for column, width, text in zip(table.columns, widths, line, strict=True):
        if text:
            flow.text(text, x + width if column.numeric else x, font=font, size=size, colour=colour, right=column.numeric)
        x += width + GAP


def _sums_height(flow: Flow, table: Table) -> float:
    return 12 + sum(_sum_height(flow, each) for each in table.totals) if table.totals else 0


def _sum_height(flow: Flow, each: TotalRow) -> float:
    label, details = _sum_texts(flow, each)
    return len(label) * (15 if each.strong else LEADING) + len(details) * 10.5 + (14 if each.strong else 4)


def _sum_texts(flow: Flow, each: TotalRow) -> tuple[list[str], list[str]]:
    """Label and detail, wrapped beside the value."""
    left = flow.width * 0.46
    size, font = (11.0, STRONG) if each.strong else (SIZE, REGULAR)
    width = max(left - flow.face.width(each.value, font, size) - GAP, left * 0.3)
    return flow.face.wrapped(each.label, font, size, width), flow.face.wrapped(each.detail, REGULAR, SMALL, width) if each.detail else []


def _sums(flow: Flow, table: Table) -> None:
    if not table.totals:
        return
    flow.need(_sums_height(flow, table))
    flow.down(8)
    for each in table.totals:
        _sum(flow, each)


def _sum(flow: Flow, each: TotalRow) -> None:
    """Label on the left and value on the right of the page's right half."""
    right, x = MARGIN + flow.width, MARGIN + flow.width * 0.54
    size, font, leading = (11.0, STRONG, 15.0) if each.strong else (SIZE, REGULAR, LEADING)
    label, details = _sum_texts(flow, each)
    if each.strong:
        flow.down(4)
        flow.rule(x, right - x, INK, 0.8)
        flow.down(7)
    flow.text(each.value, right, font=font, size=size, right=True)
    for line in label:
        flow.text(line, x, font=font, size=size)
        flow.down(leading)
    for line in details:
        flow.text(line, x, size=SMALL, colour=QUIET)
        flow.down(10.5)
    flow.down(4)
