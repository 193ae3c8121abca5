"""Mandates at work: drawing one up with the person, the paper, the journal, and ending it when somebody rings."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, mandate_codes, mandate_mail, mandate_texts
from medskapa.commons import mandate_policy as policy
from medskapa.commons.forms.mandates import DraftForm, JournalForm, SignedForm
from medskapa.commons.models import Mandate, MandateField, MandateState
from medskapa.commons.queries import mandates as queries
from medskapa.core import clock, searching
from medskapa.core.acting import carried_out, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.people.requests import PersonRequest, only

handlers_only = only(policy.handles_mandates)
"""For the reception, and those who act for an organisation."""

CHOICES = [
    (queries.IN_FORCE, gettext_lazy("Gäller")),
    (queries.DRAFTS, gettext_lazy("Väntar på underskrift")),
    (queries.TO_DO, gettext_lazy("Att ringa eller skicka")),
    (queries.OVER, gettext_lazy("Avslutade")),
]
KINDS = {
    MandateState.DRAFT: "waiting",
    MandateState.SIGNED: "done",
    MandateState.ENDED: "stopped",
    MandateState.DROPPED: "stopped",
}
"""How each state is marked."""


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def mandates(request: PersonRequest) -> HttpResponse:
    """The mandates of one's organisations; at the reception all, which are found by name when somebody rings."""
    if searching.is_search(request):
        return searching.answer(request)
    chosen = request.GET.get("visa", queries.IN_FORCE)
    chosen = chosen if chosen in dict(CHOICES) else queries.IN_FORCE
    words = str(searching.narrowed(request)[searching.WORDS])
    page = queries.listing(viewer=request.user, show=chosen, words=words, after=request.GET.get("after", ""))
    context = {
        "rows": [(row, KINDS[MandateState(row.state)], field_names(row)) for row in page.rows],
        "next": page.next,
        "choices": [(key, text, page.to_do if key == queries.TO_DO else None) for key, text in CHOICES],
        "chosen": chosen,
        "words": words,
    }
    return render(request, "commons/mandates/mandates.html", context)


def field_names(mandate: Mandate) -> list[Any]:
    """What the mandate is for, in words."""
    return [text for code, text in MandateField.choices if code in mandate.fields]


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def draft(request: PersonRequest) -> HttpResponse:
    """Draw one up together with the person."""
    organisations = queries.organisations_to_draft_for(request.user)
    begun = {"starts_on": clock.today(), "reach_via": "sms", "language": "sv", "organisation": organisations.first()}
    form = opened(request, DraftForm, begun, organisations=organisations)
    made = carried_out(
        request,
        form,
        lambda chosen: actions.draft_mandate(actor=request.user, **chosen).pk,
        done=_("Utkastet är klart. Läs det tillsammans, och skriv ut det."),
    )
    if made:
        return redirect("commons:mandate", int(made))
    lead = _("Fyll i tillsammans med personen. Ni får aldrig använda personens BankID eller fråga efter koder.")
    context = {"title": _("Ny fullmakt"), "lead": lead, "send": _("Gör utkastet"), "back": reverse("commons:mandates")}
    return shown(request, form, **context, back_text=_("Fullmakter"))


@require_safe
def mandate(request: PersonRequest, pk: int) -> HttpResponse:
    """One mandate: what was signed, what has been done, and what can be done now. For others it does not exist."""
    seen = queries.one(viewer=request.user, pk=pk)
    found, may_note = seen.mandate, seen.may_note
    is_draft = found.state == MandateState.DRAFT
    context = {
        "mandate": found,
        "kind": KINDS[MandateState(found.state)],
        "fields": field_names(found),
        "short": mandate_texts.shortened(found.digest),
        "journal": queries.journal_of(found),
        "in_force": found.in_force_on(clock.today()),
        "begins_later": found.state == MandateState.SIGNED and found.starts_on > clock.today(),
        "is_draft": is_draft,
        "may_print": bool(found.text),
        "may_note": is_draft and may_note,
        "may_write": seen.may_write and found.in_force_on(clock.today()),
        "may_end": may_note and found.state == MandateState.SIGNED,
        "by_hand": _by_hand(found) if may_note else [],
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/mandates/mandate.html", context)


def _by_hand(found: Mandate) -> list[tuple[Any, str, str]]:
    waiting = queries.by_hand_of(found)
    return [(each, mandate_mail.address_of(each), mandate_mail.words_of(each)[1]) for each in waiting]


@require_safe
@handlers_only
def sheet_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The paper to sign as a tagged PDF, and on a sheet of its own the code that the person takes home."""
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    found = queries.one(viewer=request.user, pk=pk).mandate
    if not found.text:
        raise Http404
    with translation.override(found.language):
        title = _("Fullmakt")
        context = {
            "title": title,
            "paragraphs": found.text.split("\n\n")[1:],
            "digest": found.digest,
            "short": mandate_texts.shortened(found.digest),
            "version": found.template,
            "organisation": found.organisation.name,
            "code": mandate_codes.code_of(found) if found.state == MandateState.DRAFT else None,
            "code_page": settings.PUBLIC_URL + reverse("commons:mandate_by_code"),
            "phone": settings.MUNICIPALITY["phone"],
        }
        body = render_to_string("commons/mandates/_sheet.html", context)
    pdf = document.render(body, title=title, lang=found.language)
    headers = {"Content-Disposition": 'inline; filename="fullmakt.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def note_signed(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that the person has signed the paper."""
    found = queries.one_to_change(viewer=request.user, pk=pk)
    if not policy.may_note_signed(request.user, found):
        raise PermissionDenied
    lead = _("Kontrolltalet på pappret ska vara %(short)s. Spara pappret hos er så länge fullmakten gäller.")
    return form_page(
        request,
        opened(request, SignedForm),
        lambda chosen: actions.note_mandate_signed(actor=request.user, mandate=found, **chosen).pk,
        done=_("Fullmakten är underskriven. Personen får veta det."),
        to=_at(pk),
        title=_("Pappret är underskrivet"),
        lead=lead % {"short": mandate_texts.shortened(found.digest)},
        send=_("Spara"),
        **_back(pk),
    )


@require_POST
@handlers_only
def drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = queries.one_to_change(viewer=request.user, pk=pk)
    return pressed(
        request,
        lambda: actions.drop_mandate(actor=request.user, mandate=found).pk,
        done=_("Utkastet är borttaget."),
        to=_at(pk),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def write_journal(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what was done for the person."""
    found = queries.one_to_change(viewer=request.user, pk=pk)
    if not policy.may_write_journal(request.user, found):
        raise PermissionDenied
    return form_page(
        request,
        opened(request, JournalForm, mandate=found),
        lambda chosen: actions.write_journal(actor=request.user, mandate=found, **chosen).pk,
        done=_("Det står i journalen."),
        to=_at(pk),
        title=_("Skriv i journalen"),
        lead=_("Skriv det samma dag. Ditt namn och tiden kommer med."),
        send=_("Skriv in"),
        **_back(pk),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """End it: the person has rung or stands at the desk, or the organisation gives it back."""
    found = queries.one_to_change(viewer=request.user, pk=pk)
    if not policy.may_end_mandate(request.user, found):
        raise PermissionDenied
    return form_page(
        request,
        opened(request, Form),
        lambda chosen: actions.end_mandate(actor=request.user, mandate=found).pk,
        done=_("Fullmakten är avslutad. Den gäller inte längre."),
        to=_at(pk),
        title=_("Avsluta fullmakten"),
        lead=_("Den slutar gälla direkt. Personen behöver inte säga varför. Det går inte att ångra."),
        send=_("Avsluta nu"),
        danger=True,
        **_back(pk),
    )


@require_POST
@handlers_only
def hand_over(request: PersonRequest, pk: int, message: int) -> HttpResponse:
    """The letter is sent, or the call is made."""
    found = queries.one_to_change(viewer=request.user, pk=pk)
    waiting = queries.message_of(mandate=found, pk=message)
    return pressed(
        request,
        lambda: actions.hand_over_mandate_message(actor=request.user, message=waiting).pk,
        done=_("Det är sparat."),
        to=_at(pk),
    )


def _at(pk: int) -> str:
    return reverse("commons:mandate", args=[pk])


def _back(pk: int) -> dict[str, Any]:
    return {"back": _at(pk), "back_text": _("Fullmakten")}
