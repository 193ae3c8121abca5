"""What whoever helps presses: a visit in a few choices, and how many came to an opening."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.commons import needs
from medskapa.commons.actions.helping import MOST_CAME
from medskapa.commons.models import MINUTES, Missing, Outcome, PartOfDay, Place, Service
from medskapa.commons.queries import helping as queries
from medskapa.core.fields import a_day
from medskapa.core.forms import Form, LongSelect
from medskapa.core.languages import SPOKEN

IN_SHORT = {
    "phone": _("telefon, app"),
    "bankid": _("BankID"),
    "letter": _("brev"),
    "e_service": _("e-tjänst"),
    "printing": _("skriva ut, skanna"),
    "fraud": _("är det bluff?"),
    "authorities": _("myndigheter"),
    "computer": _("dator, internet"),
    "work": _("söka jobb"),
    "swedish": _("öva svenska"),
    "company": _("träffa andra"),
    "children": _("barn, familj"),
    "gear": _("låna saker"),
}
"""The needs in a word or two, for a button that is found at a glance; one that is not here has its own words."""
HOW_LONG = (_("5 minuter"), _("10 minuter"), _("20 minuter"), _("40 eller mer"))
"""What each of `MINUTES` is called."""
_KEPT = ("place", "language")
_ONCE = {"data-once": True}  # what the script clears for the next visit


def _place(places: list[Place]) -> list[tuple[str, Any]]:
    return [("", _("Välj en plats")), *((str(place.pk), place.name) for place in places)]


class VisitForm(Form):
    """One visit. Where one is and the language stay for the next; no field takes a word about anybody."""

    place = forms.ChoiceField(label=_("Var är du?"), widget=LongSelect)
    need = forms.ChoiceField(
        label=_("Vad gällde det?"),
        choices=[(slug, IN_SHORT.get(slug, words)) for slug, words in needs.choices()],
        widget=forms.RadioSelect(attrs=_ONCE),
    )
    minutes = forms.TypedChoiceField(
        label=_("Hur länge tog det?"),
        choices=list(zip(map(str, MINUTES), HOW_LONG, strict=True)),
        coerce=int,
        widget=forms.RadioSelect(attrs=_ONCE),
    )
    outcome = forms.ChoiceField(
        label=_("Hur gick det?"), choices=Outcome.choices, widget=forms.RadioSelect(attrs=_ONCE)
    )
    language = forms.ChoiceField(label=_("Vilket språk talade ni?"), choices=SPOKEN, initial="sv")
    passed_to = forms.TypedChoiceField(
        label=_("Vart skickade du personen?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=LongSelect(attrs=_ONCE),
    )
    missing = forms.ChoiceField(
        label=_("Vad fattades?"),
        choices=[("", _("Inget särskilt")), *Missing.choices],
        required=False,
        widget=forms.Select(attrs=_ONCE),
    )
    received_on = forms.DateField(required=False, widget=forms.HiddenInput)
    received_hour = forms.IntegerField(required=False, min_value=0, max_value=23, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(place.pk): place for place in places}
        self.fields["place"].choices = _place(places)  # type: ignore[attr-defined]
        services = [(str(pk), name) for pk, name in queries.services_to_pass_to()]
        self.fields["passed_to"].choices = [("", _("Jag vet inte, eller någon annanstans")), *services]  # type: ignore[attr-defined]

    def visit(self) -> dict[str, Any]:
        """What was pressed, as `actions.log_visit` takes it."""
        given = self.cleaned_data
        return {
            "place": self.places[given["place"]],
            "need": given["need"],
            "minutes": given["minutes"],
            "language": given["language"],
            "outcome": given["outcome"],
            "passed_to": self._service(),
            "missing": given["missing"],
            "day": given["received_on"],
            "hour": given["received_hour"],
        }

    def _service(self) -> Service | None:
        return queries.service_to_pass_to(self.cleaned_data["passed_to"])

    def kept(self) -> dict[str, Any]:
        """What the next visit begins with."""
        return {name: self.cleaned_data[name] for name in _KEPT}


class SessionForm(Form):
    """How many came to an opening. Numbers and no names."""

    place = forms.ChoiceField(label=_("Var?"), widget=LongSelect)
    day = a_day(_("Vilken dag?"))
    part = forms.ChoiceField(label=_("När på dagen?"), choices=PartOfDay.choices, widget=forms.RadioSelect)
    came = forms.IntegerField(label=_("Hur många kom?"), min_value=0, max_value=MOST_CAME)
    turned_away = forms.IntegerField(
        label=_("Hur många hann ni inte med?"),
        help_text=_("De som fick gå utan hjälp, för att tiden eller platsen tog slut."),
        min_value=0,
        max_value=MOST_CAME,
        initial=0,
    )

    def __init__(self, *args: Any, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(place.pk): place for place in places}
        self.fields["place"].choices = _place(places)  # type: ignore[attr-defined]

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]
