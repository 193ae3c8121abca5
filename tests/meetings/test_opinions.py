"""How people voted: groups in words, figures with their uncertainty, and nothing from which one person can be told."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis import opinion
from medskapa.core import clock
from medskapa.meetings import actions, picture
from medskapa.meetings.models import MeetingState, RaisedCards
from medskapa.meetings.queries import opinions as queries
from tests.meeting_factories import new_ballots, new_meeting, new_statement, two_camps
from tests.reading import GOALS, MainText, too_hard

pytestmark = pytest.mark.django_db


def held(unit, planner, *people, state=MeetingState.CLOSED, statements=10, **fields):
    """A meeting that is over, with the votes of `people` on statements that nobody can vote on any more."""
    meeting = new_meeting(unit=unit, days=-1, **fields)
    for number in range(1, statements + 1):
        text, plain_text = f"Mening nummer {number}.", f"Lätt mening {number}."
        new_statement(meeting, number=number, text=text, plain_text=plain_text, open=False)
    new_ballots(meeting, *people)
    if state == MeetingState.CLOSED:
        closed(meeting, planner)
    return meeting


def closed(meeting, by):
    meeting.state, meeting.closed_at, meeting.closed_by = MeetingState.CLOSED, clock.now(), by
    meeting.save()


def public(client, meeting):
    return client.get(reverse("meetings:public_opinions", args=[meeting.slug]))


def words(response):
    """All text of the page, without the picture's and the tags."""
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


class TestInPublic:
    def test_the_groups_are_told_with_size_and_what_is_typical(self, client, unit, planner):
        said = words(public(client, held(unit, planner, *two_camps(24, 16))))
        assert "40 personer är med i bilden. De bildar 2 grupper" in said
        assert "Grupp A 24" in said
        assert "Grupp B 16" in said
        assert re.search(r"Fler än i de andra grupperna håller med om: Mening nummer [1-5]\.", said)
        assert re.search(r"De flesta i alla grupper håller med om: Mening nummer ([6-9]|10)\.", said)

    def test_every_figure_has_its_uncertainty(self, client, unit, planner):
        page = public(client, held(unit, planner, *two_camps(24, 16)))
        shares = re.findall(r'<span class="opinion-share">(.*?)</span>', page.text)
        assert len(shares) == 25
        cells = re.findall(r'<td data-label="[^"]*, h[^"]*">(.*?)</td>', page.text)
        assert len(cells) == 50
        assert all(re.fullmatch(r"\d+\xa0% \(\d+–\d+\)", unescape(cell)) for cell in cells)
        assert all(re.fullmatch(r"omkring \d+ % \(mellan \d+ och \d+\)", unescape(share)) for share in shares)
        assert not re.search(r"\d+,\d+ %", words(page))

    def test_the_picture_has_a_dot_a_person_and_the_same_stands_in_a_table(self, client, unit, planner):
        page = public(client, held(unit, planner, *two_camps(24, 16))).text
        assert page.count('class="opinion-dot"') == 40
        assert page.count('class="opinion-circle"') == 2
        assert "style=" not in page[page.index("<main") : page.index("</main>")]
        assert not re.search(r'c[xy]="\d+,\d', page)

    def test_the_page_of_the_meeting_leads_there_once_there_is_something(self, client, unit, planner):
        told, not_yet = (
            held(unit, planner, *two_camps(24, 16), state=state)
            for state in (MeetingState.CLOSED, MeetingState.ANNOUNCED)
        )
        pages = [client.get(reverse("meetings:meeting", args=[meeting.slug])).text for meeting in (told, not_yet)]
        assert [f"/traffar/{told.slug}/asikter/" in pages[0], "/asikter/" in pages[1]] == [True, False]

    def test_there_is_nothing_before_the_meeting_is_closed_or_without_votes(self, client, unit, planner):
        assert public(client, held(unit, planner, *two_camps(24, 16), state=MeetingState.ANNOUNCED)).status_code == 404
        assert public(client, held(unit, planner)).status_code == 404

    def test_few_people_are_told_in_words_only(self, client, unit, planner):
        page = public(client, held(unit, planner, *two_camps(5, 4)))
        assert "För få har röstat" in words(page)
        assert "%" not in words(page)
        assert "opinion-dot" not in page.text

    def test_people_who_do_not_differ_are_no_groups(self, client, unit, planner):
        said = words(public(client, held(unit, planner, *[[1] * 10] * 30)))
        assert "30 personer är med i bilden. Vi ser inga tydliga grupper." in said
        assert "Mening nummer 1. omkring 95 % (mellan 75 och 100)" in said
        assert "Grupp A" not in said

    def test_raised_cards_stand_apart_from_the_groups(self, client, unit, planner):
        meeting = held(unit, planner, *two_camps(24, 16), state=MeetingState.ANNOUNCED)
        for statement, counts in zip(meeting.statements.all(), ((30, 12, 4), (3, 1, 0)), strict=False):
            agree, disagree, passes = counts
            RaisedCards.objects.create(
                statement=statement, agree=agree, disagree=disagree, passes=passes, entered_by=planner
            )
        closed(meeting, planner)
        said = words(public(client, meeting))
        in_the_room = said[said.index("Räknat i rummet") :]
        assert "Mening nummer 1. omkring 65 %" in in_the_room
        assert "Mening nummer 2. För få för att säga något." in in_the_room
        assert "40 personer är med i bilden" in said

    def test_a_meeting_where_cards_were_only_raised_has_its_page(self, client, unit, planner):
        meeting = held(unit, planner, state=MeetingState.ANNOUNCED)
        RaisedCards.objects.create(
            statement=meeting.statements.first(), agree=30, disagree=12, passes=4, entered_by=planner
        )
        closed(meeting, planner)
        assert "Räknat i rummet" in words(public(client, meeting))

    @pytest.mark.parametrize("language", GOALS)
    @pytest.mark.parametrize("sizes", [(24, 16), (30,), (4, 3)])
    def test_it_is_easy_to_read(self, client, unit, planner, settings, language, sizes):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = public(client, held(unit, planner, *two_camps(*sizes)))
        assert too_hard(page.text, language) is None
        assert MainText(page.text).text
        assert ("Lätt mening" in page.text) == (language == "sv-plain" and sizes != (4, 3))

    def test_it_costs_the_same_with_many_votes_and_nothing_is_computed_twice(self, client, unit, planner, monkeypatch):
        def cost(meeting):
            with CaptureQueriesContext(connection) as captured:
                assert public(client, meeting).status_code == 200
            return len(captured)

        few, many = held(unit, planner, *two_camps(24, 16)), held(unit, planner, *two_camps(600, 400))
        assert cost(few) == cost(many) <= 12
        monkeypatch.setattr(opinion, "groups", None)
        assert cost(few) == cost(many) < 12


class TestNobodyCanBeTold:
    def test_what_is_told_is_the_same_when_one_of_many_answers_otherwise(self, unit, planner):
        """Twenty-one and twenty-two are told as twenty: who knows all other answers still does not learn the last."""
        votes = two_camps(22, 18)
        before = queries.opinions_of(held(unit, planner, *votes)).found
        for value in (0, -1):
            votes[0][9] = value
            after = queries.opinions_of(held(unit, planner, *votes)).found
            assert after.everyone == before.everyone
            assert [group.answers for group in after.groups] == [group.answers for group in before.groups]

    def test_a_group_of_four_is_in_no_figure(self, unit, planner):
        with_four = two_camps(20, 20) + [[-1] * 10] * 4
        found = queries.opinions_of(held(unit, planner, *with_four)).found
        assert all(group.size >= 5 for group in found.groups)
        assert sum(group.size for group in found.groups) == found.people
        if not found.all_in:
            assert found.everyone == queries.opinions_of(held(unit, planner, *two_camps(20, 20))).found.everyone

    def test_how_many_are_missing_is_not_told(self, client, unit, planner):
        meeting = held(unit, planner, *two_camps(24, 16), *[[1, None, None, None, None, None, None, None, None, None]])
        said = words(public(client, meeting))
        assert "40 personer är med i bilden." in said
        assert "Några till har röstat, men de går inte att placera." in said
        assert not re.search(r"\b41\b", said)

    def test_nothing_of_one_persons_votes_is_kept_in_the_cache(self, client, unit, planner):
        meeting = held(unit, planner, *two_camps(24, 16))
        public(client, meeting)
        kept = cache.get(f"opinions:{meeting.pk}:{meeting.closed_at.timestamp()}:5")
        assert set(vars(kept)) == {"people", "all_in", "groups", "everyone", "agreed", "too_few"}
        assert {type(group).__name__ for group in kept.groups} == {"Group"}

    def test_the_lowest_number_of_the_house_holds_here_too(self, unit, planner, settings):
        settings.SMALL_NUMBER = 18
        found = queries.opinions_of(held(unit, planner, *two_camps(24, 16))).found
        assert found.people == 24
        assert not found.groups

    def test_a_dots_place_within_its_group_says_nothing(self):
        """The places follow from the sizes and the middles of the groups: nobody's votes are in them."""
        circles = picture.drawn([(24, (-0.4, 0.1)), (16, (0.7, 0.2))]).circles
        moved = picture.drawn([(24, (-0.4, 0.1)), (16, (0.7, 0.2))]).circles
        assert circles == moved
        assert [len(circle.dots) for circle in circles] == [24, 16]
        for circle in circles:
            assert all((x - circle.x) ** 2 + (y - circle.y) ** 2 <= circle.radius**2 for x, y in circle.dots)


class TestAtWork:
    def page(self, client, meeting):
        return client.get(reverse("meetings:opinions", args=[meeting.slug]))

    def test_shows_what_everybody_will_read_once_nobody_can_vote(self, client, unit, planner):
        client.force_login(planner)
        meeting = held(unit, planner, *two_camps(24, 16), state=MeetingState.ANNOUNCED)
        assert "De bildar 2 grupper" in words(self.page(client, meeting))

    def test_shows_nothing_while_somebody_can_vote(self, client, unit, planner):
        """Each vote could be told from how the figures move."""
        client.force_login(planner)
        meeting = held(unit, planner, *two_camps(24, 16), state=MeetingState.ANNOUNCED)
        late = new_statement(meeting, open=False)
        actions.open_statements(actor=planner, meeting=meeting, statements=[late])
        said = words(self.page(client, meeting))
        assert "Omröstningen pågår" in said
        assert "%" not in said

    def test_a_sheet_that_is_typed_in_later_counts(self, client, unit, planner):
        client.force_login(planner)
        meeting = held(unit, planner, *two_camps(24, 16), state=MeetingState.ANNOUNCED)
        assert "40 personer" in words(self.page(client, meeting))
        (card,) = actions.make_cards(actor=planner, meeting=meeting, number=1)
        answers = dict.fromkeys(meeting.statements.all(), 1)
        actions.type_ballot(actor=planner, card=card, answers=answers)
        assert "41 personer" in words(self.page(client, meeting))

    def test_the_same_votes_are_the_same_groups_in_whatever_order(self, unit, planner):
        votes = two_camps(24, 16)
        one = held(unit, planner, *votes, state=MeetingState.ANNOUNCED)
        other = held(unit, planner, *reversed(votes), state=MeetingState.ANNOUNCED)
        assert queries.opinions_of(one).found == queries.opinions_of(other).found


class TestThePicture:
    @pytest.mark.parametrize(
        "groups",
        [
            [],
            [(5, (0.0, 0.0))],
            [(5, (0.0, 0.0)), (5, (0.0, 0.0))],
            [(900, (-1.0, 0.2)), (60, (0.1, 0.3)), (5, (0.2, 0.3)), (5, (0.2, 0.31)), (30, (1.0, -1.0))],
        ],
    )
    def test_groups_stand_apart_and_inside(self, groups):
        drawn = picture.drawn(groups)
        circles = drawn.circles
        assert len(circles) == len(groups)
        for circle in circles:
            assert circle.radius <= circle.x <= drawn.width - circle.radius
            assert circle.name_y > 10
            assert circle.y + circle.radius <= drawn.height
        for one in circles:
            for other in circles:
                apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                assert one is other or apart >= one.radius + other.radius
