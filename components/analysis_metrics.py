"""What the vehicle analysis says of itself in CloudWatch: what is shown, and what wants a person."""

from decimal import Decimal

from components.meter import Meter
from components.metric_alarm import DAY, HOUR, Silence, Watch
from lambdas.manifest import DIMENSIONS, NAMESPACE, SERVICE

USD_A_MINUTE = Decimal("0.10")
"""Rekognition Video, labels of a stored video, us-east-1 (aws.amazon.com/rekognition/pricing, read in November 2025)."""


def dimensions(stack: str) -> dict[str, str]:
    """Dimensions of every metric of the analysis in this stack."""
    return dict(zip(DIMENSIONS, (SERVICE, stack), strict=True))


def analysis_meter(stack: str) -> Meter:
    """What is metered, and what the dashboard counts beside it."""
    return Meter(
        namespace=NAMESPACE,
        dimensions=dimensions(stack),
        seconds="SecondsMetered",
        month_seconds="MonthSeconds",
        month_videos="MonthVideos",
        usd_a_minute=USD_A_MINUTE,
        counts={"analysed": "VideosDone", "failed": "VideosFailed", "put off": "VideosWaiting"},
        held="VideosHeld",
    )


def analysis_watches(stack: str) -> tuple[Watch, ...]:
    """Held videos, lost notices, work that fails again and again, and a sweep or a clean-up that no longer does all that it should."""
    held = Watch(
        name="videos-held",
        says="Videos are held: this month's metered minutes have reached the limit. Release them with the function release-held, "
        "or raise clientenv:monthlyMinutesLimit. Held videos are not analysed and not billed.",
        namespace=NAMESPACE,
        metric="VideosHeld",
        dimensions=dimensions(stack),
    )
    found = Watch(
        name="sweep-found",
        says="The hourly sweep found analyses whose notice never came, and has brought them further. Once is AWS's affair; "
        "if it goes on, look at the completions queue and its function.",
        namespace=NAMESPACE,
        metric="SweepFound",
        dimensions=dimensions(stack),
        period_seconds=HOUR,  # it runs once an hour
    )
    silent = Watch(
        name="sweep-silent",
        says="The hourly sweep has not run for two hours: lost notices are no longer found. Look at its rule and its function's log.",
        namespace=NAMESPACE,
        metric="SweepRan",
        dimensions=dimensions(stack),
        period_seconds=HOUR,
        periods=2,  # one hour alone may lie between two runs
        breaching=2,
        silence=Silence.IS_BAD,
    )
    return (held, found, silent, *_error_watches(stack), *_clean_up_watches(stack))


def _error_watches(stack: str) -> tuple[Watch, Watch, Watch]:
    """Whatever fails once is tried again by itself; these tell of what goes on failing, long before it is given up."""
    starts = Watch(
        name="start-errors",
        says="Analyses could not be started, three times or more within an hour: a permission, the key, or Rekognition itself. The log of "
        "start-analysis says which. A video is given up after twenty errors, some four hours.",
        namespace=NAMESPACE,
        metric="StartErrors",
        dimensions=dimensions(stack),
        at_least=3,
        period_seconds=HOUR,
    )
    completions = Watch(
        name="completion-errors",
        says="Finished analyses could not be metered, or their results not written, in two of the last three hours. The logs of "
        "complete-analysis and sweep say why. Rekognition keeps results for seven days; after that they are lost.",
        namespace=NAMESPACE,
        metric="CompletionErrors",
        dimensions=dimensions(stack),
        period_seconds=HOUR,
        periods=3,
        breaching=2,  # one try is an hour or more after the other
    )
    stuck = Watch(
        name="videos-stuck",
        says="An analysis has run for longer than a day; the longest video takes a few hours. The sweep's log names its job: ask AWS "
        "Support about it. It takes one of the environment's slots.",
        namespace=NAMESPACE,
        metric="StuckVideos",
        dimensions=dimensions(stack),
        period_seconds=HOUR,  # the sweep says so once an hour
    )
    return starts, completions, stuck


def _clean_up_watches(stack: str) -> tuple[Watch, Watch]:
    silent = Watch(
        name="clean-up-silent",
        says="The nightly clean-up has not run for two days: what is past its retention is no longer erased by it, and only S3's lifecycle "
        "is left. Look at its rule and its function's log.",
        namespace=NAMESPACE,
        metric="CleanUpRan",
        dimensions=dimensions(stack),
        period_seconds=DAY,
        periods=2,  # one day alone may lie between two nights
        breaching=2,
        silence=Silence.IS_BAD,
    )
    errors = Watch(
        name="clean-up-refused",
        says="The nightly clean-up could not erase all that is past its retention. Its log says what AWS refused; the next night tries "
        "again, and what stays refused is kept longer than clients were promised.",
        namespace=NAMESPACE,
        metric="CleanUpErrors",
        dimensions=dimensions(stack),
        period_seconds=HOUR,
    )
    return silent, errors
