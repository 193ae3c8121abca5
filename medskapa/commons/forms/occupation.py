"""What is filled in about occupations by those who offer them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.commons.actions.occupation import LONGEST_PLAIN, LONGEST_TASKS
from medskapa.commons.models import OccupationKind, Organisation, Place
from medskapa.commons.models.occupation import MOST_HOURS, MOST_SEATS, MOST_WEEKS
from medskapa.core.fields import seen_version, story
from medskapa.core.forms import Form, LongSelect
from medskapa.core.languages import SPOKEN


class OccupationForm(Form):
    """What is said of an occupation. Nothing that makes it lead onward may be left out."""

    title = forms.CharField(label=_("Vad heter uppdraget?"), max_length=100)
    kind = forms.ChoiceField(label=_("Vad är det?"), choices=OccupationKind.choices, widget=forms.RadioSelect)
    place = forms.ModelChoiceField(
        label=_("Var är det?"), queryset=Place.objects.none(), empty_label=_("Välj en plats"), widget=LongSelect
    )
    purpose = story(_("Vad är uppdraget till för?"), rows=2, limit=500, required=True)
    tasks = story(_("Vad gör man?"), rows=5, limit=LONGEST_TASKS, required=True)
    learns = story(_("Vad lär man sig?"), rows=2, limit=500, required=True)
    plain = story(_("Samma sak på lättläst"), rows=3, limit=LONGEST_PLAIN)
    for_whom = story(_("För vem är det?"), rows=2, limit=300, help_text=_("Lämna tomt om det är för alla."))
    languages = forms.MultipleChoiceField(
        label=_("Vilka språk talar ni?"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple, required=False
    )
    hours_a_week = forms.IntegerField(label=_("Hur många timmar i veckan?"), min_value=1, max_value=MOST_HOURS)
    weeks = forms.IntegerField(
        label=_("Hur många veckor som längst?"),
        help_text=_("Högst ett halvår. Den som behövs längre ska anställas."),
        min_value=1,
        max_value=MOST_WEEKS,
    )
    seats = forms.IntegerField(label=_("Hur många kan vara med samtidigt?"), min_value=1, max_value=MOST_SEATS)
    leads_to = story(_("Vilket arbete kan det leda till?"), rows=2, limit=300, required=True)
    next_step = story(
        _("Vad är nästa steg efteråt?"),
        rows=2,
        limit=500,
        required=True,
        help_text=_("Till exempel: vi skriver ett omdöme, och ni söker jobb ihop i tre butiker."),
    )
    certificate = forms.BooleanField(label=_("Man får ett intyg efteråt"), required=False)
    contact = forms.CharField(
        label=_("Vem frågar man efter?"),
        help_text=_("Till exempel: samordnaren. Skriv inget privat nummer."),
        max_length=100,
        required=False,
    )
    phone = forms.CharField(label=_("Telefon för frågor"), max_length=20, required=False)

    def __init__(self, *args: Any, places: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class NewOccupationForm(OccupationForm):
    """A new one, and who offers it."""

    organisation = forms.ModelChoiceField(
        label=_("Vilken organisation håller i det?"), queryset=Organisation.objects.none(), empty_label=_("Välj")
    )
    field_order = ["form_key", "organisation"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class EditOccupationForm(OccupationForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()
