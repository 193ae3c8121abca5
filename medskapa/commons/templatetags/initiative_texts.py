"""How the pages of initiatives write a day: ``{% load initiative_texts %}``."""

from datetime import date

from django import template

from medskapa.commons import initiative_words

register = template.Library()


@register.filter
def full_day(day: date | None) -> str:
    """``{{ decision.decided_on|full_day }}`` gives "13 april 2016", always with the year: for what is kept."""
    return initiative_words.full_day(day) if day else ""
