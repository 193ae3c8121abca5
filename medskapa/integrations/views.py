"""What outside services hand over to us."""

import base64
import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from medskapa.integrations.sms import incoming

LONGEST_ID = 200
LONGEST_MESSAGE = 2_000  # a message of several parts is at most about 1,600 signs


@csrf_exempt  # the gateway has no cookie to forge with: it says who it is in each request
@login_not_required
@require_POST
@sensitive_post_parameters()
def sms_in(request: HttpRequest) -> HttpResponse:
    """One SMS from the gateway: ``from``, ``to``, ``message``, ``id``, with basic authentication.

    401 without the right log-in, 400 when a field is missing or absurd, and 200 when the message is taken, also when
    it was taken before: the gateway need not send it again. The answer has no body, for the gateway would send that
    on as an SMS; replies go out by `incoming.take`.
    """
    if not _is_gateway(request):
        return _plain("Wrong user name or password", status=401, headers={"WWW-Authenticate": 'Basic realm="SMS"'})
    fields = {name: request.POST.get(name, "").replace("\0", "") for name in ("from", "to", "message", "id")}
    if missing := [name for name in ("from", "id") if not fields[name].strip()]:
        return _plain(f"Missing field {missing[0]}", status=400)
    if "message" not in request.POST:
        return _plain("Missing field message", status=400)
    if len(fields["id"]) > LONGEST_ID or len(fields["message"]) > LONGEST_MESSAGE:
        return _plain("A field is too long", status=400)
    incoming.take(message_id=fields["id"].strip(), sender=fields["from"], text=fields["message"])
    return _plain("", status=200)


def _is_gateway(request: HttpRequest) -> bool:
    if not (settings.SMS_IN_USER and settings.SMS_IN_PASSWORD):
        return False
    login = base64.b64encode(f"{settings.SMS_IN_USER}:{settings.SMS_IN_PASSWORD}".encode()).decode()
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Basic {login}".encode())


def _plain(text: str, *, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
