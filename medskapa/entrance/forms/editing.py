"""One question as an editor writes it: its texts in three variants, its choices and conditions a line each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.entrance import conversation
from medskapa.entrance.conversation import Question, value_of
from medskapa.entrance.models import Receiver, Wall
from medskapa.entrance.texts import WRONG_KEY

KINDS = [
    ("one", _("Ett av flera svar")),
    ("many", _("Flera svar")),
    ("yes_no", _("Ja eller nej")),
    ("text", _("Egna ord")),
    ("number", _("Ett tal")),
    ("date", _("Ett datum")),
    ("contact", _("Telefon, e-post eller adress")),
]
OF = [("", "–"), ("phone", _("Telefon")), ("email", _("E-post")), ("address", _("Adress"))]
FROM = [("", "–"), ("areas", _("Stadens områden")), ("languages", _("Språk"))]
LONGEST_LINES = 4_000
_TEXTS = ("text", "plain", "en", "hint", "hint_plain", "hint_en", "label", "label_en")
_LINES = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
_FEW_LINES = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})


def _text(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=required)


class VersionForm(Form):
    """A button of a draft, with the version that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}), min_value=0, max_value=1_000_000)


class MoveForm(VersionForm):
    """Up, down, or away."""

    how = forms.ChoiceField(choices=[("up", "up"), ("down", "down"), ("away", "away")])


class PublishForm(VersionForm):
    """What is new."""

    change = forms.CharField(label=_("Vad är nytt?"), max_length=300)


class QuestionEditForm(VersionForm):
    """All of one question."""

    key = forms.CharField(
        label=_("Namn på uppgiften"),
        help_text=_("Ett kort ord med a–z. Byt det aldrig på en fråga som har använts."),
        max_length=40,
    )
    text = _text(_("Frågan"))
    plain = _text(_("Frågan på lättläst"))
    en = _text(_("Frågan på engelska"))
    hint = _text(_("Hjälptext"), required=False)
    hint_plain = _text(_("Hjälptext på lättläst"), required=False)
    hint_en = _text(_("Hjälptext på engelska"), required=False)
    label = _text(_("Kort namn i listor"), required=False)
    label_en = _text(_("Kort namn på engelska"), required=False)
    kind = forms.ChoiceField(label=_("Slag"), choices=KINDS)
    of = forms.ChoiceField(label=_("Vilken kontakt"), choices=OF, required=False)
    choices_from = forms.ChoiceField(label=_("Svar ur en lista"), choices=FROM, required=False)
    choices = forms.CharField(
        label=_("Svar att välja på"),
        help_text=_("Ett svar på varje rad: värde | svenska | lättläst | engelska"),
        max_length=LONGEST_LINES,
        required=False,
        widget=_LINES,
    )
    shown_if = forms.CharField(
        label=_("Visas bara om"),
        help_text=_("Ett villkor på varje rad: fråga = svar, svar – eller fråga != svar. Alla måste gälla."),
        max_length=LONGEST_LINES,
        required=False,
        widget=_FEW_LINES,
    )
    parts = forms.CharField(
        label=_("Vart svaret leder"),
        help_text=_(
            "En mottagare på varje rad: guide = svar, svar. Mottagare: guide, support, education, local_help, person."
        ),
        max_length=LONGEST_LINES,
        required=False,
        widget=_FEW_LINES,
    )
    human_if = forms.CharField(
        label=_("Svar som leder till att en människa ringer"),
        help_text=_("Svar med komma emellan. Då frågas inget mer än det som hör till."),
        max_length=200,
        required=False,
    )
    wall = forms.ChoiceField(label=_("Vem som får se svaret"), choices=Wall.choices)
    may_skip = forms.BooleanField(label=_("Får hoppas över"), required=False)
    only_visitors = forms.BooleanField(label=_("Ställs inte till den som är inloggad"), required=False)

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not conversation.is_key(key):
            raise ValidationError(WRONG_KEY)
        return key

    def clean_choices(self) -> list[dict[str, str]]:
        found = []
        for line in _lines(self.cleaned_data["choices"]):
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != 4:
                raise ValidationError(
                    gettext("Raden ”%(line)s” ska ha fyra delar med | emellan.") % {"line": line[:60]}
                )
            found.append(dict(zip(("value", "text", "plain", "en"), cells, strict=True)))
        return found

    def clean_shown_if(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for line in _lines(self.cleaned_data["shown_if"]):
            sign, name = ("!=", "none") if "!=" in line else ("=", "any")
            key, _sign, values = line.partition(sign)
            if not key.strip() or not _values(values):
                raise ValidationError(gettext("Skriv villkoret ”%(line)s” som fråga = svar.") % {"line": line[:60]})
            found.append({"key": key.strip(), name: _values(values)})
        return found

    def clean_parts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for line in _lines(self.cleaned_data["parts"]):
            to, _sign, values = line.partition("=")
            if to.strip() not in Receiver.values:
                raise ValidationError(gettext("Det finns ingen mottagare ”%(line)s”.") % {"line": to.strip()[:60]})
            found.append({"to": to.strip()} | ({"any": _values(values)} if _values(values) else {}))
        return found

    def clean_human_if(self) -> list[Any]:
        return _values(self.cleaned_data["human_if"])

    def question(self) -> dict[str, Any]:
        """The question as `entrance.conversation` reads it. Only for a valid form."""
        said = self.cleaned_data
        question: dict[str, Any] = {"key": said["key"], "kind": said["kind"], "wall": said["wall"]}
        question |= {name: said[name] for name in _TEXTS if said[name]}
        if said["kind"] == "contact":
            question["of"] = said["of"]
        if said["kind"] in {"one", "many"}:
            question |= {"from": said["choices_from"]} if said["choices_from"] else {"choices": said["choices"]}
        question |= {name: said[name] for name in ("shown_if", "parts", "human_if") if said[name]}
        return question | {name: True for name in ("may_skip", "only_visitors") if said[name]}


def as_lines(question: Question) -> dict[str, Any]:
    """A question as `QuestionEditForm` shows it."""
    choices = (
        " | ".join(str(each.get(name, "")) for name in ("value", "text", "plain", "en"))
        for each in question.get("choices") or []
    )
    return {
        **{name: question.get(name, "") for name in ("key", "kind", "wall", "of", *_TEXTS)},
        "choices_from": question.get("from", ""),
        "choices": "\n".join(choices),
        "shown_if": "\n".join(map(_condition, question.get("shown_if") or [])),
        "parts": "\n".join(map(_part, question.get("parts") or [])),
        "human_if": ", ".join(sorted(conversation.values_of(question.get("human_if")))),
        "may_skip": bool(question.get("may_skip")),
        "only_visitors": bool(question.get("only_visitors")),
    }


def _condition(condition: Mapping[str, Any]) -> str:
    sign, values = ("=", condition["any"]) if "any" in condition else ("!=", condition.get("none") or [])
    return f"{condition['key']} {sign} {', '.join(map(value_of, values))}"


def _part(part: Mapping[str, Any]) -> str:
    values = ", ".join(map(value_of, part.get("any") or []))
    return f"{part['to']} = {values}" if values else str(part["to"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _values(text: str) -> list[Any]:
    words = {"true": True, "false": False, "ja": True, "nej": False}
    return [words.get(value.strip().lower(), value.strip()) for value in text.split(",") if value.strip()]
