"""What is filled in to try a message another way, and to note that a letter came back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.meetings import reach
from medskapa.meetings.models import InviteVia, Message, MessageState

_WAYS = {
    InviteVia.LETTER: _("Brev"),
    InviteVia.SMS: _("Sms"),
    InviteVia.EMAIL: _("E-post"),
    InviteVia.CONTACT: _("Någon av oss berättar"),
}


class RetryForm(Form):
    """The way to try now: every one that has a number or an address."""

    via = forms.TypedChoiceField(label=_("Hur ska det nå personen nu?"), coerce=InviteVia, widget=forms.RadioSelect)

    def __init__(self, *args: Any, message: Message, known: bool, **options: Any) -> None:
        """`known`: the viewer may know who it is, and so where each way leads."""
        super().__init__(*args, **options)
        # What waits can only change its way; a form that was sent is judged by the action, which knows a double click.
        every_way = self.is_bound or message.state == MessageState.FAILED
        self.fields["via"].choices = [  # type: ignore[attr-defined]
            (via.value, Choice(_again(via, message.via), _where(via, to if known else "")))
            for via, to in reach.ways_to(message.invitation.member).items()
            if every_way or via != message.via
        ]


def _again(via: InviteVia, tried: str) -> Any:
    return _("%(way)s en gång till") % {"way": _WAYS[via]} if via == tried else _WAYS[via]


def _where(via: InviteVia, to: str) -> Any:
    return _("Det hamnar i listan ”Att berätta”.") if via == InviteVia.CONTACT else ", ".join(to.splitlines())


class ReturnForm(Form):
    """What happened to a letter that came back, or why nobody could be told."""

    reason = forms.CharField(
        label=_("Vad hände?"),
        max_length=300,
        help_text=_("Till exempel: brevet kom tillbaka, personen har flyttat, jag får inte tag på personen."),
    )
