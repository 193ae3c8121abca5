"""Initiatives: the mandate and who may decide what, what was found, what was assumed, and what anyone may read."""

import secrets
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from analysis.disclosure import Hidden
from analysis.pilot import Against, Estimate, Said
from medskapa.commons import actions
from medskapa.commons import initiative_policy as policy
from medskapa.commons.models import (
    Assumption,
    AssumptionKey,
    CountedWhere,
    Initiative,
    InitiativeDecision,
    InitiativeWord,
    MeasureKind,
    Referral,
    Session,
)
from medskapa.commons.queries import initiative_capacity, initiative_results
from medskapa.commons.queries import initiatives as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, at, partner
from tests.factories import AreaFactory, PersonFactory, PlaceFactory, StaffFactory, staff
from tests.initiative_factories import InitiativeFactory, a_trial, fields_of, measure, own_measure, tried_at, visits
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db
STOP, GO_ON, SCALE = InitiativeWord


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def decider():
    return staff(Role.DECIDER, title="områdeschef")


def soon():
    return clock.today() + timedelta(days=90)


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.text


def said(value, low=None, high=None, source="Kommunens statistik 2025."):
    numbers = {"value": Decimal(value), "low": Decimal(low or value), "high": Decimal(high or value)}
    return numbers | {"source": source}


def found(initiative, kind):
    times = initiative_results.times_of(initiative)
    [result] = [
        each
        for each in initiative_results.results_of(initiative, queries.measures_of(initiative), times)
        if each.measure.kind == kind
    ]
    return result.found


# The mandate, and what is decided


def test_an_editor_begins_it_and_everybody_sees_it_once_it_says_what_is_measured(client, editor):
    leader = partner()
    initiative = actions.begin_initiative(
        actor=editor, places=[PlaceFactory()], partners=[OrganisationFactory()], **fields_of(AreaFactory(), leader)
    )
    url = reverse("commons:initiative", args=[initiative.slug])
    page(client, url, 404)
    with pytest.raises(Conflict, match="mäta"):
        actions.publish_initiative(actor=editor, initiative=initiative)
    actions.choose_measures(actor=leader, initiative=initiative, kinds=[MeasureKind.VISITS, MeasureKind.UNMET])
    for _twice in range(2):
        actions.publish_initiative(actor=editor, initiative=initiative)
    assert leader.name in page(client, url)
    assert initiative.measures.get(kind="unmet").more_is_better is False


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"question": "  "}, "question"),
        ({"right": ""}, "right"),
        ({"ends_on": clock.today() - timedelta(days=1)}, "ends_on"),
        ({"ends_on": clock.today() + timedelta(days=1_200)}, "ends_on"),
        ({"text": "å" * 2_001}, "text"),
        ({"places": []}, "places"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(editor, wrong, field):
    fields = {"places": [PlaceFactory()]} | fields_of(AreaFactory(), StaffFactory()) | wrong
    with pytest.raises(ValidationError) as refused:
        actions.begin_initiative(actor=editor, **fields)
    assert list(refused.value.message_dict) == [field]
    assert not Initiative.objects.exists()


def test_a_resident_leads_none(editor):
    with pytest.raises(ValidationError, match="arbetar här"):
        actions.begin_initiative(actor=editor, places=[PlaceFactory()], **fields_of(AreaFactory(), PersonFactory()))


def test_the_leader_decides_within_the_right_and_a_decider_decides_the_rest(decider, editor):
    initiative = a_trial()
    leader = initiative.led_by
    assert queries.words_of(leader, initiative) == [STOP, GO_ON]
    assert queries.words_of(decider, initiative) == [STOP, GO_ON, SCALE]
    assert queries.words_of(editor, initiative) == []
    go_on = {"word": GO_ON, "reasons": "Fler kommer.", "look_again_on": soon()}
    first = actions.decide_initiative(actor=leader, initiative=initiative, **go_on)
    assert (first.as_leader, first.by_role, first.number) == (True, "samordnare", 1)
    area = AreaFactory()
    scale = {"word": SCALE, "reasons": "Det löser sig mer.", "areas": [area, initiative.area]}
    with pytest.raises(PermissionDenied):
        actions.decide_initiative(actor=leader, initiative=initiative, **scale)
    second = actions.decide_initiative(actor=decider, initiative=initiative, **scale)
    assert (second.as_leader, second.by_role, second.number) == (False, "områdeschef", 2)
    assert list(second.areas.all()) == [area]
    assert [each.word for each in queries.decisions_of(initiative)] == ["scale", "go_on"]


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"word": STOP, "reasons": " "}, "reasons"),
        ({"word": GO_ON, "reasons": "Ja."}, "look_again_on"),
        ({"word": GO_ON, "reasons": "Ja.", "look_again_on": clock.today()}, "look_again_on"),
        ({"word": SCALE, "reasons": "Ja."}, "areas"),
    ],
)
def test_a_decision_says_why_and_what_comes_next(decider, chosen, field):
    with pytest.raises(ValidationError) as refused:
        actions.decide_initiative(actor=decider, initiative=InitiativeFactory(), **chosen)
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    "state", [{"published_on": None}, {"starts_on": clock.today() + timedelta(days=1)}], ids=["a draft", "not begun"]
)
def test_nothing_is_decided_about_what_nobody_can_read_or_has_not_begun(decider, state):
    with pytest.raises(Conflict):
        actions.decide_initiative(actor=decider, initiative=InitiativeFactory(**state), word=STOP, reasons="Nej.")


def test_what_was_decided_counted_and_assumed_stays_as_it_was(decider):
    initiative = a_trial()
    count = own_measure(initiative)
    actions.decide_initiative(actor=decider, initiative=initiative, word=STOP, reasons="Ingen kom.")
    actions.assume(actor=initiative.led_by, initiative=initiative, key=AssumptionKey.HOURS, **said(4))
    actions.count_measure(
        actor=initiative.led_by, measure=count, where=CountedWhere.HERE, value=Decimal(9), counted_on=clock.today()
    )
    later = clock.now() + timedelta(days=1)
    for rows in (InitiativeDecision.objects, Assumption.objects, count.counts):
        for change in (lambda rows=rows: rows.all().update(entered_at=later), lambda rows=rows: rows.all().delete()):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()


def test_a_decision_keeps_what_the_figures_showed_and_no_small_number(client, decider):
    initiative = a_trial()
    measure(initiative)
    own = own_measure(initiative)
    for days, value in [(80, 3), (10, 12)]:
        actions.count_measure(
            actor=initiative.led_by,
            measure=own,
            where=CountedWhere.HERE,
            value=Decimal(value),
            counted_on=clock.today() - timedelta(days=days),
        )
    decision = actions.decide_initiative(
        actor=decider, initiative=initiative, word=GO_ON, reasons="Ja.", look_again_on=soon()
    )
    visits_kept, own_kept = decision.basis
    assert (visits_kept["figures"][:2], visits_kept["said"]) == ([3.5, 10.5], "more")
    assert own_kept["figures"] == [None, "12.00", None, None]
    assert "Siffrorna när det bestämdes" in page(client, reverse("commons:initiative", args=[initiative.slug]))


def test_of_two_editors_the_second_sees_what_the_first_wrote(client, editor):
    initiative = InitiativeFactory()
    place = tried_at(initiative)
    client.force_login(editor)
    url = reverse("commons:edit_initiative", args=[initiative.pk])
    form = fields_of(initiative.area.pk, initiative.led_by.pk) | {
        "places": [place.slug],
        "rights": ["leader_may_go_on"],
    }
    assert client.post(url, sent(**form, version=1)).status_code == 302
    initiative.refresh_from_db()
    assert (initiative.leader_may_go_on, initiative.leader_may_stop, initiative.version) == (True, False, 2)
    second = client.post(url, sent(**form | {"title": "Mina ord"}, version=1))
    assert second.status_code == 422
    assert "Mina ord" in second.text


def test_a_name_that_is_protected_since_stands_nowhere(client):
    initiative = a_trial()
    leader = initiative.led_by
    actions.decide_initiative(actor=leader, initiative=initiative, word=STOP, reasons="Ingen kom.")
    actions.assume(actor=leader, initiative=initiative, key=AssumptionKey.HOURS, **said(4))
    leader.protected_identity = True
    leader.save()
    for name in ("initiative", "initiative_capacity"):
        text = page(client, reverse(f"commons:{name}", args=[initiative.slug]))
        assert leader.name not in text
    assert "Den som bestämde: samordnare." in page(client, reverse("commons:initiative", args=[initiative.slug]))


# What was found


def test_visits_are_compared_before_and_during_here_and_elsewhere():
    initiative = a_trial()
    measure(initiative)
    visits(PlaceFactory(), 50, days_ago=40)  # a place that logged nothing before says nothing of a change
    result = found(initiative, MeasureKind.VISITS)
    weeks = 60 / 7
    assert [round(cell.value, 4) for cell in result.cells] == [round(number / weeks, 4) for number in (30, 90, 40, 40)]
    assert (result.change.against, result.change.said) == (Against.BOTH, Said.MORE)
    assert result.change.change.value == pytest.approx(3)


def test_shares_and_those_turned_away_are_found_too():
    initiative = a_trial()
    here = initiative.places.get()
    for kind in (MeasureKind.SOLVED, MeasureKind.UNMET, MeasureKind.MINUTES, MeasureKind.TURNED_AWAY):
        measure(initiative, kind)
    visits(here, 30, days_ago=45, outcome="not_met", minutes=10)
    host = OrganisationFactory()
    Session.objects.create(
        place=here, organisation=host, day=clock.today() - timedelta(days=9), part="evening", came=9, turned_away=6
    )
    solved = found(initiative, MeasureKind.SOLVED)
    assert [cell and cell.value for cell in solved.cells] == [100, 75, 100, 100]
    assert solved.change.said == Said.FEWER
    assert found(initiative, MeasureKind.UNMET).here_during.value == 25
    assert found(initiative, MeasureKind.MINUTES).here_during.value == pytest.approx((90 * 20 + 300) / (60 / 7))
    assert found(initiative, MeasureKind.TURNED_AWAY).here_during.value == pytest.approx(6 / (60 / 7))


def test_small_numbers_are_hidden_and_undone_visits_are_not_counted():
    initiative = InitiativeFactory()
    measure(initiative)
    visits(tried_at(initiative), 4, days_ago=50)
    visits(initiative.places.get(), 30, days_ago=50, undone=True)
    result = found(initiative, MeasureKind.VISITS)
    assert result.here_during is Hidden.FEW
    assert (result.here_before, result.change) == (None, None)


def test_referrals_are_counted_where_the_service_is():
    initiative = a_trial()
    measure(initiative, MeasureKind.REFERRALS)
    service = ListedServiceFactory()
    at(service, initiative.places.get())
    states = ["accepted"] * 12 + ["refused"] * 8 + ["withdrawn"] * 7
    Referral.objects.bulk_create(
        Referral(
            service=service,
            what="Hjälp",
            reach_via="self",
            consent="said",
            side="shared",
            sent_by=initiative.led_by,
            state=state,
            refused_because="full" if state == "refused" else "",
            sent_on=clock.today() - timedelta(days=20),
            remind_on=clock.today(),
            answer_by=clock.today(),
            answer_digest=f"{number}",
            own_digest=f"egen-{number}",
        )
        for number, state in enumerate(states)
    )
    cells = found(initiative, MeasureKind.REFERRALS).cells
    assert isinstance(cells[1], Estimate)
    assert cells[1].value == 60
    assert cells[3] is None


def test_a_week_is_too_short_to_say_anything(client):
    initiative = InitiativeFactory(starts_on=clock.today() - timedelta(days=7))
    measure(initiative)
    assert initiative_results.times_of(initiative) is None
    assert "minst två veckor" in page(client, reverse("commons:initiative", args=[initiative.slug]))


def test_what_was_chosen_late_is_said_and_what_was_dropped_stays(client):
    initiative = a_trial()
    measure(initiative)
    own = own_measure(initiative)
    for _twice in range(2):
        actions.drop_measure(actor=initiative.led_by, measure=own, why="Det gick inte att räkna.")
    text = page(client, reverse("commons:initiative", args=[initiative.slug]))
    assert "efter att det hade börjat" in text
    assert "Nya medlemmar: Det gick inte att räkna." in text
    with pytest.raises(Conflict):
        actions.count_measure(
            actor=initiative.led_by, measure=own, where=CountedWhere.HERE, value=Decimal(5), counted_on=clock.today()
        )


def test_own_measures_are_counted_in_whole_people_and_are_not_too_many():
    initiative = InitiativeFactory()
    leader, own = initiative.led_by, own_measure(initiative)
    today = {"where": CountedWhere.HERE, "counted_on": clock.today()}
    for wrong, field in [
        ({"value": Decimal("2.5")}, "value"),
        ({"value": Decimal(-1)}, "value"),
        ({"value": Decimal(2), "counted_on": soon()}, "counted_on"),
    ]:
        with pytest.raises(ValidationError) as refused:
            actions.count_measure(actor=leader, measure=own, **today | wrong)
        assert list(refused.value.message_dict) == [field]
    said_of = {"what": "Ord", "unit": "st", "counted_by": "vi"}
    with pytest.raises(ValidationError, match="vem"):
        actions.add_measure(actor=leader, initiative=initiative, **said_of | {"counted_by": " "})
    for _each in range(11):
        actions.add_measure(actor=leader, initiative=initiative, **said_of)
    with pytest.raises(ValidationError, match="tolv"):
        actions.add_measure(actor=leader, initiative=initiative, **said_of)
    with pytest.raises(ValidationError, match="tolv"):
        actions.choose_measures(actor=leader, initiative=initiative, kinds=["visits"])


# What it would take


def test_it_is_worked_out_once_somebody_has_said_how_many_live_where(client):
    initiative = a_trial()
    other, leader = AreaFactory(name="Drottninghög"), initiative.led_by
    assume = {"actor": leader, "initiative": initiative}
    url = reverse("commons:initiative_capacity", args=[initiative.slug])
    assert "Ingen har skrivit hur många som bor" in page(client, url)
    actions.assume(**assume, key=AssumptionKey.INHABITANTS, area=initiative.area, **said(2_000))
    assert initiative_capacity.capacity_of(initiative).total is None
    actions.assume(**assume, key=AssumptionKey.INHABITANTS, area=other, **said(4_000, source="SCB 2025."))
    [row] = [each for each in initiative_capacity.capacity_of(initiative).rows if each.area == other]
    assert row.need.helpers is None
    assert row.need.visits.value == pytest.approx(90 / (60 / 7) * 2)
    assert row.need.hours.value == pytest.approx(90 / (60 / 7) * 2 * 20 / 60)
    actions.assume(**assume, key=AssumptionKey.HOURS, **said(3, 2, 4))
    actions.assume(**assume, key=AssumptionKey.BUSY, **said(50, 40, 60))
    made = initiative_capacity.capacity_of(initiative)
    assert made.total.helpers.value == 5  # 14 hours a week, three hours each
    assert made.swings[0][0] in {"busy", "demand"}
    text = page(client, url)
    for words in ("SCB 2025.", leader.name, "Ingen har bedömt det", "Vad betyder mest?"):
        assert words in text


def test_small_numbers_go_in_as_all_that_they_can_be():
    initiative = a_trial()
    visits(initiative.places.get(), 3, days_ago=30, outcome="not_met")
    for area in (initiative.area, AreaFactory()):
        actions.assume(
            actor=initiative.led_by, initiative=initiative, key=AssumptionKey.INHABITANTS, area=area, **said(1_000)
        )
    demand = initiative_capacity.capacity_of(initiative).demand
    few = InitiativeFactory()
    visits(tried_at(few), 4, days_ago=50)
    assert demand.value == pytest.approx((93 + 2.5 + 0) / (60 / 7))
    assert initiative_capacity.capacity_of(few).problem == initiative_capacity.FEW


@pytest.mark.parametrize(
    ("key", "numbers", "field"),
    [
        ("hours", said(4, 5, 6), "value"),
        ("hours", said(0), "low"),
        ("busy", said(120), "high"),
        ("hours", said(4, source=" "), "source"),
        ("inhabitants", said(4), "value"),
    ],
)
def test_a_number_that_cannot_be_is_refused(key, numbers, field):
    initiative = InitiativeFactory()
    with pytest.raises(ValidationError) as refused:
        actions.assume(actor=initiative.led_by, initiative=initiative, key=AssumptionKey(key), **numbers)
    assert list(refused.value.message_dict) == [field]


# The pages


def test_a_double_click_decides_once(client, decider):
    initiative = InitiativeFactory()
    client.force_login(decider)
    url = reverse("commons:decide_initiative", args=[initiative.pk])
    form = sent(word="stop", reasons="Ingen kom.")
    assert [client.post(url, form).status_code for _click in range(2)] == [302, 302]
    assert initiative.decisions.count() == 1
    assert client.post(url, sent(word="scale", reasons="Mina ord")).status_code == 422


def test_the_leader_writes_counts_and_numbers_on_the_pages(client):
    initiative = InitiativeFactory()
    own = own_measure(initiative)
    client.force_login(initiative.led_by)
    day = clock.today().isoformat()
    count = reverse("commons:count_measure", args=[own.pk])
    assert client.post(count, sent(where="here", value="12", counted_on=day, note="Listan.")).status_code == 302
    assert client.get(reverse("commons:count_measure", args=[measure(initiative).pk])).status_code == 404
    hours = reverse("commons:assume", args=[initiative.pk, "hours"])
    assert client.post(hours, sent(value="4,5", low="4", high="5", source="Schemat.")).status_code == 302
    assert "Schemat." in page(client, hours)
    for odd in ("finns-inte", "inhabitants"):
        page(client, reverse("commons:assume", args=[initiative.pk, odd]), 404)
    page(client, reverse("commons:assume_of", args=[initiative.pk, "hours", initiative.area.slug]), 404)
    text = page(client, reverse("commons:initiative_desk", args=[initiative.pk]))
    assert "Listan." in text
    assert "sluta, fortsätta" in text
    assert reverse("commons:initiatives_desk") in text


def test_the_list_at_work_holds_ones_own_and_all_for_those_who_decide(decider, editor):
    mine, other = InitiativeFactory(), InitiativeFactory(published_on=None)
    assert list(queries.listing(viewer=mine.led_by).rows) == [mine]
    for person in (decider, editor):
        assert set(queries.listing(viewer=person).rows) == {mine, other}
        assert policy.works_with_initiatives(person)
    assert not policy.works_with_initiatives(StaffFactory())
    assert list(queries.published().rows) == [mine]


def test_the_lists_cost_the_same_at_10_and_1000_and_go_on_where_the_page_ends(client, editor, queries_of):
    leader, area = StaffFactory(), AreaFactory(slug="har")

    def many(number):
        begins = Initiative.objects.count()
        today = clock.today()
        Initiative.objects.bulk_create(
            Initiative(
                slug=f"manga-{begins + each}",
                title="Digital hjälp",
                question="Löser det sig?",
                text="Vi hjälper.",
                area=area,
                starts_on=today - timedelta(days=each % 400),
                ends_on=today + timedelta(days=9),
                led_by=leader,
                leads_as="ledare",
                right="Allt",
                written_by=leader,
                published_on=today,
            )
            for each in range(number)
        )

    client.force_login(editor)
    costs = []
    for number in (10, 990):
        many(number)
        costs.append([queries_of(url) for url in ("/initiativ/?var=har", "/arbete/initiativ/")])
    assert costs[0] == costs[1]
    seen, after = [], ""
    while True:
        listed = queries.published(after=after)
        seen += [each.pk for each in listed.rows]
        if not (after := listed.next):
            break
    assert len(seen) == len(set(seen)) == 1_000
    for odd in ("\x00", "2026-13-40-1", "9" * 60, "-"):
        assert client.get("/initiativ/", {"after": odd, "var": odd}).status_code == 200


def test_one_initiative_costs_the_same_with_little_and_with_much(client, queries_of):
    initiative = a_trial()
    for kind in MeasureKind:
        if kind != MeasureKind.OWN:
            measure(initiative, kind)
    own_measure(initiative)
    urls = [reverse(f"commons:{name}", args=[initiative.slug]) for name in ("initiative", "initiative_capacity")]

    def costs():
        return [queries_of(url) for url in urls]

    decide = {"actor": staff(Role.DECIDER), "initiative": initiative, "word": SCALE, "reasons": "Ja."}
    actions.decide_initiative(**decide, areas=[AreaFactory()])
    actions.assume(
        actor=initiative.led_by, initiative=initiative, key=AssumptionKey.INHABITANTS, area=initiative.area, **said(900)
    )
    few = costs()
    for place in [initiative.places.get(), *PlaceFactory.create_batch(8)]:
        visits(place, 100, days_ago=50)
        visits(place, 100, days_ago=100)
    for area in AreaFactory.create_batch(6):
        actions.assume(
            actor=initiative.led_by, initiative=initiative, key=AssumptionKey.INHABITANTS, area=area, **said(900)
        )
    for _each in range(5):
        actions.decide_initiative(**decide, areas=[AreaFactory()])
    assert costs() == few
    assert max(few) <= 12


def test_the_area_leads_to_what_is_tried_there(client):
    initiative = InitiativeFactory()
    assert f"/initiativ/?var={initiative.area.slug}" in page(client, f"/hjalp/omrade/{initiative.area.slug}/")
    assert initiative.title in page(client, f"/initiativ/?var={initiative.area.slug}")
    assert "Inget prövas just nu" in page(client, f"/initiativ/?var={AreaFactory().slug}")


def test_pages_are_easy_to_read(client, decider):
    initiative = a_trial(plain="Vi hjälper till.")
    for kind in (MeasureKind.VISITS, MeasureKind.SOLVED):
        measure(initiative, kind)
    actions.decide_initiative(
        actor=decider, initiative=initiative, word=GO_ON, reasons="Fler kommer.", look_again_on=soon()
    )
    for area in (initiative.area, AreaFactory()):
        actions.assume(
            actor=initiative.led_by, initiative=initiative, key=AssumptionKey.INHABITANTS, area=area, **said(1_000)
        )
    hard = {}
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for path in ("", f"{initiative.slug}/", f"{initiative.slug}/fler-omraden/"):
            if why := too_hard(client.get(f"/initiativ/{path}").text, language):
                hard[language, path] = why
    assert hard == {}


def test_somebody_from_outside_who_leads_one_finds_it(client):
    leader = partner()
    InitiativeFactory(led_by=leader)
    client.force_login(leader)
    assert 'href="/arbete/initiativ/"' in page(client, "/arbete/aktiviteter/")
