"""What residents read is easy to read: LIX below 40, and below 30 in plain Swedish, page by page, as it is shown.

These are the pages of voice and of the house. The other rooms test theirs with `tests.reading.too_hard`.
"""

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.voice import actions, drafts
from medskapa.voice.models import AnswerVia
from tests.factories import PersonFactory, StaffFactory, new_theme, new_viewpoint, staff
from tests.reading import GOALS, too_hard
from tests.voice.walk import open_with, pass_on, send, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client, fallback_unit):
    """Every page that a resident meets, by what it is; each is asked for when it is its turn."""
    author, guide = PersonFactory(email="alma@example.se"), StaffFactory()
    theme = new_theme(unit=fallback_unit, name="Lättare att nå oss")
    mine, _code = new_viewpoint(author=author, theme=theme, text="Det är svårt att nå er.")
    answered, code = new_viewpoint(unit=fallback_unit, text="Jag kommer inte fram.")
    actions.send_answer(actor=staff("answerer", fallback_unit), viewpoints=[answered], text="Nu kan du ringa oss igen.")

    def get(name, *args, as_=None):
        def asked():
            if as_:
                client.force_login(as_)
            return client.get(reverse(name, args=args))

        return asked

    def draft(step, **content):
        def asked():
            words = drafts.new_code()
            drafts.keep(words, drafts.Content(text="Jag kommer inte fram.", **content))
            return client.get(reverse("voice:say_step", args=[words, step]))

        return asked

    def conversation(address="", **sent):
        def asked():
            opened = open_with(client, code)
            return client.post(reverse(address), {"pass": pass_on(opened), **sent}) if address else opened

        return asked

    return {
        "start": get("voice:start"),
        "what has happened": get("voice:happened"),
        "a theme": get("voice:theme", theme.slug),
        "say: text": draft("text"),
        "say: about": draft("om"),
        "say: answer": draft("svar"),
        "say: where, letter": draft("vart", answer_via=AnswerVia.LETTER),
        "say: where, sms": draft("vart", answer_via=AnswerVia.SMS),
        "say: where, email": draft("vart", answer_via=AnswerVia.EMAIL),
        "say: where, contact": draft("vart", answer_via=AnswerVia.CONTACT, contact=guide.login),
        "say: who": draft("vem"),
        "say: who, reachable": draft("vem", answer_via=AnswerVia.SMS, answer_to="070-1740605"),
        "say: summary": draft("kontrollera"),
        "say: resume": get("voice:say_resume"),
        "say: gone": get("voice:say_step", drafts.new_code(), "om"),
        "receipt, given": lambda: send(client, walk(client)),
        "receipt, asked for": get("voice:receipt"),
        "conversation": conversation(),
        "conversation, replied": conversation("voice:receipt_reply", text="Tack för svaret."),
        "conversation, take back": conversation("voice:receipt_withdraw"),
        "conversation, taken back": conversation("voice:receipt_withdraw", sure="1"),
        "my page": get("voice:my_page", as_=author),
        "mine": get("voice:my_viewpoint", mine.pk, as_=author),
        "mine, take back": get("voice:my_withdraw", mine.pk, as_=author),
        "my contact": get("voice:my_contact", as_=author),
        "sign in": get("people:sign_in"),
        "accessibility": get("core:accessibility"),
        "privacy": get("core:privacy"),
        "not found": lambda: client.get("/finns-inte/"),
        "refused": get("voice:inbox", as_=author),
    }


@pytest.mark.parametrize("language", GOALS)
def test_every_page_to_residents_is_easy_to_read(pages, client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    hard = {}
    for name, asked in pages.items():
        if why := too_hard(asked().text, language):
            hard[name] = why
        client.logout()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert hard == {}


OFFICE = "Förvaltningens handläggningsrutiner förutsätter ansökningshandlingarnas fullständighetsgranskning. " * 6
EASY = "Du kan ringa oss i dag. Vi är här för dig. " * 6


@pytest.mark.parametrize("language", GOALS)
def test_a_hard_page_and_a_page_without_sentences_are_found(language):
    assert "LIX" in too_hard(f"<main><p>{OFFICE}</p></main>", language)
    assert too_hard(f"<main><p>{EASY}</p><blockquote><p>{OFFICE}</p></blockquote></main>", language) is None
    assert too_hard(f"<p>{EASY}</p><main><h1>Rubrik</h1></main>", language) == "it has no text"
