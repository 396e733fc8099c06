"""What a mail says about the document that it brings: a subject and a few sentences, as text and as HTML that loads nothing."""

from dataclasses import dataclass
from html import escape

from billing.documents.invoice_sheet import payment, total_shown
from billing.documents.notation import notation
from billing.documents.readable import readable
from billing.documents.sheet import present
from billing.documents.wording import language_of, words
from billing.domain.documents import Document


@dataclass(frozen=True, kw_only=True)
class CoverSheet:
    """In the document's language."""

    language: str
    subject: str
    """One line."""
    paragraphs: tuple[tuple[str, ...], ...]
    """Each one or more lines."""
    link: str | None = None
    """Address that stands as a line of one of them."""

    @property
    def text(self) -> str:
        return "\n\n".join("\n".join(lines) for lines in self.paragraphs) + "\n"

    @property
    def html(self) -> str:
        shown = "\n".join(f"<p>{'<br>'.join(map(self._shown, lines))}</p>" for lines in self.paragraphs)
        head = f'<head><meta charset="utf-8"><title>{escape(self.subject)}</title></head>'
        return f'<!doctype html>\n<html lang="{self.language}">\n{head}\n<body>\n{shown}\n</body>\n</html>\n'

    def _shown(self, line: str) -> str:
        return f'<a href="{escape(line)}">{escape(line)}</a>' if line == self.link else escape(line)


def cover_sheet(document: Document, link: str | None = None) -> CoverSheet:
    """Of a final document, which is attached unless there is a link to it."""
    agreement = document.agreement
    language = language_of(agreement.locale)
    word, write = words(language), notation(agreement.locale)
    named = {"document": word[document.kind.value], "number": document.number, "month": write.month(document.month)}
    brought = (word["mail_link"].format(**named), link) if link else (word["mail_attached"].format(**named),)
    key, total = total_shown(document)
    paragraphs = (
        (word["mail_greeting"].format(buyer=agreement.buyer.name),),
        brought,
        (f"{word[key]}: {write.money(total, document.currency)}",),
        payment(document),
        present(agreement.seller.name, *agreement.seller.address, agreement.seller.email),
    )
    return CoverSheet(
        language=language,
        subject=readable(word["mail_subject"].format(**named)),
        paragraphs=tuple(tuple(map(readable, lines)) for lines in paragraphs if lines),
        link=link,
    )
