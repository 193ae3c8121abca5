"""Letters: what the window shows, what a screen reader gets, and how a print run is put together."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from medskapa.integrations.post.letter import ALWAYS_SEEN, EVER_SEEN, Address, Letter, Sender, letter_pdf, letters_pdf

MM_PER_POINT = 25.4 / 72
A4_HEIGHT_MM = 297

LETTER = Letter(
    recipient=Address(
        name="Kim Exempel", care_of="Lo Exempel", street="Provgatan 1", postcode="25225", town="Helsingborg"
    ),
    sender=Sender(
        municipality="Helsingborg",
        administration="Arbetsmarknadsförvaltningen",
        phone="040-628 04 00",
        email="arbetsmarknad@example.se",
    ),
    date=date(2016, 4, 13),
    title="Svar på din synpunkt",
    paragraphs=["Tack för att du hörde av dig.", "Vi har ändrat brevet.\nDet är kortare nu."],
    link="https://medskapa.example.se/kvitto/",
    reference="S-1234",
    signed_by="Förvaltningens svarsgrupp",
)
LONG_LETTER = replace(LETTER, paragraphs=["Ett ganska långt stycke om samma sak. " * 12] * 6)


def pages(pdf):
    return pypdf.PdfReader(BytesIO(pdf)).pages


def placed_words(page):
    """Each piece of text on the page with the point where it starts, in mm from the sheet's upper left corner."""
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x * MM_PER_POINT, A4_HEIGHT_MM - y * MM_PER_POINT))

    page.extract_text(visitor_text=visit)
    return found


def is_inside(box, x, y):
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def structure(reader):
    """The elements of the PDF's structure tree, in reading order."""

    def walk(node):
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, DictionaryObject):
            yield node
            if "/K" in node:
                yield from walk(node["/K"])

    return [element for element in walk(reader.trailer["/Root"]["/StructTreeRoot"]) if "/S" in element]


def test_the_letter_says_what_it_should():
    [page] = pages(letter_pdf(LETTER))
    text = page.extract_text()
    for words in [
        "Helsingborg",
        "13 april 2016",
        "Svar på din synpunkt",
        "Tack för att du hörde av dig.",
        "Vi har ändrat brevet.\nDet är kortare nu.",
        "Förvaltningens svarsgrupp",
        "https://medskapa.example.se/kvitto/",
        "040-628 04 00",
        "Beteckning: S-1234",
        "Sida 1 av 1",
    ]:
        assert words in text


@pytest.mark.parametrize(
    "recipient",
    [
        LETTER.recipient,
        replace(LETTER.recipient, care_of=""),
        replace(LETTER.recipient, name="Kim Exempelsson von Provningsfors af Långanamnsberga"),
    ],
    ids=["four lines", "three lines", "a name on two lines"],
)
def test_the_window_shows_the_whole_address_and_nothing_else_however_the_sheet_slides(recipient):
    [page] = pages(letter_pdf(replace(LETTER, recipient=recipient)))
    address = set(" ".join(recipient.lines).split())
    in_window = [(words, x, y) for words, x, y in placed_words(page) if is_inside(EVER_SEEN, x, y)]
    assert {word for words, _x, _y in in_window for word in words.split()} == address
    assert all(is_inside(ALWAYS_SEEN, x, y) for _words, x, y in in_window)


def test_no_text_beside_the_window_reaches_into_it():
    [page] = pages(letter_pdf(LETTER))
    beside = [
        words for words, x, y in placed_words(page) if EVER_SEEN.top <= y <= EVER_SEEN.bottom and x < EVER_SEEN.left
    ]
    assert beside == ["13 april 2016"]


def test_an_address_is_written_as_the_post_wants_it():
    address = Address(name=" Kim  Exempel ", street="Provgatan 1", postcode="252 25", town="Helsingborg")
    assert address.lines == ["Kim Exempel", "Provgatan 1", "252 25 Helsingborg"]
    assert replace(address, postcode="DK-3000", care_of="Lo").lines[1:] == [
        "c/o Lo",
        "Provgatan 1",
        "DK-3000 Helsingborg",
    ]


def test_the_file_is_tagged_in_swedish_and_has_a_title_to_show():
    reader = pypdf.PdfReader(BytesIO(letter_pdf(LETTER)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    kinds = [element["/S"] for element in structure(reader)]
    assert kinds.count("/H1") == 1
    assert kinds.index("/H1") < kinds.index("/Figure")
    [figure] = [element for element in structure(reader) if element["/S"] == "/Figure"]
    assert figure["/Alt"] == "QR-kod till adressen bredvid"


def test_the_text_comes_in_reading_order():
    text = pages(letter_pdf(LETTER))[0].extract_text()
    order = [
        "Arbetsmarknadsförvaltningen",
        "Kim Exempel",
        "13 april",
        "Svar på",
        "Tack för",
        "Vi har ändrat",
        "svarsgrupp",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_nothing_personal_stands_in_the_files_own_data():
    reader = pypdf.PdfReader(BytesIO(letter_pdf(LETTER)))
    own_data = str(reader.metadata) + reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "Brev från Arbetsmarknadsförvaltningen" in own_data
    for personal in ["Exempel", "Provgatan", "S-1234", "synpunkt", "kvitto"]:
        assert personal not in own_data


def test_a_letter_without_code_reference_or_e_mail_mentions_none():
    bare = replace(LETTER, link=None, reference="", signed_by="", sender=replace(LETTER.sender, email=""))
    pdf = letter_pdf(bare)
    text = pages(pdf)[0].extract_text()
    assert "040-628 04 00." in text
    for absent in ["Rikta mobilens kamera", "eteckning", "skriv till", "None"]:
        assert absent not in text
    assert not any(element["/S"] == "/Figure" for element in structure(pypdf.PdfReader(BytesIO(pdf))))


def test_written_markup_is_text_and_reads_no_file():
    secret = "<img src='file:///etc/hostname'><b>fet</b> & {{ 1 }}"
    [page] = pages(letter_pdf(replace(LETTER, paragraphs=[secret], title="<i>Rubrik</i>", reference='"; } </style>')))
    text = " ".join(page.extract_text().split())
    assert secret in text
    assert "<i>Rubrik</i>" in text
    assert 'Beteckning: "; } </style>' in text


def test_a_long_letter_goes_on_and_counts_its_pages():
    first, second = pages(letter_pdf(LONG_LETTER))
    assert "Sida 1 av 2" in first.extract_text()
    assert "Sida 2 av 2" in second.extract_text()
    assert "Beteckning: S-1234" in second.extract_text()


def test_in_a_print_run_each_letter_starts_on_a_new_sheet_with_its_own_page_numbers():
    texts = [page.extract_text() for page in pages(letters_pdf([LETTER, LONG_LETTER, LETTER]))]
    footers = [text.rsplit("Sida ", 1)[1].strip() if text else "blank" for text in texts]
    assert footers == ["1 av 1", "blank", "1 av 2", "2 av 2", "1 av 1"]


def test_a_print_run_is_tagged_through_all_its_letters():
    reader = pypdf.PdfReader(BytesIO(letters_pdf([LETTER, LONG_LETTER, LETTER])))
    assert [element["/S"] for element in structure(reader)].count("/H1") == 3


def test_the_code_stands_in_large_letters_under_the_way_to_answer():
    pdf = letter_pdf(replace(LETTER, code="4821 sol båt"))
    reader = pypdf.PdfReader(BytesIO(pdf))
    text = reader.pages[0].extract_text()
    assert text.index("https://medskapa.example.se/kvitto/") < text.index("Din kod:") < text.index("4821 sol båt")
    sizes = {}
    reader.pages[0].extract_text(
        visitor_text=lambda words, cm, tm, font, size: sizes.setdefault(words.strip(), size * abs(tm[0] * cm[0]))
    )
    assert sizes["4821 sol båt"] > 1.5 * sizes["Din kod:"]
    assert "4821" not in str(reader.metadata)


def test_a_code_needs_no_link_and_a_link_no_code():
    only_code = pages(letter_pdf(replace(LETTER, link="", code="4821")))[0].extract_text()
    assert "4821" in only_code
    assert "Rikta mobilens kamera" not in only_code
    assert "Din kod" not in pages(letter_pdf(LETTER))[0].extract_text()


def test_what_only_the_camera_needs_is_not_printed_to_be_typed():
    letter = replace(LETTER, link="https://medskapa.example.se/svara/?vag=brev#4821-sol-bat")
    text = pages(letter_pdf(letter))[0].extract_text()
    assert "https://medskapa.example.se/svara/" in text
    assert "4821" not in text
    assert "brev" not in text.split("svara/")[1].split("\n")[0]


def test_a_letter_that_is_handed_over_shows_no_address():
    [page] = pages(letter_pdf(replace(LETTER, recipient=None)))
    assert not [words for words, x, y in placed_words(page) if is_inside(EVER_SEEN, x, y)]
    text = page.extract_text()
    for absent in ["Kim", "Provgatan", "252", "None"]:
        assert absent not in text
    assert "Tack för att du hörde av dig." in text


def test_a_letter_speaks_the_language_of_its_receiver():
    reader = pypdf.PdfReader(BytesIO(letter_pdf(replace(LETTER, lang="en", title="Welcome"))))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "13 April 2016" in reader.pages[0].extract_text()
    plain = pypdf.PdfReader(BytesIO(letter_pdf(replace(LETTER, lang="sv-plain"))))
    assert plain.trailer["/Root"]["/Lang"] == "sv"


def test_an_empty_print_run_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        letters_pdf([])
