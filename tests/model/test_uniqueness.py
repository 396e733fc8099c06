from model.uniqueness import check_unique

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
    assert "acme and acme-prod" in problem.rule
    assert problem.remedy


def test_names_that_run_together_are_refused_too():
    (problem,) = check_unique({"one": {"slug": "acme", "environment": "eu-prod"}, "two": {"slug": "acme-eu", "environment": "prod"}})

    assert problem.value == "acme-eu-prod"


def test_one_slug_for_two_clients_is_refused_naming_both():
    (problem,) = check_unique({"a": ACME_PROD, "b": {**ACME_PROD, "environment": "dev", "client": "ACME"}})

    assert (problem.key, problem.value) == ("slug", "acme")
    assert "ACME in b; Acme in a" in problem.rule


def test_one_client_in_two_unicode_forms_is_one_client():
    assert check_unique({"a": {**ACME_PROD, "client": "Mu\u0308ller"}, "b": {**ACME_PROD, "environment": "dev", "client": "Müller"}}) == []


def test_stack_without_these_settings_is_left_to_its_own_check():
    assert check_unique({"a": {}, "b": {"slug": ""}, "c": {"slug": None, "environment": None}}) == []
