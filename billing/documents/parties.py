"""Seller and buyer as documents print them."""

from billing.documents.sheet import PartyLines, present
from billing.domain.documents import Party


def printed(party: Party, label: str, tax_id_label: str) -> PartyLines:
    """Name, address, tax number and e-mail."""
    tax_id = f"{tax_id_label} {party.tax_id}" if party.tax_id else None
    return PartyLines(label=label, name=party.name, lines=present(*party.address, tax_id, party.email))
