"""What is filled in about initiatives: the mandate, what is measured and counted, what is assumed and decided."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.commons.actions.initiative_results import (
    LONGEST_BY,
    LONGEST_NOTE,
    LONGEST_SOURCE,
    LONGEST_UNIT,
    LONGEST_WHAT,
)
from medskapa.commons.models import Area, CountedWhere, InitiativeWord, MeasureKind, Organisation, Place
from medskapa.commons.models.initiatives import LONGEST_WORDS
from medskapa.core.fields import a_day, a_figure, seen_version, story, why
from medskapa.core.forms import Form, LongSelect
from medskapa.core.ui import Choice
from medskapa.people.models import Person


def _figure(label: Any) -> forms.DecimalField:
    """A figure, nothing or more."""
    at_least = {"min_value": _("Skriv ett tal, noll eller mer.")}
    return a_figure(label, min_value=0, max_digits=10, error_messages=at_least)


class InitiativeForm(Form):
    """What is tried, and who leads it with what right."""

    title = forms.CharField(label=_("Vad heter det?"), max_length=100)
    question = story(_("Vilken fråga vill ni ha svar på?"), rows=2, limit=300, required=True)
    text = story(_("Vad gör ni?"), rows=5, limit=LONGEST_WORDS, required=True)
    plain = story(_("Samma sak på lättläst"), rows=3, limit=LONGEST_WORDS)
    area = forms.ModelChoiceField(
        label=_("I vilket område prövar ni?"), queryset=Area.objects.none(), empty_label=_("Välj ett område")
    )
    places = forms.ModelMultipleChoiceField(
        label=_("På vilka platser?"),
        help_text=_("Alla andra platser blir de som vi jämför med."),
        queryset=Place.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = a_day(_("Första dagen"))
    ends_on = a_day(_("Sista dagen"))
    led_by = forms.ModelChoiceField(
        label=_("Vem leder?"), queryset=Person.objects.none(), empty_label=_("Välj"), widget=LongSelect
    )
    leads_as = forms.CharField(label=_("I vilken roll?"), max_length=100)
    right = story(_("Vad får den som leder bestämma?"), rows=3, limit=500, required=True)
    rights = forms.MultipleChoiceField(
        label=_("Vilka beslut får den som leder ta själv?"),
        help_text=_("De andra besluten tar en beslutsfattare."),
        choices=[
            ("leader_may_stop", _("Sluta")),
            ("leader_may_go_on", _("Fortsätta")),
            ("leader_may_scale", _("Utöka till fler områden")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Vilka gör ni det tillsammans med?"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        areas: QuerySet[Area],
        places: QuerySet[Place],
        leaders: QuerySet[Person],
        partners: QuerySet[Organisation],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["area"].queryset = areas
        self.fields["places"].queryset = places
        self.fields["led_by"].queryset = leaders
        self.fields["partners"].queryset = partners


class EditInitiativeForm(InitiativeForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()


class MeasuresForm(Form):
    """What the software counts that shall be shown, of what is not yet."""

    kinds = forms.TypedMultipleChoiceField(
        label=_("Vad ska vi räkna?"), coerce=MeasureKind, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, there: set[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = [
            (kind.value, str(kind.label).capitalize())
            for kind in MeasureKind
            if kind.value not in there and kind != MeasureKind.OWN
        ]


class OwnMeasureForm(Form):
    """Something that somebody counts by hand."""

    what = forms.CharField(label=_("Vad räknar ni?"), max_length=LONGEST_WHAT)
    unit = forms.CharField(label=_("I vilken enhet?"), help_text=_("Till exempel: personer."), max_length=LONGEST_UNIT)
    counted_by = forms.CharField(
        label=_("Vem räknar?"), help_text=_("En roll räcker, inget namn behövs."), max_length=LONGEST_BY
    )
    of_people = forms.BooleanField(
        label=_("Det är människor ni räknar"), help_text=_("Då visar vi inga tal under fem."), required=False
    )
    more_is_better = forms.BooleanField(label=_("Mer är bättre"), required=False)


class DropForm(Form):
    """Why something is counted no more."""

    why = why(_("Varför? Alla kan läsa det"), limit=LONGEST_NOTE)


class CountForm(Form):
    """What somebody counted."""

    where = forms.ChoiceField(
        label=_("Var har ni räknat?"),
        choices=[(each.value, str(each.label).capitalize()) for each in CountedWhere],
        widget=forms.RadioSelect,
    )
    value = _figure(_("Hur mycket blev det?"))
    counted_on = a_day(_("Vilken dag räknade ni?"))
    note = story(_("Hur räknade ni?"), rows=2, limit=LONGEST_NOTE)


class AssumptionForm(Form):
    """A number, how low and high it could be, and where it comes from."""

    value = _figure(_("Det troligaste"))
    low = _figure(_("Som lägst"))
    high = _figure(_("Som högst"))
    source = story(
        _("Varifrån kommer siffran?"),
        rows=2,
        limit=LONGEST_SOURCE,
        required=True,
        help_text=_("Skriv källan och året. Är det en bedömning, skriv vad den bygger på."),
    )


class DecisionForm(Form):
    """What is decided, and why."""

    word = forms.TypedChoiceField(label=_("Vad har ni bestämt?"), coerce=InitiativeWord, widget=forms.RadioSelect)
    reasons = story(_("Varför? Alla kan läsa det"), rows=5, limit=LONGEST_WORDS, required=True)
    plain_reasons = story(_("Samma sak på lättläst"), rows=3, limit=LONGEST_WORDS)
    areas = forms.ModelMultipleChoiceField(
        label=_("I vilka fler områden?"),
        help_text=_("Bara när ni utökar."),
        queryset=Area.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    look_again_on = a_day(_("När tittar ni på det igen?"), required=False, help_text=_("Behövs när ni fortsätter."))

    def __init__(self, *args: Any, words: list[InitiativeWord], areas: QuerySet[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        hints = {
            InitiativeWord.STOP: _("Det som prövas tar slut."),
            InitiativeWord.GO_ON: _("Det som prövas går vidare på samma platser."),
            InitiativeWord.SCALE: _("Vi gör det i fler områden."),
        }
        self.fields["word"].choices = [(word.value, Choice(word.label, hints[word])) for word in words]
        self.fields["areas"].queryset = areas
        if InitiativeWord.SCALE not in words:
            del self.fields["areas"]
        if InitiativeWord.GO_ON not in words:
            del self.fields["look_again_on"]
