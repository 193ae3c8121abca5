"""A choice among hundreds looks as Django draws it, only sooner."""

from html.parser import HTMLParser

from django import forms

from medskapa.core.forms import LongSelect

CHOICES = [("", "Ingen vald"), (1, "Å & <b>Ö</b>"), (2, "Två")]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def drawn_by(widget: type[forms.Select], value: object) -> list[object]:
    tags = _Tags()
    tags.feed(
        widget(choices=CHOICES).render("host", value, {"id": "id_host", "aria-invalid": "true", "required": True})
    )
    return tags.found


def test_a_long_choice_is_the_same_as_djangos_whatever_is_chosen():
    for value in [None, "", 1, "2", 99, "<script>"]:
        assert drawn_by(LongSelect, value) == drawn_by(forms.Select, value)
