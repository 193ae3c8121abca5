"""What is written down of what somebody said: the dense form of the desk, and the quick one of outreach."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.commons import queries as commons
from medskapa.commons.models import Area
from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.integrations.sms import client as sms
from medskapa.people.models import Person
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.forms.say import LANGUAGES, OwnWords, contact_with
from medskapa.voice.letters import address_from
from medskapa.voice.models import AnswerVia, Channel
from medskapa.voice.models.viewpoint import TEXT_LIMIT
from medskapa.voice.queries import intake as queries
from medskapa.voice.queries.intake import Named

OLDEST = timedelta(days=366)
"""An older day is more likely a slip of the pen than a letter that lay so long."""

OWN, SUMMARY = "own", "summary"
YES, NO = "yes", "no"
NEEDS_WHERE = (AnswerVia.SMS, AnswerVia.EMAIL, AnswerVia.LETTER)
SHOWN_MATCHES = 5

WHOSE = [(OWN, _("Personens egna ord")), (SUMMARY, _("Min sammanfattning"))]
READ_BACK = [(YES, _("Ja")), (NO, _("Nej"))]
CHANNELS = [
    (Channel.DESK.value, _("Besök")),
    (Channel.PHONE.value, _("Telefon")),
    (Channel.LETTER.value, _("Brev")),
    (Channel.MEETING.value, _("Träff")),
    (Channel.OUTREACH.value, _("Uppsökande")),
]
WAYS = [
    (AnswerVia.WEB.value, _("Med koden på kvittot")),
    (AnswerVia.SMS.value, _("Sms")),
    (AnswerVia.EMAIL.value, _("E-post")),
    (AnswerVia.LETTER.value, _("Brev hem")),
    (AnswerVia.CONTACT.value, _("Genom en av oss")),
    (AnswerVia.NONE.value, _("Vill inte ha svar")),
]


class ByName(forms.CharField):
    """One of many things, chosen by writing its name; the browser suggests from the list `list_id`.

    What is written need not be the whole name, as long as it fits one thing only.
    """

    def __init__(self, *, list_id: str, **options: Any) -> None:
        self.offered: Sequence[Named] = ()
        box = forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})
        super().__init__(max_length=200, required=False, widget=box, **options)

    def clean(self, value: Any) -> str:
        """The key of the chosen thing, or "" where nothing is written."""
        typed: str = super().clean(value)
        if not typed:
            return ""
        if exact := [each for each in self.offered if each.label.casefold() == typed.casefold()]:
            return exact[0].key
        fitting = [each for each in self.offered if each.fits(typed)]
        if len(fitting) == 1:
            return fitting[0].key
        raise ValidationError(_which(typed, fitting))


def _which(typed: str, fitting: Sequence[Named]) -> str:
    if not fitting:
        return gettext("Vi hittar inte ”%(typed)s”. Välj i listan, eller lämna rutan tom.") % {"typed": typed}
    names = ", ".join(each.label for each in fitting[:SHOWN_MATCHES])
    return gettext("Flera passar på ”%(typed)s”. Menar du någon av dessa: %(names)s?") % {
        "typed": typed,
        "names": names,
    }


class TakingIn(Form):
    """What both forms ask: the words, whose they are, and whether they were read back."""

    text = OwnWords(
        label=_("Vad säger personen?"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Skriv vad personen säger. Några ord räcker.")},
    )
    own_words = forms.ChoiceField(
        label=_("Vems ord är det?"),
        choices=WHOSE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om det är personens egna ord eller din sammanfattning.")},
    )
    read_back = forms.ChoiceField(
        label=_("Har du läst upp det för personen?"),
        choices=READ_BACK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om du har läst upp texten för personen.")},
    )
    received_on = forms.DateField(label=_("Dag"), initial=clock.today)

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day < clock.today() - OLDEST:
            raise ValidationError(gettext("Dagen ligger mer än ett år tillbaka. Stämmer årtalet?"))
        return day

    def heard(self) -> Heard:
        """How it was heard, for the action. Only for a valid form."""
        raise NotImplementedError

    def _heard(self, channel: Channel, day: date) -> Heard:
        given = self.cleaned_data
        return Heard(
            channel=channel, own_words=given["own_words"] == OWN, read_back=given["read_back"] == YES, received_on=day
        )


class RegisterForm(TakingIn):
    """Everything that the desk asks, on one page. `viewer` comes first among those who can tell the answer."""

    channel = forms.ChoiceField(
        label=_("Hur kom det in?"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur det kom in.")},
    )
    received_on = forms.DateField(
        label=_("Vilken dag?"), initial=clock.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    about = ByName(
        label=_("Vad handlar det om?"),
        help_text=_("Skriv början på en verksamhet eller en plats, och välj i listan."),
        list_id="subjects",
    )
    area = forms.ChoiceField(label=_("Område"), required=False)
    language = forms.ChoiceField(label=_("Språk i texten"), choices=LANGUAGES, initial="sv")
    answer_via = forms.ChoiceField(
        label=_("Hur vill personen ha svar?"), choices=WAYS, initial=AnswerVia.WEB.value, widget=forms.RadioSelect
    )
    answer_to = OwnWords(
        label=_("Nummer eller adress"),
        help_text=_("Bara för sms, e-post eller brev. På ett brev också namnet, på egen rad."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    contact = ByName(
        label=_("Vem berättar svaret?"),
        help_text=_("Bara när svaret ska gå genom en av oss."),
        list_id="contacts",
    )
    author_name = forms.CharField(
        label=_("Personens namn"),
        help_text=_("Bara om personen själv vill. Utan namn, nummer och kontakt är det anonymt."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = self.fields["about"].offered = queries.subjects()  # type: ignore[attr-defined]
        self.contacts = self.fields["contact"].offered = queries.contacts(viewer=viewer)  # type: ignore[attr-defined]
        self.areas = commons.areas()
        areas = [(area.slug, area.name) for area in self.areas]
        self.fields["area"].choices = [("", gettext("Inget särskilt")), *areas]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An address fits the way of the answer, and none is kept that nobody needs."""
        given = super().clean() or self.cleaned_data
        via, to = given.get("answer_via"), given.get("answer_to", "")
        if via in NEEDS_WHERE and to:
            self._check_address(via, to, name=given.get("author_name", ""))
        elif via and to:
            self.add_error("answer_to", gettext("Svarssättet behöver ingen adress. Ta bort den, eller byt sätt."))
        if given.get("contact") and via and via != AnswerVia.CONTACT:
            self.add_error("contact", gettext("Du har valt ett annat sätt för svaret. Ta bort namnet, eller byt sätt."))
        return given

    def _check_address(self, via: str, to: str, *, name: str) -> None:
        if via == AnswerVia.LETTER:
            self._check_envelope(to, name)
            return
        try:
            if via == AnswerVia.SMS:
                sms.number(to)
            elif via == AnswerVia.EMAIL:
                validate_email(to)
        except ValueError as error:
            self.add_error("answer_to", str(error))
        except ValidationError:
            self.add_error("answer_to", gettext("Skriv e-postadressen så här: namn@exempel.se."))

    def _check_envelope(self, to: str, name: str) -> None:
        try:
            address_from(to, name=name)
        except ValidationError as error:
            self.add_error("answer_to", error.messages)

    def words(self) -> Words:
        """What was said and how the answer should come, for the action. Only for a valid form."""
        given = self.cleaned_data
        service, place = commons.chosen(given["about"])
        return Words(
            text=given["text"],
            language=given["language"],
            service=service,
            place=place,
            area=next((area for area in self.areas if area.slug == given["area"]), None),
            answer_via=AnswerVia(given["answer_via"]),
            answer_to=given["answer_to"],
            contact=contact_with(given["contact"]),
            author_name=given["author_name"],
        )

    def heard(self) -> Heard:
        return self._heard(Channel(self.cleaned_data["channel"]), self.cleaned_data["received_on"])


class OutreachForm(TakingIn):
    """The quick form: the words and a few choices, so that nothing in it says who spoke.

    The first choices are the modest ones: a summary, not read back. The day is the phone's own.
    """

    STICKY = ("place", "own_words", "read_back", "wants_code")
    """What stays chosen for the next entry: one stands in the same place, and works in the same way."""

    own_words = forms.ChoiceField(label=_("Vems ord är det?"), choices=WHOSE, initial=SUMMARY, widget=forms.RadioSelect)
    read_back = forms.ChoiceField(
        label=_("Har du läst upp det för personen?"), choices=READ_BACK, initial=NO, widget=forms.RadioSelect
    )
    wants_code = forms.ChoiceField(
        label=_("Vill personen ha svar?"),
        choices=[(YES, Choice(_("Ja"), _("Med en kod, som du lämnar."))), (NO, _("Nej"))],
        initial=YES,
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label=_("Vilken plats handlar det om?"), required=False)
    received_on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Ingen särskild")),
            *queries.whereabouts(),
        ]

    def clean_received_on(self) -> date:
        """The day on the phone; today where it gave none, or where its clock is ahead of ours."""
        if self.cleaned_data["received_on"] is None:
            return clock.today()
        return min(super().clean_received_on(), clock.today())

    def words(self) -> Words:
        """What was said, for the action. Only for a valid form."""
        given = self.cleaned_data
        _service, place = commons.chosen(given["place"])
        return Words(
            text=given["text"],
            place=place,
            area=_area(given["place"]),
            answer_via=AnswerVia.WEB if given["wants_code"] == YES else AnswerVia.NONE,
        )

    def heard(self) -> Heard:
        return self._heard(Channel.OUTREACH, self.cleaned_data["received_on"])

    def kept(self) -> dict[str, str]:
        """What the next entry begins with. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in self.STICKY}


def _area(key: str) -> Area | None:
    return next((area for area in commons.areas() if key == f"area:{area.slug}"), None) if key else None


class SmsForm(Form):
    """A number to send the receipt to, once. It is stored nowhere.

    ``receipt_key`` is the key of the form that was registered: the code can be made from it again, by staff alone.
    """

    receipt_key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    sms_to = forms.CharField(
        label=_("Personens mobilnummer"),
        max_length=25,
        help_text=_("Numret används en gång och sparas inte."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
        error_messages={"required": _("Skriv numret som kvittot ska skickas till.")},
    )

    def clean_sms_to(self) -> str:
        try:
            return sms.number(self.cleaned_data["sms_to"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
