"""The components of a page. Loaded everywhere, so no ``{% load %}`` is needed. /stil/ shows each in every state.

A component that holds other markup is a block tag; all the rest are single tags. What is only a class has no tag:
``card``, ``table``, ``actions`` (a row of buttons), ``lead`` (the first paragraph), ``prose``, ``sr-only``.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from medskapa.core import dates, figures, ui
from medskapa.core.languages import html_lang as lang_of

register = template.Library()

STATUS_ICONS = {
    "waiting": "clock",
    "late": "warning",
    "done": "check",
    "working": "arrow",
    "information": "information",
    "stopped": "stop",
}
NOTICE_ICONS = {"information": "information", "warning": "warning", "success": "check", "danger": "stop"}


@register.filter
def long_date(day: date | None) -> str:
    """``{{ viewpoint.received_on|long_date }}`` gives "onsdag 13 april", with the year where it is not this one."""
    return dates.long_date(day) if day else ""


@register.filter
def short_date(day: date | None) -> str:
    """``{{ decision.decided_on|short_date }}`` gives "13 april 2016", always with the year."""
    return dates.short_date(day) if day else ""


@register.filter
def iso_day(day: date | None) -> str:
    """``datetime="{{ event.at|iso_day }}"``, in list after list: Django's ``date`` reads its pattern anew each time."""
    return dates.iso_day(day) if day else ""


@register.filter
def when(moment: datetime | None) -> str:
    """``{{ event.at|when }}`` gives "onsdag 13 april kl. 12.30"."""
    return dates.when(moment) if moment else ""


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """``{{ 12000|number }}`` gives "12 000" in Swedish and "12,000" in English."""
    return "" if value is None else figures.number(value)


@register.filter
def html_lang(code: str) -> str:
    """``lang="{{ viewpoint.language|html_lang }}"``: a language code as HTML knows it (sv-plain is sv)."""
    return lang_of(code)


@register.simple_tag
def icon(name: str) -> SafeString:
    """``{% icon "check" %}``: a picture beside words that say the same. The names stand in static/icons/icons.svg."""
    return _icon(name)


@lru_cache(maxsize=200, typed=True)
def _icon(name: str) -> SafeString:
    """There are a few dozen, in list after list: each is made once in a process."""
    return render_to_string("components/icon.html", {"name": name})


@register.inclusion_tag("components/button.html")
def button(
    text: str, variant: str = "primary", icon: str = "", name: str = "", value: str = "", color: str = ""
) -> dict[str, Any]:
    """``{% button _("Skicka") %}``: sends the form it stands in.

    Args:
        variant: "primary" (one on a page), "secondary" or "tertiary".
        name, value: where a form has several buttons.
        color: "danger" for what cannot be undone.
    """
    return {"text": text, "variant": variant, "icon": icon, "name": name, "value": value, "color": color}


@register.inclusion_tag("components/link_button.html")
def link_button(text: str, url: str, variant: str = "primary", icon: str = "") -> dict[str, Any]:
    """``{% link_button _("Säg din mening") url %}``: a link that looks like a button."""
    return {"text": text, "url": url, "variant": variant, "icon": icon}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, text: str = "") -> dict[str, Any]:
    """``{% back_link url %}`` or ``{% back_link url _("Till inkorgen") %}``; stands in the block ``back``."""
    return {"url": url, "text": text}


@register.simple_tag
def field(bound: BoundField, heading: bool = False) -> SafeString:
    """``{% field form.text %}``: label, hint, control and error, joined for assistive technology.

    Args:
        heading: the label is the page's h1, where a page asks one question.
    """
    return render_to_string("components/field.html", {"field": bound, "heading": heading})


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """``{% error_summary form %}``: what to mend, each leading to its field. Nothing where all is well.

    ``{{ form }}`` has it already; it is needed where the fields are laid out by hand.
    """
    return {"form": form, "bad_fields": [bound for bound in form.visible_fields() if bound.errors]}


@register.inclusion_tag("components/progress.html")
def progress(now: int, total: int) -> dict[str, Any]:
    """``{% progress 2 5 %}`` gives "Fråga 2 av 5" with a line of steps."""
    return {"now": now, "total": total, "steps": range(1, total + 1)}


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """``{% steps items %}``: what is done and what comes. An item has ``text``, ``state`` ("done", "now", "later")."""
    return {"items": items}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """``{% timeline events %}``: what happened, the first on top.

    An event, a mapping or an object, has ``date`` (a date) and ``title``, and may have ``text``, ``lang`` (of that
    text), ``url`` and ``icon``.
    """
    return {"events": events}


@register.simple_tag(takes_context=True)
def ways_on(context: template.Context, place: str, *args: Any) -> list[ui.Way]:
    """``{% ways_on "theme" theme.slug as ways %}``: the ways on from here to rooms that this one does not know."""
    return ui.onward.of(context["request"], place, *args)


@register.simple_tag
def status(text: str, kind: str = "information") -> SafeString:
    """``{% status _("Väntar på svar") "waiting" %}``: words, an icon and a colour, never the colour alone.

    Args:
        kind: "waiting", "late", "working", "done", "stopped" or "information".
    """
    return _status(str(text), kind)


@lru_cache(maxsize=1_000)
def _status(text: str, kind: str) -> SafeString:
    """A list shows the same few words in row after row, so each is made once in a process."""
    return render_to_string("components/status.html", {"text": text, "kind": kind, "icon": STATUS_ICONS[kind]})


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, url: str = "", action: str = "") -> dict[str, Any]:
    """``{% empty_state _("Inget väntar") _("Allt är besvarat.") url _("Se alla teman") %}``: what to do instead."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/next_page.html", takes_context=True)
def next_page(context: template.Context, after: Any = None, text: str = "") -> dict[str, Any]:
    """``{% next_page after=last.pk %}``: a link to the next page of a list; nothing where `after` is empty.

    The other parameters of the address, such as filters, are kept.
    """
    query = context["request"].GET.copy()
    query["after"] = after or ""
    return {"after": after, "query": query.urlencode(), "text": text}


@register.simple_block_tag
def notice(content: SafeString, kind: str = "information", title: str = "") -> str:
    """``{% notice "warning" _("Spara koden") %}<p>…</p>{% endnotice %}``.

    Args:
        kind: "information", "warning", "success" or "danger".
    """
    context = {"content": content, "kind": kind, "title": title, "icon": NOTICE_ICONS[kind]}
    return render_to_string("components/notice.html", context)


@register.simple_block_tag
def card(content: SafeString, title: str = "", url: str = "", level: int = 2) -> str:
    """``{% card title url %}<p>…</p>{% endcard %}``: one thing of a kind, with its heading as a link where it has one.

    Args:
        level: of the heading, 2 to 4, so that the outline of the page holds.
    """
    context = {"content": content, "title": title, "url": url, "level": level}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def disclosure(content: SafeString, summary: str, open: bool = False) -> str:
    """``{% disclosure _("Varför?") %}<p>…</p>{% enddisclosure %}``: opens on demand, without JavaScript too."""
    context = {"content": content, "summary": summary, "open": open}
    return render_to_string("components/disclosure.html", context)


@register.filter
def dressed(bound: BoundField) -> SafeString:
    """The widget of a form that is not ours (allauth's), with the class that our own forms set themselves."""
    return bound.as_widget(attrs={"class": "ds-input"})
