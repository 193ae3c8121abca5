"""The scenes of people."""

from medskapa.people import actions as people
from tests.access.world import AUTHOR, GUIDED, OFFICER, RECEPTION
from tests.scenes import Scene

TEST_NUMBER = "19900321-2397"  # of the tax agency's published test numbers

SCENES = {
    "people.change_contact": Scene(
        AUTHOR, lambda w, who: people.change_contact(actor=who, person=w.people[AUTHOR], phone="070-1740606")
    ),
    "people.protect_identity": Scene(
        AUTHOR, lambda w, who: people.protect_identity(actor=who, person=w.people[AUTHOR])
    ),
    "people.take_in_resident": Scene(
        RECEPTION, lambda w, who: people.take_in_resident(actor=who, name="Ny Person", phone="070-1740611")
    ),
    "people.see_number": Scene(
        RECEPTION,
        lambda w, who: people.see_number(actor=who, person=w.people[GUIDED], number=TEST_NUMBER, saw_identity=True),
        stranger=OFFICER,
    ),
}
