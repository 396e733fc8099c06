import pytest

from model.nearest import nearest


@pytest.mark.parametrize("between", ["___", "---"])
def test_neither_capitals_nor_how_a_key_is_divided_keep_it_from_being_found(between):
    divided = between.join("ACCOUNTID")

    assert nearest(divided, ["homeRegion", "accountId"]) == "accountId"
    assert nearest("accountId", ["homeRegion", divided]) == divided


def test_what_is_close_to_nothing_has_no_nearest():
    assert nearest("zzz", ["accountId"]) is None
    assert nearest("accountId", []) is None
