"""The identifiers of the trade are what the format says, and nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from contracts import identifiers
from contracts.identifiers import (
    is_office_clli,
    is_pon,
    is_reseller,
    is_switch_clli,
    is_telephone_number,
    is_transaction_number,
    is_usoc,
    is_zip,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4155550142", True),
        ("2002000000", True),
        ("1155550142", False),
        ("4955550142", False),
        ("4151550142", False),
        ("4159110142", False),
        ("4152110142", False),
        ("4152120142", True),
        ("415555014", False),
        ("41555501422", False),
        ("415-555-0142", False),
        ("4155550142\n", False),
        ("٤١٥٥٥٥٠١٤٢", False),
    ],
)
def test_telephone_numbers(text: str, expected: bool) -> None:
    assert is_telephone_number(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1FR", True), ("ESXD1", True), ("ESXD", False), ("1F", False), ("10R", False), ("IFR", False), ("1fr", False)],
)
def test_usocs_never_have_the_digit_0_nor_the_letter_i(text: str, expected: bool) -> None:
    assert is_usoc(text) is expected


@pytest.mark.parametrize(
    ("text", "office", "switch"),
    [
        ("SNFCCA90", True, False),
        ("SNFCCAMA", True, False),
        ("SNFCCA9A", False, False),
        ("SNFCCA90DS0", False, True),
        ("snfcca90", False, False),
        ("SNFCCA90DS", False, False),
    ],
)
def test_cllis_of_8_name_an_office_and_of_11_a_switch(text: str, office: bool, switch: bool) -> None:
    assert (is_office_clli(text), is_switch_clli(text)) == (office, switch)


@pytest.mark.parametrize(
    ("text", "expected"), [("acme", True), ("a1", True), ("a", False), ("1a", False), ("a.b", False), ("a" * 17, False)]
)
def test_resellers_are_named_without_dots(text: str, expected: bool) -> None:
    assert is_reseller(text) is expected


def test_pons_and_transaction_numbers_have_their_characters_and_lengths() -> None:
    assert is_pon("Po.1#_-")
    assert not is_pon("P:1")
    assert not is_pon("")
    assert not is_pon("x" * 26)
    assert is_transaction_number("A._:-9" * 6)
    assert not is_transaction_number("A#")
    assert not is_transaction_number("x" * 37)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("94103", True),
        ("941031234", True),
        ("94103-1234", True),
        ("9410", False),
        ("94103-", False),
        ("9410312", False),
    ],
)
def test_zips_have_5_or_9_digits(text: str, expected: bool) -> None:
    assert is_zip(text) is expected


def test_the_pattern_of_days_is_the_calendar() -> None:
    matches = re.compile(identifiers.DAY).fullmatch
    day = date(2000, 1, 1)
    written = set()
    while day.year < 2100:
        written.add(day.isoformat())
        day += timedelta(days=1)
    wrong = [
        text
        for year in range(2000, 2100)
        for month in range(14)
        for of_month in range(33)
        if (matches(text := f"{year}-{month:02}-{of_month:02}") is not None) != (text in written)
    ]
    assert wrong == []


_READ_DIFFERENTLY = re.compile(r"\(\?(?!:)|\\[^x.]|\$|(?<!\[)\^")


@pytest.mark.parametrize("name", [name for name in vars(identifiers) if name.isupper() and not name.startswith("_")])
def test_patterns_mean_the_same_to_every_engine(name: str) -> None:
    pattern = getattr(identifiers, name)
    assert re.compile(pattern)
    assert _READ_DIFFERENTLY.search(pattern) is None


@pytest.mark.parametrize("pattern", [r"\d", "(?=a)", "^a", "a$", r"\Z"])
def test_that_rule_finds_what_engines_read_differently(pattern: str) -> None:
    assert _READ_DIFFERENTLY.search(pattern) is not None
