"""Themes at the desk: texts that two may write, telling, answering all, merging and undoing, choosing words to show."""

import re

import pytest
from django.urls import reverse

from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, ReadRecord
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import (
    Answer,
    AnswerState,
    AnswerVia,
    Event,
    EventKind,
    Extract,
    Theme,
    ThemeMerge,
    Viewpoint,
    ViewpointState,
)
from medskapa.voice.views.themes import marked
from tests.conftest import HTMX
from tests.factories import PersonFactory, UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory(name="Mottagningen")


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit, name="Svåra brev")


@pytest.fixture
def answerer(unit):
    return staff(Role.ANSWERER, unit)


@pytest.fixture
def editor(db):
    return staff(Role.EDITOR)


@pytest.fixture
def desk(client, answerer):
    client.force_login(answerer)
    return client


@pytest.fixture
def editing(client, editor):
    client.force_login(editor)
    return client


def form(**fields):
    return {"form_key": new_key()} | fields


def url(name, *args):
    return reverse(f"voice:{name}", args=args)


def names_in(response):
    return re.findall(r'href="/arbete/teman/[\w-]+/">([^<]+)</a>', response.text)


class TestTheList:
    def test_shows_all_themes_own_ones_and_those_where_somebody_waits(self, desk, theme, unit):
        new_theme(name="Telefontider")
        many_viewpoints(1, unit=unit, theme=theme)
        actions.threads.recount(theme)
        assert names_in(desk.get(url("themes"))) == ["Svåra brev", "Telefontider"]
        assert names_in(desk.get(url("themes"), {"own": "on"})) == ["Svåra brev"]
        assert names_in(desk.get(url("themes"), {"waiting": "on"})) == ["Svåra brev"]

    @pytest.mark.parametrize("text", ["svåra", "BREV svåra", "kontakt svår"])
    def test_finds_a_theme_by_its_words(self, desk, theme, text):
        new_theme(name="Ändrade tider")
        found = names_in(desk.get(url("themes"), {"text": text}))
        assert "Ändrade tider" not in found
        assert found == ["Svåra brev"]

    def test_finds_a_capital_beyond_a_to_z(self, desk):
        new_theme(name="Ändrade tider")
        assert names_in(desk.get(url("themes"), {"text": "ändrade"})) == ["Ändrade tider"]

    def test_a_theme_that_lies_in_another_says_so(self, desk, theme, editor):
        actions.merge_themes(actor=editor, theme=theme, into=new_theme(name="Brev"), reason="Samma.")
        assert "Ligger i Brev" in desk.get(url("themes")).text

    def test_costs_the_same_with_many_themes_and_goes_on(self, desk, unit, queries_of):
        by = staff(Role.EDITOR)
        for _each in range(10):
            new_theme(unit=unit, by=by)
        first = queries_of(url("themes"))
        for _each in range(50):
            new_theme(unit=unit, by=by)
        assert queries_of(url("themes")) == first <= 12
        page = desk.get(url("themes"))
        after = re.search(r'href="(\?after=[^"]+)"', page.text)[1].replace("&amp;", "&")
        rest = desk.get(url("themes") + after)
        assert len(names_in(page)) == 50
        assert len({*names_in(page), *names_in(rest)}) == 60


class TestMaking:
    def test_a_theme_is_made_once_with_the_viewpoint_in_it(self, desk, unit):
        viewpoint, _code = new_viewpoint(unit=unit)
        address = f"{url('new_theme')}?synpunkt={viewpoint.pk}"
        assert viewpoint.text in desk.get(address).text
        sent = form(name="Svåra brev", about="Breven är svåra att läsa.", unit=unit.pk)
        assert [desk.post(address, sent).status_code for _click in range(2)] == [302, 302]
        viewpoint.refresh_from_db()
        assert viewpoint.theme == Theme.objects.get(name="Svåra brev")

    def test_a_missing_sentence_is_asked_for_and_the_name_is_kept(self, desk, unit):
        response = desk.post(url("new_theme"), form(name="Svåra brev", about="", unit=unit.pk))
        assert response.status_code == 422
        assert 'value="Svåra brev"' in response.text
        assert not Theme.objects.exists()

    def test_not_in_somebody_elses_unit(self, desk, unit):
        other = UnitFactory()
        response = desk.post(url("new_theme"), form(name="Svåra brev", about="Breven.", unit=other.pk))
        assert response.status_code == 422
        assert not Theme.objects.exists()

    @pytest.mark.parametrize("name", ["Nytt", "Rss"])
    def test_no_theme_takes_the_address_of_another_page(self, desk, unit, name):
        response = desk.post(url("new_theme"), form(name=name, about="Breven.", unit=unit.pk))
        assert response.status_code == 302
        assert desk.get(response.url).status_code == 200
        assert Theme.objects.get().slug == f"{name.lower()}-2"

    def test_somebody_elses_viewpoint_is_not_there(self, desk):
        viewpoint, _code = new_viewpoint()
        assert desk.get(f"{url('new_theme')}?synpunkt={viewpoint.pk}").status_code == 404


class TestTexts:
    def texts(self, theme, **changed):
        fields = ("name", "about", "plain_about", "doing", "plain_doing", "outcome", "plain_outcome", "version")
        return form(**{name: getattr(theme, name) for name in fields} | changed)

    def test_are_changed_once_and_shown(self, desk, theme):
        sent = self.texts(theme, doing="Vi skriver om breven.", plain_doing="Vi gör breven lättare.")
        assert [desk.post(url("edit_theme", theme.slug), sent).status_code for _click in range(2)] == [302, 302]
        page = desk.get(url("theme_desk", theme.slug)).text
        assert "Vi skriver om breven." in page
        assert "Vi gör breven lättare." in page

    def test_whoever_comes_second_keeps_their_words_and_sees_the_others(self, desk, theme, editor):
        mine = self.texts(theme, doing="Mina ord.")
        actions.edit_theme(actor=editor, theme=theme, version=1, doing="Den andras ord.")
        response = desk.post(url("edit_theme", theme.slug), mine)
        assert response.status_code == 422
        assert "Mina ord." in response.text
        assert "Den andras ord." in response.text
        version = re.search(r'name="version" value="(\d+)"', response.text)[1]
        assert desk.post(url("edit_theme", theme.slug), mine | {"version": version}).status_code == 302
        theme.refresh_from_db()
        assert theme.doing == "Mina ord."

    def test_how_they_read_is_shown_without_saving(self, desk, theme):
        sent = self.texts(theme, doing="Förvaltningsövergripande verksamhetsutvecklingsprocesser.", check="on")
        page = desk.post(url("edit_theme", theme.slug), sent)
        assert page.status_code == 200
        assert "LIX" in page.text
        part = desk.post(url("edit_theme", theme.slug), sent, headers=HTMX).text
        assert part.lstrip().startswith("<section")
        theme.refresh_from_db()
        assert theme.doing == ""

    @pytest.mark.parametrize("name", ["edit_theme", "theme_event"])
    def test_only_the_themes_own_desk_writes(self, client, theme, name):
        client.force_login(staff(Role.ANSWERER, UnitFactory()))
        assert client.get(url(name, theme.slug)).status_code == 403
        assert client.post(url(name, theme.slug), self.texts(theme, kind="decided", text="Ja.")).status_code == 403

    def test_what_has_happened_is_told_once(self, desk, theme):
        sent = form(kind="decided", text="Ledningen sa ja.", plain_text="Det blir så.")
        assert [desk.post(url("theme_event", theme.slug), sent).status_code for _click in range(2)] == [302, 302]
        assert Event.objects.filter(kind=EventKind.DECIDED).count() == 1
        assert "Ledningen sa ja." in desk.get(url("theme_desk", theme.slug)).text

    @pytest.mark.parametrize("wrong", [{"kind": "answered"}, {"kind": ""}, {"text": " "}, {"text": "x" * 2_001}])
    def test_what_cannot_be_told_is_refused(self, desk, theme, wrong):
        response = desk.post(url("theme_event", theme.slug), form(kind="decided", text="Ja.") | wrong)
        assert response.status_code == 422
        assert theme.thread.events.count() == 1


class TestOneTheme:
    def test_shows_what_the_viewers_unit_was_told_and_no_more(self, desk, theme, unit):
        mine, others = (
            many_viewpoints(1, unit=unit, theme=theme)[0],
            many_viewpoints(1, unit=UnitFactory(), theme=theme)[0],
        )
        page = desk.get(url("theme_desk", theme.slug)).text
        assert mine.text in page
        assert others.text not in page

    def test_costs_the_same_with_many_viewpoints_events_and_extracts(self, editing, theme, unit, editor, queries_of):
        def add(number):
            for each in many_viewpoints(number, unit=unit, theme=theme):
                actions.choose_extract(actor=editor, viewpoint=each, text=each.text)
                actions.add_event(actor=editor, theme=theme, kind=EventKind.DISCUSSED, text=each.text)

        add(2)
        first = queries_of(url("theme_desk", theme.slug))
        add(60)
        assert queries_of(url("theme_desk", theme.slug)) == first <= 14

    @pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR])
    def test_is_for_the_desk(self, client, theme, role):
        client.force_login(staff(role))
        for each in (url("themes"), url("new_theme"), url("theme_desk", theme.slug), url("answer_all", theme.slug)):
            assert client.get(each).status_code == 403

    def test_a_missing_one_is_not_there(self, desk):
        assert desk.get(url("theme_desk", "finns-inte")).status_code == 404


class TestAnsweringAll:
    @pytest.fixture
    def waiting(self, theme, unit, editor):
        ways = [{}, {"answer_via": AnswerVia.SMS, "answer_to": "070-174 06 05"}, {"answer_via": AnswerVia.NONE}]
        return [new_viewpoint(unit=unit, theme=theme, **way)[0] for way in ways]

    def seen(self, desk, theme):
        return re.search(r'name="seen" value="([\d: ]+)"', desk.get(url("answer_all", theme.slug)).text)[1]

    def test_says_how_it_goes_and_asks_once_more(self, desk, theme, waiting):
        page = desk.get(url("answer_all", theme.slug)).text
        assert "Svaret går till 3 personer" in page
        assert "1 får ett sms om att svaret finns" in page
        look = desk.post(url("answer_all", theme.slug), form(text="Nu är breven kortare.", seen=self.seen(desk, theme)))
        assert look.status_code == 200
        assert "Skicka till 3 personer" in look.text
        assert not Answer.objects.exists()

    def test_sends_once_to_all_that_were_seen(self, desk, theme, waiting, unit):
        sent = form(text="Nu är breven kortare.", seen=self.seen(desk, theme), confirm="on")
        late, _code = new_viewpoint(unit=unit, theme=theme)
        assert [desk.post(url("answer_all", theme.slug), sent).status_code for _click in range(2)] == [302, 302]
        answer = Answer.objects.get()
        assert {each.viewpoint for each in answer.deliveries.all()} == set(waiting)
        assert answer.theme == theme
        late.refresh_from_db()
        assert late.state == ViewpointState.RECEIVED

    def test_what_somebody_changed_meanwhile_stops_it_and_keeps_the_words(self, desk, theme, waiting, unit):
        sent = form(text="Mina ord.", seen=self.seen(desk, theme), confirm="on")
        other = staff(Role.UNIT_MANAGER, unit)
        actions.send_answer(actor=other, viewpoints=[waiting[0]], text="Jag var först.")
        response = desk.post(url("answer_all", theme.slug), sent)
        assert response.status_code == 422
        assert "Mina ord." in response.text
        seen = re.search(r'name="seen" value="([\d: ]+)"', response.text)[1]
        assert str(waiting[0].pk) not in seen
        assert desk.post(url("answer_all", theme.slug), sent | {"seen": seen}).status_code == 302
        assert Answer.objects.get(text="Mina ord.").deliveries.count() == 2

    def test_one_that_was_moved_to_another_theme_stops_it_too(self, desk, theme, waiting, unit, editor):
        sent = form(text="Mina ord.", seen=self.seen(desk, theme), confirm="on")
        actions.group(actor=editor, viewpoint=waiting[0], theme=new_theme(unit=unit))
        response = desk.post(url("answer_all", theme.slug), sent)
        assert (response.status_code, Answer.objects.exists()) == (422, False)

    def test_changing_ones_mind_brings_the_words_back(self, desk, theme, waiting):
        response = desk.post(url("answer_all", theme.slug), form(text="Mina ord.", seen="", change="on"))
        assert response.status_code == 200
        assert "Mina ord." in response.text
        assert "error-summary" not in response.text

    def test_a_second_reader_comes_first(self, desk, theme, waiting, unit):
        unit.second_reader = True
        unit.save()
        sent = form(text="Ja.", seen=self.seen(desk, theme), confirm="on")
        assert "En kollega läser svaret" in desk.post(url("answer_all", theme.slug), sent, follow=True).text
        assert Answer.objects.get().state == AnswerState.TO_APPROVE

    def test_a_unit_with_a_second_reader_is_not_passed_by(self, client, theme, unit):
        careful = UnitFactory(second_reader=True)
        viewpoints = [new_viewpoint(unit=each, theme=theme)[0] for each in (unit, careful) for _twice in range(2)]
        manager = staff(Role.UNIT_MANAGER)
        answer = actions.send_answer(actor=manager, viewpoints=viewpoints, text="Ja.", theme=theme)
        assert (answer.state, answer.unit) == (AnswerState.TO_APPROVE, careful)

    @pytest.mark.parametrize(
        "seen", ["", "x", "1:1 2", "9999999999999999999:1", " ".join(f"{n}:1" for n in range(1, 202))]
    )
    def test_a_form_that_cannot_be_known_is_refused(self, desk, theme, waiting, seen):
        response = desk.post(url("answer_all", theme.slug), form(text="Ja.", seen=seen, confirm="on"))
        assert (response.status_code, Answer.objects.exists()) == (422, False)

    def test_somebody_elses_viewpoint_cannot_be_slipped_in(self, desk, theme, waiting):
        foreign, _code = new_viewpoint()
        sent = form(text="Ja.", seen=f"{foreign.pk}:{foreign.version}", confirm="on")
        assert desk.post(url("answer_all", theme.slug), sent).status_code == 404
        assert not Answer.objects.exists()

    def test_an_editor_who_does_not_answer_has_nobody_to_answer(self, editing, theme, waiting):
        assert "Ingen väntar på ett svar från dig här" in editing.get(url("answer_all", theme.slug)).text


class TestMerging:
    @pytest.fixture
    def other(self, unit):
        return new_theme(unit=unit, name="Brev")

    def reasons(self, **more):
        return form(reason="De handlar om samma sak.", plain_reason="Det är samma sak.", **more)

    def state(self):
        return list(Theme.objects.order_by("pk").values()), list(Viewpoint.objects.order_by("pk").values())

    def test_choose_look_merge_and_undo_to_the_state_before(self, editing, theme, other, unit):
        many_viewpoints(3, unit=unit, theme=theme)
        actions.threads.recount(theme)
        before = self.state()
        assert other.slug in editing.get(url("merge", theme.slug), {"text": "brev"}).text
        look = editing.get(url("merge", theme.slug), {"till": other.slug}).text
        assert "3 synpunkter flyttas till Brev" in look
        sent = self.reasons(into=other.slug)
        assert [editing.post(url("merge", theme.slug), sent).status_code for _click in range(2)] == [302, 302]
        merge = ThemeMerge.objects.get()
        assert Viewpoint.objects.filter(theme=other).count() == 3
        assert "Ångra sammanläggningen" in editing.get(url("theme_desk", other.slug)).text
        undo = self.reasons()
        assert [editing.post(url("undo_merge", merge.pk), undo).status_code for _click in range(2)] == [302, 302]
        assert self.state() == before
        assert "redan ångrad" in editing.get(url("undo_merge", merge.pk)).text

    @pytest.mark.parametrize("missing", ["reason", "plain_reason"])
    def test_needs_a_reason_also_in_plain_words(self, editing, theme, other, editor, missing):
        sent = self.reasons(into=other.slug) | {missing: ""}
        assert editing.post(url("merge", theme.slug), sent).status_code == 422
        merge = actions.merge_themes(actor=editor, theme=theme, into=other, reason="Samma.")
        assert editing.post(url("undo_merge", merge.pk), self.reasons() | {missing: ""}).status_code == 422
        merge.refresh_from_db()
        assert merge.undone_at is None

    def test_somebody_who_was_first_is_said_and_the_words_are_kept(self, editing, theme, other, unit):
        actions.merge_themes(actor=staff(Role.EDITOR), theme=theme, into=other, reason="Samma.")
        third = new_theme(unit=unit)
        response = editing.post(url("merge", theme.slug), self.reasons(into=third.slug))
        assert response.status_code == 422
        assert "De handlar om samma sak." in response.text

    def test_only_with_a_theme_that_one_may_merge(self, client, theme, other, unit, editor):
        client.force_login(staff(Role.UNIT_MANAGER, unit))
        foreign = new_theme(name="Annans")
        assert "Annans" not in client.get(url("merge", theme.slug)).text
        assert client.post(url("merge", theme.slug), self.reasons(into=foreign.slug)).status_code == 404
        assert client.post(url("merge", theme.slug), self.reasons(into=theme.slug)).status_code == 404
        merge = actions.merge_themes(actor=editor, theme=foreign, into=other, reason="Samma.")
        assert client.post(url("undo_merge", merge.pk), self.reasons()).status_code == 403

    def test_an_answerer_does_not_merge(self, desk, theme, other, editor):
        assert desk.get(url("merge", theme.slug)).status_code == 403
        assert desk.post(url("merge", theme.slug), self.reasons(into=other.slug)).status_code == 403
        assert not ThemeMerge.objects.exists()


class TestExtracts:
    TEXT = "Min handläggare Karin Nilsson ringer aldrig. Nå mig på 070-174 06 05. Breven är svåra."

    @pytest.fixture
    def viewpoint(self, theme, unit):
        return new_viewpoint(unit=unit, theme=theme, text=self.TEXT)[0]

    def test_marks_what_points_out_a_person_and_nothing_else(self):
        parts = marked(self.TEXT)
        assert "".join(part.text for part in parts) == self.TEXT
        assert [part.text for part in parts if part.kind == "telefonnummer"] == ["070-174 06 05"]
        assert any("Nilsson" in part.text for part in parts if part.kind == "namn")

    def test_the_editor_sees_what_will_be_masked_before_it_is_shown(self, editing, viewpoint):
        assert (
            '<mark class="points-out" title="telefonnummer">070-174 06 05'
            in editing.get(url("extract", viewpoint.pk)).text
        )
        words = "Nå mig på 070-174 06 05. Breven är svåra."
        look = editing.post(url("extract", viewpoint.pk), form(text=words)).text
        assert "Nå mig på [telefonnummer]. Breven är svåra." in look
        assert "<li>070-174 06 05 (telefonnummer)</li>" in look
        assert not Extract.objects.exists()

    def test_words_are_shown_masked_and_taken_away_again(self, editing, viewpoint, theme):
        sent = form(text="Nå mig på 070-174 06 05. Breven är svåra.", publish="on")
        assert [editing.post(url("extract", viewpoint.pk), sent).status_code for _click in range(2)] == [302, 302]
        extract = Extract.objects.get()
        assert (extract.text, extract.masked) == ("Nå mig på [telefonnummer]. Breven är svåra.", 1)
        assert extract.text in editing.get(url("theme_desk", theme.slug)).text
        drop = form()
        assert [editing.post(url("drop_extract", extract.pk), drop).status_code for _click in range(2)] == [302, 302]
        assert not Extract.objects.exists()

    @pytest.mark.parametrize("words", ["Breven är jättebra.", "", "x" * 601])
    def test_words_that_the_person_did_not_say_are_refused(self, editing, viewpoint, words):
        response = editing.post(url("extract", viewpoint.pk), form(text=words, publish="on"))
        assert response.status_code == 422
        assert words in response.text
        assert not Extract.objects.exists()

    def test_a_viewpoint_without_a_theme_has_nowhere_to_show_its_words(self, editing, unit):
        viewpoint, _code = new_viewpoint(unit=unit)
        assert "Lägg synpunkten i ett tema först" in editing.get(url("extract", viewpoint.pk)).text
        response = editing.post(url("extract", viewpoint.pk), form(text=viewpoint.text, publish="on"))
        assert response.status_code == 422

    def test_only_an_editor_chooses_and_takes_away(self, desk, viewpoint, editor):
        extract = actions.choose_extract(actor=editor, viewpoint=viewpoint, text="Breven är svåra.")
        assert desk.get(url("extract", viewpoint.pk)).status_code == 403
        assert desk.post(url("extract", viewpoint.pk), form(text="Breven är svåra.", publish="on")).status_code == 403
        assert desk.post(url("drop_extract", extract.pk), form()).status_code == 403
        assert Extract.objects.exists()

    def test_reading_what_a_known_person_wrote_is_written_down(self, editing, editor, unit, theme):
        author = PersonFactory()
        viewpoint, _code = new_viewpoint(unit=unit, theme=theme, author=author)
        editing.get(url("extract", viewpoint.pk))
        assert ReadRecord.objects.filter(reader=editor, person=author).count() == 1


def test_every_change_of_a_theme_is_in_the_audit_chain(editing, unit):
    editing.post(url("new_theme"), form(name="Svåra brev", about="Breven.", unit=unit.pk))
    editing.post(url("theme_event", "svara-brev"), form(kind="decided", text="Ja."))
    assert {"theme.created", "theme.event_added"} <= set(AuditRecord.objects.values_list("verb", flat=True))
