"""The residents who may be asked: taken in, changed, gone again; and each resident's own yes and no."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord, ReadRecord
from medskapa.meetings import actions
from medskapa.meetings.models import InvitationState, InviteVia, MeetingState, MessageState, PoolMember
from medskapa.people.models import Role
from tests.factories import AreaFactory, PersonFactory, StaffFactory, staff
from tests.meeting_factories import new_invitation, new_meeting, new_member
from tests.meetings.pages import form, url
from tests.searching import searched

pytestmark = pytest.mark.django_db
ADDRESS = "Storgatan 1\n252 00 Helsingborg"


@pytest.fixture
def planner(db):
    return staff(Role.PLANNER)


@pytest.fixture
def resident(client):
    person = PersonFactory(name="Ada Andersson", phone="070-1740605")
    client.force_login(person)
    return person


def typed(**fields):
    today = clock.today().isoformat()
    usual = {"name": "Ada Andersson", "agreed_on": today, "agreed_how": "spoken", "via": "letter", "address": ADDRESS}
    return form(**(usual | {"language": "sv"} | fields))


# --- taken in by staff


def test_a_resident_who_said_yes_is_written_up_with_how_and_when(planning, planner):
    area = AreaFactory()
    sent = planning.post(url("new_member"), typed(birth_year="1987", gender="woman", area=area.pk))
    assert sent.status_code == 302
    member = PoolMember.objects.get()
    assert (member.name, member.agreed_how, member.area, member.added_by) == ("Ada Andersson", "spoken", area, planner)
    assert AuditRecord.objects.last().verb == "member.added"
    assert "Ada Andersson" in planning.get(url("pool")).text


def test_a_double_click_writes_up_one(planning):
    data = typed()
    planning.post(url("new_member"), data)
    planning.post(url("new_member"), data)
    assert PoolMember.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"via": "sms"}, "Fyll i det här, eller välj ett annat sätt."),
        ({"address": "Storgatan 1"}, "postnummer och ort"),
        ({"protected_identity": "on"}, "får inga brev"),
        ({"birth_year": "87"}, "fyra siffror"),
        ({"agreed_on": "2099-01-01"}, "Dagen har inte varit än."),
        ({"agreed_on": ""}, "Fyll i"),
    ],
)
def test_what_leads_nowhere_is_refused_with_everything_typed_kept(planning, fields, says):
    page = planning.post(url("new_member"), typed(**fields))
    assert page.status_code == 422
    assert says in page.text
    assert "Ada Andersson" in page.text
    assert not PoolMember.objects.exists()


def test_two_who_change_the_same_person_do_not_overwrite_each_other(planning, planner):
    member = new_member()
    actions.edit_member(actor=planner, member=PoolMember.objects.get(), version=1, name="Ny")
    page = planning.post(url("edit_member", member.pk), typed(version="1", name="Mitt namn"))
    assert page.status_code == 422
    assert "Någon annan har ändrat de här uppgifterna." in page.text
    assert "Mitt namn" in page.text
    assert planning.post(url("edit_member", member.pk), typed(version="2", name="Mitt namn")).status_code == 302
    assert PoolMember.objects.get().name == "Mitt namn"


def test_one_who_has_left_is_not_changed(planner):
    member = new_member(left_on=clock.today())
    with pytest.raises(Conflict):
        actions.edit_member(actor=planner, member=member, version=1, name="Ny")


def test_only_planners_keep_the_pool():
    with pytest.raises(PermissionDenied):
        actions.take_into_pool(actor=staff(Role.ANSWERER), name="Ada")


def test_an_edit_that_changes_nothing_writes_nothing(planner):
    member = new_member()
    actions.edit_member(actor=planner, member=member, version=1, name=member.name)
    assert not AuditRecord.objects.exists()


# --- who is seen by whom


def test_nothing_of_one_with_protected_identity_stands_in_the_list_or_can_be_found_out_by_it(client, planner):
    guide, area = StaffFactory(name="Gry Kontaktsson"), AreaFactory(name="Hemmagatan")
    new_member(
        name="Hemlig Person",
        protected_identity=True,
        via="contact",
        contact=guide,
        address="",
        area=area,
        asked_on=clock.today(),
    )
    client.force_login(planner)
    rows = client.get(url("pool")).text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Skyddade uppgifter" in rows
    for told in ("Gry Kontaktsson", "Hemmagatan", str(InviteVia.CONTACT.label), long_date(clock.today())):
        assert told not in rows
    for narrowed in ({"via": "contact"}, {"area": area.pk}, {"left": "on"}, {"text": "Hemlig"}):
        assert "Skyddade uppgifter" not in searched(client, url("pool"), narrowed).text


def test_one_with_protected_identity_is_known_to_their_contact_alone(client, planner):
    guide = staff(Role.PLANNER)
    member = new_member(name="Hemlig Person", protected_identity=True, via="contact", contact=guide, address="")
    client.force_login(planner)
    page = client.get(url("pool"))
    assert "Hemlig Person" not in page.text
    assert "Skyddade uppgifter" in page.text
    assert searched(client, url("pool"), {"text": "Hemlig"}).text.count("Skyddade uppgifter") == 0
    assert client.get(url("member", member.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.edit_member(actor=planner, member=member, version=1, name="Ny")
    client.force_login(guide)
    assert "Hemlig Person" in client.get(url("pool")).text
    assert client.get(url("member", member.pk)).status_code == 200


def test_an_account_with_protected_identity_protects_the_member_too(planning):
    person = PersonFactory(protected_identity=True)
    new_member(name="Hemlig Person", person=person, via="sms", phone="070-1740605")
    assert "Hemlig Person" not in planning.get(url("pool")).text


def test_reading_a_card_is_written_down(planning, planner):
    person = PersonFactory()
    planning.get(url("member", new_member(person=person).pk))
    read = ReadRecord.objects.get()
    assert (read.reader, read.person) == (planner, person)
    planning.get(url("member", new_member().pk))
    assert AuditRecord.objects.get().verb == "member.read"


def test_the_pool_is_searched_by_name_and_narrowed(planning):
    here, there = AreaFactory(), AreaFactory()
    new_member(name="Ada Ek", area=here)
    new_member(name="Bo Alm", area=there, via="sms", phone="070-1740605")
    new_member(name="Cia Asp", left_on=clock.today())
    assert "Ada Ek" in searched(planning, url("pool"), {"text": "ada"}).text
    assert "Bo Alm" not in searched(planning, url("pool"), {"text": "ada"}).text
    assert "Bo Alm" not in planning.get(url("pool"), {"area": here.pk}).text
    assert "Ada Ek" not in planning.get(url("pool"), {"via": "sms"}).text
    left = planning.get(url("pool"), {"left": "on"}).text
    assert "Cia Asp" in left
    assert "Ada Ek" not in left


def test_every_member_is_on_one_page_or_another(planning):
    names = {f"Person {n:03}" for n in range(120)}
    for name in names:
        new_member(name=name)
    seen, after = set(), ""
    while True:
        page = planning.get(url("pool"), {"after": after})
        seen |= {member.shown_name for member in page.context["rows"]}
        after = page.context["next"]
        if not after:
            break
    assert seen == names
    assert planning.get(url("pool"), {"after": "nonsens"}).status_code == 200


def test_no_address_of_a_page_holds_a_name(planning):
    for number in range(60):
        new_member(name=f"Efternamnsson {number:02}")
    following = planning.get(url("pool")).context["next"]
    assert following.isdecimal()


def test_the_pool_costs_the_same_with_ten_and_a_thousand(planning, queries_of):
    def more(number):
        today = clock.today()
        PoolMember.objects.bulk_create(
            PoolMember(name=f"Person {n}", address=ADDRESS, agreed_on=today, area=area) for n in range(number)
        )

    area = AreaFactory()
    more(10)
    few = queries_of(url("pool"))
    more(990)
    assert queries_of(url("pool")) == few <= 12


# --- leaving


def test_one_who_leaves_is_asked_no_more_and_what_is_unanswered_is_taken_back(planning):
    member = new_member()
    waiting = new_invitation(new_meeting(), member)
    said_yes = new_invitation(new_meeting(), member, state=InvitationState.YES)
    message = waiting.messages.create(kind="reminder", via="letter", made_on=clock.today())
    assert "tas tillbaka" in planning.get(url("leave_pool", member.pk)).text
    planning.post(url("leave_pool", member.pk), form())
    for row in (member, waiting, said_yes, message):
        row.refresh_from_db()
    assert member.left_on == clock.today()
    assert (waiting.state, said_yes.state) == (InvitationState.WITHDRAWN, InvitationState.YES)
    assert message.state == MessageState.STOPPED
    records = AuditRecord.objects.count()
    planning.post(url("leave_pool", member.pk), form())
    assert AuditRecord.objects.count() == records


def test_nobody_leaves_for_another(planner):
    member = new_member(person=PersonFactory())
    with pytest.raises(PermissionDenied):
        actions.leave_pool(actor=PersonFactory(), member=member)


def test_the_details_of_one_who_left_are_forgotten_when_no_meeting_needs_them(settings):
    long_ago = clock.today() - timedelta(days=200)
    gone = new_member(left_on=long_ago, phone="070-1740605")
    coming = new_member(left_on=long_ago)
    new_invitation(new_meeting(), coming, state=InvitationState.YES)
    lately = new_member(left_on=clock.today())
    assert actions.forget_members(actor=None) == 1
    for member in (gone, coming, lately):
        member.refresh_from_db()
    assert (gone.name, gone.address, gone.phone, gone.birth_year) == ("", "", "", None)
    assert coming.name
    assert lately.name
    assert actions.forget_members(actor=None) == 0


def test_somebody_picked_for_one_meeting_is_forgotten_after_it():
    over = new_meeting(days=-120, state=MeetingState.CANCELLED, cancelled_at=clock.now(), cancel_reason="Snö.")
    picked = new_member(only_for=over, agreed_on=None)
    assert actions.forget_members(actor=None) == 1
    picked.refresh_from_db()
    assert picked.name == ""
    assert picked.left_on == clock.today()


def test_the_words_about_somebody_who_is_forgotten_are_forgotten_too():
    """What they needed tells of health and family; a meeting counts that they said no, and the kind of reason."""
    over = new_meeting(days=-120, state=MeetingState.CANCELLED, cancelled_at=clock.now(), cancel_reason="Snö.")
    answered = {"state": InvitationState.NO, "replied_at": clock.now(), "replied_by": "web"}
    words = {"refusal_text": "Jag ska opereras.", "access": "Rullstol", "interpreter": "dari"}
    picked = {"origin": "picked", "picked_by": PersonFactory(kind="staff"), "picked_why": "Anna känner henne."}
    member = new_member(left_on=clock.today() - timedelta(days=200))
    invitation = new_invitation(over, member, refusal_reason="health", **answered, **words, **picked)
    assert actions.forget_members(actor=None) == 1
    invitation.refresh_from_db()
    assert (invitation.refusal_text, invitation.access, invitation.interpreter) == ("", "", "")
    assert invitation.picked_why == "–"
    assert (invitation.state, invitation.refusal_reason) == (InvitationState.NO, "health")


def test_nobody_forgets_by_hand(planner):
    with pytest.raises(PermissionDenied):
        actions.forget_members(actor=planner)


# --- on my own page


def test_a_resident_says_yes_by_themselves(client, resident):
    area = AreaFactory()
    assert "Vill du bli tillfrågad?" in client.get(url("be_asked")).text
    assert "070-1740605" in client.get(url("be_asked_how")).text
    sent = client.post(url("be_asked_how"), form(via="sms", phone="070-1740605"))
    assert sent["Location"] == url("be_asked_about")
    sent = client.post(url("be_asked_about"), form(birth_year="1990", gender="man", area=area.pk, language="ar"))
    assert sent["Location"] == url("be_asked")
    member = PoolMember.objects.get()
    assert (member.name, member.person, member.via, member.agreed_how) == (resident.name, resident, "sms", "web")
    assert (member.birth_year, member.gender, member.area, member.language) == (1990, "man", area, "ar")
    assert "Du kan bli tillfrågad" in client.get(url("be_asked")).text


def test_saying_yes_twice_is_one_yes(client, resident):
    for _each in range(2):
        client.post(url("be_asked_how"), form(via="sms", phone="070-1740605"))
    assert AuditRecord.objects.filter(verb="member.agreed").count() == 1
    client.post(url("be_asked_how"), form(via="email", email="ada@exempel.se"))
    assert PoolMember.objects.get().via == InviteVia.EMAIL


def test_a_resident_stops_and_may_come_back(client, resident):
    client.post(url("be_asked_how"), form(via="sms", phone="070-1740605"))
    assert "Vill du sluta" in client.get(url("be_asked_no")).text
    client.post(url("be_asked_no"), form())
    assert PoolMember.objects.get().left_on == clock.today()
    assert client.get(url("be_asked_about")).status_code == 302
    assert client.get(url("be_asked_no")).status_code == 302
    with pytest.raises(Conflict):
        actions.describe_oneself(actor=resident, birth_year=1990)
    client.post(url("be_asked_how"), form(via="sms", phone="070-1740605"))
    assert PoolMember.objects.get().left_on is None


def test_a_way_without_its_number_is_refused(client, resident):
    page = client.post(url("be_asked_how"), form(via="email"))
    assert page.status_code == 422
    assert "Fyll i det här, eller välj ett annat sätt." in page.text


def test_a_resident_with_protected_identity_is_offered_no_letter(client):
    person = PersonFactory(protected_identity=True, street="Storgatan 1", postcode="252 00", town="Helsingborg")
    client.force_login(person)
    assert 'value="letter"' not in client.get(url("be_asked_how")).text
    assert client.post(url("be_asked_how"), form(via="letter", address=ADDRESS)).status_code == 422
    with pytest.raises(ValidationError):
        actions.agree_to_be_asked(actor=person, via="letter", address=ADDRESS)


def test_one_with_protected_identity_always_has_somebody_who_can_tell(planning, client):
    """With no contact, nobody may know whom to ring when a meeting is moved."""
    page = planning.post(url("new_member"), typed(protected_identity="on", via="sms", phone="070-1740605"))
    assert page.status_code == 422
    assert "Välj en guide eller kontakt också." in page.text
    guide = StaffFactory()
    sent = typed(protected_identity="on", via="sms", phone="070-1740605", contact=guide.pk)
    assert planning.post(url("new_member"), sent).status_code == 302
    person = PersonFactory(protected_identity=True)
    client.force_login(person)
    way = {"via": "sms", "phone": "070-1740605"}
    assert client.post(url("be_asked_how"), form(**way)).status_code == 422
    with pytest.raises(ValidationError):
        actions.agree_to_be_asked(actor=person, **way)
    assert client.post(url("be_asked_how"), form(**way, contact=guide.pk)).status_code == 302
    assert PoolMember.objects.get(person=person).contact == guide


def test_a_member_of_staff_is_not_asked_this_way(client):
    person = StaffFactory()
    client.force_login(person)
    assert client.get(url("be_asked")).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.agree_to_be_asked(actor=person, via="sms", phone="070-1740605")
    with pytest.raises(PermissionDenied):
        actions.describe_oneself(actor=person)
