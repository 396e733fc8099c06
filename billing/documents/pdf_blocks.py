"""Head and blocks of a sheet on the pages of a PDF."""

from billing.documents.chart_geometry import reach, scale
from billing.documents.flow import BAR, BELOW, INK, LINE, MARGIN, MARK, QUIET, Box, Flow, Rule
from billing.documents.html import TICK_DAYS
from billing.documents.pdf_table import place_table
from billing.documents.readable import readable
from billing.documents.sheet import Block, Chart, Figures, Paragraphs, PartyLines, Sheet, Table
from billing.documents.typeface import REGULAR, STRONG

BETWEEN = 21.0
"""Between blocks."""
LYING_STEP = 25.5
STANDING = 100.0
"""Height of standing bars."""


def place_head(flow: Flow, sheet: Sheet) -> None:
    """Author, title with its mark, facts, parties."""
    flow.paragraph(sheet.author, MARGIN, flow.width, font=STRONG, size=10.5)
    flow.down(24)
    top = flow.y
    _title(flow, sheet)
    below_title, flow.y = flow.y, top
    _facts(flow, sheet)
    flow.y = min(flow.y, below_title) - 20
    _parties(flow, sheet)


def place_block(flow: Flow, sheet: Sheet, block: Block) -> None:
    """One block below what is there."""
    flow.down(BETWEEN)
    match block:
        case Table():
            place_table(flow, block)
        case Figures():
            _figures(flow, block)
        case Paragraphs():
            _paragraphs(flow, block)
        case Chart():
            _chart(flow, sheet, block)


def _title(flow: Flow, sheet: Sheet) -> None:
    title, half = readable(sheet.title), flow.width * 0.56
    flow.text(title, MARGIN, font=STRONG, size=22)
    if sheet.mark:
        x, width = MARGIN + flow.face.width(title, STRONG, 22) + 12, flow.face.width(sheet.mark, STRONG, 9)
        flow.draw(Box(x, flow.y - 21, width + 16, 16, MARK, outline=True))
        flow.text(sheet.mark, x + 8, font=STRONG, size=9, colour=MARK, rise=-7.2)
    flow.down(30)
    if sheet.reference:
        flow.paragraph(sheet.reference, MARGIN, half, size=11, colour=QUIET)


def _facts(flow: Flow, sheet: Sheet) -> None:
    right = MARGIN + flow.width
    values = max((flow.face.width(value, REGULAR, 9) for _, value in sheet.facts), default=0)
    names = max((flow.face.width(name, REGULAR, 9) for name, _ in sheet.facts), default=0)
    flow.down(4)
    for name, value in sheet.facts:
        flow.text(readable(name), right - values - 18 - names, colour=QUIET)
        flow.text(readable(value), right, right=True)
        flow.down(14)


def _parties(flow: Flow, sheet: Sheet) -> None:
    width = flow.width / max(len(sheet.parties), 2)
    top, lowest = flow.y, flow.y
    for place, party in enumerate(sheet.parties):
        flow.y = top
        _party(flow, party, MARGIN + place * width, width - 24)
        lowest = min(lowest, flow.y)
    flow.y = lowest


def _party(flow: Flow, party: PartyLines, x: float, width: float) -> None:
    """Both parties begin at the same height, so that neither may turn the page: what is too long is cut by no one, only set smaller."""
    lines = [
        *((line, STRONG) for line in flow.face.wrapped(party.name, STRONG, 9, width)),
        *((line, REGULAR) for text in party.lines for line in flow.face.wrapped(text, REGULAR, 9, width)),
    ]
    flow.text(readable(party.label), x, size=7.8, colour=QUIET)
    flow.down(13)
    leading = min(13.0, flow.room / max(len(lines), 1))
    for line, font in lines:
        flow.text(line, x, font=font, size=min(9.0, leading * 0.7))
        flow.down(leading)


def _figures(flow: Flow, block: Figures) -> None:
    flow.need(50)
    width = flow.width / len(block.figures)
    for place, (name, value, detail) in enumerate(block.figures):
        x = MARGIN + place * width
        size = min(15.0, 15.0 * (width - 12) / max(flow.face.width(value, STRONG, 15), 1))
        flow.text(name, x, size=7.8, colour=QUIET)
        flow.text(value, x, font=STRONG, size=size, rise=-13)
        if detail:
            flow.text(detail, x, size=7.8, colour=MARK, rise=-34)
    flow.down(32)


def _paragraphs(flow: Flow, block: Paragraphs) -> None:
    size, colour = (8.0, QUIET) if block.quiet else (9.0, INK)
    if block.heading:
        flow.need(40)
        flow.paragraph(block.heading, MARGIN, flow.width, font=STRONG, size=8.0 if block.quiet else 10.0, colour=colour)
        flow.down(2)
    for text in block.paragraphs:
        flow.paragraph(text, MARGIN, flow.width, size=size, colour=colour)
        flow.down(1)


def _chart(flow: Flow, sheet: Sheet, chart: Chart) -> None:
    height = STANDING + 30 if chart.upright else LYING_STEP * len(chart.bars)
    flow.need(height + 24)
    flow.paragraph(chart.title, MARGIN, flow.width, font=STRONG, size=10)
    flow.down(6)
    (_standing if chart.upright else _lying)(flow, sheet, chart)
    if chart.upright or len(chart.bars) < len(chart.table.rows):  # lying bars say their name and value themselves
        flow.down(BETWEEN - 6)
        place_table(flow, chart.table)


def _lying(flow: Flow, sheet: Sheet, chart: Chart) -> None:
    axis = reach([bar.value for bar in chart.bars])
    for bar in chart.bars:
        flow.need(LYING_STEP)
        shown = flow.face.width(bar.shown, REGULAR, 8.5)
        flow.text(flow.face.wrapped(bar.label, REGULAR, 8.5, flow.width - shown - 20)[0], MARGIN, size=8.5)
        flow.text(bar.shown, MARGIN + flow.width, size=8.5, right=True)
        start, length = (float(each) * flow.width / 100 for each in axis.span(bar.value))
        flow.draw(Box(MARGIN + start, flow.y - 18.5, length, 5.5, BELOW if bar.value < 0 else BAR))
        flow.down(LYING_STEP)


def _standing(flow: Flow, sheet: Sheet, chart: Chart) -> None:
    axis = scale([bar.value for bar in chart.bars])
    foot, step = flow.y - STANDING - 10, flow.width / len(chart.bars)
    for tick in axis.ticks:
        y = foot + float(axis.place(tick)) * STANDING / 100
        flow.draw(Rule(MARGIN, y, flow.width, LINE if tick else QUIET))
        flow.text(sheet.notation.quantity(tick), MARGIN, size=7.5, colour=QUIET, rise=y - flow.y + 10)
    for place, bar in enumerate(chart.bars):
        start, length = (float(each) * STANDING / 100 for each in axis.span(bar.value))
        flow.draw(Box(MARGIN + (place + 0.18) * step, foot + start, step * 0.64, length, BAR))
        if place == 0 or (place + 1) % TICK_DAYS == 0:
            middle = MARGIN + (place + 0.5) * step + flow.face.width(bar.label, REGULAR, 7.5) / 2
            flow.text(bar.label, middle, size=7.5, colour=QUIET, right=True, rise=foot - flow.y - 4)
    flow.down(STANDING + 26)
