"""The currencies of invoices and how finely they are paid.

Source: ISO 4217 list one (six-group.com), active national currencies, as of January 2026; funds, metals and test codes are left out.
"""

from dataclasses import dataclass

_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP
          DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
          LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
          SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG
          YER ZAR ZMW ZWG""",
    3: "BHD IQD JOD KWD LYD OMR TND",
}

MINOR_UNITS = {currency: places for places, currencies in _MINOR_UNITS.items() for currency in currencies.split()}
"""Currency to the number of decimals in which it is paid: `USD` to 2, `JPY` to 0, `KWD` to 3."""


@dataclass(frozen=True)
class Currency:
    """A currency that an invoice can be in."""

    text: str = "an ISO 4217 currency in capitals"
    example: str = "USD"

    def remedy(self, value: str) -> str | None:
        return None if value in MINOR_UNITS else f"Write it like {self.example} or EUR."
