"""Formats are found by name and by content type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from translators.registry import FORMATS, UnknownFormat, translator, translator_for_content_type

if TYPE_CHECKING:
    from translators.profile import Profile


@pytest.mark.parametrize("name", ["json", "csv", "wholesaler"])
def test_a_format_is_found_by_its_name_and_by_what_it_writes(name: str, standard: Profile) -> None:
    found = translator(name, standard)

    assert found.name == name
    assert translator_for_content_type(found.content_type, standard).name == name


def test_there_are_no_other_formats() -> None:
    assert set(FORMATS) == {"json", "csv", "wholesaler"}


@pytest.mark.parametrize(
    ("content_type", "name"),
    [("text/csv; charset=latin-1", "csv"), ("Application/JSON", "json"), (" application/csv ;x", "csv")],
)
def test_parameters_and_case_of_a_content_type_do_not_count(content_type: str, name: str, standard: Profile) -> None:
    assert translator_for_content_type(content_type, standard).name == name


def test_an_unknown_name_or_type_is_told_with_what_there_is(standard: Profile) -> None:
    with pytest.raises(UnknownFormat, match="json, csv, wholesaler"):
        translator("edi", standard)
    with pytest.raises(UnknownFormat, match="text/csv"):
        translator_for_content_type("application/edi-x12", standard)
