"""What is filled in about groups: areas, development groups, working groups, members, meetings, how far they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import a_day, a_time, seen_version, story, why
from medskapa.change.models import DevelopmentGroup, GroupMeeting, ImprovementArea, MemberRole, Process
from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.people.models import Person, Unit

NAME_LIMIT, PLACE_LIMIT, ABOUT_LIMIT, SOURCE_LIMIT = 100, 100, 300, 300
MOST_HOURS = 200


class AreaForm(Form):
    """What an evaluation found that needs to get better."""

    name = forms.CharField(label=_("Namn"), max_length=NAME_LIMIT, help_text=_("Två till fem vanliga ord."))
    process = forms.TypedChoiceField(
        label=_("Hör till"), choices=Process.choices, coerce=Process, widget=forms.RadioSelect
    )
    about = story(_("Vad som behöver bli bättre"), required=True)
    plain_about = story(_("Samma sak på lättläst"))
    source = forms.CharField(
        label=_("Vilken utvärdering som visade det"),
        max_length=SOURCE_LIMIT,
        help_text=_("Namn, vem som gjorde den och var den finns."),
    )
    source_on = a_day(_("Utvärderingens datum"), required=False)


class EditAreaForm(AreaForm):
    """An area as it is to be from now on."""

    version = seen_version()


class DevelopmentForm(Form):
    """What a development group is there for, what it may decide, and the time set aside for it."""

    version = seen_version()
    name = forms.CharField(label=_("Namn"), max_length=NAME_LIMIT)
    purpose = story(_("Varför gruppen finns"), required=True)
    plain_purpose = story(_("Varför gruppen finns, lättläst"))
    mandate = story(_("Vad gruppen får bestämma"), required=True)
    plain_mandate = story(_("Vad gruppen får bestämma, lättläst"))
    hours_a_month = forms.IntegerField(
        label=_("Avsatt tid, timmar i månaden för var och en"), min_value=0, max_value=MOST_HOURS
    )


class EditGroupForm(Form):
    """The task of a working group, its day and its area."""

    version = seen_version()
    name = forms.CharField(label=_("Gruppens namn"), max_length=NAME_LIMIT)
    task = story(_("Uppdrag"), required=True)
    plain_task = story(_("Uppdrag, lättläst"))
    area = forms.ModelChoiceField(
        label=_("Förbättringsområde"), queryset=ImprovementArea.objects.none(), empty_label=None
    )
    due_on = a_day(_("Ska vara klar"))

    def __init__(self, *args: Any, areas: QuerySet[ImprovementArea], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class GroupForm(EditGroupForm):
    """A new working group."""

    version = None  # type: ignore[assignment]
    development_group = forms.ModelChoiceField(
        label=_("Utvecklingsgrupp som den rapporterar till"),
        queryset=DevelopmentGroup.objects.none(),
        empty_label=None,
    )
    unit = forms.ModelChoiceField(label=_("Enhet som leder arbetet"), queryset=Unit.objects.none(), empty_label=None)
    field_order = ["name", "task", "plain_task", "area", "development_group", "unit", "due_on"]

    def __init__(
        self, *args: Any, units: QuerySet[Unit], development: Iterable[DevelopmentGroup], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        keys = [group.pk for group in development]
        self.fields["development_group"].queryset = DevelopmentGroup.objects.filter(pk__in=keys).order_by("name", "pk")  # type: ignore[attr-defined]


class EndForm(Form):
    """How a working group ends."""

    how = forms.ChoiceField(
        label=_("Hur slutar gruppen?"),
        choices=[("done", _("Uppdraget är klart")), ("early", _("Gruppen slutar i förtid"))],
        widget=forms.RadioSelect,
    )
    reason = why(_("Varför, om den slutar i förtid? Alla kan läsa det"), required=False)


class ProgressForm(Form):
    """How far the group has come."""

    text = story(_("Hur långt ni har kommit"), rows=6, required=True)
    plain_text = story(_("Samma sak på lättläst"))


class MemberForm(Form):
    """Somebody who is to work in the group."""

    person = forms.ChoiceField(label=_("Vem?"), widget=forms.RadioSelect)
    role = forms.TypedChoiceField(
        label=_("Uppgift i gruppen"),
        choices=MemberRole.choices,
        coerce=MemberRole,
        initial=MemberRole.MEMBER,
        widget=forms.RadioSelect,
    )
    starts_on = a_day(_("Från och med"), initial=clock.today)
    show_name = forms.BooleanField(label=_("Personen vill att namnet visas för alla"), required=False)

    def __init__(self, *args: Any, found: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [(str(person.pk), introduced(person)) for person in found]  # type: ignore[attr-defined]


def introduced(person: Person) -> str:
    """A name with what the person does, so that two of the same name can be told apart."""
    known = person.title if person.is_staff_member else str(person.get_kind_display())
    return f"{person.name}, {known}" if known else person.name


class LeaveForm(Form):
    """The last day of somebody in the group."""

    last_day = a_day(_("Sista dagen i gruppen"), initial=clock.today)


class MeetingForm(Form):
    """When and where a group meets."""

    day = a_day(_("Vilken dag?"))
    time = a_time(_("Klockan"))
    place = forms.CharField(label=_("Var?"), max_length=PLACE_LIMIT)
    about = forms.CharField(label=_("Vad ni ska göra"), max_length=ABOUT_LIMIT, required=False)

    def starts_at(self) -> datetime:
        """The day and the time together, here. Only for a valid form."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], ZoneInfo(settings.TIME_ZONE))


class ChangeMeetingForm(MeetingForm):
    """The same, with what the meeting came to."""

    version = seen_version()
    notes = story(_("Vad ni kom fram till"), rows=6)

    @classmethod
    def values_of(cls, meeting: GroupMeeting) -> dict[str, Any]:
        """What the form opens with."""
        here = meeting.starts_at.astimezone(ZoneInfo(settings.TIME_ZONE))
        return {
            "day": here.date(),
            "time": here.time(),
            "place": meeting.place,
            "about": meeting.about,
            "notes": meeting.notes,
            "version": meeting.version,
        }
