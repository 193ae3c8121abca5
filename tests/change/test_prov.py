"""The whole way as PROV-JSON: of the right form, every reference leads somewhere, and nobody is in it."""

import json
import re

import pytest
from django.urls import reverse

from medskapa.core import clock
from tests.change.test_thread import way  # noqa: F401  (a fixture)
from tests.factories import new_theme, new_viewpoint

pytestmark = pytest.mark.django_db

RECORDS = ("entity", "activity", "agent")
RELATIONS = {
    "wasDerivedFrom": {"prov:generatedEntity": "entity", "prov:usedEntity": "entity"},
    "wasGeneratedBy": {"prov:entity": "entity", "prov:activity": "activity"},
    "wasAttributedTo": {"prov:entity": "entity", "prov:agent": "agent"},
    "wasAssociatedWith": {"prov:activity": "activity", "prov:agent": "agent"},
    "used": {"prov:activity": "activity", "prov:entity": "entity"},
}
DAY = re.compile(r"\d{4}-\d\d-\d\dT00:00:00")


def faults(document):
    """What is not as PROV-JSON (W3C member submission 2013) says, and what leads nowhere."""
    prefixes = {*document["prefix"], "xsd"}
    for group, rows in document.items():
        if group == "prefix":
            continue
        if group not in RECORDS and group not in RELATIONS:
            yield f"{group} is no kind of record"
            continue
        for key, row in rows.items():
            if key.split(":")[0] not in (prefixes if group in RECORDS else {"_"}):
                yield f"{key} has no known prefix"
            for name, kind in RELATIONS.get(group, {}).items():
                if row.get(name) not in document.get(kind, {}):
                    yield f"{key}: {name} leads to no {kind}: {row.get(name)}"
            yield from _wrong_values(key, row, prefixes)


def _wrong_values(key, row, prefixes):
    for name, value in row.items():
        if name.split(":")[0] not in prefixes:
            yield f"{key}: {name} has no known prefix"
        if isinstance(value, dict) and not ("$" in value and set(value) <= {"$", "type", "lang"}):
            yield f"{key}: {name} is no typed literal"
        if name in {"prov:time", "prov:startTime", "prov:endTime"} and not DAY.fullmatch(value):
            yield f"{key}: {name} says more than the day: {value}"


def documents(client, way):  # noqa: F811
    for name, key in (
        ("thread_prov", way["theme"].slug),
        ("proposal_prov", way["proposal"].number),
        ("decision_prov", way["decision"].pk),
    ):
        response = client.get(reverse(f"change:{name}", args=[key]))
        assert response.status_code == 200
        yield response.json()


def test_every_document_is_valid(client, way):  # noqa: F811
    for document in documents(client, way):
        assert list(faults(document)) == []


def test_the_checker_sees_a_reference_that_leads_nowhere():
    wrong = {
        "prefix": {"ms": "x", "prov": "y"},
        "entity": {"ms:a": {}},
        "used": {"_:1": {"prov:activity": "ms:b", "prov:entity": "ms:a"}},
    }
    assert list(faults(wrong)) == ["_:1: prov:activity leads to no activity: ms:b"]


def test_the_effect_is_led_back_to_what_residents_said(client, way):  # noqa: F811
    document = next(documents(client, way))
    behind = {}
    for row in document["wasDerivedFrom"].values():
        behind.setdefault(row["prov:generatedEntity"], set()).add(row["prov:usedEntity"])
    effect = next(key for key, row in document["entity"].items() if row["prov:type"]["$"] == "ms:Effect")
    seen, waiting = set(), {effect}
    while waiting:
        key = waiting.pop()
        seen.add(key)
        waiting |= behind.get(key, set()) - seen
    assert f"ms:tema.{way['theme'].slug}.sagt" in seen


def test_no_person_and_no_viewpoint_is_in_it(client, way):  # noqa: F811
    said = [str(each.pk) for each in way["theme"].viewpoints.all()]
    for document in documents(client, way):
        text = json.dumps(document, ensure_ascii=False)
        assert way["decision"].by.name not in text
        assert not [key for key in said if key in text]


def test_few_who_spoke_are_not_counted(client, fallback_unit):
    theme = new_theme(name="Vattnet")
    new_viewpoint(theme=theme)
    document = client.get(reverse("change:thread_prov", args=[theme.slug])).json()
    assert "ms:number" not in document["entity"][f"ms:tema.{theme.slug}.sagt"]


def test_the_same_way_gives_the_same_document(client, way):  # noqa: F811
    assert list(documents(client, way)) == list(documents(client, way))


def test_a_decision_has_its_reasons_and_the_body_that_took_it(client, way):  # noqa: F811
    document = list(documents(client, way))[-1]
    decision = document["entity"][f"ms:beslut.{way['decision'].pk}"]
    assert decision["ms:reasons"]["$"] == "Breven ska gå att förstå."
    assert "ms:management" in document["agent"]
    assert clock.today().isoformat() not in json.dumps(decision)
