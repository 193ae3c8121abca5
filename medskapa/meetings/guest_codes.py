"""The code by which a guest answers whether they come: six common words, in a link and in words in the e-mail.

Behind it stand one meeting, which is public, and a yes or no; no name, and nothing else can be done with it. Six words
are 66 bits. It is random, kept as a digest under the site's secret, and opens nothing once the meeting has begun, or
when the guest has another address or is taken off the list. In the link it stands after "#": a browser keeps that part
to itself, so it reaches no log. The link alone answers nothing: mail scanners follow links, and would say yes.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from analysis import receipt
from analysis.receipt import Code
from medskapa.core import throttle
from medskapa.core.passes import Passes
from medskapa.meetings.codes import CODE_WORDS
from medskapa.meetings.models import Guest, GuestMessage

_SALT = "medskapa.meetings.guest"


def _guests() -> QuerySet[Guest]:
    return Guest.objects.select_related("meeting__unit", "meeting__place").order_by("pk")


_passes = Passes(_guests, salt=_SALT)
pass_for, behind = _passes.pass_for, _passes.behind


def issue(message: GuestMessage) -> Code:
    """A new code for `message`, whose digest is put into it without saving; one that it had opens nothing more."""
    code = receipt.new_code(CODE_WORDS)
    message.code_digest = _digest(code)
    return code


def address() -> str:
    """The page where the code is typed."""
    return settings.PUBLIC_URL + reverse("meetings:guest_answer")


def address_of(code: Code) -> str:
    """The page with the code filled in, for one whose browser runs scripts."""
    return f"{address()}#{'-'.join(code.words)}"


def open_with(code: Code, *, source: str) -> Guest | None:
    """The guest that `code` was sent to, with the meeting, or None; throttled by source and in all, as invitations are.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("invitation", source)
    return _guests().filter(messages__code_digest=_digest(code)).first()


def _digest(code: Code) -> str:
    return salted_hmac(_SALT, str(code), algorithm="sha256").hexdigest()
