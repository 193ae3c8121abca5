"""What an answer to an interest can lead to: activities, occupations and services, found by words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Activity, ActivityState
from medskapa.commons.queries import activities, directory, occupation
from medskapa.commons.queries.directory import Wanted

MOST, MOST_CHOSEN = 6, 8
"""So many of each kind a search shows; so many links an answer has at most."""


@dataclass(frozen=True)
class Link:
    """Something to go to. `key` is what is kept of it."""

    key: str
    name: str
    url: str
    kind: Any


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    Args:
        search: what fits some words, as (slug, name).
        named: the same for those of some slugs that anyone may see now. One query.
        url_name: the page of one, by its slug.
    """

    text: Any
    search: Callable[[str], Iterable[tuple[str, str]]]
    named: Callable[[Sequence[str]], Iterable[tuple[str, str]]]
    url_name: str


def search(words: str) -> list[Link]:
    """What fits `words`, a few of each kind."""
    if not words.strip():
        return []
    return [_link(name, slug, text) for name, kind in _kinds.items() for slug, text in list(kind.search(words))[:MOST]]


def known(keys: Iterable[str]) -> list[Link]:
    """What `keys` lead to, in their order; what is not there any more is left out. One query for each kind in them."""
    wanted = list(dict.fromkeys(keys))
    there: dict[str, Link] = {}
    for name, kind in _kinds.items():
        slugs = [key.partition(":")[2] for key in wanted if key.startswith(f"{name}:")]
        if slugs:
            links = (_link(name, slug, text) for slug, text in kind.named(slugs))
            there |= {link.key: link for link in links}
    return [there[key] for key in wanted if key in there]


def _link(name: str, slug: str, text: str) -> Link:
    kind = _kinds[name]
    return Link(f"{name}:{slug}", text, reverse(kind.url_name, args=[slug]), kind.text)


def _services(words: str) -> list[tuple[str, str]]:
    hits = directory.find(Wanted(words=words), most=MOST).hits
    return [(hit.service.slug, hit.service.name) for hit in hits]


def _services_named(slugs: Sequence[str]) -> Iterable[tuple[str, str]]:
    return directory.public().filter(slug__in=slugs).order_by("pk").values_list("slug", "name")


def _activities(words: str) -> list[tuple[str, str]]:
    return [(each.slug, each.title) for each in activities.to_link_to(words, MOST)]


def _activities_named(slugs: Sequence[str]) -> Iterable[tuple[str, str]]:
    rows = Activity.objects.filter(slug__in=slugs, state=ActivityState.PUBLISHED)
    return rows.order_by("pk").values_list("slug", "title")


def _occupations(words: str) -> list[tuple[str, str]]:
    return [(each.slug, each.title) for each in occupation.to_link_to(words, MOST)]


_kinds = {
    "activity": Kind(_("aktivitet"), _activities, _activities_named, "commons:activity"),
    "occupation": Kind(_("uppdrag"), _occupations, occupation.named, "commons:occupation"),
    "service": Kind(_("hjälp"), _services, _services_named, "commons:service"),
}
