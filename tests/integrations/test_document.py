"""Printed documents: what a screen reader gets, and what no document does."""

from io import BytesIO

import pypdf
import pytest

from medskapa.integrations.post.document import joined, laid_out, qr_image, render
from tests.integrations.test_letter import structure

BODY = """
<h1>Anteckningar från träffen</h1>
<p>Vi träffades på biblioteket.</p>
<h2>Vad vi kom fram till</h2>
<ul><li>Kortare brev</li><li>Fler sätt att höra av sig</li></ul>
<table>
  <caption>Vem gör vad</caption>
  <thead><tr><th scope="col">Vad</th><th scope="col">När</th></tr></thead>
  <tbody><tr><th scope="row">Nya brev</th><td>1 juni</td></tr></tbody>
</table>
<p><a href="https://medskapa.example.se/">Läs mer</a></p>
"""
LONG = BODY + "<p>Ett ganska långt stycke om samma sak.</p>" * 60


def read(pdf):
    return pypdf.PdfReader(BytesIO(pdf))


def kinds(reader):
    return [element["/S"] for element in structure(reader)]


def test_a_document_is_tagged_and_says_its_language_and_title():
    reader = read(render(BODY, title="Anteckningar 13 april", lang="sv"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Anteckningar 13 april"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


@pytest.mark.parametrize(("lang", "said", "foot"), [("sv-plain", "sv", "Sida 1"), ("en", "en", "1")])
def test_each_language_of_ours_is_one_that_a_voice_knows(lang, said, foot):
    reader = read(render(BODY, title="Anteckningar", lang=lang))
    assert reader.trailer["/Root"]["/Lang"] == said
    assert foot in reader.pages[0].extract_text()


def test_headings_lists_tables_and_links_are_what_they_look_like():
    found = kinds(read(render(BODY, title="Anteckningar", lang="sv")))
    for kind, number in {"/H1": 1, "/H2": 1, "/L": 1, "/LI": 2, "/Table": 1, "/TH": 3, "/TD": 1, "/Link": 1}.items():
        assert found.count(kind) == number, kind


def test_the_text_comes_in_reading_order_and_the_foot_counts_pages():
    reader = read(render(LONG, title="Anteckningar 13 april", lang="sv"))
    assert len(reader.pages) > 1
    text = reader.pages[0].extract_text()
    order = [
        "Anteckningar från träffen",
        "Vi träffades",
        "kom fram till",
        "Kortare",
        "Vem gör vad",
        "Nya brev",
        "Läs mer",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    for number, page in enumerate(reader.pages, 1):
        foot = page.extract_text()
        assert f"Sida {number} av {len(reader.pages)}" in foot
        assert "Anteckningar 13 april" in foot


def test_a_title_is_text_and_must_be_there():
    reader = read(render(BODY, title='<b>Vi & "ni"</b>', lang="sv"))
    assert reader.metadata.title == '<b>Vi & "ni"</b>'
    with pytest.raises(ValueError, match="title"):
        render(BODY, title=" ", lang="sv")


def test_nothing_is_read_from_the_machine_or_the_network():
    pdf = render(BODY + '<img src="file:///etc/hostname" alt="en bild">', title="Anteckningar", lang="sv")
    assert "/Image" not in str(read(pdf).pages[0]["/Resources"])


def test_a_code_to_scan_is_a_picture_with_words():
    reader = read(
        render(f'<h1>Rösta</h1><img class="qr" src="{qr_image("https://a.se/")}" alt="Kod">', title="Rösta", lang="sv")
    )
    [figure] = [element for element in structure(reader) if element["/S"] == "/Figure"]
    assert figure["/Alt"] == "Kod"


def test_documents_in_one_file_begin_on_sheets_of_their_own():
    page = '<!doctype html><html lang="sv"><title>Blad</title><h1>Blad {}</h1>'
    texts = [each.extract_text() for each in read(joined([laid_out(page.format(n)) for n in (1, 2)])).pages]
    assert [text.strip() for text in texts] == ["Blad 1", "", "Blad 2"]
