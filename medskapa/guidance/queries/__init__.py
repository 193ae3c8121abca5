"""What may be read of the path."""

from medskapa.guidance.queries.guides import assignment_of
from medskapa.guidance.queries.plan import next_steps, plan_of
from medskapa.guidance.queries.talks import free_for, free_slots, next_talk

__all__ = [
    "assignment_of",
    "free_for",
    "free_slots",
    "next_steps",
    "next_talk",
    "plan_of",
]
