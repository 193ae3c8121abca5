"""What somebody signs when they let an organisation act for them: the exact text, and the number computed from it.

The texts stand in ``data/mandates.yaml``, each with a version that is never changed. With the version, the language and
the facts the same text can be made again, years after, and compared with the digest that is kept.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import translation

from medskapa.commons.models import Mandate, MandateField
from medskapa.core.dates import full_date
from medskapa.integrations.bankid.attempts import digest_of

FILE = Path(__file__).parent / "data" / "mandates.yaml"
FALLBACK = "sv"


@cache
def versions() -> dict[int, dict[str, Any]]:
    """Every version there has been, with its languages."""
    return {each["version"]: each for each in yaml.safe_load(FILE.read_text())}


def newest() -> int:
    return max(versions())


def language_of(wanted: str) -> str:
    """The language that the newest text is written in, of those that people read: `wanted`, or Swedish."""
    return wanted if wanted in versions()[newest()] and wanted != "version" else FALLBACK


def write(mandate: Mandate) -> None:
    """Give a draft its text and its digest, as its facts stand now."""
    mandate.template = newest()
    mandate.language = language_of(mandate.language)
    mandate.text = text_of(
        version=mandate.template,
        language=mandate.language,
        name=mandate.of_whom,
        organisation=mandate.organisation.name,
        fields=mandate.fields,
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
    )
    mandate.digest = digest_of(mandate.text)


def text_of(
    *, version: int, language: str, name: str, organisation: str, fields: list[str], starts_on: date, ends_on: date
) -> str:
    """The text to sign, to the letter.

    Raises:
        KeyError: there is no such version, or it is not written in `language`.
    """
    template = versions()[version][language]
    chosen = [code for code in MandateField.values if code in fields]
    with translation.override(language):
        days = {"starts": full_date(starts_on), "ends": full_date(ends_on)}
    lines = "\n".join(f"– {template['fields'][code]}" for code in chosen)
    facts = {"name": name, "organisation": organisation, "fields": lines, "phone": settings.MUNICIPALITY["phone"]}
    return str(template["text"]).format(**facts, **days).strip()


def shortened(digest: str) -> str:
    """The beginning of a digest, in groups of four: enough to see on a paper that it is the same text."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))
