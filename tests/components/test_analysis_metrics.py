import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from components.analysis_metrics import USD_A_MINUTE, analysis_meter, analysis_watches
from components.metric_alarm import Silence
from lambdas.manifest import DIMENSIONS, FUNCTIONS, NAMESPACE

PRICES = Path(__file__).parents[2] / "prices" / "us-east-1.toml"
EMITTED = {metric for function in FUNCTIONS for metric in function.metrics}
WATCHES = {watch.name: watch for watch in analysis_watches("acme-prod")}


def test_every_metric_that_is_shown_is_emitted_by_a_function():
    meter = analysis_meter("acme-prod")
    assert {meter.seconds, meter.month_seconds, meter.month_videos, meter.held, *meter.counts.values()} <= EMITTED


@pytest.mark.parametrize("watch", WATCHES.values(), ids=WATCHES)
def test_every_metric_that_is_watched_is_emitted_with_just_these_dimensions(watch):
    assert watch.metric in EMITTED
    assert (watch.namespace, tuple(watch.dimensions)) == (NAMESPACE, DIMENSIONS)
    assert watch.dimensions["Stack"] == "acme-prod"


def test_a_single_held_video_is_told_within_minutes():
    held = WATCHES["videos-held"]
    assert (held.metric, held.at_least, held.statistic, held.period_seconds) == ("VideosHeld", 1, "Sum", 300)
    assert held.silence is Silence.IS_WELL


def test_what_the_sweep_found_is_told_every_hour_it_happens():
    found = WATCHES["sweep-found"]
    assert (found.metric, found.at_least, found.period_seconds) == ("SweepFound", 1, 3600)
    assert found.silence is Silence.IS_WELL


def test_a_sweep_that_has_not_run_for_two_hours_is_told():
    silent = WATCHES["sweep-silent"]
    assert (silent.metric, silent.at_least, silent.silence) == ("SweepRan", 1, Silence.IS_BAD)
    assert (silent.period_seconds, silent.periods, silent.breaching) == (3600, 2, 2)


def test_a_clean_up_that_has_not_run_for_two_days_is_told():
    silent = WATCHES["clean-up-silent"]
    assert (silent.metric, silent.at_least, silent.silence) == ("CleanUpRan", 1, Silence.IS_BAD)
    assert (silent.period_seconds, silent.periods, silent.breaching) == (86400, 2, 2)


def test_whatever_the_clean_up_could_not_erase_is_told_the_same_night():
    refused = WATCHES["clean-up-refused"]
    assert (refused.metric, refused.at_least, refused.statistic, refused.period_seconds) == ("CleanUpErrors", 1, "Sum", 3600)
    assert refused.silence is Silence.IS_WELL


def test_errors_are_told_when_they_go_on_and_a_stuck_video_at_once():
    starts, completions, stuck = (WATCHES[name] for name in ("start-errors", "completion-errors", "videos-stuck"))
    assert (starts.metric, starts.at_least, starts.period_seconds, starts.periods) == ("StartErrors", 3, 3600, 1)
    assert (completions.metric, completions.at_least, completions.periods, completions.breaching) == ("CompletionErrors", 1, 3, 2)
    assert (stuck.metric, stuck.at_least, stuck.period_seconds, stuck.periods) == ("StuckVideos", 1, 3600, 1)
    assert {each.silence for each in (starts, completions, stuck)} == {Silence.IS_WELL}


def test_the_price_is_the_one_of_the_price_file():
    assert Decimal(tomllib.loads(PRICES.read_text())["rekognition"]["video_label_minute"]["usd"]) == USD_A_MINUTE
