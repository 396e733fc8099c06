"""The rules of billing. Pure: no AWS, no files, no clock; every amount is a Decimal."""
