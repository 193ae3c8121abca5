"""Some 150 common occupations in everyday words, to choose a job goal among.

They stand in ``data/occupations.yaml``: a slug, the name in Swedish and in English, and the words that people use for
the same work. The list is ours; what is not in it is written with own words.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils import translation

from analysis import stems
from medskapa.core.plain_data import read_yaml

MOST_FOUND = 12


@dataclass(frozen=True)
class Occupation:
    """One occupation, with the stems by which it is found."""

    slug: str
    swedish: str
    english: str
    by_name: frozenset[str]
    by_word: frozenset[str]

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return self.english if (translation.get_language() or "").startswith("en") else self.swedish

    def __str__(self) -> str:
        return self.name


@cache
def all_occupations() -> dict[str, Occupation]:
    """Every occupation by slug, in the order of the file (by name)."""
    text = files("medskapa.guidance").joinpath("data/occupations.yaml").read_text(encoding="utf-8")
    return {row["slug"]: _occupation(row) for row in read_yaml(text)}


def called(slug: str) -> Occupation | None:
    """The occupation with `slug`, if there is one."""
    return all_occupations().get(slug)


def name_of(slug: str) -> str:
    """What the occupation is called in the language of the page; nothing for an unknown one."""
    found = called(slug)
    return found.name if found else ""


def search(text: str, *, limit: int = MOST_FOUND) -> list[Occupation]:
    """The occupations that `text` may mean, the nearest first.

    Each word is looked for by its stem, and by how the words of an occupation begin ("snick" finds snickare). All the
    words count, so that more of them hit nearer; a hit in the name counts more than one in the everyday words. What
    is less than half as near as the nearest is left out.
    """
    wanted = stems.query_stems(text)
    ranked = []
    for place, each in enumerate(all_occupations().values()):
        score = sum(_hit(word, each) for word in wanted)
        if score:
            ranked.append((-score, place, each))
    ranked.sort(key=lambda row: row[:2])
    return [each for score, _place, each in ranked[:limit] if 2 * score <= ranked[0][0]]


def _hit(word: str, occupation: Occupation) -> int:
    if word in occupation.by_name:
        return 6
    if word in occupation.by_word:
        return 4
    if any(_begin_alike(word, each) for each in occupation.by_name):
        return 3
    if any(_begin_alike(word, each) for each in occupation.by_word):
        return 2
    if len(word) >= 4 and any(word in each for each in occupation.by_name | occupation.by_word):
        return 1
    return 0


def _begin_alike(typed: str, known: str) -> bool:
    return (len(typed) >= 3 and known.startswith(typed)) or (len(known) >= 5 and typed.startswith(known))


def _occupation(row: dict[str, object]) -> Occupation:
    words = row.get("words") or []
    if not isinstance(words, list):
        raise TypeError(f"the words of {row['slug']} are no list")
    swedish, english = str(row["sv"]), str(row["en"])
    return Occupation(
        slug=str(row["slug"]),
        swedish=swedish,
        english=english,
        by_name=frozenset(stems.stems(swedish)),
        by_word=frozenset(stems.stems(" ".join([english, *map(str, words)]))),
    )
