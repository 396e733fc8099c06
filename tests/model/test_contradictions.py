"""Settings that are lawful one by one and cannot be true together."""

import pytest

from tests.model.stacks import ACME, EXTERNAL_ID, HOSTED, OWN, parsed, problems, terms

ISOLATED = {"mode": "isolated", "endpoints": ["rekognition"]}


@pytest.mark.parametrize("settings", [OWN, HOSTED])
def test_external_id_contradicts_your_own_credentials(settings):
    problem = problems(settings=settings, externalId=EXTERNAL_ID)["externalId"]

    assert "assumes no role" in problem.rule
    assert "pulumi config rm clientenv:externalId -s acme-prod" in problem.remedy


@pytest.mark.parametrize("settings", [OWN, HOSTED])
def test_deployment_role_contradicts_your_own_credentials(settings):
    arn = "arn:aws:iam::111111111111:role/DeploymentRole"

    assert "assumes no role" in problems(settings=settings, deploymentRoleArn=arn)["deploymentRoleArn"].rule


def test_deployment_role_of_another_account_is_refused():
    problem = problems(deploymentRoleArn="arn:aws:iam::333333333333:role/DeploymentRole")["deploymentRoleArn"]

    assert "222222222222" in problem.rule


def test_external_id_of_a_member_account_must_be_encrypted_too():
    assert problems(placement="member", secrets=())["externalId"].value == "[secret]"


def test_endpoints_need_a_network():
    assert problems(network={"mode": "none", "endpoints": ["rekognition"]})["network.endpoints"].value == "rekognition"


def test_isolated_network_needs_the_way_to_rekognition():
    assert "Add rekognition" in problems(network={"mode": "isolated", "endpoints": ["logs"]})["network.endpoints"].remedy


@pytest.mark.parametrize("network", [{"mode": "isolated", "endpoints": ["nowhere"]}, {"mode": "isolated", "endpoints": "logs"}])
def test_endpoints_that_are_wrong_themselves_are_reported_once(network):
    assert list(problems(network=network)) == ["network.endpoints"]


@pytest.mark.parametrize("network", [{"mode": "nat"}, {"mode": "nat", "endpoints": ["rekognition"]}, ISOLATED, {"mode": "none"}])
def test_networks_that_fit_together_are_accepted(network):
    assert parsed(network=network).network.mode == network["mode"]


@pytest.mark.parametrize("cidr", ["10.20.0.0", "10.20.0.0/25", "10.0.0.0/8", "8.8.0.0/16", "10.20.0.1/16", "x", "::/64", "172.32.0.0/16"])
def test_network_range_must_be_private_and_roomy(cidr):
    assert "network.cidr" in problems(network={**ISOLATED, "cidr": cidr})


def test_domain_needs_a_certificate_and_a_certificate_a_domain():
    certificate = "arn:aws:acm:us-east-1:222222222222:certificate/1"

    assert list(problems(webDomain="videos.acme.example")) == ["webDomain"]
    assert list(problems(webCertificateArn=certificate)) == ["webCertificateArn"]


def test_certificate_must_be_in_the_account_and_in_the_region_that_cloudfront_reads():
    web = {"webDomain": "videos.acme.example", "webCertificateArn": "arn:aws:acm:us-east-1:333333333333:certificate/1"}

    assert "222222222222" in problems(**web)["webCertificateArn"].rule
    assert (
        "us-east-1"
        in problems(**{**web, "webCertificateArn": "arn:aws:acm:eu-west-1:222222222222:certificate/1"})["webCertificateArn"].rule
    )


def test_domain_without_a_web_page_is_refused():
    web = {"webDomain": "videos.acme.example", "webCertificateArn": "arn:aws:acm:us-east-1:222222222222:certificate/1"}

    assert "webHosting is false" in problems(**web, webHosting="false")["webDomain"].rule


def test_anomaly_monitor_must_be_in_the_stacks_account():
    own, another = (f"arn:aws:ce::{account}:anomalymonitor/1" for account in ("222222222222", "111111111111"))

    assert parsed(anomalyMonitorArn=own).anomaly_monitor_arn == own
    assert "222222222222" in problems(anomalyMonitorArn=another)["anomalyMonitorArn"].rule


def test_one_of_a_contradicting_pair_that_is_wrong_itself_is_reported_once():
    assert set(problems(settings={**ACME, "placement": "mine"}, deploymentRoleArn="arn:aws:iam::3:role/x")) == {
        "placement",
        "deploymentRoleArn",
    }


def test_what_is_given_and_wrong_is_not_missed_by_what_needs_it():
    assert list(problems(webDomain="videos.acme.example", webCertificateArn="arn")) == ["webCertificateArn"]
    assert list(problems(externalId="two words")) == ["externalId"]
    assert list(problems(settings=HOSTED, billing="[")) == ["billing"]


def test_role_is_not_held_against_an_account_id_that_is_wrong_itself():
    assert list(problems(accountId="1", deploymentRoleArn="arn:aws:iam::222222222222:role/x")) == ["accountId"]


def test_terms_that_charge_aws_cost_are_refused_where_the_client_pays_aws():
    problem = problems(billing=terms("costPlus"))["billing.model"]

    assert problem.value == "costPlus"
    assert "pay twice" in problem.rule


def test_terms_that_reimburse_what_they_charge_are_accepted():
    assert parsed(billing=terms("costPlus", reimburseAwsCost=True)).billing.reimburse_aws_cost


@pytest.mark.parametrize("model", ["fixed", "perMinute"])
def test_terms_without_aws_cost_are_accepted_where_the_client_pays_aws(model):
    assert parsed(billing=terms(model)).billing.model == model


@pytest.mark.parametrize("placement", ["own", "member", "hosted"])
def test_where_you_pay_aws_its_cost_is_charged_and_not_reimbursed(placement):
    settings = {**HOSTED, "placement": placement, "externalId": EXTERNAL_ID if placement == "member" else ""}

    assert parsed(settings=settings, billing=terms("costPlus")).billing.charges_aws_cost
    assert list(problems(settings=settings, billing=terms("costPlus", reimburseAwsCost=True))) == ["billing.reimburseAwsCost"]


def test_aws_cost_in_earlier_terms_is_refused_too():
    earlier = terms("costPlus", validFrom="2026-01-01")

    assert list(problems(billing=terms("perMinute", validFrom="2026-10-01", earlier=[earlier]))) == ["billing.earlier[0].model"]


def test_minimum_above_the_maximum_is_refused():
    assert list(problems(billing=terms("perMinute", minimum="11", maximum="10"))) == ["billing.minimum"]
    assert parsed(billing=terms("perMinute", minimum="10", maximum="10")).billing.minimum == 10


def test_overage_is_by_video_or_by_minute():
    assert list(problems(billing=terms("fixed", pricePerExtraVideo="1", pricePerExtraMinute="1"))) == ["billing.pricePerExtraVideo"]
    assert parsed(billing=terms("fixed", pricePerExtraVideo="1")).billing.pricing.price_per_extra_video == 1


def test_tax_needs_a_name():
    assert list(problems(billing=terms("perMinute", taxPercent="19"))) == ["billing.taxText"]
    assert parsed(billing=terms("perMinute", taxPercent="0", taxText="Reverse charge")).billing.tax_text == "Reverse charge"


@pytest.mark.parametrize(("model", "key", "owner"), [("fixed", "pricePerMinute", "perMinute"), ("perMinute", "includedVideos", "fixed")])
def test_price_of_another_model_is_refused_by_that_name(model, key, owner):
    problem = problems(billing=terms(model, **{key: "1"}))[f"billing.{key}"]

    assert problem.rule == f"It belongs to the pricing model {owner}, but these terms are {model}."


def test_unknown_model_is_the_only_problem_of_terms_that_follow_it():
    assert list(problems(billing={"model": "perminute", "pricePerMinute": "0.15"})) == ["billing.model"]


def test_terms_that_follow_one_another_each_need_a_first_day():
    earlier = [terms("perMinute"), terms("fixed", validFrom="2026-02-01")]

    assert set(problems(billing=terms("perMinute", earlier=earlier))) == {"billing.validFrom", "billing.earlier[0].validFrom"}


def test_terms_change_on_the_first_of_a_month_though_the_first_ever_may_begin_within_one():
    earlier = [terms("perMinute", validFrom="2026-01-15")]

    assert parsed(billing=terms("perMinute", validFrom="2026-02-01", earlier=earlier)).billing.earlier
    assert list(problems(billing=terms("perMinute", validFrom="2026-02-02", earlier=earlier))) == ["billing.validFrom"]


def test_earlier_terms_cannot_begin_later_or_on_the_same_day():
    later, same = terms("perMinute", validFrom="2026-03-01"), terms("perMinute", validFrom="2026-02-01")

    assert list(problems(billing=terms("perMinute", validFrom="2026-02-01", earlier=[later]))) == ["billing.validFrom"]
    assert len(problems(billing=terms("perMinute", validFrom="2026-02-01", earlier=[same]))) == 2


def test_history_has_no_history_of_its_own():
    earlier = terms("perMinute", validFrom="2026-01-01", earlier=[terms("perMinute")])

    assert "billing.earlier[0].earlier" in problems(billing=terms("perMinute", validFrom="2026-02-01", earlier=[earlier]))


def test_one_off_lines_share_one_set_of_ids():
    line = {"id": "setup", "text": "Set-up", "amount": "99"}
    earlier = terms("perMinute", validFrom="2026-01-01", oneOff=[line])
    billing = terms("perMinute", validFrom="2026-02-01", oneOff=[line], earlier=[earlier])

    assert len([key for key in problems(billing=billing) if key.endswith("oneOff[0].id")]) == 1
    assert list(problems(billing=terms("perMinute", oneOff=[{**line, "id": "development-fee"}]))) == ["billing.oneOff[0].id"]


def test_every_part_of_a_list_is_reported():
    lines = [{"id": "A", "text": "", "amount": "x"}, {"id": "b", "text": "ok", "amount": "1", "day": "1"}]

    assert set(problems(billing=terms("perMinute", oneOff=lines))) == {
        "billing.oneOff[0].id",
        "billing.oneOff[0].text",
        "billing.oneOff[0].amount",
        "billing.oneOff[1].day",
    }
