"""Taking in what residents say, by themselves or through somebody who writes for them; replies; taking back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from analysis import receipt as receipt_words
from analysis.receipt import Code
from analysis.stems import stems
from medskapa.commons.models import Area, Place, Service
from medskapa.core import audit, clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.people.models import Kind, Person, Unit
from medskapa.people.queries import unit_called
from medskapa.voice import jobs, policy, receipts, search
from medskapa.voice.actions.threads import as_it_is_now, follow_theme, happened, keep, recount, time_of_own_act
from medskapa.voice.models import (
    AnswerVia,
    Channel,
    EventKind,
    Following,
    Reply,
    Theme,
    Thread,
    Vector,
    Viewpoint,
    ViewpointState,
)

FALLBACK_UNIT = "utveckling"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says, and how they want the answer. `answer_to` is a number or address, where one is needed.

    `theme` and `unit` are set where the words answer a question of ours: they lie in its theme at once, and `unit`
    reads them where the words name no service.
    """

    text: str
    language: str = "sv"
    service: Service | None = None
    place: Place | None = None
    area: Area | None = None
    answer_via: AnswerVia = AnswerVia.WEB
    answer_to: str = ""
    contact: Person | None = None
    author_name: str = ""
    theme: Theme | None = None
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How a viewpoint was heard by somebody who wrote it down."""

    channel: Channel
    own_words: bool
    read_back: bool | None
    received_on: date | None = None


def say(*, actor: Person | None, words: Words, form_key: str) -> tuple[Viewpoint, Code]:
    """Take in what somebody says on the web. `actor` is the person where they are signed in and want to be known.

    Returns the viewpoint and the receipt code, which is shown once and kept nowhere. The same `form_key`
    (a double click) gives the same viewpoint and the same code.

    Raises:
        ValidationError: a field is missing or too long, or a receipt code stands in the text; keyed by field.
    """
    return _receive(actor=actor, author=actor, words=words, heard=None, form_key=form_key)


def register(
    *,
    actor: Person,
    words: Words,
    heard: Heard,
    form_key: str,
    author: Person | None = None,
    allowed: Callable[[Person], bool] = policy.may_take_in,
) -> tuple[Viewpoint, Code]:
    """Write down what `actor` heard from somebody at the desk, by phone, in a letter, at a meeting or in the street.

    The person gets the same receipt as on the web. A person who gives no name and no address is anonymous:
    then nothing tells who wrote it down either. The same `form_key` sent again gives the first viewpoint.

    Args:
        allowed: the rule that lets `actor` do it, where it is another room's: whoever plans the meeting that asked.

    Raises:
        PermissionDenied: `allowed` says no: as a rule, `actor` holds no role that takes in viewpoints.
        ValidationError: as for `say`.
    """
    if not allowed(actor):
        raise PermissionDenied
    return _receive(actor=actor, author=author, words=words, heard=heard, form_key=form_key)


def _receive(
    *, actor: Person | None, author: Person | None, words: Words, heard: Heard | None, form_key: str
) -> tuple[Viewpoint, Code]:
    """Issue the form's code unless it is issued already; a look-up part taken by another leads to the next code."""
    if not idempotency.is_key(form_key):
        raise ValidationError(_("Formuläret är för gammalt. Ladda om sidan och skicka igen."))
    for attempt in range(receipts.ATTEMPTS):
        code = receipts.code_for(form_key, attempt=attempt)
        if earlier := receipts.issued_to(code):
            return earlier, code
        try:
            with transaction.atomic():
                return _store(actor=actor, author=author, words=words, heard=heard, code=code), code
        except IntegrityError:
            if earlier := receipts.issued_to(code):
                return earlier, code
    raise Conflict(_("Det gick inte att göra en kod just nu. Försök igen om en stund."))


def _store(*, actor: Person | None, author: Person | None, words: Words, heard: Heard | None, code: Code) -> Viewpoint:
    refuse_codes(words.text)
    anonymous = author is None and not (words.author_name or words.answer_to or words.contact)
    today = clock.today()
    received_on = heard.received_on if heard and heard.received_on else today
    if received_on > today:
        raise ValidationError({"received_on": _("Dagen kan inte ligga i framtiden.")})
    theme = as_it_is_now(words.theme)
    viewpoint = Viewpoint(
        thread=Thread.objects.create(),
        text=words.text.strip(),
        language=words.language,
        channel=heard.channel if heard else Channel.WEB,
        own_words=heard.own_words if heard else True,
        read_back=heard.read_back if heard else None,
        unit=_unit_for(words),
        service=words.service,
        place=words.place,
        area=words.area or (words.place.area if words.place else None),
        theme=theme,
        anonymous=anonymous,
        author=author,
        author_name=words.author_name.strip(),
        registered_by=actor if heard and not anonymous else None,
        received_on=received_on,
        received_at=None if anonymous else clock.now(),
        answer_via=words.answer_via,
        answer_to=words.answer_to.strip(),
        contact=words.contact,
        promised_on=received_on + timedelta(days=settings.ANSWER_PROMISE_DAYS),
        search_text=" ".join(stems(words.text)),
    )
    _refuse_unreachable(viewpoint)
    viewpoint.clean_fields(exclude=["thread", "unit", "theme"])
    viewpoint.save(force_insert=True)
    search.index([viewpoint])
    receipts.issue(viewpoint, code)
    at = time_of_own_act(viewpoint)
    happened(viewpoint.thread, EventKind.RECEIVED, at=at)
    if theme:
        happened(viewpoint.thread, EventKind.GROUPED, at=at, theme=theme, text=theme.name)
        follow_theme(viewpoint)
        recount(theme)
    audit.record(
        actor=None if anonymous else actor,
        verb="viewpoint.received",
        on=viewpoint,
        anonymous=anonymous,
        channel=str(viewpoint.channel),
    )
    if not anonymous:
        transaction.on_commit(jobs.enqueue_meaning)
    return viewpoint


def _unit_for(words: Words) -> Unit:
    return (words.service.unit if words.service else words.unit) or unit_called(FALLBACK_UNIT)


def refuse_codes(text: str) -> None:
    """Raise ValidationError, keyed ``text``, where a receipt code stands in `text`: others will read it."""
    if receipt_words.found_in(text):
        raise ValidationError(
            {
                "text": _(
                    "Det ser ut som att en kvittokod står i texten. Koden är din egen nyckel. "
                    "Ta bort den, så att ingen annan kan läsa ditt svar."
                )
            }
        )


def _refuse_unreachable(viewpoint: Viewpoint) -> None:
    """An answer by a channel needs somewhere to go: given here, or known for a person who is signed in."""
    needs = {AnswerVia.SMS: "phone", AnswerVia.EMAIL: "email", AnswerVia.LETTER: "address"}
    via = AnswerVia(viewpoint.answer_via)
    if via in needs and not viewpoint.answer_to:
        viewpoint.answer_to = getattr(viewpoint.author, needs[via], "") if viewpoint.author else ""
        if not viewpoint.answer_to:
            raise ValidationError({"answer_to": _("Skriv vart vi ska skicka svaret, eller välj ett annat sätt.")})
    if via == AnswerVia.CONTACT and (viewpoint.contact is None or viewpoint.contact.kind != Kind.STAFF):
        raise ValidationError({"contact": _("Välj vem som ska berätta svaret för dig.")})


@transaction.atomic
def reply(*, actor: Person | None, viewpoint: Viewpoint, text: str) -> Reply:
    """Say something more, after a question or an answer. It opens the viewpoint again, with a new promise.

    The caller has proved the right to `viewpoint`: with the receipt (then `actor` is None), or as its author.
    The same words again (a double click) return the first reply, unless somebody has answered or asked in between:
    one may well say "yes" to two questions.

    Raises:
        PermissionDenied: `actor` is somebody else than the author.
        ValidationError: empty or too long, or a receipt code stands in the text.
        Conflict: the viewpoint has been taken back.
    """
    viewpoint.refresh_from_db(from_queryset=Viewpoint.objects.select_for_update(of=("self",)))
    _only_by_its_author(actor, viewpoint)
    refuse_codes(text)
    last = viewpoint.replies.order_by("-number").first()
    if last and last.text == text.strip() and viewpoint.state == ViewpointState.RECEIVED:
        return last
    number = last.number + 1 if last else 1
    made = Reply(viewpoint=viewpoint, text=text.strip(), on=clock.today(), number=number)
    made.at = None if viewpoint.anonymous else clock.now()
    made.clean_fields(exclude=["viewpoint"])
    viewpoint.mark_open_again()
    viewpoint.promised_on = clock.today() + timedelta(days=settings.ANSWER_PROMISE_DAYS)
    viewpoint.search_text = f"{viewpoint.search_text} {' '.join(stems(text))}"
    keep(viewpoint, actor=None, fields=["state", "promised_on", "search_text"])
    search.index([viewpoint])
    made.save()
    happened(viewpoint.thread, EventKind.REPLIED, at=time_of_own_act(viewpoint))
    recount(viewpoint.theme)
    audit.record(actor=actor, verb="viewpoint.replied", on=viewpoint, anonymous=viewpoint.anonymous)
    return made


@transaction.atomic
def withdraw(*, actor: Person | None, viewpoint: Viewpoint) -> None:
    """Take a viewpoint back: its words, names, addresses, replies and extracts are erased for good, its thread remains.

    Doing it again changes nothing.

    Raises:
        PermissionDenied: `actor` is somebody else than the author.
    """
    viewpoint.refresh_from_db(from_queryset=Viewpoint.objects.select_for_update(of=("self",)))
    _only_by_its_author(actor, viewpoint)
    if viewpoint.state == ViewpointState.WITHDRAWN:
        return
    viewpoint.replies.all().delete()
    viewpoint.extracts.all().delete()
    Vector.objects.filter(viewpoint=viewpoint).delete()
    Following.objects.filter(viewpoint=viewpoint).delete()
    viewpoint.mark_withdrawn()
    keep(viewpoint, actor=None, fields=["state", "text", "search_text", "author_name", "answer_to"])
    search.index([viewpoint])
    happened(viewpoint.thread, EventKind.WITHDRAWN, at=time_of_own_act(viewpoint))
    recount(viewpoint.theme)
    audit.record(actor=actor, verb="viewpoint.withdrawn", on=viewpoint, anonymous=viewpoint.anonymous)


def _only_by_its_author(actor: Person | None, viewpoint: Viewpoint) -> None:
    if actor is not None and viewpoint.author_id != actor.pk:
        raise PermissionDenied
