"""The languages of the interface. Plain Swedish is a variant of its own here, and Swedish to the browser."""

from django.conf import settings
from django.http import HttpRequest


def chosen_language(request: HttpRequest) -> str:
    """The language the visitor chose (a cookie), otherwise Swedish: a browser's own wish is seldom its user's."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def html_lang(code: str) -> str:
    """The language of a page in the sense of HTML and HTTP: ``sv-plain`` is ``sv``, for a screen reader's voice."""
    return code.partition("-")[0]
