from model.nearest import nearest


def test_neither_capitals_nor_how_a_key_is_divided_keep_it_from_being_found():
    keys = ["accountId", "homeRegion"]

    assert [nearest(name, keys) for name in ("a_c_c_o_u_n_t_i_d", "A-C-C-O-U-N-T-I-D", "HOMEREGION")] == [
        "accountId",
        "accountId",
        "homeRegion",
    ]
    assert nearest("accountId", ["a_c_c_o_u_n_t_i_d"]) == "a_c_c_o_u_n_t_i_d"


def test_what_is_close_to_nothing_has_no_nearest():
    assert nearest("zzz", ["accountId"]) is None
    assert nearest("accountId", []) is None
