"""The fields that the forms of change share."""

from medskapa.core.fields import (
    LARGEST_VERSION,
    REASON_LIMIT,
    STORY_LIMIT,
    OwnWords,
    a_day,
    a_time,
    seen_version,
    story,
    why,
)

PROPOSAL_LIMIT = 4_000

__all__ = [
    "LARGEST_VERSION",
    "PROPOSAL_LIMIT",
    "REASON_LIMIT",
    "STORY_LIMIT",
    "OwnWords",
    "a_day",
    "a_time",
    "seen_version",
    "story",
    "why",
]
