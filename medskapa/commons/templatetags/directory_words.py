"""How the directory puts content into words: ``{% load directory_words %}``."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def easy(service: Any, field: str) -> str:
    """``{{ service|easy:"summary" }}``: the text, or its plain variant on a page in plain Swedish."""
    plain: str = service.plain if get_language() == "sv-plain" else ""
    return plain or getattr(service, field)


@register.filter
def named(codes: Iterable[str], names: Mapping[str, Any]) -> list[tuple[str, str]]:
    """``{% for code, name in codes|named:language_names %}``: languages with what each calls itself."""
    return [(code, str(names.get(code, code))) for code in codes]
