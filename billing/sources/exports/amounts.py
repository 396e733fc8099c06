"""An amount as SQL: exact, and with the ten decimals that it is billed with.

What is billed is the value as DECIMAL(38,10), rounded half away from zero; `rest` is what that took off, as DECIMAL(38,38), so that
amount + rest is the source's value to the last digit. Where SQL cannot hold a value (39 digits and more, NaN, `abc`) both are NULL, and
the row is read by itself, in Python.

A double stands for the shortest decimal that reads back as it. Writing it out takes longer than all the rest of the query, so it is
avoided where arithmetic will do: a decimal of at most 15 digits that reads back as the double is the shortest one, since no two such
decimals are the same double. Amounts of AWS have that form nearly always.
"""

from billing.domain.money import COST_PLACES

BILLED = f"DECIMAL(38,{COST_PLACES})"
FINER = "DECIMAL(38,20)"
FINEST = "DECIMAL(38,38)"

MANTISSA = "^-?[0-9]([.][0-9]+)?"

WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "INT")


def steps(value: str, type: str) -> tuple[dict[str, str], ...]:
    """Columns to compute one after another, each from those before: `amount` and `rest` are among the last. Most rows stop at `quick`.

    `value` is the column's SQL, `type` its type in DuckDB.
    """
    kind = type.upper()
    return (
        {"value": value},
        {"quick": _quick(kind)},
        {"near": f"CASE WHEN quick IS NULL THEN {_near(kind)} END"},
        {"written": f"CASE WHEN quick IS NULL AND near IS NULL THEN {_written_out('LOWER(CAST(value AS VARCHAR))')} END"},
        {"finer": f"COALESCE(near, {_finer()})", "finest": _finest()},
        {
            "amount": f"COALESCE(quick, CAST(finer AS {BILLED}), CAST(finest AS {BILLED}))",
            "rest": f"CASE WHEN quick IS NOT NULL THEN CAST(0 AS {FINEST}) "
            f"WHEN finer IS NOT NULL THEN CAST(finer - CAST(CAST(finer AS {BILLED}) AS {FINER}) AS {FINEST}) "
            f"ELSE finest - CAST(CAST(finest AS {BILLED}) AS {FINEST}) END",
        },
    )


def _quick(kind: str) -> str:
    """The value where ten decimals hold all of it, else NULL."""
    ten = f"TRY_CAST(value AS {BILLED})"
    if kind == "DOUBLE":
        return f"CASE WHEN ABS(value) < 1e5 AND CAST({ten} AS DOUBLE) = value THEN {ten} END"
    if kind in WHOLE_NUMBERS or (kind.startswith("DECIMAL") and _scale(kind) <= COST_PLACES):
        return ten
    if kind == "VARCHAR":
        return f"CASE WHEN {_decimals('value')} <= {COST_PLACES} THEN {ten} END"
    return f"CAST(NULL AS {BILLED})"


def _near(kind: str) -> str:
    """The value where 20 decimals hold all of it and that is seen without writing it out, else NULL."""
    if kind != "DOUBLE":
        return f"CAST(NULL AS {FINER})"
    fifteen, twenty = "TRY_CAST(value AS DECIMAL(38,15))", f"TRY_CAST(value AS {FINER})"
    return (
        f"CASE WHEN ABS(value) < 1 AND CAST({fifteen} AS DOUBLE) = value THEN CAST({fifteen} AS {FINER}) "
        f"WHEN ABS(value) < 1e-5 AND CAST({twenty} AS DOUBLE) = value THEN {twenty} END"
    )


def _finer() -> str:
    return f"CASE WHEN {_decimals('written')} <= 20 THEN TRY_CAST(written AS {FINER}) END"


def _finest() -> str:
    """Below a half, so that its ten decimals are below 1 and fit as well."""
    fits = f"{_decimals('written')} BETWEEN 21 AND 38 AND ABS(TRY_CAST(written AS DOUBLE)) < 0.5"
    return f"CASE WHEN {fits} THEN TRY_CAST(written AS {FINEST}) END"


def _decimals(text: str) -> str:
    """How many decimals are written; beyond every limit where there is an exponent."""
    written = f"CASE WHEN STRPOS({text}, '.') = 0 THEN 0 ELSE LENGTH({text}) - STRPOS({text}, '.') END"
    return f"CASE WHEN STRPOS(LOWER({text}), 'e') > 0 THEN 99 ELSE {written} END"


def _written_out(text: str) -> str:
    """`1.5e-07` as `0.00000015`, `1.5e2` as `150.`, anything else as it is: DuckDB's cast to decimal loses digits of a number with an
    exponent, or refuses it. DuckDB writes exponents from 1e16 on, Trino's engine for every double."""
    mantissa, exponent = f"SPLIT_PART({text}, 'e', 1)", f"TRY_CAST(REPLACE(SPLIT_PART({text}, 'e', 2), '+', '') AS INTEGER)"
    digits = f"REPLACE(REPLACE({mantissa}, '.', ''), '-', '')"
    sign = f"CASE WHEN STRPOS({text}, '-') = 1 THEN '-' ELSE '' END"
    small = f"CONCAT({sign}, '0.', LPAD('', -1 - {exponent}, '0'), {digits})"
    large = f"CONCAT({sign}, RPAD(SUBSTR({digits}, 1, {exponent} + 1), {exponent} + 1, '0'), '.', SUBSTR({digits}, {exponent} + 2))"
    return (
        f"CASE WHEN REGEXP_MATCHES({text}, '{MANTISSA}e-0*[1-9][0-9]?$') THEN {small} "
        f"WHEN REGEXP_MATCHES({text}, '{MANTISSA}e[+]?0*1?[0-9]$') THEN {large} ELSE {text} END"
    )


def _scale(kind: str) -> int:
    return int(kind.rstrip(")").partition(",")[2] or 0)
