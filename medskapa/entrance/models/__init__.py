"""What somebody tells us once, at the common entrance, and where it goes."""

from medskapa.entrance.models.entry import Begun, Entry, How, Part, PartState, Receiver
from medskapa.entrance.models.fact import AskedAgain, Fact, Ground, Passing, Source, Wall
from medskapa.entrance.models.questions import QuestionSet, QuestionSetState

__all__ = [
    "AskedAgain",
    "Begun",
    "Entry",
    "Fact",
    "Ground",
    "How",
    "Part",
    "PartState",
    "Passing",
    "QuestionSet",
    "QuestionSetState",
    "Receiver",
    "Source",
    "Wall",
]
