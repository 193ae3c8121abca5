"""The directory as tables of HSDS 3.1 (data/hsds/README.md): what they are, and how they become JSON and CSV."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

VERSION = "3.1"
_TABLES = Path(__file__).parent / "data" / "hsds" / "tables.json"
_PIECE = 64 * 1_024
_JSON_KINDS: dict[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "text": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
    "number": {"type": "number"},
}
_CSV_KINDS: dict[str, dict[str, str]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "text": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime"},
    "time": {"type": "time", "format": "%H:%M"},
    "number": {"type": "number"},
}

Row = dict[str, Any]
Table = tuple[str, Iterable[Row]]


@dataclass(frozen=True)
class Column:
    """A field of a table; `allowed` are its values where there are but a few."""

    name: str
    kind: str
    required: bool
    allowed: tuple[str, ...] = ()


@cache
def tables() -> dict[str, tuple[str, tuple[Column, ...]]]:
    """Each table by its name: the name of its file, and its columns."""
    read = json.loads(_TABLES.read_text(encoding="utf-8"))
    return {
        name: (each["path"], tuple(_column(field, kind) for field, kind in each["fields"].items()))
        for name, each in read.items()
    }


def _column(name: str, kind: str | list[str]) -> Column:
    if isinstance(kind, list):
        return Column(name, "text", "!" in kind, tuple(value for value in kind if value != "!"))
    return Column(name, kind.rstrip("!"), kind.endswith("!"))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `as_json` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"HSDS {VERSION}, the tables of Medskapa",
        "type": "object",
        "properties": {name: {"type": "array", "items": _row_schema(name)} for name in tables()},
        "required": list(tables()),
        "additionalProperties": False,
    }


def _row_schema(name: str) -> dict[str, Any]:
    columns = tables()[name][1]
    return {
        "type": "object",
        "properties": {
            column.name: _JSON_KINDS[column.kind] | ({"enum": list(column.allowed)} if column.allowed else {})
            for column in columns
        },
        "required": [column.name for column in columns if column.required],
        "additionalProperties": False,
    }


def package(*, name: str, title: str, description: str) -> dict[str, Any]:
    """The description of the CSV files as a tabular data package (specs.frictionlessdata.io)."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": description,
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "resources": [
            {
                "name": table,
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"primaryKey": "id", "fields": [_csv_field(column) for column in columns]},
            }
            for table, (path, columns) in tables().items()
        ],
    }


def _csv_field(column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if column.required else {}
    if column.allowed:
        rules["enum"] = list(column.allowed)
    return {"name": column.name, **_CSV_KINDS[column.kind]} | ({"constraints": rules} if rules else {})


def identifier(space: UUID, table: str, key: object) -> str:
    """The identifier of a row: always the same for the same row of the same town."""
    return str(uuid5(space, f"{table}/{key}"))


def as_json(content: Iterable[Table]) -> Iterator[bytes]:
    """The tables as one JSON object of lists, piece by piece. What is empty is left out, but for what is required."""
    required = {name: {each.name for each in columns if each.required} for name, (_path, columns) in tables().items()}
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    held, size = ["{"], 0
    for number, (name, rows) in enumerate(content):
        held.append(f'{"," if number else ""}"{name}":[')
        for place, row in enumerate(rows):
            kept = {
                key: _plain(value) for key, value in row.items() if value not in (None, "") or key in required[name]
            }
            text = ("," if place else "") + encode(kept)
            held.append(text)
            size += len(text)
            if size > _PIECE:
                yield "".join(held).encode()
                held, size = [], 0
        held.append("]")
    yield ("".join(held) + "}").encode()


def as_zip(content: Iterable[Table], *, about: dict[str, Any], day: date) -> Iterator[bytes]:
    """The tables as CSV files in a zip file with its description, piece by piece."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload] # it writes only
        archive.writestr(_entry("datapackage.json", day), json.dumps(about, ensure_ascii=False, indent=1))
        for name, rows in content:
            path, columns = tables()[name]
            with archive.open(_entry(path, day), "w") as file:
                for piece in _csv(rows, [column.name for column in columns]):
                    file.write(piece)
                    yield sink.taken()
    yield sink.taken()


def _csv(rows: Iterable[Row], names: list[str]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: "" if value is None else _plain(value) for key, value in row.items()})
        if text.tell() > _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1_000:03}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Sink(io.RawIOBase):
    """Where the zip file is written, a piece at a time; it can neither be read nor wound back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
