"""How talks are put into words on pages: ``{% load guidance_talks %}``."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from medskapa.core.templatetags.medskapa import status
from medskapa.guidance import talk_texts
from medskapa.guidance.matching import language_name as name_of

register = template.Library()


@register.simple_tag
def talk_state(talk: Any) -> SafeString:
    """``{% talk_state talk %}``: how it is, in words and with a mark."""
    text, kind = talk_texts.state_of(talk)
    return status(str(text), kind)


@register.filter
def language_name(code: str) -> str:
    """``{{ talk.interpreter|language_name }}``: "arabiska"."""
    return name_of(code)


@register.filter
def hours(talk: Any) -> str:
    """``{{ talk|hours }}``: "kl. 09.00–09.45", where the day is told already."""
    return talk_texts.from_to(talk.starts_at, talk.ends_at)
