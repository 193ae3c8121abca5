"""The forms of mandates: drawing one up, noting that it is signed, the journal, and the code of whoever gave it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.commons import mandate_codes
from medskapa.commons.actions.mandates import LONGEST_NAME, LONGEST_WHAT
from medskapa.commons.models import Mandate, MandateField, Organisation, Reach
from medskapa.core.fields import CodeField, a_day, story
from medskapa.core.forms import Form

LANGUAGES = [("sv", "Svenska"), ("en", "English")]
"""Those the text is written in."""
WAYS = [
    (Reach.SMS, _("Sms")),
    (Reach.EMAIL, _("E-post")),
    (Reach.LETTER, _("Brev")),
    (Reach.PHONE, _("Någon ringer")),
    (Reach.SELF, _("Inget. Personen tittar själv med sin kod.")),
]


class DraftForm(Form):
    """What is agreed with the person who gives the mandate, who sits beside."""

    organisation = forms.ModelChoiceField(label=_("Vem får hjälpa?"), queryset=Organisation.objects.none())
    name = forms.CharField(
        label=_("Vad heter personen?"), max_length=LONGEST_NAME, help_text=_("Skriv inget personnummer.")
    )
    may = forms.MultipleChoiceField(
        label=_("Vad får ni hjälpa till med?"),
        choices=MandateField.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Bara det som personen vill."),
    )
    starts_on = a_day(_("Första dagen"))
    ends_on = a_day(_("Sista dagen"), help_text=_("Högst ett år efter den första. Ta hellre en kort tid."))
    reach_via = forms.ChoiceField(
        label=_("Hur får personen veta att fullmakten gäller, och när den går ut?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        help_text=_("Har personen skyddade personuppgifter? Välj att inget skickas."),
    )
    reach_to = forms.CharField(
        label=_("Nummer eller adress"),
        max_length=200,
        required=False,
        help_text=_("Tas bort två veckor efter att fullmakten har slutat."),
    )
    language = forms.ChoiceField(label=_("Språk på fullmakten"), choices=LANGUAGES)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class SignedForm(Form):
    """That the signed paper lies on the table."""

    witness = forms.CharField(
        label=_("Vem såg personen skriva under?"), max_length=LONGEST_NAME, help_text=_("För- och efternamn.")
    )
    saw_it = forms.BooleanField(label=_("Jag har det underskrivna pappret framför mig, och kontrolltalet är samma"))


class JournalForm(Form):
    """What was done for the person."""

    field = forms.ChoiceField(label=_("Vad gällde det?"), widget=forms.RadioSelect)
    what = story(
        _("Vad gjorde ni?"),
        rows=3,
        limit=LONGEST_WHAT,
        required=True,
        help_text=_("Personen läser det. Skriv inga koder, lösenord eller personnummer. Det går inte att ändra sedan."),
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [each for each in MandateField.choices if each[0] in mandate.fields]


class CodeForm(Form):
    """The code that stands on the person's own paper."""

    code = CodeField(
        parse=mandate_codes.parse,
        label=_("Koden"),
        help_text=_("Sex ord. Ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv de sex orden i koden."),
            "incomplete": _("Koden är sex ord. Titta en gång till, och skriv alla orden."),
        },
    )
