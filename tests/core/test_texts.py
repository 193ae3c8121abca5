"""Catalogues are compiled without gettext."""

import gettext
import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from medskapa.core import texts

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Skicka"
msgstr "Send"

#, fuzzy
msgid "Avbryt"
msgstr "Perhaps cancel"

msgid "%(n)s svar"
msgid_plural "%(n)s svar_"
msgstr[0] "%(n)s answer"
msgstr[1] "%(n)s answers"
"""


@pytest.fixture
def source(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_a_missing_catalogue_is_compiled(source):
    assert texts.compile_catalogues() == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Skicka") == "Send"
    assert catalogue.ngettext("%(n)s svar", "%(n)s svar_", 3) == "%(n)s answers"
    assert catalogue.gettext("Avbryt") == "Avbryt"  # nobody has confirmed a fuzzy one
    assert [path.suffix for path in sorted(source.parent.iterdir())] == [".mo", ".po"]


def test_a_catalogue_is_compiled_again_only_when_its_source_is_newer(source):
    texts.compile_catalogues()
    assert texts.compile_catalogues() == []
    compiled = source.with_suffix(".mo").stat().st_mtime
    os.utime(source, (compiled + 5, compiled + 5))
    assert texts.compile_catalogues() == [source.with_suffix(".mo")]


def test_a_folder_that_django_would_never_read_is_refused(source, tmp_path):
    (tmp_path / "en").rename(tmp_path / "sv_PLAIN")
    with pytest.raises(ImproperlyConfigured, match="sv_Plain"):
        texts.compile_catalogues()


def test_the_command_names_what_it_compiled(source, capsys):
    call_command("compile_texts", verbosity=2)
    assert "django.mo" in capsys.readouterr().out
