"""What residents read of talks and notes is easy to read, page by page, as it is shown."""

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.core import clock
from tests.guidance_factories import new_guide, new_resident
from tests.reading import GOALS, too_hard
from tests.talk_factories import at, new_contact, new_note, new_slot, new_talk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", GOALS)
def test_every_page_of_talks_and_notes_is_easy_to_read(client, language):
    guide = new_guide(room="Rum 7")
    resident = new_resident(guide)
    slot = new_slot(guide, at(5))
    ahead, missed = new_talk(resident, interpreter="ar"), new_talk(resident, starts=at(-3), state="missed")
    cancelled = new_talk(resident, starts=at(6), state="cancelled", cancelled_why="Jag är sjuk.")
    told = new_talk(resident, starts=at(-9), state="missed", missed_why="Bussen.", answered_on=clock.today())
    new_contact(resident, guide)
    note = new_note(resident, guide)
    new_note(resident, guide, hidden_ground="others")
    new_note(resident, guide, hidden_ground="risk")
    client.force_login(resident)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = [
        ("mine",),
        ("my_talks",),
        ("book_my_talk",),
        ("book_my_talk_at", slot.pk),
        *(("my_talk", talk.pk) for talk in (ahead, missed, cancelled, told)),
        ("move_my_talk", ahead.pk),
        ("cancel_my_talk", ahead.pk),
        ("my_missed_talk", missed.pk),
        ("my_notes",),
        ("my_note", note.pk),
    ]
    hard = {}
    for name, *args in pages:
        page = client.get(reverse(f"guidance:{name}", args=args))
        assert page.status_code == 200, name
        if why := too_hard(page.text, language):
            hard[name, *args] = why
    slot.delete()
    for name, *args in [("book_my_talk",), ("move_my_talk", ahead.pk)]:
        if why := too_hard(client.get(reverse(f"guidance:{name}", args=args)).text, language):
            hard[name, "nothing is free"] = why
    assert hard == {}
