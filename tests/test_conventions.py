"""The house rules that nobody has to remember."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import engines
from django.urls import URLPattern, get_resolver

from tests.messages import CATALOGUES, MARKERS, in_source, read

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "medskapa"
TEMPLATES = PACKAGE / "templates"
BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
RESIDENT_TEMPLATES = [
    "voice/say",
    "voice/receipt",
    "voice/mine",
    "voice/public",
    "meetings/public",
    "meetings/invited",
    "meetings/door",
    "change/public",
    "change/resident",
    "entrance/conversation",
    "entrance/mine",
    "guidance/mine",
    "guidance/public",
    "commons/activities",
    "core",
    "people",
    "components",
]
RESIDENT_FORMS = [
    "voice/forms/say.py",
    "voice/forms/receipt.py",
    "voice/forms/mine.py",
    "meetings/forms/asked.py",
    "meetings/forms/door.py",
    "meetings/forms/invited.py",
    "meetings/forms/vote.py",
    "change/forms/judging.py",
    "change/forms/resident.py",
    "entrance/forms/conversation.py",
    "entrance/forms/facts.py",
    "guidance/forms/mine.py",
    "commons/forms/activities.py",
]
NOT_TO_RESIDENTS = {
    "kallelse": "inbjudan: a kallelse sounds like a summons",
    "kallas till": "bjuds in till",
    "klient": "invånare, or du",
    "brukare": "invånare, or du",
    "ärendenummer": "nothing: nobody is a number",
    "handläggs": "läser, or svarar",
    "registrerats": "har tagit emot",
    "diarie": "nothing: say what happens",
    "vänligen": "nothing",
    "erhåll": "får",
    "inkom": "kom",
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_view_reads_past_the_queries():
    """A view that asks a model itself would ask without the viewer."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files("medskapa")
        if path.name in {"views.py", "api.py"} or path.parent.name == "views"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\.(objects|_default_manager|_base_manager)\b", line)
    ]
    assert found == []


def test_no_template_asks_the_database_for_a_rule():
    """What somebody may do is asked in the view; a template that looks at roles decides for itself."""
    rule = re.compile(r"request\.user\.(?!pk\b|is_authenticated\b)|user\.grants|perms\.")
    found = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if rule.search(path.read_text())]
    assert found == []


def test_no_template_is_unused():
    text = "\n".join(path.read_text() for path in [*python_files("medskapa"), *TEMPLATES.rglob("*.html")])
    patterns = [re.compile(pattern) for path in python_files("medskapa") for pattern in _composed_names(path)]
    unused = [
        name
        for path in sorted(TEMPLATES.rglob("*.*"))
        if (name := path.relative_to(TEMPLATES).as_posix()) not in BY_DJANGO
        and f'"{name}"' not in text
        and f"'{name}'" not in text
        and not any(pattern.fullmatch(name) for pattern in patterns)
        and not _replaces_anothers(name)
    ]
    assert unused == []


def _composed_names(path: Path) -> Iterator[str]:
    """Patterns of template names that are put together: ``f"voice/say/{step}.html"``."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr) and ast.unparse(node.values[-1]).endswith((".html'", ".txt'")):
            yield "".join(re.escape(v.value) if isinstance(v, ast.Constant) else "[a-z_]+" for v in node.values)


def _replaces_anothers(name: str) -> bool:
    """Whether an installed package has a template of the same name, which ours stands in for."""
    import django.forms

    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    folders.append(Path(django.forms.__file__).parent / "templates")
    return any((folder / name).exists() for folder in folders)


def test_every_template_compiles():
    engine = engines["django"]
    for path in sorted(TEMPLATES.rglob("*.html")):
        engine.get_template(path.relative_to(TEMPLATES).as_posix())


def test_every_form_that_posts_carries_its_token():
    """With the token of Django; the language form needs none (it changes how a page is shown, and nothing else)."""
    found = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
        if "csrf_token" not in form and "{% include" not in form and 'url "core:language"' not in form
    ]
    assert found == []


def test_residents_are_not_spoken_to_in_office_language():
    sources = [path for folder in RESIDENT_TEMPLATES for path in (TEMPLATES / folder).rglob("*.html")]
    sources += [path for name in RESIDENT_FORMS if (path := PACKAGE / name).exists()]
    found = [
        f"{path.relative_to(ROOT)}: ”{message}” (instead: {instead})"
        for path in sources
        for message in in_source(path)
        for word, instead in NOT_TO_RESIDENTS.items()
        if re.search(rf"\b{word}", message, re.IGNORECASE)
    ]
    assert found == []


def test_what_marks_a_text_has_a_name_that_gathers_it():
    """``gettext_lazy as lazy`` marks texts that makemessages never sees: the translators would not hear of them."""
    found = [
        f"{path.relative_to(ROOT)}: {name.name} as {name.asname}"
        for path in python_files("medskapa")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in {None, name.name, "_"}
    ]
    assert found == []


def test_no_text_to_translate_stands_in_an_f_string():
    """xgettext does not look into them (before Python 3.12 they are no code to it)."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in python_files("medskapa")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKERS
        if isinstance(call.args[0], ast.Constant)
    ]
    assert found == []


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_text_is_in_the_catalogue(locale: str):
    catalogue = read(locale)
    wanted = {message for path in _translatable() for message in in_source(path)}
    missing = sorted(wanted - catalogue.keys())
    assert missing == [], f"{len(missing)} texts are not in {locale}; make messages gathers them"
    unsure = sorted(message for message in wanted if catalogue[message].fuzzy)
    assert unsure == []


def test_every_text_has_its_english():
    catalogue = read("en")
    wanted = {message for path in _translatable() for message in in_source(path)}
    untranslated = sorted(message for message in wanted & catalogue.keys() if not catalogue[message].is_translated)
    assert untranslated == [], f"{len(untranslated)} texts have no English"


def test_a_translation_keeps_the_places_that_are_filled_in():
    wrong = [
        f"{locale}: {message}"
        for locale in CATALOGUES
        for message, entry in read(locale).items()
        if entry.is_translated and not entry.keeps_placeholders
    ]
    assert wrong == []


def _translatable() -> list[Path]:
    return [*python_files("medskapa"), *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]


def test_no_file_holds_a_path_of_one_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("this is not a git work tree")
    machine = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/[a-z]+/", "/Us" + "ers/[a-z]+/"]))
    found = []
    for name in filter(None, tracked.stdout.split("\0")):
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{name}: {match[0]}" for match in machine.finditer(text)]
    assert found == []


def test_no_room_has_a_drawer_for_everything():
    names = {"utils", "helpers", "managers", "services", "signals", "misc", "common"}
    assert [str(path.relative_to(ROOT)) for path in python_files("medskapa", "analysis") if path.stem in names] == []


def test_every_module_says_what_it_is_for():
    """Where it holds more than a few lines; `apps.py`, addresses and commands speak for themselves."""
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files("medskapa", "analysis", "benchmarks", "tests")
        if "migrations" not in path.parts
        and path.parent.name != "commands"
        and path.stem not in {"apps", "urls", "conftest"}
        if len(path.read_text().splitlines()) > 60 and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_no_address_is_nameless_in_a_room_of_ours():
    def unnamed(resolver) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if not isinstance(pattern, URLPattern):
                yield from unnamed(pattern)
            elif pattern.callback.__module__.startswith("medskapa.") and not pattern.name:
                yield str(pattern.pattern)

    assert list(unnamed(get_resolver())) == []
