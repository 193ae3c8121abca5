"""Made-up content for /stil/, the page that shows every component in every state."""

from datetime import timedelta
from typing import Any

from django import forms

from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.core.ui import Choice

CHANNELS = [
    ("web", Choice("Här på webben", "Du får en kod av ord. Med den läser du svaret.")),
    ("sms", Choice("Sms", "Vi skriver bara att det finns ett svar.")),
    ("letter", Choice("Brev", "Det tar några dagar längre.")),
]


class ExampleForm(Form):
    """One field of each kind."""

    text = forms.CharField(
        label="Vad vill du säga?",
        help_text="Skriv med egna ord. Några ord räcker.",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(
        label="Mobilnummer",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(label="E-postadress", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    place = forms.ChoiceField(label="Plats", choices=[("", "Välj plats"), ("bib", "Biblioteket"), ("ria", "Café Ria")])
    via = forms.ChoiceField(
        label="Hur vill du ha svaret?", help_text="Du kan ändra dig senare.", choices=CHANNELS, widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="Vad behöver du?",
        required=False,
        choices=[("interpreter", "Tolk"), ("child", "Barnpassning")],
        widget=forms.CheckboxSelectMultiple,
    )
    read = forms.BooleanField(label="Jag har läst upp texten för personen")


class OneQuestion(Form):
    """A page that asks one thing."""

    about = forms.ChoiceField(label="Vad handlar det om?", choices=CHANNELS, widget=forms.RadioSelect)


def examples() -> dict[str, Any]:
    """What the page needs: an empty form, one with an error in each field, events near today."""
    today = clock.today()
    wrong = {"email": "lena@", "phone": "070-174 06 35", "place": "", "needs": ["child"]}
    return {
        "form": ExampleForm(auto_id="empty-%s"),
        "wrong_form": ExampleForm(wrong, auto_id="wrong-%s"),
        "question": OneQuestion(auto_id="question-%s"),
        "now": clock.now(),
        "today": today,
        "long_ago": today - timedelta(days=800),
        "variants": ["primary", "secondary", "tertiary"],
        "statuses": [
            ("Väntar på svar", "waiting"),
            ("Sen, 3 dagar över tiden", "late"),
            ("Någon arbetar med det", "working"),
            ("Besvarad", "done"),
            ("Avslutad utan svar", "stopped"),
            ("Anonym", "information"),
        ],
        "steps": [
            {"text": "Du berättar", "state": "done"},
            {"text": "Vi läser och svarar", "state": "now"},
            {"text": "Något förändras", "state": "later"},
        ],
        "events": [
            {
                "date": today - timedelta(days=2),
                "title": "Svar från Jobbtorget",
                "text": "Vi öppnar klockan åtta från och med maj. Tack för att ni sa till.",
                "icon": "answer",
            },
            {"date": today - timedelta(days=20), "title": "Två teman lades ihop", "icon": "merge"},
            {
                "date": today - timedelta(days=34),
                "title": "Den första synpunkten kom in",
                "text": "We stand in the cold before they open.",
                "lang": "en",
                "icon": "voice",
            },
        ],
        "rows": [
            {
                "text": "Öppna tidigare på morgonen",
                "place": "Jobbtorget",
                "late": True,
                "day": today - timedelta(days=3),
            },
            {"text": "Breven är svåra att förstå", "place": "Ekonomiskt bistånd", "late": False, "day": today},
            {
                "text": "Tack för hjälpen med BankID",
                "place": "Café Ria",
                "late": False,
                "day": today + timedelta(days=9),
            },
        ],
    }
