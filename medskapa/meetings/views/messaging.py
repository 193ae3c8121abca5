"""Messages to the invited at work: send, print, post, tell, what failed, and answers that staff write down."""

import hashlib
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import clock, idempotency
from medskapa.core.dates import from_to
from medskapa.core.forms import key_of, refuse
from medskapa.core.ui import render_part
from medskapa.integrations import outgoing
from medskapa.meetings import actions, draws, outbox, reach, words
from medskapa.meetings import letters as printing
from medskapa.meetings.forms.invited import EnterForm
from medskapa.meetings.forms.messaging import RetryForm, ReturnForm
from medskapa.meetings.models import Invitation, InviteVia, Meeting, Message, MessageState, RepliedBy
from medskapa.meetings.queries import messaging as queries
from medskapa.meetings.views import planner_only
from medskapa.people.requests import PersonRequest, only
from medskapa.voice.forms.deliveries import LettersForm

staff_only = only(lambda person: person.is_staff_member)


@require_safe
@planner_only
def overview(request: PersonRequest, slug: str) -> HttpResponse:
    """How far the messages of a meeting have come, and what waits for a hand."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    return render(request, "meetings/messaging/overview.html", _overview(request, meeting))


@require_safe
@planner_only
def progress(request: PersonRequest, slug: str) -> HttpResponse:
    """The counts alone, which the page asks for again while the worker sends; the whole page without JavaScript."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    page, part = "meetings/messaging/overview.html", "meetings/messaging/_progress.html"
    return render_part(request, page, part, _overview(request, meeting))


def _overview(request: PersonRequest, meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": meeting,
        "overview": queries.overview(viewer=request.user, meeting=meeting),
        "can_send": outbox.can_invite(meeting),
        "form": LettersForm(),
    }


@require_POST
@planner_only
def send(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask everybody whose invitation waits."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    try:
        number = actions.send_invitations(actor=request.user, meeting=meeting)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = ngettext("Tack. %(n)s inbjudan är på väg.", "Tack. %(n)s inbjudningar är på väg.", number)
        messages.success(request, done % {"n": number} if number else _("Alla inbjudningar är redan skickade."))
    return redirect("meetings:messages", slug)


@require_POST
@planner_only
def pause(request: PersonRequest, slug: str) -> HttpResponse:
    """Pause the reminders of a meeting, or let them go on."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    paused = request.POST.get("paused") == "yes"
    actions.pause_reminders(actor=request.user, meeting=meeting, paused=paused)
    messages.success(request, _("Påminnelserna är pausade.") if paused else _("Påminnelserna går ut igen."))
    return redirect("meetings:messages", slug)


@require_safe
@planner_only
def letters(request: PersonRequest, slug: str) -> HttpResponse:
    """The letters that wait: to print, and to post."""
    return _letters_page(request, queries.meeting_at_work(viewer=request.user, slug=slug))


def _letters_page(request: PersonRequest, meeting: Meeting, sent: LettersForm | None = None) -> HttpResponse:
    context = {
        "meeting": meeting,
        "queue": queries.letters(viewer=request.user, meeting=meeting),
        "limit": printing.PRINT_LIMIT,
        "form": sent or LettersForm(),
    }
    return render(request, "meetings/messaging/letters.html", context, status=422 if sent else 200)


@require_POST
@planner_only
def print_letters(request: PersonRequest, slug: str) -> HttpResponse:
    """The chosen letters as one file. They count as printed from now on; ``again`` prints what is printed already."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    form = LettersForm(request.POST)
    if form.is_valid():
        keys = form.cleaned_data["letter"]
        chosen = queries.letters_chosen(viewer=request.user, meeting=meeting, keys=keys)
        again = "again" in request.POST

        def act() -> str:
            return str(actions.print_letters(actor=request.user, messages=chosen, again=again))

        try:
            idempotency.once(_key_of_run(form.cleaned_data["form_key"], keys, again), act)
            made = printing.letters_for(queries.letters_read(viewer=request.user, meeting=meeting, keys=keys))
        except ValidationError as error:
            refuse(form, error)
        else:
            return _download(printing.as_pdf(made))
    return _letters_page(request, meeting, form)


def _key_of_run(form_key: str, keys: Sequence[int], again: bool) -> str:
    """The page stays open after a download, so its key alone does not tell one choice of letters from another."""
    if not idempotency.is_key(form_key):
        return form_key
    return hashlib.sha256(f"{form_key} {sorted(keys)} {again}".encode()).hexdigest()


def _download(pdf: bytes) -> HttpResponse:
    name = _("inbjudningar-%(day)s.pdf") % {"day": clock.today().isoformat()}
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_POST
@planner_only
def posted(request: PersonRequest, slug: str) -> HttpResponse:
    """The chosen letters are in the post. Those that somebody has noted already are passed by."""

    def done(chosen: list[Message]) -> str:
        number = actions.post_letters(actor=request.user, messages=chosen)
        said = ngettext("Tack. %(n)s brev är postat.", "Tack. %(n)s brev är postade.", number)
        return said % {"n": number} if number else _("De breven var redan noterade som postade.")

    return _with_letters(request, slug, done)


@require_POST
@planner_only
def undo(request: PersonRequest, slug: str) -> HttpResponse:
    """Letters that were noted as posted by mistake today wait again."""

    def done(chosen: list[Message]) -> str:
        number = actions.undo_posting(actor=request.user, messages=chosen)
        return ngettext("%(n)s brev väntar igen.", "%(n)s brev väntar igen.", number) % {"n": number}

    return _with_letters(request, slug, done)


def _with_letters(request: PersonRequest, slug: str, act: Callable[[list[Message]], str]) -> HttpResponse:
    """Do `act` with the chosen letters and say what it answers."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    form = LettersForm(request.POST)
    if form.is_valid():
        keys = form.cleaned_data["letter"]
        chosen = queries.letters_chosen(viewer=request.user, meeting=meeting, keys=keys)
        try:
            said = act(chosen)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, said)
            return redirect("meetings:letters", slug)
    return _letters_page(request, meeting, form)


@require_safe
@planner_only
def failures(request: PersonRequest, slug: str) -> HttpResponse:
    """What did not get through, and why."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    page = queries.failures(viewer=request.user, meeting=meeting, after=request.GET.get("after", ""))
    context = {"meeting": meeting, "rows": page.rows, "next": page.next}
    return render(request, "meetings/messaging/failures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def message(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """One message: what it says and where it is; POST tries it again, perhaps another way."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    found = queries.opened(viewer=request.user, meeting=meeting, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = RetryForm(data, message=found, known=bool(_shown(found)))
    if form.is_valid():
        via = form.cleaned_data["via"]
        try:
            idempotency.once(
                key_of(request, form),
                lambda: str(actions.retry_message(actor=request.user, message=found, via=via).pk),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Det är på väg igen."))
            return redirect("meetings:messages", slug)
    return _message_page(request, meeting, found, form, ReturnForm())


@require_POST
@planner_only
def returned(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """A posted letter came back, or nobody could be told."""
    meeting = queries.meeting_at_work(viewer=request.user, slug=slug)
    found = queries.opened(viewer=request.user, meeting=meeting, pk=pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.return_letter(actor=request.user, message=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Välj nu hur det ska nå personen."))
            return redirect("meetings:message", slug, pk)
    retry = RetryForm(message=found, known=bool(_shown(found)))
    return _message_page(request, meeting, found, retry, form)


def _message_page(
    request: PersonRequest, meeting: Meeting, found: Message, form: RetryForm, return_form: ReturnForm
) -> HttpResponse:
    failed = found.state == MessageState.FAILED
    waits = found.state == MessageState.READY and found.via not in outgoing.BY_MACHINE
    context = {
        "meeting": meeting,
        "message": found,
        "name": _shown(found) or _nobody(),
        "form": form,
        "return_form": return_form,
        "failed": failed,
        "open": failed or waits,
        "returnable": (found.via == InviteVia.LETTER and found.state == MessageState.SENT)
        or (found.via == InviteVia.CONTACT and found.state == MessageState.READY),
        "text": words.text_of(found),
    }
    wrong = form.errors or return_form.errors
    return render(request, "meetings/messaging/message.html", context, status=422 if wrong else 200)


@require_safe
@staff_only
def to_tell(request: PersonRequest) -> HttpResponse:
    """What the viewer is to tell by word of mouth."""
    page = queries.to_tell(viewer=request.user, after=request.GET.get("after", ""))
    rows = [(each, draws.answer_by(each.invitation) if each.kind in words.ASKING else None) for each in page.rows]
    return render(request, "meetings/messaging/to_tell.html", {"rows": rows, "next": page.next})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def tell(request: PersonRequest, pk: int) -> HttpResponse:
    """What to say to one person, with room for the answer at once; POST notes that they were told."""
    found = queries.opened_to_tell(viewer=request.user, pk=pk)
    form = LettersForm()
    if request.method == "POST":
        try:
            actions.tell_message(actor=request.user, message=found)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Tack. Nu står det att personen vet."))
        return redirect("meetings:to_tell")
    context = {
        "message": found,
        "name": _shown(found) or _nobody(),
        "invitation": found.invitation,
        "meeting": found.invitation.meeting,
        "form": form,
        "text": words.text_of(found),
        "phone": reach.phone_of(found.invitation.member) if _shown(found) else "",
        "waits": found.state == MessageState.READY,
        "asks": found.kind in words.ASKING,
        "answer_by": draws.answer_by(found.invitation),
    }
    return render(request, "meetings/messaging/tell.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def enter_reply(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what somebody answered on the phone, or to their contact."""
    invitation = queries.invitation_to_answer(viewer=request.user, pk=pk)
    mine = invitation.member.contact_id == request.user.pk
    first = EnterForm.before(invitation) | {"by": RepliedBy.CONTACT if mine else RepliedBy.PHONE}
    form = EnterForm(request.POST) if request.method == "POST" else EnterForm(initial=first)
    if form.is_valid():
        by = RepliedBy(form.cleaned_data["by"])

        def act() -> str:
            answer = form.reply()
            return str(actions.enter_reply(actor=request.user, invitation=invitation, answer=answer, by=by).pk)

        try:
            idempotency.once(key_of(request, form), act)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Svaret är sparat."))
            return redirect("meetings:enter_reply", pk)
    context = {
        "invitation": invitation,
        "name": _shown(invitation) or _nobody(),
        "meeting": invitation.meeting,
        "form": form,
        "times": from_to(invitation.meeting.starts_at, invitation.meeting.ends_at),
        "phone": reach.phone_of(invitation.member) if _shown(invitation) else "",
        "plans": queries.plans(viewer=request.user, meeting=invitation.meeting),
    }
    return render(request, "meetings/messaging/enter_reply.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def pause_one(request: PersonRequest, pk: int) -> HttpResponse:
    """Let one person not be reminded, or let them."""
    invitation = queries.invitation_to_answer(viewer=request.user, pk=pk)
    paused = request.POST.get("paused") == "yes"
    actions.pause_reminder(actor=request.user, invitation=invitation, paused=paused)
    messages.success(request, _("Personen får ingen påminnelse.") if paused else _("Personen kan få en påminnelse."))
    return redirect("meetings:enter_reply", pk)


def _shown(row: Message | Invitation) -> str:
    """The receiver's name where the viewer may know it, otherwise nothing."""
    shown: str = getattr(row, "shown_name", "")
    return shown


def _nobody() -> str:
    return _("någon med skyddade uppgifter")
