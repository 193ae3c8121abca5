"""What is filled in about activities: by anyone who signs up, and by those who organise and read them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.commons import activity_codes
from medskapa.commons.actions.activities import LONGEST_PLAIN, LONGEST_REASON, LONGEST_TEXT, LONGEST_WORDS, MOST_SEATS
from medskapa.commons.actions.signing_up import LONGEST_NAME, MOST_AT_ONCE
from medskapa.commons.models import ActivityKind, Organisation, Place, TellVia
from medskapa.core.fields import UNCORRECTED, CodeField, a_day, a_time, seen_version, story, why
from medskapa.core.forms import Form, LongSelect
from medskapa.core.languages import SPOKEN
from medskapa.core.ui import Choice

MOST_SKIPPED = 60


class SignUpForm(Form):
    """Who comes, how many they are, and how to tell them."""

    name = forms.CharField(label=_("Vad heter du?"), help_text=_("Förnamnet räcker."), max_length=LONGEST_NAME)
    how_many = forms.IntegerField(
        label=_("Hur många är ni?"),
        help_text=_("Räkna med dig själv."),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=1,
        error_messages={
            "min_value": _("Skriv hur många ni är, mellan 1 och 10."),
            "max_value": _("Skriv hur många ni är, mellan 1 och 10."),
        },
    )
    via = forms.ChoiceField(
        label=_("Hur kan vi säga till om något ändras?"),
        choices=[
            (TellVia.SMS, _("Med sms")),
            (TellVia.EMAIL, _("Med e-post")),
            (TellVia.NONE, Choice(_("Inte alls"), _("Då tittar du själv på sidan innan du går."))),
        ],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Mobilnummer eller e-postadress"),
        help_text=_("Lämna tomt om vi inte ska höra av oss."),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("via") in {TellVia.SMS, TellVia.EMAIL} and not cleaned.get("address"):
            self.add_error(
                "address",
                _("Skriv ditt mobilnummer.") if cleaned["via"] == TellVia.SMS else _("Skriv din e-postadress."),
            )
        return cleaned


class SignUpCodeForm(Form):
    """The code of a sign-up."""

    code = CodeField(
        parse=activity_codes.parse,
        label=_("Din kod"),
        help_text=_("Fyra ord. Du fick dem när du anmälde dig. Ett stavfel i ett ord gör inget."),
        widget=forms.TextInput(attrs=UNCORRECTED),
        error_messages={
            "required": _("Skriv de fyra orden i din kod."),
            "incomplete": _("Koden är fyra ord. Titta efter, och skriv alla orden."),
        },
    )


class Days(forms.CharField):
    """Days, one on each line or with a comma between."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        words = str(value or "").replace(",", " ").split()
        if len(words) > MOST_SKIPPED:
            raise ValidationError(gettext("Skriv färre dagar."))
        day = forms.DateField(error_messages={"invalid": _("Skriv datumet så här: 2026-04-13.")})
        return [day.clean(word) for word in words]


class ActivityForm(Form):
    """What is said of an activity."""

    title = forms.CharField(label=_("Vad heter aktiviteten?"), max_length=100)
    plain_title = forms.CharField(label=_("Namn på lättläst"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Vad är det?"), choices=ActivityKind.choices)
    text = story(_("Vad gör ni?"), rows=5, limit=LONGEST_TEXT, required=True)
    plain = story(_("Samma sak på lättläst"), rows=3, limit=LONGEST_PLAIN)
    place = forms.ModelChoiceField(
        label=_("Var är det?"), queryset=Place.objects.none(), empty_label=_("Välj en plats"), widget=LongSelect
    )
    where = forms.CharField(
        label=_("Var i huset?"), help_text=_("Till exempel: plan 2, intill kaféet."), max_length=200, required=False
    )
    for_whom = story(_("För vem är det?"), rows=2, limit=300, help_text=_("Lämna tomt om det är för alla."))
    languages = forms.MultipleChoiceField(
        label=_("Vilka språk talar ni?"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple, required=False
    )
    cost = forms.CharField(
        label=_("Vad kostar det?"), help_text=_("Lämna tomt om det är gratis."), max_length=100, required=False
    )
    accessibility = story(_("Tillgänglighet"), rows=2, limit=300)
    phone = forms.CharField(label=_("Telefon för frågor"), max_length=20, required=False)
    for_children = forms.BooleanField(label=_("Barn är välkomna"), required=False)
    signs_up = forms.BooleanField(label=_("Man anmäler sig"), required=False)

    def __init__(self, *args: Any, places: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = places


class NewActivityForm(ActivityForm):
    """A new one, and who organises it."""

    organisation = forms.ModelChoiceField(
        label=_("Vilken organisation ordnar det?"), queryset=Organisation.objects.none(), empty_label=_("Välj")
    )
    field_order = ["form_key", "organisation"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations


class EditActivityForm(ActivityForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()


class TimeForm(Form):
    """One time, and how many seats."""

    day = a_day(_("Vilken dag?"))
    starts = a_time(_("Börjar"))
    ends = a_time(_("Slutar"))
    seats = forms.IntegerField(
        label=_("Hur många platser?"),
        help_text=_("Lämna tomt om alla får plats."),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
    )


class TimesForm(TimeForm):
    """One time, or one each week."""

    until = a_day(_("Varje vecka till och med"), required=False, help_text=_("Lämna tomt om det bara är en gång."))
    skip = Days(
        label=_("Dagar som ni hoppar över"),
        help_text=_("Så här: 2026-04-13. En på varje rad."),
        required=False,
        max_length=1_000,
    )
    not_on_holidays = forms.BooleanField(label=_("Inte på helgdagar"), required=False)


class CancelForm(Form):
    """Why something is cancelled; anybody may read it."""

    why = why(_("Varför? Alla kan läsa det"), limit=LONGEST_REASON)


class ReturnForm(Form):
    """What an editor asks for before it is published, or why it is not."""

    words = story(_("Vad behöver ändras, eller varför går det inte?"), rows=4, limit=LONGEST_WORDS, required=True)
    refuse = forms.BooleanField(
        label=_("Den kan inte publiceras alls"),
        help_text=_("Låt bli att kryssa i om det räcker att de ändrar något."),
        required=False,
    )


class CameForm(Form):
    """How many came."""

    came = forms.IntegerField(label=_("Hur många kom?"), min_value=0, max_value=10_000)
