"""The files of a web page as they are published: what they are, how long they may be shown without a look, and which stay behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from automation.exits import Exit, Stop
from components.placeholder_page import FRESH, PAGE

INDEX = PAGE.name

TYPES = {
    "css": "text/css", "csv": "text/csv", "htm": "text/html", "html": "text/html", "js": "text/javascript", "md": "text/markdown",
    "mjs": "text/javascript", "txt": "text/plain", "vtt": "text/vtt", "xml": "application/xml", "json": "application/json",
    "map": "application/json", "webmanifest": "application/manifest+json", "svg": "image/svg+xml", "avif": "image/avif",
    "gif": "image/gif", "ico": "image/x-icon", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "otf": "font/otf", "ttf": "font/ttf", "woff": "font/woff", "woff2": "font/woff2", "mp3": "audio/mpeg", "mp4": "video/mp4",
    "webm": "video/webm", "pdf": "application/pdf", "wasm": "application/wasm", "zip": "application/zip",
}  # fmt: skip
"""Content types by the end of the name (IANA). A table of our own: Python's guess depends on the machine that it is made on."""
UNKNOWN = "application/octet-stream"
"""Browsers save it as a file: the distribution tells them not to guess."""
TEXTS = re.compile(r"text/.*|.*[/+](json|xml)|image/svg\+xml")
"""What is published as UTF-8, and says so."""

HASHED = re.compile(
    r"[.-](?:(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}"
    r"|(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{8})(?:\.[a-z0-9]+){1,2}$",
    re.ASCII,
)
"""The end of a name that changes with the contents, as build tools write it: 8 or more hex digits, or 8 letters of both cases with a digit.
Dates and words are not taken for one: what is remembered for a year under a name that stays cannot be called back."""
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
SOON_OLD = f"public, max-age={FRESH}"
"""As the program says it of its page."""
LOOKED_AT_OFTEN = re.compile(r"(text/(html|plain|csv|markdown)|application/(xml|json|manifest\+json)).*")
"""Pages, and data under names that stay."""
WORKER = re.compile(r"(sw|service-?worker)\.m?js")
"""Decides what a browser remembers, so an old one is the worst to keep."""

LEFTOVERS = re.compile(r".*~|#.*#|.*\.(bak|orig|rej|swo|swp|tmp)|thumbs\.db|desktop\.ini", re.IGNORECASE)
"""What editors, merges and desktops leave behind."""
WELL_KNOWN = ".well-known"
"""The one hidden folder that is meant to be seen (RFC 8615)."""


@dataclass(frozen=True, kw_only=True)
class WebFile:
    """One file as it is to be published."""

    key: str
    """Path below the folder, with `/`; the object's key and, after a `/`, the page's path."""
    md5: str
    """Of the contents, 32 hex digits: S3's ETag of an object that is uploaded in one piece and encrypted with S3's own keys."""
    size: int
    """Bytes."""
    content_type: str
    cache_control: str

    @property
    def is_page(self) -> bool:
        """Pages go last: what they refer to is there before them."""
        return self.content_type.startswith("text/html")


@dataclass(frozen=True, kw_only=True)
class WebFolder:
    """What a folder holds."""

    files: tuple[WebFile, ...]
    """In the order of their keys."""
    left_out: tuple[str, ...]
    """Paths of what is not published: hidden, left by an editor, or a symbolic link."""


def read_folder(folder: Path) -> WebFolder:
    """Raises Stop for a folder without a page: publishing it would take the page away."""
    if not (folder / INDEX).is_file():
        raise Stop(
            Exit.USAGE,
            f"{folder} has no {INDEX}, so there is no page to publish. Nothing was changed there. Put one in, then run this again.",
        )
    files, left_out = [], []
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        if _is_left_out(path, name):
            left_out.append(name)
        else:
            files.append(_read(path, name))
    return WebFolder(files=tuple(files), left_out=tuple(left_out))


def content_type(name: str) -> str:
    """By the end of the name; texts name their character set."""
    found = TYPES.get(name.rpartition(".")[2].lower(), UNKNOWN) if "." in name else UNKNOWN
    return f"{found}; charset=utf-8" if TEXTS.fullmatch(found) else found


def cache_control(name: str) -> str:
    """How long browsers and CloudFront may show it without asking for a newer one."""
    last = name.rpartition("/")[2]
    if content_type(last).startswith("text/html") or WORKER.fullmatch(last):
        return SOON_OLD
    if HASHED.search(last):
        return FOR_A_YEAR
    return SOON_OLD if LOOKED_AT_OFTEN.fullmatch(content_type(last)) else FOR_AN_HOUR


def _paths(folder: Path) -> Iterator[Path]:
    """Files and links, sorted; nothing behind a link to a folder."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _is_left_out(path: Path, name: str) -> bool:
    parts = name.split("/")
    hidden = any(part.startswith(".") and (number, part) != (0, WELL_KNOWN) for number, part in enumerate(parts))
    return hidden or path.is_symlink() or not path.is_file() or LEFTOVERS.fullmatch(parts[-1]) is not None


def _read(path: Path, name: str) -> WebFile:
    try:
        with path.open("rb") as file:
            md5 = file_digest(file, "md5").hexdigest()
            size = file.tell()
    except OSError as error:
        raise Stop(Exit.USAGE, f"{path} cannot be read: {error}. Nothing was changed in the bucket.") from error
    return WebFile(key=name, md5=md5, size=size, content_type=content_type(name), cache_control=cache_control(name))
