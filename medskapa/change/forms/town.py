"""What is filled in about the town: how many share each value of a trait."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import a_day, story
from medskapa.change.models import Trait
from medskapa.change.population import known_values
from medskapa.core.forms import Form

SOURCE_LIMIT, MOST = 300, 2**31 - 1


class TownForm(Form):
    """One trait: a group and a number on each line."""

    trait = forms.TypedChoiceField(label=_("Gäller"), choices=Trait.choices, coerce=Trait, widget=forms.RadioSelect)
    figures = story(_("Grupp och antal, en på varje rad"), required=True, rows=8)
    source = forms.CharField(label=_("Varifrån siffrorna kommer"), max_length=SOURCE_LIMIT)
    counted_on = a_day(_("Räknade den"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["figures"].help_text = _(
            "Skriv så här: kvinna: 70 000. Ålder skrivs 0-29, 30-44, 45-64 och 65-. Språk: svenska och ett annat språk."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "trait" in cleaned and "figures" in cleaned:
            cleaned["figures"] = self._read(cleaned["trait"], cleaned["figures"])
        return cleaned

    @staticmethod
    def _read(trait: Trait, text: str) -> dict[str, int]:
        """The numbers by value. A group may be named by its value or its name, in any case."""
        by_name: dict[str, str] = {}
        for key, label in known_values(trait).items():
            by_name |= {key.lower(): key, str(label).lower(): key}
        by_name |= {"0-29": "-29"} if trait == Trait.AGE else {}
        found: dict[str, int] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            name, _colon, number = line.rpartition(":")
            digits = "".join(number.split())
            value = by_name.get(name.strip().lower())
            if value is None or not digits.isascii() or not digits.isdecimal() or int(digits) > MOST:
                raise ValidationError({"figures": _("Den här raden går inte att läsa: %(line)s") % {"line": line[:60]}})
            found[value] = int(digits)
        return found
