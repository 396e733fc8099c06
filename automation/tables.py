"""Tables for a terminal of 80 columns."""

from rich.table import Table


def table(*headings: str) -> Table:
    """Amounts, whose heading ends in a blank, are set to the right."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading.strip(), justify="right" if heading.endswith(" ") else "left", overflow="fold")
    return made
