"""What a demo showed, as a picture for the README."""

import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

REMOTE_FONTS = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)


def save_picture(console: Console, path: Path) -> None:
    """Writes what a recording console has shown as SVG, with the reader's own fonts: a picture that loads nothing from elsewhere."""
    console.save_svg(str(path), title="make demo", code_format=REMOTE_FONTS.sub("", CONSOLE_SVG_FORMAT))
