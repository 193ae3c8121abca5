"""The minutes: drafted in people's own words, edited, read by a second person, published, corrected."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pypdf import PdfReader

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import random_id
from medskapa.meetings import actions
from medskapa.meetings.models import Meeting, Message, MessageKind, Minutes, MinutesState, TableNote
from medskapa.meetings.said import Said, blocks, drafted, shown, together
from medskapa.people.models import Person, Role
from tests.factories import StaffFactory, UnitFactory, staff
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_table
from tests.reading import too_hard

pytestmark = pytest.mark.django_db

MORE, TIMES = "… och %(n)s till.", "(sagt %(n)s gånger)"


@pytest.fixture
def meeting() -> Meeting:
    """A closed meeting with two tables, where something was said."""
    meeting = new_meeting(days=-1, title="Invånarträff 2")
    letters = new_item(meeting, title="Hur blir breven bra?")
    new_item(meeting, title="Hur når vi er?", merged_into=None)
    inside = new_item(meeting, title="Svåra ord", merged_into=letters)
    new_item(meeting, title="Kaffet", dropped_at=clock.now(), drop_reason="Vi hann inte.")
    first, second = new_table(meeting, name="Brev"), new_table(meeting, name="Bemötande")
    for table, item, text, by in [
        (first, letters, "Breven är för långa.", ""),
        (first, letters, "Ring Anna Andersson på 070-174 06 05.", ""),
        (second, letters, "Jag heter Alma Ek och vill ha lättare brev.", "Alma Ek"),
        (second, inside, "Orden är svåra.", ""),
        (second, None, "Kaffet var gott.", ""),
    ]:
        new_note(meeting, table=table, item=item, text=text, said_by=by)
    new_note(meeting, table=first, item=letters, text="Borttaget.", removed=True)
    return closed(meeting)


def new_note(meeting: Meeting, **fields) -> TableNote:
    return TableNote.objects.create(
        key=str(random_id()), meeting=meeting, written_by=StaffFactory(), written_on=clock.today(), **fields
    )


@pytest.fixture
def planner(meeting) -> Person:
    return staff(Role.PLANNER, meeting.unit, name="Lovisa Ekdahl")


@pytest.fixture
def reader(meeting) -> Person:
    """Somebody who wrote at a table: no planner, but was there."""
    person = StaffFactory(name="Rut Läsare")
    meeting.tables.first().note_takers.create(person=person)
    return person


@pytest.fixture
def draft(planner, meeting) -> Minutes:
    return actions.draft_minutes(actor=planner, meeting=meeting)


@pytest.fixture
def written(planner, draft) -> Minutes:
    """Minutes in which nothing is missing."""
    words = {"intro": "Vi var trettio personer.", "plain_intro": "Vi var många."}
    actions.edit_minutes(actor=planner, minutes=draft, version=draft.version, **words)
    for section in draft.sections.all():
        said = section.said or "Ingen hann säga något."
        actions.edit_section(
            actor=planner,
            section=section,
            version=fresh(draft).version,
            said=said,
            plain_said=f"Lätt {section.number}.",
        )
    return fresh(draft)


@pytest.fixture
def waiting(planner, written) -> Minutes:
    return actions.hand_in_minutes(actor=planner, minutes=written, version=written.version)


@pytest.fixture
def published(reader, waiting) -> Minutes:
    return actions.approve_minutes(actor=reader, minutes=waiting, version=waiting.version)


def fresh(minutes: Minutes) -> Minutes:
    return Minutes.objects.select_related("meeting").get(pk=minutes.pk)


def url(name: str, meeting: Meeting, *args) -> str:
    return reverse(f"meetings:{name}", args=[meeting.slug, *args])


def send(client, name: str, meeting: Meeting, *args, **data):
    return client.post(url(name, meeting, *args), {"form_key": new_key(), **data})


# --- the draft


def test_the_draft_has_what_each_table_said_item_by_item_and_nothing_else(draft):
    first, second = draft.sections.order_by("number")
    of_letters, of_manners = first.said.split("\n\n")
    assert sorted(of_letters.splitlines()[1:]) == ["– Breven är för långa.", "– Ring [namn] på [telefonnummer]."]
    assert sorted(of_manners.splitlines()[1:]) == [
        "– Jag heter Alma Ek och vill ha lättare brev. (Alma Ek)",
        "– Orden är svåra.",
    ]
    assert (of_letters.splitlines()[0], of_manners.splitlines()[0]) == ("Brev:", "Bemötande:")
    assert second.said == ""
    assert {section.plain_said for section in (first, second)} == {""}


def test_a_draft_is_made_once_and_only_when_the_meeting_is_closed(planner, draft, meeting):
    assert actions.draft_minutes(actor=planner, meeting=meeting) == draft
    held = new_meeting(days=-1, unit=meeting.unit)
    with pytest.raises(Conflict):
        actions.draft_minutes(actor=planner, meeting=held)


def test_the_draft_begins_with_the_facts_and_tells_no_small_number(planner):
    for came, told in ((12, True), (3, False)):
        meeting = new_meeting(days=-1, unit=planner.grants.get().unit)
        for _each in range(came):
            new_invitation(meeting, arrived_at=clock.now())
        minutes = actions.draft_minutes(actor=planner, meeting=closed(meeting))
        assert "Rönnowsgatan 8" in minutes.intro
        assert (f"{came} invånare var med." in minutes.intro) == told


def test_the_same_words_are_told_once_and_counted():
    notes = [Said("Brev", "Breven är långa!"), Said("Brev", "breven är långa"), Said("Brev", "Det drar.")]
    assert together(notes) == [("Breven är långa!", 2), ("Det drar.", 1)]
    assert len(together([Said("Brev", "Breven är bra."), Said("Brev", "Breven är inte bra.")])) == 2
    assert "– Breven är långa! (sagt 2 gånger)" in drafted(notes, more=MORE, times=TIMES)


def test_a_name_is_masked_unless_it_is_the_one_that_somebody_wants():
    assert shown(Said("Brev", "Jag heter Alma Ek och bor hos Anna Andersson.", "Alma Ek")) == (
        "Jag heter Alma Ek och bor hos [namn]. (Alma Ek)"
    )


def test_every_table_finds_room_and_what_does_not_is_counted():
    notes = [Said("Brev", f"Synpunkt nummer {n} är lång.") for n in range(900)] + [Said("Telefon", "Ring upp oss.")]
    text = drafted(notes, more=MORE, times=TIMES, longest=1_000)
    assert len(text) <= 1_000
    assert "Ring upp oss." in text
    left = 900 - text.count("Synpunkt nummer")
    assert f"… och {left} till." in text


# --- editing


def test_the_planner_edits_each_section_in_both_variants_and_sees_how_it_reads(client, planner, draft, meeting):
    client.force_login(planner)
    page = client.get(url("edit_section", meeting, 1)).content.decode()
    assert "Orden är svåra." in page
    data = {"said": "Breven ska bli korta.", "plain_said": "Korta brev.", "version": draft.version}
    checked = client.post(url("edit_section", meeting, 1), {**data, "check": "on"}).content.decode()
    assert "LIX" in checked
    assert send(client, "edit_section", meeting, 1, **data).status_code == 302
    section = draft.sections.get(number=1)
    assert (section.said, section.plain_said) == ("Breven ska bli korta.", "Korta brev.")


def test_whoever_comes_second_sees_what_the_first_one_wrote(client, planner, draft, meeting):
    client.force_login(planner)
    actions.edit_minutes(actor=planner, minutes=draft, version=draft.version, intro="Den förstas ord.")
    page = send(client, "edit_minutes", meeting, intro="Mina egna ord.", version=1)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Den förstas ord." in text
    assert "Mina egna ord." in text


def test_nothing_is_handed_in_before_everything_is_written_in_both_variants(client, planner, draft, meeting):
    with pytest.raises(Conflict, match="Hur blir breven bra"):
        actions.hand_in_minutes(actor=planner, minutes=draft, version=draft.version)
    client.force_login(planner)
    assert "Hur når vi er?" in client.get(url("minutes", meeting)).content.decode()


def test_minutes_that_are_being_read_are_not_edited(planner, waiting):
    with pytest.raises(Conflict):
        actions.edit_minutes(actor=planner, minutes=waiting, version=waiting.version, intro="Nytt.")
    section = waiting.sections.get(number=1)
    with pytest.raises(Conflict):
        actions.edit_section(actor=planner, section=section, version=waiting.version, said="Nytt.")


# --- the second pair of eyes


def test_whoever_wrote_last_cannot_publish(client, planner, waiting, meeting):
    with pytest.raises(PermissionDenied):
        actions.approve_minutes(actor=planner, minutes=waiting, version=waiting.version)
    client.force_login(planner)
    assert send(client, "approve_minutes", meeting, version=waiting.version).status_code == 403


def test_one_who_was_at_the_meeting_reads_and_publishes(client, reader, waiting, meeting):
    client.force_login(reader)
    assert "Breven är för långa." in client.get(url("minutes", meeting)).content.decode()
    assert send(client, "approve_minutes", meeting, version=waiting.version).status_code == 302
    minutes = fresh(waiting)
    assert (minutes.state, minutes.approved_by) == (MinutesState.PUBLISHED, reader)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.EDITOR])
def test_one_who_had_nothing_to_do_with_the_meeting_neither_reads_nor_publishes(client, role, waiting, meeting):
    stranger = staff(role, UnitFactory())
    with pytest.raises(PermissionDenied):
        actions.approve_minutes(actor=stranger, minutes=waiting, version=waiting.version)
    client.force_login(stranger)
    assert client.get(url("minutes", meeting)).status_code in {403, 404}


def test_the_reader_gives_them_back_with_a_comment_and_the_writer_goes_on(client, reader, planner, waiting, meeting):
    client.force_login(reader)
    assert send(client, "send_back_minutes", meeting, comment=" ").status_code == 422
    assert send(client, "send_back_minutes", meeting, comment="Förkorta mötet om breven.").status_code == 302
    client.force_login(planner)
    assert "Förkorta mötet om breven." in client.get(url("minutes", meeting)).content.decode()
    minutes = fresh(waiting)
    assert minutes.state == MinutesState.DRAFT
    actions.hand_in_minutes(actor=planner, minutes=minutes, version=minutes.version)
    assert fresh(minutes).comment == ""


def test_minutes_that_somebody_changed_meanwhile_are_not_published_unread(reader, waiting):
    with pytest.raises(Conflict):
        actions.approve_minutes(actor=reader, minutes=waiting, version=waiting.version - 1)


def test_minutes_are_published_once_and_everybody_who_came_is_told_once(reader, waiting, meeting):
    came, absent = new_invitation(meeting, arrived_at=clock.now(), state="yes"), new_invitation(meeting, state="yes")
    actions.approve_minutes(actor=reader, minutes=waiting, version=waiting.version)
    with pytest.raises(Conflict):
        actions.approve_minutes(actor=reader, minutes=waiting, version=waiting.version)
    assert Message.objects.get(kind=MessageKind.FOLLOW_UP).invitation == came
    assert not absent.messages.exists()


# --- in public


@pytest.mark.parametrize("name", ["public_minutes", "minutes_pdf", "minutes_pdf_plain"])
def test_nobody_reads_minutes_that_are_not_published(client, name, waiting, meeting):
    assert client.get(url(name, meeting)).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Breven är för långa."), ("sv-plain", "Lätt 1."), ("en", "Breven")]
)
def test_anyone_reads_what_was_said_and_what_happens_now_in_their_variant(client, published, meeting, language, words):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(url("public_minutes", meeting)).content.decode()
    assert words in page
    assert "Vi svarade på träffen." in page
    assert "Vi hann inte." in page
    assert 'lang="sv"' in page
    assert "Lovisa Ekdahl" not in page
    assert "Rut Läsare" not in page


@pytest.mark.parametrize("language", ["sv", "sv-plain"])
def test_the_page_is_easy_to_read(client, published, meeting, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert too_hard(client.get(url("public_minutes", meeting)).content.decode(), language) is None


@pytest.mark.parametrize(("name", "words"), [("minutes_pdf", "Breven är för långa."), ("minutes_pdf_plain", "Lätt 1.")])
def test_the_file_to_print_is_tagged_and_says_the_same(client, published, meeting, name, words):
    answer = client.get(url(name, meeting))
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = PdfReader(BytesIO(answer.content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "sv"
    text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    assert words in text
    assert "Vi svarade på träffen." in text


def test_a_correction_is_added_on_top_with_its_day_and_never_over_another(client, planner, published, meeting):
    client.force_login(planner)
    assert send(client, "correct_minutes", meeting, text="").status_code == 422
    data = {"text": "Vi var tjugo, inte trettio.", "plain_text": "Vi var 20."}
    assert send(client, "correct_minutes", meeting, **data).status_code == 302
    assert send(client, "correct_minutes", meeting, text="Träffen slutade 15.").status_code == 302
    page = client.get(url("public_minutes", meeting)).content.decode()
    assert page.index("Vi var tjugo") < page.index("Träffen slutade 15.") < page.index("Vi var trettio personer.")
    minutes = fresh(published)
    assert minutes.intro == "Vi var trettio personer."
    assert minutes.plain_correction.count(":") == 2


def test_only_published_minutes_are_corrected_and_they_are_not_edited(planner, draft, reader):
    with pytest.raises(Conflict):
        actions.correct_minutes(actor=planner, minutes=draft, text="Fel.")


def test_published_minutes_are_not_edited(planner, published):
    with pytest.raises(Conflict):
        actions.edit_minutes(actor=planner, minutes=published, version=published.version, intro="Nytt.")
    with pytest.raises(ValidationError):
        actions.correct_minutes(actor=planner, minutes=published, text=" ")


def test_the_minutes_of_many_items_cost_no_more_than_those_of_few(client, queries_of, planner):
    costs = []
    client.force_login(planner)
    for number in (3, 300):
        meeting = new_meeting(days=-1, unit=planner.grants.get().unit)
        for n in range(number):
            new_item(meeting, number=n, title=f"Punkt {n}")
        actions.draft_minutes(actor=planner, meeting=closed(meeting))
        costs.append(queries_of(url("minutes", meeting)))
    assert costs[0] == costs[1]
    assert costs[0] <= 12


def test_what_was_said_is_shown_as_paragraphs_and_lists():
    shown = blocks("Vi pratade om breven.\n\nBrev:\n– Skriv kortare.\n- Skriv lättare.\n\nTelefon:\n– Ring upp.")
    assert [(block.words, block.items) for block in shown] == [
        ("Vi pratade om breven.", ()),
        ("Brev:", ()),
        ("", ("Skriv kortare.", "Skriv lättare.")),
        ("Telefon:", ()),
        ("", ("Ring upp.",)),
    ]
    assert blocks("") == []
