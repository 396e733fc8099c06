"""The solution that is deployed: videos in, labels out, seconds metered."""

import pulumi
import pulumi_aws as aws

from components.analysis_completion import AnalysisCompletion
from components.analysis_metrics import analysis_meter, analysis_watches
from components.analysis_parts import RESULTS_PREFIX, UPLOADS_PREFIX, AnalysisParts
from components.analysis_schedules import AnalysisSchedules, AnalysisSchedulesArgs
from components.completion_notices import CompletionNotices
from components.component_types import VEHICLE_ANALYSIS
from components.data_table import DataTableArgs
from components.function import Function, FunctionArgs
from components.meter import Meter
from components.metric_alarm import Watch
from components.private_bucket import PrivateBucket, PrivateBucketArgs
from components.surroundings import Surroundings
from components.upload_intake import UploadIntake
from components.videos_table import VideosTable
from components.workload import WorkloadArgs
from lambdas.manifest import RELEASE_HELD


class VehicleAnalysis(pulumi.ComponentResource):
    """Upload, event bus, queue, Rekognition Video, topic, queue, results and usage; `docs/architecture.md` has the picture."""

    uploads: PrivateBucket
    results: PrivateBucket
    videos: VideosTable
    notices: CompletionNotices
    intake: UploadIntake
    completion: AnalysisCompletion
    schedules: AnalysisSchedules
    release_held: Function

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(VEHICLE_ANALYSIS, name, {}, opts)
        self._within = within = pulumi.ResourceOptions(parent=self)
        self.uploads = self._uploads(name, args.surroundings)
        self.results = self._results(name, args.surroundings)
        self.videos = VideosTable(f"{name}-videos", _table_args(args.surroundings), opts=within)
        self.notices = CompletionNotices(f"{name}-completions", args.surroundings, opts=within)
        parts = AnalysisParts(
            surroundings=args.surroundings,
            uploads=self.uploads,
            results=self.results,
            videos=self.videos,
            usage=args.usage,
            notices=self.notices,
        )
        self.intake = UploadIntake(name, parts, opts=within)
        self.completion = AnalysisCompletion(name, parts, opts=within)
        schedules = AnalysisSchedulesArgs(parts=parts, start_analysis=self.intake.start_analysis)
        self.schedules = AnalysisSchedules(name, schedules, opts=within)
        self.release_held = self._release_held(name, parts)
        self.register_outputs({"uploads_bucket": self.uploads_bucket, "results_bucket": self.results_bucket})

    @property
    def uploads_bucket(self) -> pulumi.Output[str]:
        return self.uploads.bucket.bucket

    @property
    def results_bucket(self) -> pulumi.Output[str]:
        return self.results.bucket.bucket

    @property
    def functions(self) -> dict[str, Function]:
        return {
            "start_analysis": self.intake.start_analysis,
            "complete_analysis": self.completion.complete_analysis,
            "sweep": self.schedules.sweep,
            "clean_up": self.schedules.clean_up,
            "release_held": self.release_held,
        }

    @property
    def queues(self) -> dict[str, aws.sqs.Queue]:
        return {"uploads": self.intake.work.queue, "completions": self.completion.work.queue}

    @property
    def dead_letters(self) -> dict[str, aws.sqs.Queue]:
        of_queues = {"uploads": self.intake.work.dead_letters, "completions": self.completion.work.dead_letters}
        return of_queues | {name: each.dead_letters for name, each in self.functions.items() if each.dead_letters}

    @property
    def watches(self) -> tuple[Watch, ...]:
        return analysis_watches(pulumi.get_stack())

    @property
    def meter(self) -> Meter:
        return analysis_meter(pulumi.get_stack())

    def _uploads(self, name: str, around: Surroundings) -> PrivateBucket:
        args = PrivateBucketArgs(
            key_arn=around.key.arn,
            retention_days=around.settings.retention_days,
            forgets=UPLOADS_PREFIX,
            versioned=True,  # a name may come again with another video, which is then another video to meter
            tells_event_bridge=True,
            protect=around.settings.protect_data,
        )
        return PrivateBucket(f"{name}-uploads", args, opts=self._within)

    def _results(self, name: str, around: Surroundings) -> PrivateBucket:
        args = PrivateBucketArgs(
            key_arn=around.key.arn,
            retention_days=around.settings.retention_days,
            forgets=RESULTS_PREFIX,  # statements and invoices, under another prefix, stay
            versioned=True,  # or the clean-up could erase, under the old one's name, what was written since it looked
            protect=around.settings.protect_data,
        )
        return PrivateBucket(f"{name}-results", args, opts=self._within)

    def _release_held(self, name: str, parts: AnalysisParts) -> Function:
        return Function(
            f"{name}-release-held",
            FunctionArgs(
                code=RELEASE_HELD,
                surroundings=parts.surroundings,
                environment=parts.environment(RELEASE_HELD),
                permissions=parts.may_move(),
                asynchronous=True,
            ),
            opts=self._within,
        )


def _table_args(around: Surroundings) -> DataTableArgs:
    return DataTableArgs(key_arn=around.key.arn, protect=around.settings.protect_data)
