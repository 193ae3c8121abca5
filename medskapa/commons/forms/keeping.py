"""What is filled in to keep the directory true."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.commons import needs
from medskapa.commons.actions.keeping import LONGEST_REASON
from medskapa.commons.models import Likeness, MemberTask, Organisation, OrganisationKind, Place, ServiceAtPlace, Weekday
from medskapa.core.fields import a_day, a_time, seen_version, story, web_address, why
from medskapa.core.forms import Form, LongSelect
from medskapa.core.languages import SPOKEN
from medskapa.core.ui import Choice
from medskapa.people.models import Person, Unit

RHYTHMS = [
    (30, _("En gång i månaden")),
    (60, _("Varannan månad")),
    (90, _("En gång i kvartalet")),
    (180, _("Två gånger om året")),
    (365, _("En gång om året")),
]
"""How often something is to be checked, in days."""


class Lines(forms.CharField):
    """Words, one on each line or with a comma between."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = str(value or "").replace(",", "\n").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ServiceForm(Form):
    """What the directory says of something that is offered."""

    name = forms.CharField(label=_("Vad heter det?"), max_length=100)
    summary = story(_("Vad får man hjälp med?"), rows=2, limit=300, required=True)
    plain = story(_("Samma sak på lättläst"), rows=2, limit=300)
    needs = forms.MultipleChoiceField(
        label=_("Vilka behov möter det?"),
        help_text=_("Den som söker börjar med sitt behov. Välj bara det ni verkligen hjälper till med."),
        choices=needs.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    words = Lines(
        label=_("Ord som folk söker med"),
        help_text=_("Ett ord på varje rad. Gärna vardagliga ord, felstavningar och andra språk."),
        required=False,
        max_length=2_000,
    )
    for_whom = story(_("För vem är det?"), rows=2, limit=300)
    how = story(_("Hur gör man?"), rows=2, limit=300)
    cost = forms.CharField(
        label=_("Vad kostar det?"), help_text=_("Lämna tomt om det är gratis."), max_length=100, required=False
    )
    accessibility = story(_("Tillgänglighet"), rows=2, limit=300)
    text = story(_("Mer om det"), rows=5, limit=3_000)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-postadress"), required=False)
    website = web_address(_("Webbplats"))
    languages = forms.MultipleChoiceField(
        label=_("Vilka språk talar ni?"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple, required=False
    )
    drop_in = forms.BooleanField(label=_("Man kan komma utan att boka"), required=False)
    by_phone = forms.BooleanField(label=_("Man kan få hjälp per telefon"), required=False)
    takes_referrals = forms.BooleanField(label=_("Andra får fråga om ni kan ta emot någon"), required=False)
    check_every = forms.TypedChoiceField(
        label=_("Hur ofta ska det kollas?"),
        help_text=_("Den som håller det aktuellt får ett mejl när det är dags."),
        choices=RHYTHMS,
        coerce=int,
    )


class NewServiceForm(ServiceForm):
    """A new one, and who offers it."""

    organisation = forms.ModelChoiceField(
        label=_("Vilken organisation erbjuder det?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Ingen organisation utanför"),
    )
    unit = forms.ModelChoiceField(
        label=_("Vilken enhet erbjuder det?"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Ingen enhet hos oss"),
    )
    field_order = ["form_key", "organisation", "unit"]

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], units: QuerySet[Unit], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, rows in [("organisation", organisations), ("unit", units)]:
            if rows.exists():
                self.fields[name].queryset = rows
            else:
                del self.fields[name]
        offering = [self.fields[name] for name in ("organisation", "unit") if name in self.fields]
        if len(offering) == 1:  # then there is nothing else to choose
            offering[0].required, offering[0].empty_label = True, _("Välj")


class EditServiceForm(ServiceForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()
    owner = forms.ModelChoiceField(
        label=_("Vem håller det aktuellt?"), queryset=Person.objects.none(), required=False, empty_label=_("Ingen ännu")
    )

    def __init__(self, *args: Any, owners: QuerySet[Person], rhythm: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners
        if rhythm not in dict(RHYTHMS):
            own = (rhythm, _("Var %(days)s:e dag") % {"days": rhythm})
            self.fields["check_every"].choices = sorted([*RHYTHMS, own], key=lambda each: each[0])


class ReasonForm(Form):
    """Why something is paused, closed or refused; anybody may read it."""

    why = why(_("Varför? Alla kan läsa det"), limit=LONGEST_REASON)


class ApproveForm(Form):
    """Whether the organisation publishes itself from now on."""

    trust = forms.BooleanField(
        label=_("Organisationen får publicera själv från och med nu"),
        help_text=_("Då väntar det de lägger in inte längre på en redaktör."),
        required=False,
    )


class AtPlaceForm(Form):
    """Where a service is."""

    place = forms.ModelChoiceField(
        label=_("Var är det?"), queryset=Place.objects.none(), empty_label=_("Välj en plats"), widget=LongSelect
    )
    note = forms.CharField(
        label=_("Var i huset?"), help_text=_("Till exempel: plan 2, intill kaféet."), max_length=200, required=False
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = places


class HoursForm(Form):
    """When a service is open at a place, or by phone."""

    at = forms.ModelChoiceField(
        label=_("Var?"), queryset=ServiceAtPlace.objects.none(), required=False, empty_label=_("Per telefon")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Vilka dagar?"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens = a_time(_("Öppnar"))
    closes = a_time(_("Stänger"))
    from_day = a_day(_("Från och med"), required=False, help_text=_("Lämna tomt om det gäller hela året."))
    to_day = a_day(_("Till och med"), required=False)
    note = forms.CharField(
        label=_("Anmärkning"), help_text=_("Till exempel: inte på lov."), max_length=100, required=False
    )

    def __init__(self, *args: Any, places: QuerySet[ServiceAtPlace], **options: Any) -> None:
        super().__init__(*args, **options)
        at = self.fields["at"]
        at.queryset = places
        at.label_from_instance = lambda each: each.place.name


class WrongAnswerForm(Form):
    """Whether what somebody said is wrong was wrong."""

    was_right = forms.TypedChoiceField(
        choices=[("yes", _("Ja, det var fel")), ("no", _("Nej, det stämmer"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


class PairForm(Form):
    """What an editor says of two services that look alike."""

    word = forms.ChoiceField(
        label=_("Är det samma?"),
        choices=[
            ("first", _("Samma. Den vänstra blir kvar")),
            ("second", _("Samma. Den högra blir kvar")),
            (Likeness.DIFFERENT, _("Två olika")),
            (Likeness.UNSURE, Choice(_("Osäkert"), _("Paret visas igen om 60 dagar."))),
        ],
        widget=forms.RadioSelect,
    )
    why = story(_("Varför?"), rows=2, limit=LONGEST_REASON)


class OwnOrganisationForm(Form):
    """What those who lead an organisation write of it."""

    about = story(_("Om organisationen"), rows=3, limit=500)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-postadress"), required=False)
    website = web_address(_("Webbplats"))


class OrganisationForm(OwnOrganisationForm):
    """What an editor writes of an organisation."""

    name = forms.CharField(label=_("Vad heter organisationen?"), max_length=100)
    kind = forms.ChoiceField(label=_("Vad är det?"), choices=OrganisationKind.choices)
    trusted = forms.BooleanField(label=_("Publicerar själv, utan att vänta på en redaktör"), required=False)
    field_order = ["form_key", "name", "kind"]


class EditOrganisationForm(OrganisationForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()
    is_active = forms.BooleanField(label=_("Organisationen finns"), required=False)


class EditOwnOrganisationForm(OwnOrganisationForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()


class MemberForm(Form):
    """Who of the staff acts for an organisation."""

    person = forms.ModelChoiceField(
        label=_("Vem?"), queryset=Person.objects.none(), empty_label=_("Välj"), widget=LongSelect
    )
    task = forms.TypedChoiceField(
        label=_("Vad gör personen där?"), choices=MemberTask.choices, coerce=MemberTask, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people
