"""A plan as two people agree on it: its content as data, what vouches for it, and how one differs from another.

The content holds what is planned, and not what has come of it: to tick something off does not undo an agreement.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from medskapa.core import dates
from medskapa.guidance import occupations
from medskapa.guidance.models import Goal, Plan, Step, StepOwner, StepState

Content = dict[str, Any]

LABELS = {
    "occupation": _("Yrke"),
    "goal_words": _("Jobbmål med egna ord"),
    "studies": _("Studier"),
    "can": _("Det här kan jag"),
    "want": _("Det här vill jag"),
    "hinders": _("Det här står i vägen"),
}
WHO = {StepOwner.RESIDENT: _("den som planen gäller"), StepOwner.GUIDE: _("guiden")}
PLANNED = (StepState.AGREED, StepState.DONE)


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was: `before` is None where it is new, `after` where it is gone."""

    label: Any
    before: str | None
    after: str | None


@dataclass(frozen=True)
class FrozenStep:
    """A step as it stands in a version."""

    text: str
    owner: str
    owner_name: str
    due_on: date | None


def content_of(plan: Plan, goals: Iterable[Goal], steps: Iterable[Step]) -> Content:
    """What is agreed on when `plan` is, as JSON can hold it: texts, goals in order, steps by day.

    Args:
        goals: those that are not dropped.
        steps: those of `PLANNED`.
    """
    dated = sorted(steps, key=lambda step: (step.due_on or date.max, step.pk))
    return {
        "occupation": plan.occupation,
        **{name: getattr(plan, name) for name in LABELS if name != "occupation"},
        "goals": [{"id": str(goal.pk), "text": goal.text} for goal in sorted(goals, key=lambda g: (g.place, g.pk))],
        "steps": [_step(step) for step in dated],
    }


def digest_of(content: Content) -> str:
    """SHA-256 of `content`, in hexadecimal: the same for the same content, in whatever order it is written down."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def texts_in(content: Content) -> list[tuple[Any, str]]:
    """The texts of `content` that say something, with their labels."""
    return [(label, text) for name, label in LABELS.items() if (text := _text(content, name))]


def goals_in(content: Content) -> list[tuple[str, list[FrozenStep]]]:
    """The goals of `content` with their steps; those that belong to none come last, under an empty text."""
    texts = {goal["id"]: goal["text"] for goal in content["goals"]}
    groups: dict[str, list[FrozenStep]] = {key: [] for key in [*texts, ""]}
    for step in content["steps"]:
        groups[step["goal"] if step["goal"] in texts else ""].append(_frozen(step))
    return [(texts.get(key, ""), steps) for key, steps in groups.items() if key or steps]


def differences(before: Content | None, after: Content) -> list[Difference]:
    """What `after` says that `before` did not, and the other way round; None for there being nothing before."""
    before = before or {"goals": [], "steps": []}
    found = [
        Difference(label, old or None, new or None)
        for name, label in LABELS.items()
        if (old := _text(before, name)) != (new := _text(after, name))
    ]
    found += _changed(_("Delmål"), _told(before["goals"]), _told(after["goals"]))
    return found + _changed(_("Steg"), _told(before["steps"]), _told(after["steps"]))


def _changed(label: Any, before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    keys = [*before, *(key for key in after if key not in before)]
    pairs = ((before.get(key), after.get(key)) for key in keys)
    return [Difference(label, old, new) for old, new in pairs if old != new]


def _told(rows: list[dict[str, Any]]) -> dict[str, str]:
    """What each goal or step says, in one line, by its key."""
    return {row["id"]: _line(row) for row in rows}


def told(step: FrozenStep, resident: str) -> str:
    """What a step says in one line, by the name of the resident whose plan it is."""
    who = {StepOwner.RESIDENT: resident, StepOwner.GUIDE: str(WHO[StepOwner.GUIDE])}.get(StepOwner(step.owner))
    day = dates.full_date(step.due_on) if step.due_on else ""
    return ", ".join(part for part in (step.text, who or step.owner_name, day) if part)


def _line(row: dict[str, Any]) -> str:
    if "owner" not in row:
        return str(row["text"])
    day = dates.long_date(date.fromisoformat(row["due_on"])) if row["due_on"] else ""
    who = row["owner_name"] or str(WHO.get(row["owner"], ""))
    return ", ".join(part for part in (row["text"], who, day) if part)


def _text(content: Content, name: str) -> str:
    text = str(content.get(name, ""))
    return (occupations.name_of(text) or text) if name == "occupation" else text


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": str(step.pk),
        "text": step.text,
        "owner": step.owner,
        "owner_name": step.owner_name,
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "goal": str(step.goal_id or ""),
    }


def _frozen(step: dict[str, Any]) -> FrozenStep:
    due_on = date.fromisoformat(step["due_on"]) if step["due_on"] else None
    return FrozenStep(step["text"], step["owner"], step["owner_name"], due_on)
