"""How the public pages put content and figures into words: ``{% load voice_texts %}``."""

from typing import Any

from django import template

from analysis.disclosure import Shown
from medskapa.voice import texts

register = template.Library()


@register.filter
def in_language(content: Any, field: str) -> str:
    """``{{ theme|in_language:"about" }}``: the text, or its plain variant on a page in plain Swedish."""
    return texts.in_language(content, field)


@register.filter
def figure(shown: Shown) -> str:
    """``{{ row.waiting|figure }}``: a number, "färre än 5" or "visas inte"."""
    return texts.figure(shown)
