"""What is filled in about a resident who may be asked to meetings, by staff and by the resident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Area, Service
from medskapa.core import clock
from medskapa.core.forms import BoundField, Form
from medskapa.core.ui import Choice
from medskapa.meetings.models import AgreedHow, Gender, InviteVia, PoolMember
from medskapa.meetings.queries.pool import LONGEST_SEARCH, Wanted
from medskapa.people.models import Person
from medskapa.people.queries import staff
from medskapa.voice.forms.say import LANGUAGES

LARGEST_VERSION = 2**31 - 1
WAYS = [
    (InviteVia.LETTER.value, Choice(_("Brev hem"))),
    (InviteVia.SMS.value, Choice(_("Sms"))),
    (InviteVia.EMAIL.value, Choice(_("E-post"))),
    (InviteVia.CONTACT.value, Choice(_("Genom en guide eller kontakt"))),
]


class OwnWords(forms.CharField):
    """Running text, in which a line break counts as one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class ReachForm(Form):
    """How somebody wants to be asked, and where that reaches them."""

    via = forms.ChoiceField(label=_("Hur personen vill bli frågad"), choices=WAYS, widget=forms.RadioSelect)
    address = OwnWords(
        label=_("Adress"),
        required=False,
        max_length=300,
        help_text=_("Gata på en rad. Postnummer och ort på nästa."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=_("Mobilnummer"), required=False, max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("E-postadress"), required=False)
    contact = forms.ModelChoiceField(
        label=_("Guide eller kontakt"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("ingen"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].queryset = staff()  # type: ignore[attr-defined]


class TraitsForm(Form):
    """What a draw may know of somebody. All of it may be left out."""

    birth_year = forms.IntegerField(label=_("Födelseår"), required=False, min_value=1, max_value=9_999)
    gender = forms.ChoiceField(label=_("Kön"), required=False, choices=[("", _("inget svar")), *Gender.choices])
    area = forms.ModelChoiceField(
        label=_("Område"), required=False, queryset=Area.objects.none(), empty_label=_("inget svar")
    )
    service = forms.ModelChoiceField(
        label=_("Insats eller kurs"), required=False, queryset=Service.objects.none(), empty_label=_("inget svar")
    )
    language = forms.ChoiceField(label=_("Språk"), choices=LANGUAGES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].queryset = Area.objects.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["service"].queryset = Service.objects.filter(unit__isnull=False).order_by("name", "pk")  # type: ignore[attr-defined]


class PersonForm(ReachForm, TraitsForm):
    """Somebody whom staff write up: who it is, how they are reached, what a draw may know."""

    name = forms.CharField(label=_("Namn"), max_length=100)
    protected_identity = forms.BooleanField(
        label=_("Har skyddade personuppgifter. Då ser bara guiden eller kontakten namnet, och inga brev skickas."),
        help_text=_("Välj alltid en guide eller kontakt. Bara den personen kan berätta om träffen flyttas."),
        required=False,
    )
    field_order = [
        "name",
        "via",
        "address",
        "phone",
        "email",
        "contact",
        "birth_year",
        "gender",
        "area",
        "service",
        "language",
        "protected_identity",
    ]


class MemberForm(PersonForm):
    """A resident who said yes to being asked, with how and when."""

    agreed_on = forms.DateField(
        label=_("Vilken dag sa personen ja?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=clock.today,
    )
    agreed_how = forms.ChoiceField(label=_("Hur sa personen ja?"), choices=AgreedHow.choices, widget=forms.RadioSelect)
    field_order = ["name", "agreed_on", "agreed_how", *PersonForm.field_order[1:]]


class EditMemberForm(MemberForm):
    """As `MemberForm`; ``version`` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)

    @staticmethod
    def values_of(member: PoolMember) -> dict[str, Any]:
        return {name: getattr(member, name) for name in (*EditMemberForm.base_fields,) if name != "form_key"}


class FilterForm(forms.Form):
    """What the list is narrowed to, sent with POST (`core.searching`); what is no choice is left out."""

    bound_field_class = BoundField

    text = forms.CharField(label=_("Sök på namn"), required=False, max_length=LONGEST_SEARCH)
    area = forms.ModelChoiceField(
        label=_("Område"), required=False, queryset=Area.objects.none(), empty_label=_("alla")
    )
    via = forms.ChoiceField(label=_("Hur vi frågar"), required=False, choices=[("", _("alla")), *InviteVia.choices])
    left = forms.BooleanField(label=_("Visa dem som har lämnat"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.fields["area"].queryset = Area.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was asked for, as the query takes it."""
        self.is_valid()
        chosen = self.cleaned_data
        area = chosen.get("area")
        return Wanted(
            text=chosen.get("text", ""),
            area=area.pk if area else None,
            via=chosen.get("via", ""),
            left=chosen.get("left", False),
        )


class OwnWayForm(ReachForm):
    """How I want to be asked. A resident with protected identity is not offered letters."""

    via = forms.ChoiceField(label=_("Hur vill du bli frågad?"), choices=WAYS, widget=forms.RadioSelect)
    contact = forms.ModelChoiceField(
        label=_("Vem är din guide eller kontakt?"), queryset=Person.objects.none(), required=False, empty_label=""
    )

    def __init__(self, *args: Any, protected: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["address"].label = _("Din adress")
        self.fields["phone"].label = _("Ditt mobilnummer")
        self.fields["email"].label = _("Din e-postadress")
        if protected:
            self.fields["via"].choices = [way for way in WAYS if way[0] != InviteVia.LETTER]  # type: ignore[attr-defined]
            del self.fields["address"]
            self.fields["contact"].required = True
            self.fields["contact"].help_text = _("Bara den personen får veta vem du är. Välj alltid någon.")


class OwnTraitsForm(TraitsForm):
    """What the draw may know of me."""

    birth_year = forms.IntegerField(label=_("Vilket år är du född?"), required=False, min_value=1, max_value=9_999)
    gender = forms.ChoiceField(
        label=_("Är du kvinna eller man?"), required=False, choices=[("", _("Jag vill inte svara")), *Gender.choices]
    )
    area = forms.ModelChoiceField(
        label=_("Var bor du?"), required=False, queryset=Area.objects.none(), empty_label=_("Jag vill inte svara")
    )
    service = forms.ModelChoiceField(
        label=_("Går du på någon kurs eller får du hjälp av oss?"),
        required=False,
        queryset=Service.objects.none(),
        empty_label=_("Jag vill inte svara"),
    )
    language = forms.ChoiceField(label=_("Vilket språk talar du helst?"), choices=LANGUAGES)
