"""A sheet as PDF: selectable text in embedded fonts, page x of y, byte for byte the same on every run."""

from calendar import timegm
from datetime import date
from functools import cache
from hashlib import sha256
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from billing.documents.flow import A4, BOTTOM, LETTER, LINE, MARGIN, QUIET, Box, Drawn, Flow, Rule, Text
from billing.documents.pdf_blocks import place_block, place_head
from billing.documents.readable import readable
from billing.documents.sheet import Sheet
from billing.documents.typeface import REGULAR, Typeface, is_drawn, typeface

rl_config.useA85 = 0  # streams as bytes, not as letters: a fifth smaller, and quicker


def pdf(sheet: Sheet) -> bytes:
    """The document; the same sheet gives the same bytes, whatever the clock, the time zone and the locale of the machine."""
    flow = laid_out(sheet)
    written = BytesIO()
    canvas = Canvas(written, pagesize=flow.size, invariant=1, pageCompression=1, lang=sheet.language, initialFontName=REGULAR)
    _describe(canvas, sheet, flow)
    for page in flow.pages:
        _paint(canvas, page, flow.face)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def not_drawn(sheet: Sheet) -> tuple[str, ...]:
    """Characters that the PDF shows as empty boxes, because no font has them; to warn of before anything is sent."""
    texts = [each.text for page in laid_out(sheet).pages for each in page if isinstance(each, Text)]
    return tuple(sorted(each for each in set("".join(texts)) if not is_drawn(each)))


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


def _describe(canvas: Canvas, sheet: Sheet, flow: Flow) -> None:
    """Metadata, and the file's identity. The day of issue stands for the clock, the content for chance; no public way leads there."""
    canvas.setTitle(readable(sheet.name))
    canvas.setAuthor(readable(sheet.author))
    canvas.setSubject(readable(sheet.subject))
    canvas.setCreator("clientenv")
    canvas.setProducer("clientenv")
    canvas._doc._timeStamp = _midnight(sheet.dated)
    canvas._doc.signature = sha256(repr(flow.pages).encode("utf-8", "backslashreplace"))


def _midnight(day: date) -> TimeStamp:
    """In UTC."""
    stamp = TimeStamp(invariant=1)
    stamp.lt = day.timetuple()
    stamp.t = float(timegm(stamp.lt))
    stamp.YMDhms = tuple(stamp.lt)[:6]
    return stamp


def _paint(canvas: Canvas, page: list[Drawn], face: Typeface) -> None:
    """Rules and boxes first, then all text in one go: that is what takes the time."""
    for drawn in page:
        match drawn:
            case Rule():
                canvas.setStrokeColor(_colour(drawn.colour))
                canvas.setLineWidth(drawn.thickness)
                canvas.line(drawn.x, drawn.y, drawn.x + drawn.width, drawn.y)
            case Box(outline=True):
                canvas.setStrokeColor(_colour(drawn.colour))
                canvas.setLineWidth(1)
                canvas.roundRect(drawn.x, drawn.y, drawn.width, drawn.height, drawn.height / 2)
            case Box():
                canvas.setFillColor(_colour(drawn.colour))
                canvas.rect(drawn.x, drawn.y, drawn.width, drawn.height, stroke=0, fill=1)
    _paint_texts(canvas, [drawn for drawn in page if isinstance(drawn, Text)], face)


def _paint_texts(canvas: Canvas, texts: list[Text], face: Typeface) -> None:
    written = canvas.beginText()
    colour = setting = None
    for drawn in texts:
        if drawn.colour != colour:
            colour = drawn.colour
            written.setFillColor(_colour(colour))
        x = drawn.x
        for font, piece in face.runs(drawn.text, drawn.font):
            if (font, drawn.size) != setting:
                setting = font, drawn.size
                written.setFont(font, drawn.size)
            written.setTextOrigin(x, drawn.y)
            written.textLine(piece)  # textOut would measure the piece once more
            x += face.width(piece, drawn.font, drawn.size)
    canvas.drawText(written)


_colour = cache(HexColor)
