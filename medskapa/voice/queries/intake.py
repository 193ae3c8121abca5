"""What somebody who takes in viewpoints chooses from: what it can be about, who can tell the answer, where one is.

All of it is known to every member of staff; only `contacts` looks at who asks, to put that person first.
"""

from dataclasses import dataclass

from medskapa.commons import queries as commons
from medskapa.people.models import Person
from medskapa.people.queries import staff


@dataclass(frozen=True)
class Named:
    """One thing to choose by its name: `label` is what one writes, `key` what it stands for, `words` what finds it."""

    key: str
    label: str
    words: str = ""

    def fits(self, typed: str) -> bool:
        """Whether every word of `typed` stands in the name or among the everyday words."""
        known = f"{self.label} {self.words}".casefold()
        return all(word in known for word in typed.casefold().split())


def subjects() -> list[Named]:
    """What a viewpoint can be about: services, then places. Two queries."""
    offered = commons.everything()
    names = [about.name.casefold() for about in offered]
    return [
        Named(
            key=about.key,
            label=about.name if names.count(about.name.casefold()) == 1 else f"{about.name} ({about.hint})",
            words=", ".join((about.hint, *about.words)),
        )
        for about in offered
    ]


def contacts(*, viewer: Person) -> list[Named]:
    """Those who can tell an answer, the one who asks first. One query."""
    people = sorted(staff(), key=lambda person: person.pk != viewer.pk)
    names = [_introduced(person) for person in people]
    return [
        Named(key=str(person.pk), label=name if names.count(name) == 1 else f"{name} ({person.login})")
        for person, name in zip(people, names, strict=True)
    ]


def _introduced(person: Person) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name


def whereabouts() -> list[tuple[str, list[tuple[str, str]]]]:
    """The areas and the places in them, as groups of choices; places without an area come last. Two queries."""
    places = commons.places()
    groups = [
        (
            area.name,
            [
                (f"area:{area.slug}", area.name),
                *((f"place:{place.slug}", place.name) for place in places if place.area_id == area.pk),
            ],
        )
        for area in commons.areas()
    ]
    elsewhere = [(f"place:{place.slug}", place.name) for place in places if place.area_id is None]
    return [*groups, ("", elsewhere)] if elsewhere else groups
