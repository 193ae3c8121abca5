"""What is said of a part, of a source, and of what is wrong with a set of questions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from medskapa.entrance.models import PartState, Receiver, Source

GOES_TO: dict[Receiver, Any] = {
    Receiver.GUIDE: _("Du får en guide"),
    Receiver.SUPPORT: _("Pengar att leva på"),
    Receiver.EDUCATION: _("Studier"),
    Receiver.LOCAL_HELP: _("Hjälp nära dig"),
    Receiver.PERSON: _("Vi ringer dig"),
}
WHAT_HAPPENS: dict[Receiver, Any] = {
    Receiver.GUIDE: _("Guiden är din egen kontakt hos oss. Ni gör en plan ihop."),
    Receiver.SUPPORT: _("Du kan ansöka om försörjningsstöd. Någon ringer och hjälper dig att komma igång."),
    Receiver.EDUCATION: _("Någon som kan studier ringer dig. Ni talar om vad som passar."),
    Receiver.LOCAL_HELP: _("Någon ringer och berättar var du får hjälp nära dig."),
    Receiver.PERSON: _("En människa hos oss ringer dig och frågar vad du behöver."),
}
NEEDED: dict[Receiver, list[Any]] = {
    Receiver.GUIDE: [],
    Receiver.SUPPORT: [
        _("Papper som visar vilka pengar du får."),
        _("Papper som visar vad du betalar i hyra."),
        _("Kontoutdrag för den senaste månaden, om du har."),
    ],
    Receiver.EDUCATION: [_("Betyg eller intyg, om du har några.")],
    Receiver.LOCAL_HELP: [_("Mobilen, om det är den du vill ha hjälp med.")],
    Receiver.PERSON: [],
}
STATES: dict[PartState, tuple[Any, str]] = {
    PartState.WAITING: (_("Väntar"), "waiting"),
    PartState.RECEIVED: (_("Någon har tagit hand om det"), "working"),
    PartState.DONE: (_("Klart"), "done"),
}
FROM: dict[Source, Any] = {
    Source.ENTRY: _("Du berättade det när du kom till oss."),
    Source.PERSON: _("Du har själv skrivit det här."),
    Source.STAFF: _("Någon hos oss har skrivit ner det."),
    Source.REGISTER: _("Det kommer från ett register."),
}
WRONG_KEY = _(
    "Namnet går inte att använda. Skriv ett till fyra ord med små bokstäver a–z, som job_wish. Långa tal går inte."
)
FAULTS: dict[str, Any] = {
    "empty": _("Det finns inga frågor."),
    "key": WRONG_KEY,
    "twice": _("Två frågor har samma namn."),
    "no_text": _("Texten saknas: %(about)s."),
    "hint": _("Hjälptexten finns inte i alla tre varianterna."),
    "kind": _("Okänt slag: %(about)s."),
    "wall": _("Välj vem som får se svaret."),
    "of": _("Välj om det är telefon, e-post eller adress."),
    "few_choices": _("Det behövs minst två svar att välja på."),
    "choice_twice": _("Två svar har samma värde."),
    "choice_text": _("Svaret %(about)s saknar värde eller text."),
    "receiver": _("Okänd mottagare: %(about)s."),
    "value": _("Svaret %(about)s finns inte på frågan."),
    "condition": _("Villkoret gäller en fråga som inte kommer före: %(about)s."),
    "condition_values": _("Villkoret om %(about)s säger inte vilka svar."),
    "dead_end": _("Villkoret kan aldrig gälla: svaret %(about)s finns inte."),
    "no_parts": _("Inget svar leder till någon som tar emot."),
    "no_beginning": _("Alla frågor har villkor, så det finns ingen att börja med."),
}
