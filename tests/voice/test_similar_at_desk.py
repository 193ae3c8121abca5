"""What is like a text, as the desk shows it: proposals that a person decides on, and nothing that one may not see."""

import pytest
from django.urls import reverse

from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import Vector
from medskapa.voice.queries import similar as likeness
from tests.factories import UnitFactory, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db

LATE_BUS = "Bussen till sfi-kursen är alltid sen på morgonen."
BUS_TOO = "Jag missar sfi för att bussen kommer för sent varje morgon."
PHONE = "Telefontiden hos handläggaren är för kort."


@pytest.fixture(autouse=True)
def fresh_index(monkeypatch):
    """What one process has learnt in another test is not there in this one."""
    monkeypatch.setattr(likeness, "_latest", likeness.Latest())


@pytest.fixture
def answerer(client, unit):
    person = staff(Role.ANSWERER, unit)
    client.force_login(person)
    return person


def texts_like(text, viewer):
    return [each.viewpoint.text for each in likeness.viewpoints_like(text, viewer=viewer)]


def test_the_most_similar_viewpoints_come_first_and_a_new_one_is_found_at_once(answerer, unit):
    for text in (PHONE, LATE_BUS):
        new_viewpoint(unit=unit, text=text)
    assert texts_like(BUS_TOO, answerer)[0] == LATE_BUS
    new_viewpoint(unit=unit, text="Bussen till sfi kommer för sent, jag missar kursen varje morgon.")
    assert "missar kursen" in texts_like(BUS_TOO, answerer)[0]


def test_what_is_similar_but_in_a_foreign_unit_is_never_shown(client, answerer, unit):
    new_viewpoint(unit=UnitFactory(), text=LATE_BUS)
    assert texts_like(BUS_TOO, answerer) == []
    assert texts_like(BUS_TOO, staff(Role.EDITOR)) == [LATE_BUS]
    shown = client.post(reverse("voice:similar"), {"text": BUS_TOO}).text
    assert LATE_BUS not in shown


def test_what_has_been_taken_back_is_not_shown_though_the_process_remembers_it(answerer, unit):
    viewpoint, _code = new_viewpoint(unit=unit, text=LATE_BUS)
    assert texts_like(BUS_TOO, answerer) == [LATE_BUS]
    actions.withdraw(actor=None, viewpoint=viewpoint)
    assert texts_like(BUS_TOO, answerer) == []


def test_one_wrote_oneself_is_not_proposed_to_oneself(answerer, unit):
    new_viewpoint(unit=unit, text=LATE_BUS, author=answerer)
    assert texts_like(BUS_TOO, answerer) == []


def test_the_page_of_a_viewpoint_proposes_three_themes_and_leaves_itself_out_of_the_similar(client, answerer, unit):
    themes = {
        name: new_theme(unit=unit, name=name) for name in ("Bussar till kursen", "Telefontider", "Ljuset", "Fika")
    }
    other, _code = new_viewpoint(unit=unit, text=LATE_BUS)
    viewpoint, _code = new_viewpoint(unit=unit, text=BUS_TOO)
    shown = client.get(reverse("voice:viewpoint", args=[viewpoint.pk])).text
    proposed = [name for name, theme in themes.items() if f'name="theme" value="{theme.slug}"' in shown]
    assert len(proposed) == 3
    assert "Bussar till kursen" in proposed
    assert reverse("voice:viewpoint", args=[other.pk]) in shown
    assert f'href="{reverse("voice:viewpoint", args=[viewpoint.pk])}"' not in shown


def test_a_theme_shows_what_others_said_in_it_and_a_merged_one_is_not_proposed(unit):
    editor = staff(Role.EDITOR)
    theme, merged = new_theme(unit=unit, name="Bussar"), new_theme(unit=unit, name="Bussar och tåg")
    viewpoint, _code = new_viewpoint(unit=unit, text=LATE_BUS, theme=theme)
    actions.choose_extract(actor=editor, viewpoint=viewpoint, text="Bussen till sfi-kursen är alltid sen")
    actions.merge_themes(actor=editor, theme=merged, into=theme, reason="Samma sak.")
    (proposal,) = likeness.themes_for(BUS_TOO)
    assert proposal.theme == theme
    assert proposal.examples == ["Bussen till sfi-kursen är alltid sen"]


def test_the_words_that_a_registrar_writes_give_themes_but_no_viewpoints_of_the_desk(client, unit):
    new_theme(unit=unit, name="Bussar till kursen")
    new_viewpoint(unit=unit, text=LATE_BUS)
    client.force_login(staff(Role.REGISTRAR, unit))
    shown = client.post(reverse("voice:similar"), {"text": BUS_TOO}).text
    assert "Bussar till kursen" in shown
    assert LATE_BUS not in shown


@pytest.mark.parametrize("text", ["", "Hej", "  \n "])
def test_a_few_letters_say_too_little(client, answerer, text):
    assert "Skriv några ord till" in client.post(reverse("voice:similar"), {"text": text}).text


@pytest.mark.parametrize("text", ["x" * 6000, "\x00" * 40, "'; DROP TABLE voice_viewpoint; --", "😀" * 30])
def test_odd_words_break_nothing(client, answerer, unit, text):
    new_viewpoint(unit=unit)
    assert client.post(reverse("voice:similar"), {"text": text}).status_code == 200


def test_similar_is_asked_with_post_by_those_who_take_in(client, unit):
    client.force_login(staff(Role.AUDITOR))
    assert client.post(reverse("voice:similar"), {"text": BUS_TOO}).status_code == 403
    client.force_login(staff(Role.ANSWERER, unit))
    assert client.get(reverse("voice:similar")).status_code == 405


def test_stored_vectors_are_used_where_every_viewpoint_has_one(settings, monkeypatch, answerer, unit):
    settings.SEMANTIC = True
    asked = []
    real = likeness.similar.Index

    def watched(texts=(), stored=None, **options):
        asked.append(None if stored is None else stored.shape)
        return real(texts, None, model=False)

    monkeypatch.setattr(likeness.similar, "Index", watched)
    monkeypatch.setattr(likeness.similar, "available", lambda: True)
    for text in (LATE_BUS, PHONE):
        viewpoint, _code = new_viewpoint(unit=unit, text=text)
        Vector.objects.update_or_create(viewpoint=viewpoint, defaults={"data": bytes(2 * 384)})
    likeness.Latest().ranked(BUS_TOO, units={unit.pk})
    assert asked[-1] == (2, 384)
    Vector.objects.filter(viewpoint=viewpoint).delete()
    likeness.Latest().ranked(BUS_TOO, units={unit.pk})
    assert asked[-1] is None
