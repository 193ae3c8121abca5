"""State and invariants of what residents say. Only ``actions`` calls the methods that change state."""

from medskapa.voice.models.answer import Answer, AnswerKind, AnswerState, Delivery, DeliveryState, Following, Reply
from medskapa.voice.models.desk import BulkChange, DayFigure
from medskapa.voice.models.theme import Extract, MergedViewpoint, Theme, ThemeMerge
from medskapa.voice.models.thread import Event, EventKind, Thread
from medskapa.voice.models.viewpoint import (
    AnswerVia,
    Channel,
    Draft,
    Receipt,
    Vector,
    Viewpoint,
    ViewpointState,
)

__all__ = [
    "Answer",
    "AnswerKind",
    "AnswerState",
    "AnswerVia",
    "BulkChange",
    "Channel",
    "DayFigure",
    "Delivery",
    "DeliveryState",
    "Draft",
    "Event",
    "EventKind",
    "Extract",
    "Following",
    "MergedViewpoint",
    "Receipt",
    "Reply",
    "Theme",
    "ThemeMerge",
    "Thread",
    "Vector",
    "Viewpoint",
    "ViewpointState",
]
