"""What a public list is narrowed by: links that choose a neighbourhood, a kind or a language, or take it away again.

What is chosen stands in the address. Nothing in it is about a person.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import HttpRequest

from medskapa.commons.models import Area
from medskapa.core.languages import SPOKEN

WHERE, KIND, LANGUAGE = "var", "typ", "sprak"
LANGUAGES = [(code, name) for code, name in SPOKEN if code != "und"]

Check = Callable[[str], bool]


def asked_in(
    request: HttpRequest, known: Iterable[Area], kinds: type[TextChoices], more: Mapping[str, Check] | None = None
) -> dict[str, str]:
    """What the address asks for and we know: anything else in it is left out, and so never carried on.

    Args:
        more: what the list is narrowed by besides: a name in the address, and which values it may have.
    """
    checks: dict[str, Check] = {
        WHERE: {area.slug for area in known}.__contains__,
        KIND: kinds.values.__contains__,
        LANGUAGE: dict(LANGUAGES).__contains__,
        **(more or {}),
    }
    return {name: value for name, fits in checks.items() if (value := request.GET.get(name, "")) and fits(value)}


def address(path: str, asked: Mapping[str, str]) -> str:
    """The address of a list at `path` with what is asked for; what is empty is left out."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def choices(
    asked: Mapping[str, str], known: Iterable[Area], kinds: type[TextChoices], link: Callable[[str, str], str]
) -> dict[str, Any]:
    """What `commons/activities/_filters.html` shows of neighbourhoods, kinds and languages.

    Args:
        link: the address with one name set to a value, empty to take it away.
    """
    areas = [(area.name, link(WHERE, area.slug), asked.get(WHERE) == area.slug) for area in known]
    those = [(str(text), link(KIND, value), asked.get(KIND) == value) for value, text in kinds.choices]
    spoken = [(text, link(LANGUAGE, code), asked.get(LANGUAGE) == code, code) for code, text in LANGUAGES]
    return {
        "kinds": those,
        "areas": areas,
        "languages": spoken,
        "chosen": [
            *[(text, link(WHERE, "")) for text, _url, is_on in areas if is_on],
            *[(text, link(KIND, "")) for text, _url, is_on in those if is_on],
            *[(text, link(LANGUAGE, "")) for text, _url, is_on, _code in spoken if is_on],
        ],
    }
