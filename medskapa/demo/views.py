"""The demo's phone: the page that stands for the app BankID. Outside the demo it does not exist."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from medskapa.demo import identities
from medskapa.integrations.bankid import client as bankid


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """What waits to be signed, or the one order that a link on the same device opened; POST signs or cancels it."""
    if not (settings.DEMO_SIGN_IN and settings.BANKID_CLIENT == "simulator"):
        raise Http404
    simulator = bankid.simulator()
    if request.method == "POST":
        return _pressed(request)
    token = request.GET.get("autostarttoken", "")
    order = simulator.started_with(token) if token else None
    if order:
        simulator.open(order.reference)
    back = _back(request, request.GET.get("back", ""))
    person = request.user.login if request.user.is_authenticated else ""
    context = {
        "order": order,
        "is_late": bool(token) and order is None,
        "waiting": [] if token else simulator.waiting(),
        "people": identities.all_of_them(),
        "me": person,
        "back": back,
    }
    return render(request, "demo/phone.html", context)


def _pressed(request: HttpRequest) -> HttpResponse:
    order = bankid.simulator().started_with(request.POST.get("token", ""))
    number = identities.number_of(request.POST.get("who", ""))
    if order and "cancel" in request.POST:
        bankid.simulator().fail(order.reference)
    elif order and number:
        bankid.simulator().sign(order.reference, number=number)
    return redirect(_back(request, request.POST.get("back", "")) or reverse("demo:bankid"))


def _back(request: HttpRequest, address: str) -> str:
    """`address` where it is one of ours, else nothing."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""
