"""Type tokens of all components, in one list: two components with one token would be one type to Pulumi."""

CLIENT_ENVIRONMENT = "clientenv:index:ClientEnvironment"
ANALYSIS_COMPLETION = "clientenv:index:AnalysisCompletion"
ANALYSIS_SCHEDULES = "clientenv:index:AnalysisSchedules"
BILLING_READER = "clientenv:index:BillingReader"
BOUNDED_ROLE = "clientenv:index:BoundedRole"
COMPLETION_NOTICES = "clientenv:index:CompletionNotices"
ENCRYPTION_KEY = "clientenv:index:EncryptionKey"
FUNCTION = "clientenv:index:Function"
NETWORK = "clientenv:index:Network"
PRIVATE_BUCKET = "clientenv:index:PrivateBucket"
UPLOAD_INTAKE = "clientenv:index:UploadIntake"
USAGE_TABLE = "clientenv:index:UsageTable"
VEHICLE_ANALYSIS = "clientenv:index:VehicleAnalysis"
VIDEOS_TABLE = "clientenv:index:VideosTable"
WORK_QUEUE = "clientenv:index:WorkQueue"

COMPONENT_TYPES = frozenset(
    {
        CLIENT_ENVIRONMENT,
        ANALYSIS_COMPLETION,
        ANALYSIS_SCHEDULES,
        BILLING_READER,
        BOUNDED_ROLE,
        COMPLETION_NOTICES,
        ENCRYPTION_KEY,
        FUNCTION,
        NETWORK,
        PRIVATE_BUCKET,
        UPLOAD_INTAKE,
        USAGE_TABLE,
        VEHICLE_ANALYSIS,
        VIDEOS_TABLE,
        WORK_QUEUE,
    }
)
