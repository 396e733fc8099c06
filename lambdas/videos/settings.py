"""What the environment variables of a function say."""

from collections.abc import Mapping
from datetime import timedelta


class Settings:
    """Each variable is read when it is asked for: a function is given only those that it uses (`lambdas/manifest.py`).

    A property raises KeyError where its variable is not set, ValueError where it is not a number.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    @property
    def videos_table(self) -> str:
        """Table of states and month totals."""
        return self._variables["VIDEOS_TABLE"]

    @property
    def usage_table(self) -> str:
        """Table of metered seconds."""
        return self._variables["USAGE_TABLE"]

    @property
    def uploads_bucket(self) -> str:
        """The only bucket whose videos are analysed."""
        return self._variables["UPLOADS_BUCKET"]

    @property
    def results_bucket(self) -> str:
        """Where results are written."""
        return self._variables["RESULTS_BUCKET"]

    @property
    def completion_topic(self) -> str:
        """ARN of the topic that Rekognition notifies."""
        return self._variables["COMPLETION_TOPIC_ARN"]

    @property
    def rekognition_role(self) -> str:
        """ARN of the role with which Rekognition publishes to the topic."""
        return self._variables["REKOGNITION_ROLE_ARN"]

    @property
    def monthly_seconds_limit(self) -> int | None:
        """Metered seconds of a UTC month from which on videos are held; None for no limit."""
        text = self._variables["MONTHLY_SECONDS_LIMIT"]
        return int(text) if text else None

    @property
    def max_concurrent_jobs(self) -> int:
        """Analyses of this environment at one time."""
        return int(self._variables["MAX_CONCURRENT_JOBS"])

    @property
    def retention(self) -> timedelta:
        """How long a settled video's row outlives its last change, and how long a held one waits for its release."""
        return timedelta(days=int(self._variables["RETENTION_DAYS"]))
