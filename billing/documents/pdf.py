"""A sheet as PDF: selectable text in embedded fonts, page x of y, byte for byte the same on every run."""

from calendar import timegm
from datetime import date
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from billing.documents.flow import A4, BOTTOM, LETTER, LINE, MARGIN, QUIET, Box, Drawn, Flow, Rule, Text
from billing.documents.pdf_blocks import place_block, place_head
from billing.documents.readable import readable
from billing.documents.sheet import Sheet
from billing.documents.typeface import REGULAR, Typeface, typeface


def pdf(sheet: Sheet) -> bytes:
    """The document; the same sheet gives the same bytes, whatever the clock, the time zone and the locale of the machine."""
    flow = laid_out(sheet)
    written = BytesIO()
    canvas = Canvas(written, pagesize=flow.size, invariant=1, pageCompression=1, lang=sheet.language, initialFontName=REGULAR)
    _describe(canvas, sheet)
    for page in flow.pages:
        for drawn in page:
            _paint(canvas, drawn, flow.face)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def laid_out(sheet: Sheet) -> Flow:
    """All pages with what stands where on them."""
    size = LETTER if sheet.notation.uses_letter else A4
    flow = Flow(size=(size[1], size[0]) if sheet.wide else size, face=typeface(sheet.locale.split("_")[0]))
    place_head(flow, sheet)
    flow.head = lambda turned: _running_head(turned, sheet)
    for block in sheet.blocks:
        place_block(flow, sheet, block)
    _footers(flow, sheet)
    return flow


def _running_head(flow: Flow, sheet: Sheet) -> None:
    """What a page after the first begins with."""
    words = ", ".join([sheet.name, *([sheet.mark] if sheet.mark else []), sheet.word("continued")])
    flow.text(flow.face.wrapped(words, REGULAR, 8, flow.width)[0], MARGIN, size=8, colour=QUIET)
    flow.down(24)


def _footers(flow: Flow, sheet: Sheet) -> None:
    """Author, name and mark on the left, page x of y on the right of every page."""
    left = " · ".join([sheet.author, sheet.name, *([sheet.mark] if sheet.mark else [])])
    for number, page in enumerate(flow.pages, 1):
        right = sheet.word("page").format(page=number, pages=len(flow.pages))
        width = flow.face.width(right, REGULAR, 7.5)
        line = flow.face.wrapped(left, REGULAR, 7.5, flow.width - width - 20)[0]
        page.append(Rule(MARGIN, BOTTOM - 20, flow.width, LINE))
        page.append(Text(MARGIN, BOTTOM - 32, line, REGULAR, 7.5, QUIET, flow.face.width(line, REGULAR, 7.5)))
        page.append(Text(MARGIN + flow.width - width, BOTTOM - 32, right, REGULAR, 7.5, QUIET, width))


def _describe(canvas: Canvas, sheet: Sheet) -> None:
    """Metadata. The day of issue stands for the clock."""
    canvas.setTitle(readable(sheet.name))
    canvas.setAuthor(readable(sheet.author))
    canvas.setSubject(readable(sheet.subject))
    canvas.setCreator("clientenv")
    canvas.setProducer("clientenv")
    canvas._doc._timeStamp = _midnight(sheet.dated)  # the canvas has no public way to be told the time


def _midnight(day: date) -> TimeStamp:
    """In UTC."""
    stamp = TimeStamp(invariant=1)
    stamp.lt = day.timetuple()
    stamp.t = float(timegm(stamp.lt))
    stamp.YMDhms = tuple(stamp.lt)[:6]
    return stamp


def _paint(canvas: Canvas, drawn: Drawn, face: Typeface) -> None:
    match drawn:
        case Text():
            _paint_text(canvas, drawn, face)
        case Rule():
            canvas.setStrokeColor(HexColor(drawn.colour))
            canvas.setLineWidth(drawn.thickness)
            canvas.line(drawn.x, drawn.y, drawn.x + drawn.width, drawn.y)
        case Box(outline=True):
            canvas.setStrokeColor(HexColor(drawn.colour))
            canvas.setLineWidth(1)
            canvas.roundRect(drawn.x, drawn.y, drawn.width, drawn.height, drawn.height / 2)
        case Box():
            canvas.setFillColor(HexColor(drawn.colour))
            canvas.rect(drawn.x, drawn.y, drawn.width, drawn.height, stroke=0, fill=1)


def _paint_text(canvas: Canvas, drawn: Text, face: Typeface) -> None:
    canvas.setFillColor(HexColor(drawn.colour))
    x = drawn.x
    for font, piece in face.runs(drawn.text, drawn.font):
        canvas.setFont(font, drawn.size)
        canvas.drawString(x, drawn.y, piece)
        x += face.width(piece, drawn.font, drawn.size)
