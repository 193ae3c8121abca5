"""What a resident fills in about who is around them, and what the one who joins writes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis.receipt import Code
from medskapa.core.forms import Form
from medskapa.guidance import circle_codes
from medskapa.guidance.models import Relation

RELATIONS = [(value, label) for value, label in Relation.choices if value != Relation.OFFICER]


class MemberForm(Form):
    """Somebody who is around the resident."""

    name = forms.CharField(label=_("Vad heter personen?"), max_length=100)
    relation = forms.ChoiceField(label=_("Vem är det?"), choices=RELATIONS, widget=forms.RadioSelect)
    reach = forms.CharField(
        label=_("Telefon eller annat sätt att nå personen"),
        max_length=100,
        required=False,
        help_text=_("Du behöver inte fylla i det."),
    )


class SteerForm(Form):
    """What somebody may see."""

    sees_plan = forms.BooleanField(label=_("Får läsa min planering"), required=False)
    sees_talks = forms.BooleanField(label=_("Får se mina bokade samtal"), required=False)


class JoinForm(Form):
    """The words that a resident has given to somebody."""

    code = forms.CharField(
        label=_("De sex orden"),
        max_length=160,
        help_text=_("Du har fått dem av den som vill att du ska vara med."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": _("Skriv de sex orden.")},
    )

    def clean_code(self) -> Code:
        code = circle_codes.parse(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(_("Orden går inte att känna igen. Titta på dem och skriv en gång till."))
        return code
