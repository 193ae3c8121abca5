"""The scenes of mandates: drawn up, signed on paper and with an e-ID, used, ended, followed, and the messages."""

from datetime import timedelta

from medskapa.commons import actions, mandate_codes, mandate_signing
from medskapa.commons.models import JournalEntry, Mandate, MandateMessage, MandateNews, MandateSigning, Organisation
from medskapa.core import clock
from medskapa.integrations.bankid.client import Collected, Order, Signed, Status
from medskapa.people import actions as people
from medskapa.people import numbers
from medskapa.people.models import Person
from tests.access.world import GUIDE, GUIDED, HELPER, PARTNER, RECEPTION, RESIDENT, World
from tests.scenes import NOBODY, Scene
from tests.scenes.commons_keeping import person
from tests.scenes.people import TEST_NUMBER

ORDER = Order("131daac9-16c6-4618-beb0-365768f37299", "a-start-token", "a-picture-token", "a-picture-secret")


def the_organisation(world: World) -> Organisation:
    return Organisation.objects.get(slug="foreningen-har")


def drafted(world: World) -> Mandate:
    """Drawn up by the colleague who helps, for somebody without an account who wants an SMS."""
    return _drafted(world, person(world, HELPER))


def _drafted(world: World, who: Person) -> Mandate:
    today = clock.today()
    return actions.draft_mandate(
        actor=who,
        organisation=world.once(the_organisation),
        name="Alma Ek",
        may=["times", "letters"],
        starts_on=today,
        ends_on=today + timedelta(days=90),
        reach_via="sms",
        reach_to="070-174 06 05",
    )


def signed(world: World) -> Mandate:
    """Signed on paper, as the one who leads the association has noted."""
    return actions.note_mandate_signed(
        actor=person(world, PARTNER), mandate=world.once(drafted), witness="Britt Berg", saw_it=True
    )


def by_letter(world: World) -> Mandate:
    """Signed, for somebody who wants a letter."""
    mandate = world.once(drafted)
    mandate.reach_via, mandate.reach_to = "letter", "Alma Ek\nStorgatan 1\n252 00 Helsingborg"
    mandate.save()
    return world.once(signed)


def claimed(world: World) -> Mandate:
    """Taken to the pages of a resident whose personal number is known."""
    resident, mandate = person(world, GUIDED), world.once(drafted)
    people.see_number(actor=person(world, GUIDE), person=resident, number=TEST_NUMBER, saw_identity=True)
    return actions.claim_mandate(actor=resident, mandate=mandate, code=mandate_codes.code_of(mandate))


def begun(world: World) -> MandateSigning:
    return _begin(world, person(world, GUIDED))


def _begin(world: World, who: Person) -> MandateSigning:
    return actions.begin_mandate_signing(
        actor=who, mandate=world.once(claimed), statement=mandate_signing.statement_of(world.once(claimed)), order=ORDER
    )


def signed_by(number: str) -> Collected:
    """What the service says when whoever has `number` has signed."""
    vouched = Signed(numbers.read(number), signature="c2lnbmF0dXI=", ocsp_response="b2NzcA==")
    return Collected(Status.COMPLETE, signed=vouched)


def an_entry(world: World) -> JournalEntry:
    return actions.write_journal(
        actor=person(world, HELPER), mandate=world.once(signed), field="times", what="Flyttade tiden hos tandläkaren."
    )


def ended(world: World) -> Mandate:
    return actions.end_mandate(actor=person(world, RECEPTION), mandate=world.once(signed))


def runs_out(world: World) -> Mandate:
    return _moved(world, starts_ago=60, ends_in=10)


def over(world: World) -> Mandate:
    return _moved(world, starts_ago=60, ends_in=-1)


def long_over(world: World) -> Mandate:
    return _ended_ago(world, 20)


def forgotten(world: World) -> Mandate:
    mandate = _ended_ago(world, 6 * 366)
    return actions.forget_mandate_contact(actor=None, mandate=mandate)


def a_message(world: World) -> MandateMessage:
    return world.once(signed).messages.get(kind=MandateNews.SIGNED)


def a_letter(world: World) -> MandateMessage:
    return world.once(by_letter).messages.get(kind=MandateNews.SIGNED)


def _moved(world: World, *, starts_ago: int, ends_in: int) -> Mandate:
    """Signed some time ago. In one statement from the draft: afterwards the database lets nobody move the days."""
    today, mandate = clock.today(), world.once(drafted)
    first = today - timedelta(days=starts_ago)
    days = {"starts_on": first, "signed_on": first, "ends_on": today + timedelta(days=ends_in)}
    Mandate.objects.filter(pk=mandate.pk).update(
        state="signed", made_by="paper", noted_by=person(world, PARTNER), **days
    )
    mandate.refresh_from_db()
    return mandate


def _ended_ago(world: World, days: int) -> Mandate:
    mandate = world.once(ended)
    mandate.ended_on = clock.today() - timedelta(days=days)
    mandate.save()
    return mandate


SCENES = {
    "commons.draft_mandate": Scene(HELPER, lambda w, who: _drafted(w, who), given=the_organisation, stranger=RESIDENT),
    "commons.drop_mandate": Scene(
        HELPER, lambda w, who: actions.drop_mandate(actor=who, mandate=w.once(drafted)), given=drafted, stranger=GUIDE
    ),
    "commons.note_mandate_signed": Scene(
        PARTNER,
        lambda w, who: actions.note_mandate_signed(
            actor=who, mandate=w.once(drafted), witness="Britt Berg", saw_it=True
        ),
        given=drafted,
        stranger=HELPER,
    ),
    "commons.claim_mandate": Scene(
        GUIDED,
        lambda w, who: actions.claim_mandate(
            actor=who, mandate=w.once(drafted), code=mandate_codes.code_of(w.once(drafted))
        ),
        given=drafted,
        stranger=GUIDE,
    ),
    "commons.begin_mandate_signing": Scene(GUIDED, _begin, given=claimed),
    "commons.finish_mandate_signing": Scene(
        GUIDED,
        lambda w, who: actions.finish_mandate_signing(actor=who, attempt=w.once(begun), found=signed_by(TEST_NUMBER)),
        given=begun,
    ),
    "commons.stop_mandate_signing": Scene(
        GUIDED, lambda w, who: actions.stop_mandate_signing(actor=who, mandate=w.once(begun).mandate), given=begun
    ),
    "commons.write_journal": Scene(
        HELPER,
        lambda w, who: actions.write_journal(actor=who, mandate=w.once(signed), field="times", what="Bokade en tid."),
        given=signed,
        stranger=RECEPTION,
    ),
    "commons.end_mandate": Scene(
        RECEPTION, lambda w, who: actions.end_mandate(actor=who, mandate=w.once(signed)), given=signed, stranger=HELPER
    ),
    "commons.hand_over_mandate_message": Scene(
        RECEPTION,
        lambda w, who: actions.hand_over_mandate_message(actor=who, message=w.once(a_letter)),
        given=a_letter,
        stranger=HELPER,
    ),
    "commons.tell_mandate_runs_out": Scene(
        NOBODY,
        lambda w, who: actions.tell_mandate_runs_out(actor=None, mandate=w.once(runs_out), kind=MandateNews.SOON),
        None,
        runs_out,
    ),
    "commons.expire_mandate": Scene(
        NOBODY, lambda w, who: actions.expire_mandate(actor=None, mandate=w.once(over)), None, over
    ),
    "commons.forget_mandate_contact": Scene(
        NOBODY, lambda w, who: actions.forget_mandate_contact(actor=None, mandate=w.once(long_over)), None, long_over
    ),
    "commons.forget_mandate_journal": Scene(
        NOBODY, lambda w, who: actions.forget_mandate_journal(actor=None, mandate=w.once(forgotten)), None, forgotten
    ),
    "commons.mark_mandate_message_sent": Scene(
        NOBODY, lambda w, who: actions.mark_mandate_message_sent(actor=None, message=w.once(a_message)), None, a_message
    ),
    "commons.fail_mandate_message": Scene(
        NOBODY,
        lambda w, who: actions.fail_mandate_message(actor=None, message=w.once(a_message), reason="Okänt nummer."),
        None,
        a_message,
    ),
    "commons.stop_mandate_message": Scene(
        NOBODY, lambda w, who: actions.stop_mandate_message(actor=None, message=w.once(a_message)), None, a_message
    ),
}
