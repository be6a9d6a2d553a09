"""What the pages about profiles say is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.document import Segment
from contracts.requests import DueDateOffer, OrderSubmit, ServiceQualify
from translators.answer_reading import value_names
from translators.answer_values import ERROR
from translators.csv_format import CsvFormat
from translators.errors import ProfileUnusable, TranslationFailed
from translators.fields import FIELDS
from translators.json_format import JsonFormat
from translators.notification_values import NOTIFICATION_SHAPE
from translators.profile import read_profile
from translators.reading import MAX_INPUT_BYTES, MAX_VALUE_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.reply import Reply, SegmentReply
    from translators.profile import Profile
    from translators.reading import ReadContext

DOCS = Path(__file__).parents[3] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def steps() -> list[str]:
    """The TOML of the how-to page: four steps for CSV, and one for JSON."""
    return blocks(page("how-to/write-a-profile.md"), "toml")


@pytest.fixture(scope="module")
def written(steps: list[str]) -> Profile:
    return read_profile("\n".join(steps[:4]))


def test_the_steps_of_the_how_to_page_make_a_profile(written: Profile, context: ReadContext) -> None:
    sample = blocks(page("how-to/write-a-profile.md"), "csv")[0]
    dates = "N-2;Änne;Weiß;;Folsom Street;7;San Francisco;CA;94103;;Termin;24.12.2026;\n"

    check, offer = CsvFormat(written).read_documents((sample + dates).encode("latin-1"), context)

    assert isinstance(check.segments[0], Segment)
    assert isinstance(offer.segments[0], Segment)
    assert check.segments[0].request == ServiceQualify(services=("1FR", "ESX"))
    assert isinstance(offer.segments[0].request, DueDateOffer)


def test_its_answer_is_as_described(written: Profile, reply: Callable[..., Reply], qualified: SegmentReply) -> None:
    answer = CsvFormat(written).write_reply(reply(qualified)).decode("latin-1")

    assert answer.splitlines()[1] == "acme-1;beantwortet;Grundanschluss=ja, Anklopfen=nein;;;23.11.2026"


def test_its_json_is_read(steps: list[str], context: ReadContext) -> None:
    tables = steps[2][steps[2].index("[tables.anfrage]") :]
    profile = read_profile("\n".join(['profile = "nordnetz/1"', steps[4], tables, steps[3]]))
    sample = blocks(page("how-to/write-a-profile.md"), "json")[0]

    (document,) = JsonFormat(profile).read_documents(sample.encode(), context)

    assert document.segments[0].reference == "N-1"


def test_its_order_is_read_line_by_line(steps: list[str], context: ReadContext) -> None:
    fields, rest = steps[5].split("\n\n", 1)
    text = "\n".join(steps[:4]).replace("[fields]", fields, 1)
    text = text.replace("[tables.anfrage]", '[tables.anfrage]\n"Bestellen" = "order.submit"', 1)
    sample = blocks(page("how-to/write-a-profile.md"), "csv")[1]

    (document,) = CsvFormat(read_profile(f"{text}\n{rest}\n{steps[6]}")).read_documents(
        sample.encode("latin-1"), context
    )

    (order,) = document.segments
    assert isinstance(order, Segment)
    assert isinstance(order.request, OrderSubmit)
    assert [line.features for line in order.request.lines] == [("ESX",), ()]


def test_the_samples_of_following_an_order_are_read_by_the_standard_profile(
    standard: Profile, context: ReadContext
) -> None:
    samples = [block for block in blocks(page("how-to/follow-an-order.md"), "text") if block.startswith("ask,")]

    documents = [CsvFormat(standard).read_documents(sample.encode(), context) for sample in samples]

    asked = [document.header.transaction for (document,) in documents]
    assert asked == ["order.submit", "order.supplement", "order.status"]


def test_the_sample_of_the_reference_page_is_read_by_the_standard_profile(
    standard: Profile, context: ReadContext
) -> None:
    (sample,) = blocks(page("reference/profiles.md"), "csv")

    documents = CsvFormat(standard).read_documents(sample.encode(), context)

    assert [document.header.transaction for document in documents] == ["service.qualify", "number.search"]


def test_the_sample_of_an_order_with_lines_is_read_by_the_standard_profile(
    standard: Profile, context: ReadContext
) -> None:
    (sample,) = [block for block in blocks(page("reference/profiles.md"), "text") if block.startswith("ask,")]

    (document,) = CsvFormat(standard).read_documents(sample.encode(), context)

    (order,) = document.segments
    assert isinstance(order, Segment)
    assert isinstance(order.request, OrderSubmit)
    assert len(order.request.lines) == 2


def test_the_sample_of_notifications_is_a_profile() -> None:
    (sample,) = [block for block in blocks(page("reference/profiles.md"), "toml") if "[notification]" in block]
    frame = 'profile = "a/1"\n[fields]\nreference = "a"\n[answer]\na = "segment.reference"\n'

    profile = read_profile(f'{frame}[tables.ereignis]\n"x" = "order.confirmed"\n{sample}')

    assert [rule.column for rule in profile.notification] == ["Bestellung", "Ereignis", "Termin"]


def test_the_reference_page_names_every_field_and_value() -> None:
    text = page("reference/profiles.md")
    named = set(re.findall(r"`([a-z_.0-9]+)`", text))

    assert set(FIELDS) <= named
    assert {name for name in value_names() if name.startswith(("header.", "segment.", "error."))} <= named
    of_errors = {f"{above}.{name}" for above in ("error", "detail.errors") for name in ERROR}
    assert set(value_names(NOTIFICATION_SHAPE)) - of_errors - {"error"} <= named
    assert {"errors", "result.services", "result.numbers", "result.alternatives", "result.valid_ranges"} <= named


def test_the_reference_page_names_every_column_of_the_standard_profile(standard: Profile) -> None:
    text = page("reference/profiles.md").split("## The standard profile")[1]

    named = set(re.findall(r"`([a-z_]+)`", text))
    assert {column for rule in standard.fields for column in rule.columns} <= named
    assert {rule.column for rule in standard.answer if rule.column} <= named
    assert {rule.column for rule in standard.notification if rule.column} <= named


def known_settings(section: str) -> set[str]:
    """Ask for a setting that does not exist: the problem lists those that do."""
    texts = {
        "fields": "[fields.reference]\nzzzzzz = 1",
        "answer": "[answer.reference]\nzzzzzz = 1",
        "csv": "[csv]\nzzzzzz = 1",
        "json": "[json]\nzzzzzz = 1",
        "reading": "[reading]\nzzzzzz = 1",
    }
    with pytest.raises(ProfileUnusable) as raised:
        read_profile(texts[section])
    (hint,) = [problem.hint for problem in raised.value.problems if problem.path.endswith("zzzzzz")]
    return set(hint.removeprefix("Known are ").rstrip(".").split(", "))


@pytest.mark.parametrize("section", ["fields", "answer", "csv", "json", "reading"])
def test_the_reference_page_names_every_setting(section: str) -> None:
    named = set(re.findall(r"^\| `([a-z_]+)` \|", page("reference/profiles.md"), re.MULTILINE))

    settings = known_settings(section)
    assert settings
    assert settings <= named


def test_the_limits_are_as_the_reference_page_says() -> None:
    text = page("reference/profiles.md")

    assert f"at most {MAX_INPUT_BYTES // 2**20} MiB, a value at most {MAX_VALUE_CHARACTERS:,} characters" in text


def test_the_sample_of_defects_is_what_is_told(standard: Profile, context: ReadContext) -> None:
    (sample,) = re.findall(r"```\n(E026 .*?)\n```", page("reference/profiles.md"), re.DOTALL)
    data = (
        b"order_reference,customer_name,address,city,stat,zip,services\n"
        b"a1,Jane,1368 Folsom St,San Francisco,CA,9410,1FR;ESX\n"
        b'a2,"Jane"y,1 A ST,,,94103,\n'
        b"\xff,Jane,2 A ST,,,94103,\n"
    )

    with pytest.raises(TranslationFailed) as raised:
        CsvFormat(standard).read_documents(data, context)

    assert str(raised.value) == sample
