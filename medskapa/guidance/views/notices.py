"""What residents are to be told by hand: letters to print and post, and what somebody says on the phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from medskapa.core import clock
from medskapa.guidance import actions, notice_letters
from medskapa.guidance.forms.talks import KeysForm
from medskapa.guidance.queries import notices as queries
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

tellers_only = only_holding(Role.GUIDE, Role.UNIT_MANAGER)


@require_safe
@tellers_only
def notices(request: PersonRequest) -> HttpResponse:
    """What waits for a hand, for the residents whose file I may open."""
    context = {
        "waiting": queries.by_hand(viewer=request.user),
        "limit": queries.AT_ONCE,
        "form": KeysForm(auto_id=False),
    }
    return render(request, "guidance/talks/notices.html", context)


@require_POST
@tellers_only
def print_notices(request: PersonRequest) -> HttpResponse:
    """The ticked letters as one file."""
    chosen = queries.chosen(viewer=request.user, keys=KeysForm(request.POST).keys)
    try:
        letters = notice_letters.letters_for(chosen)
        actions.print_notices(actor=request.user, chosen=chosen)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("guidance:notices")
    name = _("brev-%(day)s.pdf") % {"day": clock.today().isoformat()}
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(notice_letters.as_pdf(letters), content_type="application/pdf", headers=headers)


@require_POST
@tellers_only
def notices_done(request: PersonRequest) -> HttpResponse:
    """The ticked ones are in the post, or told."""
    chosen = queries.chosen(viewer=request.user, keys=KeysForm(request.POST).keys)
    try:
        number = actions.hand_over_notices(actor=request.user, chosen=chosen)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        said = ngettext("Tack. %(n)s är klar.", "Tack. %(n)s är klara.", number)
        messages.success(request, said % {"n": number})
    return redirect("guidance:notices")
