"""Telling a resident that something has happened on their path: which way it goes, and the words.

An action calls `tell` inside its own transaction. What goes by SMS or e-mail is sent by the worker after commit;
letters and what is told by hand wait in the list of the guide. No message says more than that there is something, or a
time: a phone is read by others too.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.core import clock
from medskapa.core.dates import when
from medskapa.core.languages import spoken
from medskapa.guidance.models import Notice, NoticeKind, NoticeState, NoticeVia, Talk, TalkState
from medskapa.integrations import outgoing
from medskapa.people.models import Person, ReachVia

LETTER_TAKES = timedelta(days=4)
BY_HAND = [NoticeVia.LETTER, NoticeVia.HAND]
_FIELDS = {NoticeVia.SMS: "phone", NoticeVia.EMAIL: "email", NoticeVia.LETTER: "address"}
_WITH_A_TIME = {NoticeKind.TALK_BOOKED, NoticeKind.TALK_MOVED, NoticeKind.TALK_TOMORROW, NoticeKind.TALK_CANCELLED}

SENTENCES = {
    NoticeKind.TALK_BOOKED: gettext_lazy("Du har fått en tid för ett samtal."),
    NoticeKind.TALK_MOVED: gettext_lazy("Din tid för ett samtal är ändrad."),
    NoticeKind.TALK_CANCELLED: gettext_lazy("Din tid för ett samtal är avbokad."),
    NoticeKind.TALK_TOMORROW: gettext_lazy("Du har snart ett samtal."),
    NoticeKind.TALK_MISSED: gettext_lazy("Samtalet blev inte av. Vad hände? Vi vill hjälpa till."),
    NoticeKind.CHOOSE_TIME: gettext_lazy("Din guide vill träffa dig. Välj en tid som passar dig."),
    NoticeKind.NEW_GUIDE: gettext_lazy("Du har fått en ny guide."),
    NoticeKind.REQUEST_ANSWERED: gettext_lazy("Du har fått svar om en annan guide."),
    NoticeKind.PLAN_CHANGED: gettext_lazy("Det finns något nytt i din planering."),
    NoticeKind.PLACEMENT_CHANGED: gettext_lazy("Det finns något nytt om din insats."),
    NoticeKind.PLACEMENT_ENDS: gettext_lazy("Din insats är snart slut. Vad händer sedan?"),
    NoticeKind.PATH_ENDED: gettext_lazy("Vi vill veta hur det gick för dig."),
    NoticeKind.MESSAGE: gettext_lazy("Du har ett meddelande från din guide."),
}
"""What the resident reads on their own page, signed in."""

_pages: dict[str, Callable[[Notice], str]] = {}


def leads_to(kind: NoticeKind, page: Callable[[Notice], str]) -> None:
    """Say which page a notice of `kind` leads to. Called once, when the application starts."""
    _pages[kind] = page


def tell(
    resident: Person,
    kind: NoticeKind,
    about: Model,
    *,
    number: int = 1,
    but_not: Collection[NoticeVia] = (),
    before: datetime | None = None,
) -> Notice | None:
    """Tell `resident` once that there is something of `kind` about `about`, in the way that they chose.

    Must run inside the caller's transaction, after the caller's locks and policy and before its audit record.

    Args:
        about: the saved object; with `kind` and `number` it is what makes the same message the same.
        number: tells several of a kind about the same object apart, as when a talk is moved twice.
        but_not: ways that are of no use now; whoever would be reached so gets none.
        before: when it must have arrived; where a letter would come too late, somebody tells it.

    Returns:
        the notice, also where it was made before; None where the way is in `but_not`.
    """
    via = way_to(resident)
    if via == NoticeVia.LETTER and before is not None and before - clock.now() < LETTER_TAKES:
        via = NoticeVia.HAND
    if via in but_not:
        return None
    on_page = via == NoticeVia.WEB
    notice, is_new = Notice.objects.get_or_create(
        resident=resident,
        kind=kind,
        about_model=about._meta.label_lower,
        about_key=about.pk,
        number=number,
        defaults={
            "via": via,
            "state": NoticeState.SENT if on_page else NoticeState.READY,
            "done_at": clock.now() if on_page else None,
            "made_on": clock.today(),
        },
    )
    if is_new and via in outgoing.BY_MACHINE:
        from medskapa.guidance import jobs

        transaction.on_commit(jobs.enqueue_waiting)
    return notice


def drop(about: Model) -> int:
    """Stop what waits to be told of `about`: it is no longer true. In the caller's transaction. Returns how many."""
    return outgoing.stop(Notice.objects.filter(about_model=about._meta.label_lower, about_key=about.pk))


def address_for(resident: Person, via: str) -> str:
    """The number or address for `via`; empty where there is none.

    Nobody with protected identity gets a letter: an address in a window, or in a print queue, is an address given away.
    """
    if via not in _FIELDS or (via == NoticeVia.LETTER and resident.protected_identity):
        return ""
    found: str = getattr(resident, _FIELDS[NoticeVia(via)])
    return found


def way_to(resident: Person) -> NoticeVia:
    """The way that the person chose, where it leads to them; otherwise their guide tells them."""
    if resident.reach_via == ReachVia.WEB:
        return NoticeVia.WEB
    wanted = NoticeVia(resident.reach_via)
    return wanted if address_for(resident, wanted) else NoticeVia.HAND


def language_of(resident: Person) -> str:
    return spoken(resident.language)


def page_of(notice: Notice) -> str:
    """The path of the page that a notice is about, for the resident."""
    page = _pages.get(notice.kind)
    return page(notice) if page else home()


def home() -> str:
    """The resident's own way."""
    try:
        return reverse("guidance:mine")
    except NoReverseMatch:
        return reverse("voice:my_page")


def still_true(notice: Notice) -> bool:
    """Whether a notice that waits still says something to the one who gets it."""
    if notice.about_model != Talk._meta.label_lower:
        return True
    talk = Talk.objects.filter(pk=notice.about_key).first()
    if talk is None:
        return False
    if notice.kind in {NoticeKind.TALK_BOOKED, NoticeKind.TALK_MOVED, NoticeKind.TALK_TOMORROW}:
        return talk.state == TalkState.BOOKED and talk.starts_at > clock.now()
    if notice.kind == NoticeKind.TALK_MISSED:
        return talk.state == TalkState.MISSED and talk.answered_on is None
    return True


def words_of(notice: Notice) -> tuple[str, str]:
    """The subject and the text of an SMS or e-mail, in the receiver's language: that there is something, and where.

    A time is told to most, since it helps to come; never to somebody with protected identity.
    """
    with translation.override(language_of(notice.resident)):
        ours = _facts()
        if notice.resident.protected_identity:
            return _("Du har ett meddelande"), _("Hej! Du har ett meddelande. Logga in och läs det: %(url)s") % ours
        if time := _time_of(notice):
            return _with_time(notice, ours | {"time": time})
        text = _("Hej! Du har ett meddelande från %(administration)s. Läs det på %(url)s. Eller ring %(phone)s.")
        return _("Du har ett meddelande"), text % ours


def letter_of(notice: Notice) -> tuple[str, list[str]]:
    """The title and the paragraphs of a letter, or what the guide says in its place, in the receiver's language."""
    with translation.override(language_of(notice.resident)):
        ours, kind = _facts(), NoticeKind(notice.kind)
        time = _time_of(notice)
        paragraphs = [_("Hej!"), str(SENTENCES[kind])]
        if time:
            paragraphs.append(_("Tiden: %(time)s") % {"time": time})
        return _("Vi vill berätta en sak för dig"), [
            *paragraphs,
            _("Läs mer på %(url)s när du har loggat in. Eller ring oss på %(phone)s, så berättar vi.") % ours,
        ]


def _facts() -> dict[str, str]:
    return {
        "administration": settings.MUNICIPALITY["administration"],
        "url": settings.PUBLIC_URL + home(),
        "phone": settings.MUNICIPALITY["phone"],
    }


def _time_of(notice: Notice) -> str:
    if notice.kind not in _WITH_A_TIME:
        return ""
    talk = Talk.objects.filter(pk=notice.about_key).first()
    return when(talk.starts_at) if talk else ""


def _with_time(notice: Notice, ours: dict[str, Any]) -> tuple[str, str]:
    if notice.kind == NoticeKind.TALK_CANCELLED:
        text = _("Hej! Din tid hos %(administration)s %(time)s är avbokad. Läs mer på %(url)s. Eller ring %(phone)s.")
        return _("En tid är avbokad"), text % ours
    if notice.kind == NoticeKind.TALK_TOMORROW:
        text = _(
            "Hej! Du har en tid hos %(administration)s %(time)s. Passar det inte? Byt tid på %(url)s eller "
            "ring %(phone)s."
        )
        return _("Påminnelse om din tid"), text % ours
    text = _("Hej! Du har en tid hos %(administration)s %(time)s. Läs mer på %(url)s. Eller ring %(phone)s.")
    return _("Du har fått en tid"), text % ours
