"""Full-text search by Swedish stems: FTS5 on SQLite, a GIN index on PostgreSQL."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from analysis.stems import query_stems
from medskapa.voice.models import Viewpoint

CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE voice_search USING fts5(stems, tokenize = 'unicode61 remove_diacritics 0')",
    "postgresql": "CREATE INDEX voice_search ON voice_viewpoint USING gin (to_tsvector('simple', search_text))",
}
DROP = {"sqlite": "DROP TABLE voice_search", "postgresql": "DROP INDEX voice_search"}

_FIND = {
    "sqlite": "SELECT rowid FROM voice_search WHERE voice_search MATCH %s",
    "postgresql": (
        "SELECT id FROM voice_viewpoint WHERE to_tsvector('simple', search_text) @@ to_tsquery('simple', %s)"
    ),
}


def index(viewpoints: Iterable[Viewpoint]) -> None:
    """Bring the index up to date with ``search_text``; on PostgreSQL the database does so itself."""
    if connection.vendor == "sqlite":
        rows = [(viewpoint.pk, viewpoint.search_text) for viewpoint in viewpoints]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT OR REPLACE INTO voice_search (rowid, stems) VALUES (%s, %s)", rows)


def matching(text: str) -> Q:
    """The condition on a viewpoint that it holds every word of `text`, in any form; the last one may be half typed."""
    words = query_stems(text)
    if not words:
        return Q()
    if connection.vendor == "sqlite":
        wanted = " AND ".join(f'"{word}"' for word in words) + "*"
    else:
        wanted = " & ".join(f"'{word}'" for word in words) + ":*"
    return Q(pk__in=RawSQL(_FIND[connection.vendor], [wanted]))  # noqa: S611
