"""The cards for those who help, and for those who do it themselves: how to, step by step. Data, in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404

from medskapa.core.plain_data import read_yaml

FILE = Path(__file__).parent / "data" / "guides.yaml"
_VARIANTS = {"sv": "sv", "sv-plain": "plain", "en": "en"}


@dataclass(frozen=True)
class Step:
    """One step: what to do, and the name of its picture in ``icons/guides.svg``."""

    text: str
    picture: str


@dataclass(frozen=True)
class Guide:
    """One card, in one language."""

    slug: str
    title: str
    lead: str
    picture: str
    steps: tuple[Step, ...]


def guides(language: str) -> list[Guide]:
    """All cards in `language`; in Swedish where that is none of theirs."""
    variant = _VARIANTS.get(language, "sv")
    return [_in(variant, each) for each in _read()]


def guide(slug: str, language: str) -> Guide:
    """One card. Http404 for any other."""
    found = next((each for each in guides(language) if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _in(variant: str, card: Mapping[str, Any]) -> Guide:
    return Guide(
        slug=card["slug"],
        title=card["title"][variant],
        lead=card["lead"][variant],
        picture=card["picture"],
        steps=tuple(Step(step[variant], step["picture"]) for step in card["steps"]),
    )


@cache
def _read() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = read_yaml(FILE.read_text(encoding="utf-8"))
    return read
