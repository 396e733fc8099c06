"""An amount as SQL: exact, and with the ten decimals that it is billed with.

What is billed is the value with ten decimals. `quick` has it where those are all of the value, which is nearly always. Elsewhere it is
`rounded`, half away from zero, and `rest` is what that took off, as DECIMAL(38,38), so that rounded + rest is the source's value to the
last digit. Where SQL cannot hold a value (39 digits and more, NaN, `abc`) all three are NULL, and the row is read by itself, in Python.

A double stands for the shortest decimal that reads back as it. Writing it out takes longer than all the rest of the query, so it is
avoided where arithmetic will do: a decimal of at most 15 digits that reads back as the double is the shortest one, since no two such
decimals are the same double. Amounts of AWS have that form nearly always.
"""

from billing.domain.money import COST_PLACES

BILLED = f"DECIMAL(38,{COST_PLACES})"
FIFTEEN_DIGITS = f"DECIMAL(15,{COST_PLACES})"
"""A double's: the digits by which a decimal is told to be the shortest. DuckDB keeps such a number in 64 bits and adds up in 128, which is
quick, and no sum is too large."""
FINER = "DECIMAL(38,20)"
FINEST = "DECIMAL(38,38)"

NOT_HELD = "quick IS NULL AND rest IS NULL"
"""Whether the row is read by itself."""

MANTISSA = "^-?[0-9]([.][0-9]+)?"

WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "INT")


def steps(value: str, type: str) -> tuple[dict[str, str], ...]:
    """Columns to compute one after another, each from those before; `quick`, `rounded` and `rest` are among them.

    `value` is the column's SQL, `type` its type in DuckDB. Steps after `quick` look at no row that has it: there are many, and it adds up.
    """
    kind = type.upper()
    return (
        {"value": value},
        {"ten": _ten(kind)},
        {"quick": "CASE WHEN CAST(ten AS DOUBLE) = value THEN ten END" if kind == "DOUBLE" else "ten"},
        {"near": f"CASE WHEN quick IS NULL THEN {_near(kind)} END"},
        {"spelt": "CASE WHEN quick IS NULL AND near IS NULL THEN LOWER(CAST(value AS VARCHAR)) END"},
        {"written": _written_out("spelt")},
        {"decimals": f"CASE WHEN written IS NOT NULL THEN {_decimals('written')} END"},
        {"finer": _finer(), "finest": _finest()},
        {
            "rounded": f"CASE WHEN finer IS NOT NULL THEN CAST(finer AS {BILLED}) "
            f"WHEN finest IS NOT NULL THEN CAST(finest AS {BILLED}) END",
            "rest": f"CASE WHEN finer IS NOT NULL THEN CAST(finer - CAST(CAST(finer AS {BILLED}) AS {FINER}) AS {FINEST}) "
            f"WHEN finest IS NOT NULL THEN finest - CAST(CAST(finest AS {BILLED}) AS {FINEST}) END",
        },
    )


def _ten(kind: str) -> str:
    """The value where ten decimals hold all of it, else NULL; of a double its ten decimals, which `quick` still compares with it."""
    if kind == "DOUBLE":
        return f"TRY_CAST(value AS {FIFTEEN_DIGITS})"
    if kind in WHOLE_NUMBERS or (kind.startswith("DECIMAL") and _scale(kind) <= COST_PLACES):
        return f"TRY_CAST(value AS {BILLED})"
    if kind == "VARCHAR":
        plain = f"STRPOS(LOWER(value), 'e') = 0 AND {_decimals('value')} <= {COST_PLACES}"
        return f"CASE WHEN {plain} THEN TRY_CAST(value AS {BILLED}) END"
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
    return f"CASE WHEN quick IS NULL THEN COALESCE(near, CASE WHEN decimals <= 20 THEN TRY_CAST(written AS {FINER}) END) END"


def _finest() -> str:
    """Below a half, so that its ten decimals are below 1 and fit as well."""
    fits = "decimals BETWEEN 21 AND 38 AND ABS(TRY_CAST(written AS DOUBLE)) < 0.5"
    return f"CASE WHEN {fits} THEN TRY_CAST(written AS {FINEST}) END"


def _decimals(text: str) -> str:
    """How many decimals are written, where there is no exponent."""
    return f"CASE WHEN STRPOS({text}, '.') = 0 THEN 0 ELSE LENGTH({text}) - STRPOS({text}, '.') END"


def _written_out(text: str) -> str:
    """`1.5e-07` as `0.00000015`, `1.5e2` as `150.`, NULL beyond such exponents, and what has none as it is: DuckDB's cast to decimal loses
    digits of a number with an exponent, or refuses it. DuckDB writes exponents from 1e16 on, Trino's engine for every double."""
    mantissa, exponent = f"SPLIT_PART({text}, 'e', 1)", f"TRY_CAST(REPLACE(SPLIT_PART({text}, 'e', 2), '+', '') AS INTEGER)"
    digits = f"REPLACE(REPLACE({mantissa}, '.', ''), '-', '')"
    sign = f"CASE WHEN STRPOS({text}, '-') = 1 THEN '-' ELSE '' END"
    small = f"CONCAT({sign}, '0.', LPAD('', -1 - {exponent}, '0'), {digits})"
    large = f"CONCAT({sign}, RPAD(SUBSTR({digits}, 1, {exponent} + 1), {exponent} + 1, '0'), '.', SUBSTR({digits}, {exponent} + 2))"
    return (
        f"CASE WHEN STRPOS({text}, 'e') = 0 THEN {text} WHEN REGEXP_MATCHES({text}, '{MANTISSA}e-0*[1-9][0-9]?$') THEN {small} "
        f"WHEN REGEXP_MATCHES({text}, '{MANTISSA}e[+]?0*1?[0-9]$') THEN {large} END"
    )


def _scale(kind: str) -> int:
    return int(kind.rstrip(")").partition(",")[2] or 0)
