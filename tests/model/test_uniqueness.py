from model.uniqueness import check_unique, clashes

ACME_PROD = {"slug": "acme", "environment": "prod", "client": "Acme"}


def test_stacks_that_differ_are_fine():
    stacks = {
        "acme-prod": ACME_PROD,
        "acme-dev": {**ACME_PROD, "environment": "dev"},
        "globex": {**ACME_PROD, "slug": "globex", "client": "Globex"},
    }

    assert check_unique(stacks) == []


def test_same_slug_and_environment_in_two_stacks_is_refused_naming_both():
    (problem,) = check_unique({"acme-prod": ACME_PROD, "acme": ACME_PROD})

    assert (problem.key, problem.value) == ("slug", "acme-prod")
    assert problem.rule == "The stacks acme and acme-prod have the same slug and environment: every resource would be called acme-prod-..."
    assert problem.remedy == "Give one of them another slug or environment, or delete the stack file that is left over."


def test_names_that_run_together_are_refused_too():
    (problem,) = check_unique({"one": {"slug": "acme", "environment": "eu-prod"}, "two": {"slug": "acme-eu", "environment": "prod"}})

    assert problem.value == "acme-eu-prod"


def test_one_slug_for_two_clients_is_refused_naming_both():
    (problem,) = check_unique({"a": ACME_PROD, "b": {**ACME_PROD, "environment": "dev", "client": "ACME"}})

    assert (problem.key, problem.value) == ("slug", "acme")
    assert problem.rule == "One slug is one client, but here it is ACME in b; Acme in a."
    assert problem.remedy == "Choose another slug for one of them, or spell the client alike."


def test_the_stacks_of_a_client_and_the_slugs_in_question_come_in_the_order_of_their_names():
    acme = {"z": {**ACME_PROD, "environment": "a"}, "b": {**ACME_PROD, "environment": "b"}, "c": {**ACME_PROD, "client": "Other"}}
    zeta = {"y": {**ACME_PROD, "slug": "abc"}, "x": {**ACME_PROD, "slug": "abc", "environment": "dev", "client": "Zeta"}}

    found = check_unique({**acme, **zeta})
    assert [(problem.value, problem.rule) for problem in found] == [
        ("abc", "One slug is one client, but here it is Acme in y; Zeta in x."),
        ("acme", "One slug is one client, but here it is Acme in b, z; Other in c."),
    ]


def test_stacks_that_share_names_are_told_in_the_order_of_these_names():
    both = [{**ACME_PROD, "environment": environment} for environment in ("test", "dev")]

    found = check_unique({"d": both[0], "c": both[0], "b": both[1], "a": both[1]})
    assert [(problem.value, problem.rule.split(" have ")[0]) for problem in found] == [
        ("acme-dev", "The stacks a and b"),
        ("acme-test", "The stacks c and d"),
    ]


def test_blanks_around_a_name_make_no_difference():
    (problem,) = check_unique({"a": ACME_PROD, "b": {**ACME_PROD, "slug": " acme "}})

    assert problem.value == "acme-prod"


def test_one_client_in_two_unicode_forms_is_one_client():
    assert check_unique({"a": {**ACME_PROD, "client": "Mu\u0308ller"}, "b": {**ACME_PROD, "environment": "dev", "client": "Müller"}}) == []


def test_stack_without_these_settings_is_left_to_its_own_check():
    assert check_unique({"a": {}, "b": {"slug": ""}, "c": {"slug": None, "environment": None}}) == []
    assert check_unique({"a": {"slug": "acme"}, "b": {"slug": "acme"}, "c": {"environment": "prod"}, "d": {"environment": "prod"}}) == []
    assert check_unique({"a": {"client": "Acme"}, "b": {"client": "Other"}}) == []


def test_a_stack_is_told_of_its_own_clashes_alone():
    others = {"acme-prod": ACME_PROD, "one": {"slug": "same", "environment": "prod"}, "two": {"slug": "same", "environment": "prod"}}
    (problem,) = clashes("acme", ACME_PROD, others)
    assert "acme and acme-prod" in problem.rule
    assert clashes("acme-prod", ACME_PROD, others) == []  # its own file among the others is no clash
