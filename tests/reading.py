"""How hard a page is to read, as it is shown to a resident: for the tests of every room's pages."""

from html.parser import HTMLParser

from analysis import readability

GOALS = {"sv": 40, "sv-plain": 30}
"""LIX is to be below this, by language."""

FEWEST_WORDS = 25
"""LIX of a handful of words says nothing: one long word among five is 20 more."""

BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "legend",
    "label",
    "button",
    "summary",
    "div",
    "option",
}
NOT_READ = {"script", "style", "svg", "option", "select", "datalist", "nav"}


def too_hard(html: str, language: str) -> str | None:
    """What makes the page `html` too hard to read in `language` ("sv" or "sv-plain"); None where nothing does.

    A page without a sentence is a fault too: then this has read nothing.
    """
    report = readability.report(MainText(html).text)
    if not report.words:
        return "it has no text"
    if report.words < FEWEST_WORDS or report.lix < GOALS[language]:
        return None
    return (
        f"LIX {round(report.lix)}, to be below {GOALS[language]}: "
        f"long words {report.long_words}, long sentences {report.long_sentences}"
    )


class MainText(HTMLParser):
    """The sentences of a page's main part, block by block. What people wrote themselves (`blockquote`) is theirs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[list[str]] = [[]]
        self._in_main = False
        self._skipping = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_main |= tag == "main"
        self._skipping += tag in NOT_READ | {"blockquote"}
        if tag in BLOCKS:
            self.blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        self._in_main &= tag != "main"
        self._skipping -= tag in NOT_READ | {"blockquote"}
        if tag in BLOCKS:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if self._in_main and not self._skipping:
            self.blocks[-1].append(data)

    @property
    def text(self) -> str:
        """The sentences: labels and headings are short, and would make every page look easy."""
        blocks = (" ".join("".join(block).split()) for block in self.blocks)
        return "\n\n".join(block for block in blocks if block.endswith((".", "!", "?", ":")))
