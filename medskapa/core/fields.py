"""The fields that the forms of the rooms share."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis import receipt
from analysis.receipt import Code

LONGEST_CODE = 300  # with numbers, line breaks and commas; what is longer is not worth reading
LARGEST_VERSION = 2**31 - 1
REASON_LIMIT, STORY_LIMIT = 500, 2_000


class OwnWords(forms.CharField):
    """Running text. A line break counts as one character, as it does in the counter beside the field."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


UNCORRECTED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
"""The attributes of a field for a code: what a phone would put right or remember is no help there."""


class CodeField(forms.CharField):
    """A code of words, as somebody reads it on a paper or hears it on the phone; cleaned it is a `Code`.

    What is wrong says what to look at, and nothing of which codes there are: only of the list of words. The sentences
    are ``error_messages``: ``unknown_words`` (with ``%(words)s``) and ``incomplete``.

    Args:
        parse: the code that was typed, or None where it is not so many words of the list.
        longest: how much is worth reading, in characters.
    """

    default_error_messages = {"unknown_words": _("Vi känner inte igen: %(words)s. Titta på koden och rätta det.")}

    def __init__(self, *, parse: Callable[[str], Code | None], longest: int = LONGEST_CODE, **options: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 2} | UNCORRECTED)} | options)
        self.parse, self.longest = parse, longest

    def clean(self, value: Any) -> Code:
        typed: str = super().clean(value)
        if len(typed) <= self.longest and (code := self.parse(typed)):
            return code
        if unknown := receipt.unknown_words(typed[: self.longest])[:3]:
            raise ValidationError(self.error_messages["unknown_words"], params={"words": ", ".join(unknown)})
        raise ValidationError(self.error_messages["incomplete"])


def story(label: Any, *, rows: int = 4, limit: int = STORY_LIMIT, required: bool = False, **options: Any) -> OwnWords:
    """Running text of at most `limit` characters."""
    widget = forms.Textarea(attrs={"rows": rows})
    return OwnWords(label=label, max_length=limit, required=required, widget=widget, **options)


def a_day(label: Any, **options: Any) -> forms.DateField:
    """A day, chosen in the browser's calendar or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def a_figure(
    label: Any, *, max_digits: int = 12, error_messages: Mapping[str, Any] | None = None, **options: Any
) -> forms.DecimalField:
    """A figure with at most two decimals, with a comma or a point."""
    return forms.DecimalField(
        label=label,
        max_digits=max_digits,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Skriv en siffra, till exempel 12 eller 12,5."), **(error_messages or {})},
        **options,
    )


def a_time(label: Any, **options: Any) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klockslaget så här: 12.30.")},
        **options,
    )


def web_address(label: Any) -> forms.URLField:
    """The address of a page on the web, or nothing."""
    return forms.URLField(
        label=label,
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Skriv adressen så här: https://exempel.se.")},
    )


def seen_version() -> forms.IntegerField:
    """The version that the writer saw."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)


def why(label: Any, *, limit: int = REASON_LIMIT, required: bool = True) -> OwnWords:
    """Why something is done, for everybody to read."""
    missing = {"required": _("Skriv varför. Alla kan läsa det.")}
    return story(label, rows=3, limit=limit, required=required, error_messages=missing)
