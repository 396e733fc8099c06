import pytest

from billing.infra.outputs import BillingOutputs

GIVEN = {name: f"a {name}" for name in BillingOutputs.__dataclass_fields__} | {"schema_version": 1}


def test_what_the_stack_exports_can_be_read_again():
    told = BillingOutputs.from_outputs({**GIVEN, "not": "ours"})
    assert told.as_exports() == GIVEN


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match="missing: ledger_table, public_key"):
        BillingOutputs.from_outputs({name: value for name, value in GIVEN.items() if name not in ("ledger_table", "public_key")})


def test_another_schema_version_is_refused():
    with pytest.raises(ValueError, match="schema_version 2, this program reads 1"):
        BillingOutputs.from_outputs({**GIVEN, "schema_version": 2})
