"""Names that somebody searches for, kept out of addresses: those stand in histories and logs.

The search form is sent with POST (a field ``find`` says that it is one). The words are kept in the session under a key
that says nothing outside it, and the browser is sent on to the list with the key in its address: so paging, filters,
another tab and Back work, with and without JavaScript. Whoever else gets the address gets the whole list.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.crypto import salted_hmac

WORDS, KEY, FIND = "text", "sok", "find"
_KEPT, _MOST, _LONGEST = "searches", 20, 100
_OURS = {WORDS, KEY, FIND, "after", "form_key", "csrfmiddlewaretoken"}


def holding(words: Iterable[str], *fields: str) -> Q:
    """The condition that each of `words` stands in one of `fields`.

    SQLite folds the case of a-z only, so a word is looked for as written, in small letters and with a capital.
    """
    condition = Q()
    for word in words:
        one = Q()
        for form in sorted({word, word.lower(), word.capitalize()}):
            for field in fields:
                one |= Q(**{f"{field}__icontains": form})
        condition &= one
    return condition


def is_search(request: HttpRequest) -> bool:
    """Whether the search form is what was sent."""
    return request.method == "POST" and FIND in request.POST


def answer(request: HttpRequest) -> HttpResponse:
    """Keep the words, and lead to the list with the other filters that were chosen."""
    chosen = {name: request.POST[name] for name in request.POST if name not in _OURS and request.POST[name]}
    if words := request.POST.get(WORDS, "").strip()[:_LONGEST]:
        chosen[KEY] = _kept(request, words)
    return HttpResponseRedirect(f"{request.path}?{urlencode(chosen)}" if chosen else request.path)


def narrowed(request: HttpRequest) -> QueryDict:
    """What the address narrows a list to, with the words that its key stands for. Words in the address are not read."""
    found = request.GET.copy()
    found[WORDS] = request.session.get(_KEPT, {}).get(request.GET.get(KEY, ""), "")
    return found


def _kept(request: HttpRequest, words: str) -> str:
    """The key of `words` in this session, always the same: a form that htmx and a button send at once keeps one."""
    key = salted_hmac(_KEPT, f"{request.session.session_key} {words}", algorithm="sha256").hexdigest()[:16]
    kept = {other: earlier for other, earlier in request.session.get(_KEPT, {}).items() if other != key}
    request.session[_KEPT] = dict([*kept.items(), (key, words)][-_MOST:])
    return key
