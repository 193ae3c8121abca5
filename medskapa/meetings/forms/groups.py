"""What is filled in about the meetings of collaboration groups."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Organisation, Place
from medskapa.core import clock
from medskapa.core.fields import a_day, a_time, story
from medskapa.core.forms import Form
from medskapa.meetings.actions.groups import LONGEST_TEXT, LONGEST_TITLE
from medskapa.meetings.models import Meeting


class GroupMeetingForm(Form):
    """When and where a group meets."""

    day = a_day(_("Dag"))
    starts = a_time(_("Börjar"))
    ends = a_time(_("Slutar"))
    place = forms.ModelChoiceField(
        label=_("Plats"), queryset=Place.objects.none(), required=False, empty_label=_("Någon annanstans")
    )
    place_name = forms.CharField(label=_("Plats, om den inte finns i listan"), max_length=100, required=False)
    purpose = story(_("Om mötet"), help_text=_("Alla kan läsa det. Tomt: det som står om gruppen."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = Place.objects.order_by("name", "pk")

    @staticmethod
    def values_of(meeting: Meeting | None) -> dict[str, Any]:
        """What the form holds when it is opened, of a meeting that has been begun."""
        if meeting is None:
            return {}
        values: dict[str, Any] = {"place": meeting.place, "place_name": meeting.place_name, "purpose": meeting.purpose}
        if meeting.starts_at and meeting.ends_at:
            begins, ends = clock.here(meeting.starts_at), clock.here(meeting.ends_at)
            values |= {"day": begins.date(), "starts": begins.time(), "ends": ends.time()}
        return values

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"day", "starts", "ends"} <= given.keys():
            day, starts, ends = (given.pop(name) for name in ("day", "starts", "ends"))
            given["starts_at"], given["ends_at"] = clock.at(day, starts), clock.at(day, ends)
        return given


class NewsForm(Form):
    """News to tell at the next meeting."""

    organisation = forms.ModelChoiceField(label=_("Från vem"), queryset=Organisation.objects.none(), required=False)
    title = forms.CharField(label=_("Nyheten i en mening"), max_length=LONGEST_TITLE)
    text = story(_("Mer om den"), limit=LONGEST_TEXT, help_text=_("Alla kan läsa det när dagordningen är ute."))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        field.queryset = organisations
        if not organisations:
            del self.fields["organisation"]
