"""Message catalogues, compiled in Python: a fresh machine has no gettext, and compiled files are not kept in git."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_locale


def compile_catalogues() -> list[Path]:
    """Compile each ``django.po`` whose ``django.mo`` is missing or older; return the files written.

    Raises:
        ImproperlyConfigured: a folder has a name in which Django would look for no language of ours.
    """
    written = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
            _must_be_ours(source.parent.parent.name)
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)
                written.append(target)
    return written


def _must_be_ours(locale: str) -> None:
    ours = sorted(to_locale(code) for code, _ in settings.LANGUAGES)
    if locale not in ours:
        raise ImproperlyConfigured(f"locale/{locale} is never read: Django looks for {', '.join(ours)}.")


def _compile(source: Path, target: Path) -> None:
    """Write beside and rename, so that a process that starts meanwhile never reads half a file."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(target)
