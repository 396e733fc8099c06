"""Whether credentials last as long as a deployment takes."""

from datetime import timedelta

from automation.doctoring.deployed import Deployed
from automation.doctoring.session_length import Credentials, check_session, expected_minutes
from tests.automation.doctor.judging import BLOCKS, INFORMS, NOW, fails, passes, settings_of

USER = Credentials(account_id="1" * 12, arn="arn:aws:iam::111111111111:user/ada")
ROLE_SESSION = Credentials(account_id="1" * 12, arn="arn:aws:sts::111111111111:assumed-role/ci/run")


def test_expected_minutes_come_from_what_there_is_to_do():
    acme, dev = settings_of("acme-prod"), settings_of("dev")
    assert expected_minutes(dev, Deployed(resources=150)) == 5 + 15
    assert expected_minutes(acme, Deployed()) == 5 + 15 + 5
    assert expected_minutes(acme, Deployed(resources=150, has_network=True)) == 5 + 15
    assert expected_minutes(acme, Deployed(resources=150)) == 5 + 15 + 5 + 45
    assert expected_minutes(dev, Deployed(resources=31, has_network=True)) == 2 + 15 + 45


def test_a_user_s_own_keys_do_not_end():
    passes(check_session(settings_of(), USER, 65, NOW), "no end; a deployment takes up to 65 min")


def test_a_role_that_enters_through_another_one_has_an_hour():
    passes(
        check_session(settings_of(), ROLE_SESSION, 60, NOW), "60 min, as a role enters through another one; a deployment takes up to 60 min"
    )
    check = check_session(settings_of(), ROLE_SESSION, 61, NOW)
    fails(check, INFORMS, "60 min, as a role enters through another one; a deployment takes up to 61 min", "no setting makes it longer")


def test_in_your_own_account_nothing_is_chained():
    check = check_session(settings_of("dev"), ROLE_SESSION, 61, NOW)
    passes(check, "temporary, nobody says until when; a deployment takes up to 61 min")


def test_a_session_that_is_known_to_end_too_early_blocks():
    def ending(minutes):
        return Credentials(account_id="1" * 12, arn=ROLE_SESSION.arn, ends=NOW + timedelta(minutes=minutes))

    passes(check_session(settings_of("dev"), ending(20), 20, NOW), "it ends in 20 min; a deployment takes up to 20 min")
    fails(
        check_session(settings_of("dev"), ending(19), 20, NOW), BLOCKS, "it ends in 19 min; a deployment takes up to 20 min", "Log in again"
    )
    assert check_session(settings_of("dev"), ending(-5), 20, NOW).found.startswith("it ends in 0 min")
