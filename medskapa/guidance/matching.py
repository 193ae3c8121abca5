"""Which guide suits a resident best, and why. Pure: no database, no clock, and the same answer every time.

The one who can talk with the resident comes first, then the one who works in their neighbourhood, then the one who
knows what they need, then the one with the most room. Whoever is away, takes nobody new, has no room left, or is the
one that the resident asked to leave is not proposed at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.core.languages import html_lang
from medskapa.guidance import needs

NEW_WEIGHT = 2
"""What a new resident weighs, until the guide says otherwise (1 to 5)."""

Reason = list[str]
"""Why this guide: a word that `say` knows, and what it is about. Data, so that each reads it in their language."""

_LANGUAGE, _AREA, _NEED = 40, 20, 10
_MOST_NEEDS = 3
_ROOM = 10


@dataclass(frozen=True)
class Wish:
    """What is known of a resident. An empty `area` is one that nobody told."""

    language: str = "sv"
    area: str = ""
    needs: Sequence[str] = ()
    not_guides: frozenset[int] = frozenset()  # keys of those they asked to leave


@dataclass(frozen=True)
class Offer:
    """One guide: what they can, and how much they carry (the sum of the weights of their residents)."""

    guide: int
    languages: Sequence[str] = ()
    areas: Sequence[str] = ()
    needs: Sequence[str] = ()
    load: int = 0
    most: int = 60
    takes_new: bool = True
    away: bool = False

    @property
    def room(self) -> Fraction:
        """The part of what they can carry that is free."""
        return max(Fraction(0), 1 - Fraction(self.load, self.most))


@dataclass(frozen=True)
class Match:
    guide: int
    score: Fraction
    reasons: list[Reason] = field(default_factory=list)


def rank(wish: Wish, offers: Iterable[Offer], *, weight: int = NEW_WEIGHT) -> list[Match]:
    """The guides who can take the resident, the best first. Where all is equal the older key comes first."""
    able = [offer for offer in offers if can_take(wish, offer, weight)]
    found = [Match(offer.guide, *_judged(wish, offer)) for offer in able]
    return sorted(found, key=lambda match: (-match.score, match.guide))


def can_take(wish: Wish, offer: Offer, weight: int = NEW_WEIGHT) -> bool:
    """Whether the guide is here, takes new residents, has room for `weight`, and is not the one they asked to leave."""
    has_room = offer.load + weight <= offer.most
    return offer.takes_new and not offer.away and has_room and offer.guide not in wish.not_guides


def reasons(wish: Wish, offer: Offer) -> list[Reason]:
    """What speaks for this guide, whether or not they have room."""
    return _judged(wish, offer)[1]


def _judged(wish: Wish, offer: Offer) -> tuple[Fraction, list[Reason]]:
    score, why = _ROOM * offer.room, []
    spoken = html_lang(wish.language)
    if spoken in offer.languages:
        score += _LANGUAGE
        why.append(["language", spoken])
    if wish.area and wish.area in offer.areas:
        score += _AREA
        why.append(["area", wish.area])
    met = [need for need in needs.known(wish.needs) if need in offer.needs][:_MOST_NEEDS]
    score += _NEED * len(met)
    why += [["need", need] for need in met]
    if offer.room >= Fraction(1, 2):
        why.append(["room", ""])
    return score, why


def say(reasons: Iterable[Reason], *, areas: dict[str, str] | None = None, at_work: bool = False) -> list[str]:
    """The reasons in words, in the language of the page. What nobody knows any more is left out.

    Args:
        areas: the names of neighbourhoods by slug; the slug stands for one that is not there.
        at_work: to staff, and not to the resident, who is "you".
    """
    return [words for kind, about in reasons if (words := _said(kind, about, areas or {}, at_work))]


def language_name(code: str) -> str:
    """The name of a language in the language of the page; the code where nobody knows it."""
    from babel import Locale, UnknownLocaleError
    from django.utils import translation

    if code == "rom":  # which Babel does not know
        return gettext("romani")
    try:
        name = Locale.parse(code).get_language_name(html_lang(translation.get_language() or "sv"))
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


_SENTENCES = {
    "language": (_("Ni kan tala %(about)s med varandra."), _("De kan tala %(about)s med varandra.")),
    "area": (_("Arbetar i %(about)s, där du bor."), _("Arbetar i %(about)s, där invånaren bor.")),
    "need": (_("Kan mycket om det här: %(about)s."), _("Kan mycket om det här: %(about)s.")),
    "room": (_("Har gott om tid för dig."), _("Har gott om plats.")),
    "chosen": (_("Enhetschefen valde er till varandra."), _("Vald av en enhetschef.")),
}
"""What each reason is called to the resident, and at work."""


def _said(kind: str, about: str, areas: dict[str, str], at_work: bool) -> str:
    if kind not in _SENTENCES or (kind == "need" and not needs.is_known(about)):
        return ""
    names = {"language": language_name, "area": lambda slug: areas.get(slug, slug), "need": needs.WORDS.__getitem__}
    name = names[kind](about) if kind in names else about
    return str(_SENTENCES[kind][at_work]) % {"about": name}


def take_one(wish: Wish, offers: dict[int, Offer], weight: int = NEW_WEIGHT) -> int | None:
    """The best guide of `offers` for one more resident, whose weight is then added there. None: nobody can."""
    ranked = rank(wish, offers.values(), weight=weight)
    if not ranked:
        return None
    chosen = offers[ranked[0].guide]
    offers[chosen.guide] = replace(chosen, load=chosen.load + weight)
    return chosen.guide
