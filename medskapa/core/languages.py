"""The languages of the interface. Plain Swedish is a variant of its own here, and Swedish to the browser."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

SPOKEN = [
    ("sv", "Svenska"),
    ("ar", "العربية"),
    ("en", "English"),
    ("bs", "Bosanski, hrvatski, srpski"),
    ("es", "Español"),
    ("fa", "فارسی، دری"),
    ("pl", "Polski"),
    ("rom", "Romani"),
    ("so", "Soomaali"),
    ("ti", "ትግርኛ"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("und", _("Ett annat språk")),
]
"""The languages that people speak to us, by what each calls itself: the choices of a form."""


def names_of(codes: Iterable[str]) -> list[str]:
    """What the languages `codes` call themselves; one that is not of `SPOKEN` is left out."""
    names = dict(SPOKEN)
    return [str(names[code]) for code in codes if code in names]


def chosen_language(request: HttpRequest) -> str:
    """The language the visitor chose (a cookie), otherwise Swedish: a browser's own wish is seldom its user's."""
    return spoken(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def spoken(*wanted: str) -> str:
    """The first of the languages `wanted` that we write in, otherwise the language of the site."""
    return next((code for code in wanted if code in dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)


def html_lang(code: str) -> str:
    """The language of a page in the sense of HTML and HTTP: ``sv-plain`` is ``sv``, for a screen reader's voice."""
    return code.partition("-")[0]
