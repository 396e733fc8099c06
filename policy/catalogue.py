"""All rules, in the order in which they are shown."""

from policy.accounts import PINNED_ACCOUNT
from policy.data_stores import NO_ACCIDENTAL_DELETION, RESTORABLE_TABLES
from policy.encryption import ENCRYPTED
from policy.exposure import GUARDED_BUCKETS, NOT_PUBLIC, TLS_ONLY
from policy.logs import KNOWN_LOG_GROUPS, LOG_RETENTION
from policy.permissions import NO_DOUBLE_WILDCARD
from policy.rules import Rule
from policy.tagging import SIX_TAGS

RULES: tuple[Rule, ...] = (
    PINNED_ACCOUNT,
    SIX_TAGS,
    NOT_PUBLIC,
    TLS_ONLY,
    ENCRYPTED,
    GUARDED_BUCKETS,
    NO_DOUBLE_WILDCARD,
    LOG_RETENTION,
    KNOWN_LOG_GROUPS,
    NO_ACCIDENTAL_DELETION,
    RESTORABLE_TABLES,
)
