"""The example profile of the documentation: semicolons, latin-1, German names and dates, nothing of it in code."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from contracts.address import Address
from contracts.document import CustomerClass, EndUser, Segment
from contracts.requests import DueDateOffer, ServiceQualify
from translators.csv_format import CsvFormat
from translators.errors import TranslationFailed
from translators.json_format import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.reply import Reply, SegmentReply
    from translators.profile import Profile
    from translators.reading import ReadContext

HEADER = (
    "Auftrag;Vorname;Nachname;Kundenart;Rückruf;Straße;Hausnr;Zusatz;Ort;Staat;PLZ;"
    "Produkte;Anfrage;Frühestens;Vermerk\r\n"
)
CHECK = (
    "N-1;Jörg;Müller;GESCH;(415) 555-0142;Folsom Street;1368;Apt 3;San Francisco;CA;94103;"
    "Grundanschluss, Anklopfen;Prüfen;;x\r\n"
)
DATES = "N-2;Änne;Weiß;;;Mission Street;7;;San Francisco;CA;94103;grundanschluss;Termin;24.12.2026;\r\n"


def test_its_csv_is_read(nordnetz: Profile, context: ReadContext) -> None:
    check, dates = CsvFormat(nordnetz).read_documents((HEADER + CHECK + DATES).encode("latin-1"), context)

    assert check.segments == (
        Segment(
            number=1,
            reference="N-1",
            end_user=EndUser(name="Jörg Müller", contact_telephone="4155550142", customer_class=CustomerClass.BUSINESS),
            address=Address(line="1368 Folsom Street Apt 3", city="San Francisco", state="CA", zip="94103"),
            request=ServiceQualify(services=("1FR", "ESX")),
        ),
    )
    assert dates.header.transaction == "due_date.offer"
    assert isinstance(dates.segments[0], Segment)
    assert dates.segments[0].request == DueDateOffer(services=("1FR",), earliest=date(2026, 12, 24))
    assert dates.segments[0].end_user == EndUser(name="Änne Weiß", customer_class=CustomerClass.RESIDENCE)


def test_its_json_is_read(nordnetz: Profile, context: ReadContext) -> None:
    batch = {
        "art": "Prüfen",
        "frist": "24.11.2026 12:00:00 +0100",
        "auftraege": [
            {
                "auftrag": {"nummer": "N-1"},
                "kunde": {"name": "Jörg Müller", "art": "PRIV"},
                "ort": {"strasse": "Folsom Street", "hausnr": 1368, "plz": "94103"},
                "produkte": ["Anklopfen"],
            }
        ],
    }

    (document,) = JsonFormat(nordnetz).read_documents(json.dumps(batch).encode(), context)

    assert document.header.answer_by == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].address == Address(line="1368 Folsom Street", zip="94103")
    assert document.segments[0].request == ServiceQualify(services=("ESX",))


def test_its_defects_are_told_in_its_own_words(nordnetz: Profile, context: ReadContext) -> None:
    row = "N-1;;;FIRMA;;Folsom Street;1368;;San Francisco;CA;94103;Glasfaser;Termin;2026-12-24;\r\n"

    with pytest.raises(TranslationFailed) as raised:
        CsvFormat(nordnetz).read_documents((HEADER + row).encode("latin-1"), context)

    assert raised.value.profile == "nordnetz/3"
    assert {(defect.place, defect.column) for defect in raised.value.defects} == {
        ("row 2", "Vorname + Nachname"),
        ("row 2", "Kundenart"),
        ("row 2", "Produkte"),
        ("row 2", "Frühestens"),
    }


def test_a_utf_8_file_is_recognised_by_the_names_of_its_columns(nordnetz: Profile, context: ReadContext) -> None:
    """Every byte is a latin-1 character, so the encoding itself shows nothing."""
    with pytest.raises(TranslationFailed):
        CsvFormat(nordnetz).read_documents(b"\xef\xbb\xbf" + (HEADER + CHECK).encode("utf-8"), context)


def test_its_answer_has_a_line_per_service(
    nordnetz: Profile, reply: Callable[..., Reply], qualified: SegmentReply, refused: SegmentReply
) -> None:
    written = CsvFormat(nordnetz).write_reply(reply(qualified, refused)).decode("latin-1")

    assert written.split("\r\n") == [
        "Auftrag;Ergebnis;Anschrift;PLZ;Produkt;Verfügbar;Gesperrt bis;Fehler;Abhilfe;Beantwortet am",
        "acme-1;beantwortet;1368 FOLSOM ST;94103;Grundanschluss;ja;unbefristet;;;23.11.2026",
        "acme-1;beantwortet;1368 FOLSOM ST;94103;Anklopfen;nein;31.01.2027;;;23.11.2026",
        "acme-3;abgelehnt;;;;;unbefristet;A103;Did you mean FOLSOM ST?;23.11.2026",
        "",
    ]


def test_its_json_answer_is_nested_in_its_own_words(
    nordnetz: Profile, reply: Callable[..., Reply], qualified: SegmentReply
) -> None:
    assert json.loads(JsonFormat(nordnetz).write_reply(reply(qualified))) == {
        "beantwortet_am": "23.11.2026",
        "auftraege": [
            {
                "auftrag": "acme-1",
                "ergebnis": "beantwortet",
                "ort": {"anschrift": "1368 FOLSOM ST", "plz": "94103"},
                "fehler": {"code": None, "abhilfe": None},
                "produkte": [{"produkt": "Grundanschluss", "ja": True}, {"produkt": "Anklopfen", "ja": False}],
            }
        ],
    }


def test_each_word_of_a_table_comes_back_as_the_same_word(nordnetz: Profile) -> None:
    for table in nordnetz.tables.values():
        for word in table.entries:
            assert table.word(table.code(word) or "") == word
