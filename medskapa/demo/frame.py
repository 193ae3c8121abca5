"""What every town of ours stands on: units, areas, places, services and the people one can sign in as.

Places and structures are real and from public documents (``data/town.yaml`` says which); every person is invented.
"""

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from medskapa.commons.models import Area, DigitalHelp, Place, Service
from medskapa.core import clock
from medskapa.core.plain_data import read_yaml
from medskapa.people.models import Grant, Kind, Person, ReachVia, Unit

SECOND_READER = {"ekonomiskt_bistand"}
_HELP = {True: DigitalHelp.YES, False: DigitalHelp.NO, "planned": DigitalHelp.PLANNED}
_STREETS = {"letter": "Planteringsvägen 12", "sms": "Vasatorpsvägen 3", "email": "Fredriksdalsplatsen 8"}


@cache
def data(name: str) -> Any:
    """The contents of one of the demo's data files."""
    return read_yaml(files("medskapa.demo").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8"))


class Frame:
    """The frame of the town, made anew, with everything findable by its key in the data."""

    def __init__(self) -> None:
        town = data("town")
        self.units = {each["key"]: self._unit(each) for each in town["units"]}
        self.areas = {each["key"]: self._area(each) for each in town["areas"]}
        self.places = {each["key"]: self._place(each) for each in town["places"]}
        self.services = {each["key"]: self._service(each) for each in town["services"]}
        self.people = {each["key"]: self._person(each) for each in town["people"]}
        self.colleagues = self._colleagues(data("staff"))
        self.area_of = {each["key"]: self.areas.get(each.get("area")) for each in town["people"]}

    def _unit(self, about: dict[str, Any]) -> Unit:
        return Unit.objects.create(
            slug=about["key"],
            name=about["name"],
            phone=about["phone"],
            about=about["about"],
            second_reader=about["key"] in SECOND_READER,
        )

    def _area(self, about: dict[str, Any]) -> Area:
        x, y = about["map"]
        return Area.objects.create(slug=about["key"], name=about["name"], map_x=x, map_y=y)

    def _place(self, about: dict[str, Any]) -> Place:
        return Place.objects.create(
            slug=about["key"],
            name=about["name"],
            kind=about["kind"],
            area=self.areas.get(about["area"]),
            address=about.get("address", ""),
            about=about["about"],
            digital_help=_HELP[about["digital_help"]],
        )

    def _service(self, about: dict[str, Any]) -> Service:
        return Service.objects.create(
            slug=about["key"], name=about["name"], unit=self.units[about["unit"]], words=about["words"]
        )

    def _person(self, about: dict[str, Any]) -> Person:
        person = Person(
            login=about["key"],
            name=about["name"],
            kind=about["kind"],
            title=about.get("title", ""),
            unit=self.units.get(about.get("unit")),
            is_demo=True,
            story=" ".join(about.get("story", "").split()),
        )
        if person.kind == Kind.RESIDENT:
            self._reach(person, about)
        person.set_unusable_password()
        person.save()
        for role in about["roles"]:
            starts_on = clock.today() - timedelta(days=400)
            Grant.objects.create(
                person=person, role=role["role"], unit=self.units.get(role["unit"]), starts_on=starts_on
            )
        return person

    def _colleagues(self, about: dict[str, Any]) -> list[Person]:
        """The others who work here: they hold no role, and one does not sign in as them."""
        made = []
        for number in range(about["number"]):
            unit, title = about["work"][number % len(about["work"])]
            first = about["first"][number % len(about["first"])]
            last = about["last"][number * 5 % len(about["last"])]
            person = Person(
                login=f"anstalld-{number + 1}",
                name=f"{first} {last}",
                kind=Kind.STAFF,
                title=title,
                unit=self.units[unit],
                is_demo=True,
            )
            person.set_unusable_password()
            made.append(person)
        return Person.objects.bulk_create(made)

    @staticmethod
    def _reach(person: Person, about: dict[str, Any]) -> None:
        person.language = about["language"]
        person.phone = about["phone"] or ""
        person.email = about["email"] or ""
        person.reach_via = ReachVia(about["answer_via"])
        person.street, person.postcode, person.town = _STREETS[about["answer_via"]], "252 50", "Helsingborg"
