"""Type tokens of all components, in one list: two components with one token would be one type to Pulumi."""

CLIENT_ENVIRONMENT = "clientenv:index:ClientEnvironment"
ALERT_TOPIC = "clientenv:index:AlertTopic"
ANALYSIS_COMPLETION = "clientenv:index:AnalysisCompletion"
ANALYSIS_SCHEDULES = "clientenv:index:AnalysisSchedules"
BILLING_ALARMS = "clientenv:index:BillingAlarms"
BILLING_READER = "clientenv:index:BillingReader"
BOUNDED_ROLE = "clientenv:index:BoundedRole"
CLIENT_BUDGET = "clientenv:index:ClientBudget"
COMPLETION_NOTICES = "clientenv:index:CompletionNotices"
COST_TOPIC = "clientenv:index:CostTopic"
DASHBOARD = "clientenv:index:Dashboard"
ENCRYPTION_KEY = "clientenv:index:EncryptionKey"
FUNCTION = "clientenv:index:Function"
NETWORK = "clientenv:index:Network"
OPERATIONAL_ALARMS = "clientenv:index:OperationalAlarms"
PRIVATE_BUCKET = "clientenv:index:PrivateBucket"
UPLOAD_INTAKE = "clientenv:index:UploadIntake"
USAGE_TABLE = "clientenv:index:UsageTable"
VEHICLE_ANALYSIS = "clientenv:index:VehicleAnalysis"
VIDEOS_TABLE = "clientenv:index:VideosTable"
WEB_HOSTING = "clientenv:index:WebHosting"
WORK_QUEUE = "clientenv:index:WorkQueue"

COMPONENT_TYPES = frozenset(
    {
        CLIENT_ENVIRONMENT,
        ALERT_TOPIC,
        ANALYSIS_COMPLETION,
        ANALYSIS_SCHEDULES,
        BILLING_ALARMS,
        BILLING_READER,
        BOUNDED_ROLE,
        CLIENT_BUDGET,
        COMPLETION_NOTICES,
        COST_TOPIC,
        DASHBOARD,
        ENCRYPTION_KEY,
        FUNCTION,
        NETWORK,
        OPERATIONAL_ALARMS,
        PRIVATE_BUCKET,
        UPLOAD_INTAKE,
        USAGE_TABLE,
        VEHICLE_ANALYSIS,
        VIDEOS_TABLE,
        WEB_HOSTING,
        WORK_QUEUE,
    }
)
