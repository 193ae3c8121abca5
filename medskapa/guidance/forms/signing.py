"""What a guide fills in so that a resident can sign with an e-ID."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form


class NumberForm(Form):
    """The personal number, as it stands in the identity document that lies on the table."""

    number = forms.CharField(
        label=_("Personnummer"),
        max_length=20,
        help_text=_("Tolv siffror, så här: ÅÅÅÅMMDD-XXXX. Numret sparas inte, bara ett avtryck av det."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    saw_identity = forms.BooleanField(label=_("Jag har sett personens id-handling"))
