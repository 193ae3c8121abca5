"""The texts to translate, as they stand in the source, and what the catalogues hold of them. Needs no gettext."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.template import Template
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

CATALOGUES = ["en", "sv_Plain"]
LOCALE = Path(__file__).resolve().parent.parent / "medskapa" / "locale"
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
MARKERS = SINGULAR | PLURAL | IN_CONTEXT
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True)
class Entry:
    """One text of a catalogue; `texts` are its translations, more than one where there is a plural."""

    source: tuple[str, ...]
    texts: tuple[str, ...]
    fuzzy: bool

    @property
    def is_translated(self) -> bool:
        return all(self.texts)

    @property
    def keeps_placeholders(self) -> bool:
        """Whether each translation fills in what the source does; a singular may leave the number out."""
        wanted = _places(self.source[-1])
        allowed = wanted | _places(self.source[0])
        return all(_places(text) <= allowed for text in self.texts) and _places(self.texts[-1]) == wanted


def _places(text: str) -> set[str]:
    return {named or braced for named, braced in PLACE.findall(text)}


@cache
def read(locale: str) -> dict[str, Entry]:
    """The catalogue of `locale`, by source text (the singular where there is a plural)."""
    with (LOCALE / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    entries = (Entry(_each(message.id), _each(message.string), message.fuzzy) for message in catalogue if message.id)
    return {entry.source[0]: entry for entry in entries}


def _each(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


@cache
def in_source(path: Path) -> frozenset[str]:
    """The texts to translate in one Python file or template."""
    text = path.read_text(encoding="utf-8")
    return frozenset(_in_python(text) if path.suffix == ".py" else _in_template(text))


def _in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SINGULAR | PLURAL and isinstance(node.args[0].value, str):
                yield node.args[0].value
            elif name in IN_CONTEXT and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield str(node.args[1].value)


def _in_template(text: str) -> Iterator[str]:
    for node in _nodes(Template(text).nodelist):
        if isinstance(node, TranslateNode):
            value = node.filter_expression.var
            yield value if isinstance(value, str) else value.literal
        elif isinstance(node, BlockTranslateNode):
            yield node.render_token_list(node.singular)[0]
    yield from re.findall(r'[ =|:]_\("([^"]+)"\)', text)


def _nodes(nodes: NodeList) -> Iterator[Node]:
    """Every node beneath; those of our own block tags too, which Django's own walk passes by."""
    for node in nodes:
        yield node
        held = [getattr(node, name, None) for name in node.child_nodelists]
        held += [value for value in vars(node).values() if isinstance(value, NodeList)]
        for each in {id(nodelist): nodelist for nodelist in held if nodelist}.values():
            yield from _nodes(each)
