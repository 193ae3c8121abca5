"""The verbs of the entrance: the only code that changes its state."""

from medskapa.entrance.actions.entries import confirm_person, hand_in, take_in
from medskapa.entrance.actions.facts import correct_fact, dispute_fact, pass_fact, record_fact
from medskapa.entrance.actions.parts import finish_part, take_part
from medskapa.entrance.actions.questions import change_questions, draft_questions, publish_questions

__all__ = [
    "change_questions",
    "confirm_person",
    "correct_fact",
    "dispute_fact",
    "draft_questions",
    "finish_part",
    "hand_in",
    "pass_fact",
    "publish_questions",
    "record_fact",
    "take_in",
    "take_part",
]
