"""Min sida: what I have said, what came of it, how I am reached, and what is stored about me."""

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core.ui import navigation
from medskapa.people import actions as people
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions
from medskapa.voice.forms.mine import ContactForm
from medskapa.voice.forms.receipt import ReplyForm
from medskapa.voice.models import EventKind, Viewpoint
from medskapa.voice.queries import mine as queries
from medskapa.voice.texts import STATES


@require_safe
def my_page(request: PersonRequest) -> HttpResponse:
    """What I have said, the latest first; ``?after=`` is the last row of the page before."""
    after = request.GET.get("after", "")
    last = queries.mine(request.user).filter(pk=after).first() if after.isdecimal() and len(after) < 20 else None
    viewpoints = queries.my_page(viewer=request.user, after=last)
    more = viewpoints[-1].pk if len(viewpoints) == queries.PAGE else None
    newest = queries.newest_of(viewpoints)
    news = {pk: (STATES.get(EventKind(event.kind), event.get_kind_display()), event.at) for pk, event in newest.items()}
    rows = [(each, *news.get(each.pk, ("", None))) for each in viewpoints]
    context = {"rows": rows, "more": more, "later": last is not None, "ways": navigation.of("mine", request)}
    return render(request, "voice/mine/my_page.html", context)


@require_safe
def viewpoint(request: PersonRequest, pk: int) -> HttpResponse:
    """One thing that I have said, and what came of it."""
    return _conversation(request, _mine_or_404(request, pk), ReplyForm())


@require_POST
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    """Say more about it."""
    mine = _mine_or_404(request, pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply(actor=request.user, viewpoint=mine, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("voice:my_viewpoint", pk)
    return _conversation(request, mine, form)


@require_http_methods(["GET", "POST"])
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """GET says what will happen; POST takes it back."""
    mine = _mine_or_404(request, pk)
    if request.method == "GET":
        return render(request, "voice/mine/withdraw.html", {"viewpoint": mine})
    actions.withdraw(actor=request.user, viewpoint=mine)
    return redirect("voice:my_viewpoint", pk)


@require_http_methods(["GET", "POST"])
def contact(request: PersonRequest) -> HttpResponse:
    """How I want to be reached."""
    initial = {field: getattr(request.user, field) for field in people.CONTACT}
    form = ContactForm(request.POST or None, initial=initial)
    if form.is_valid():
        details = {field: form.cleaned_data[field] for field in people.CONTACT}
        try:
            people.change_contact(actor=request.user, person=request.user, **details)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(request, "voice/mine/contact.html", {"form": form, "saved": True})
    context = {"form": form, "saved": False}
    return render(request, "voice/mine/contact.html", context, status=422 if form.errors else 200)


@require_safe
def my_data(request: PersonRequest) -> HttpResponse:
    """Everything that is stored about me, as a file."""
    response = JsonResponse(
        queries.my_data(request.user),
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    name = _("mina-uppgifter")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _mine_or_404(request: PersonRequest, pk: int) -> Viewpoint:
    return get_object_or_404(queries.mine(request.user), pk=pk)


def _conversation(request: PersonRequest, viewpoint: Viewpoint, form: ReplyForm) -> HttpResponse:
    context = {
        "conversation": queries.conversation(viewpoint),
        "form": form,
        "reply_url": reverse("voice:my_reply", args=[viewpoint.pk]),
        "withdraw_url": reverse("voice:my_withdraw", args=[viewpoint.pk]),
    }
    return render(request, "voice/mine/viewpoint.html", context, status=422 if form.errors else 200)
