"""From what somebody wants help with to who helps nearby: the finder, with what they have chosen already."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

from medskapa.commons import needs
from medskapa.entrance.models import Fact

NEEDS = {
    "brings": {"work": "work", "swedish": "swedish", "children": "children"},
    "digital_need": {
        "bankid": "bankid",
        "e_services": "e_service",
        "basics": "phone",
        "trust": "fraud",
        "no_device": "computer",
    },
}
"""What one can choose at the entrance, by question -> the need of the directory that is the same."""


def ways(told: Iterable[Fact]) -> list[tuple[str, str]]:
    """The needs that were chosen and that the directory knows, in words, each with the address of who helps with it."""
    facts = {fact.key: fact.value for fact in told}
    chosen = [same[each] for key, same in NEEDS.items() for each in _chosen(facts.get(key)) if each in same]
    area = facts.get("area")
    where = {"var": area} if isinstance(area, str) and area else {}
    return [(capfirst(str(needs.WORDS[need])), _address({"behov": need} | where)) for need in needs.known(chosen)]


def _chosen(answer: Any) -> list[str]:
    return [each for each in answer if isinstance(each, str)] if isinstance(answer, list) else []


def _address(asked: dict[str, str]) -> str:
    return f"{reverse('commons:find')}?{urlencode(asked)}"
