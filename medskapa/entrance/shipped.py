"""The questions that Medskapa comes with, for a town where no editor has made others yet."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from medskapa.core import clock
from medskapa.core.plain_data import read_yaml
from medskapa.entrance.models import QuestionSetState

FILE = Path(__file__).parent / "data" / "questions.yaml"


def questions() -> list[dict[str, Any]]:
    """A copy of the shipped set, in the form that `entrance.conversation` reads."""
    return deepcopy(_read())


def as_published() -> dict[str, Any]:
    """The fields of the shipped set where it is used: of the row that stands for it, or will."""
    now = clock.now()
    return {
        "state": QuestionSetState.PUBLISHED,
        "questions": questions(),
        "made_at": now,
        "published_at": now,
    }


@cache
def _read() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = read_yaml(FILE.read_text(encoding="utf-8"))
    return read
