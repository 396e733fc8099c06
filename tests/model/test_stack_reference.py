import pytest

from model.stack_reference import stack_of, stack_reference


def test_files_and_s3_know_no_organizations_and_say_so():
    assert stack_reference("acme-prod") == "organization/clientenv/acme-prod"


def test_pulumi_cloud_has_the_organization_in_front():
    assert stack_reference("acme-prod", "consultancy") == "consultancy/clientenv/acme-prod"


def test_another_project_can_be_named():
    assert stack_reference("payer", project="clientenv-billing") == "organization/clientenv-billing/payer"


def test_name_that_is_whole_already_is_refused_with_the_part_to_give():
    with pytest.raises(ValueError, match="name the stack alone: acme-prod, not consultancy/clientenv/acme-prod"):
        stack_reference("consultancy/clientenv/acme-prod")


@pytest.mark.parametrize(
    ("stack", "organization"), [("", "organization"), ("acme prod", "organization"), ("acme", ""), ("acme", "a/b"), ("x" * 101, "o")]
)
def test_names_that_pulumi_would_not_take_are_refused(stack, organization):
    with pytest.raises(ValueError, match=r"is not the name of"):
        stack_reference(stack, organization)


def test_stack_of_a_reference_is_its_last_part():
    assert stack_of(stack_reference("acme-prod", "consultancy")) == "acme-prod"
    assert stack_of("organization/clientenv-billing/payer") == "payer"


@pytest.mark.parametrize("text", ["acme-prod", "clientenv/acme-prod", "a/b/c/d", "//acme", ""])
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(ValueError, match=r"is no stack reference such as organization/clientenv/acme-prod$|is not the name"):
        stack_of(text)
