"""Generated files are current, and the command says which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.__main__ import main
from contracts.codes import CODES
from contracts.generation import files
from contracts.generation.asyncapi import asyncapi_document
from contracts.transactions import TRANSACTIONS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("contracts.__main__.stale_files", lambda: files.stale_files(tmp_path))
    monkeypatch.setattr("contracts.__main__.write_files", lambda: files.write_files(tmp_path))
    return tmp_path


def test_the_files_of_this_checkout_are_current() -> None:
    assert files.stale_files() == ()


def test_generate_writes_what_is_missing_and_then_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate"]) == 0
    assert "wrote contracts/schemas/document.json" in capsys.readouterr().out
    assert main(["generate"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["generate", "--check"]) == 0


def test_check_names_each_stale_file_and_writes_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["generate"])
    page = checkout / files.CODES_PAGE
    page.write_text("old", encoding="utf-8")
    (checkout / "contracts/schemas/reply.json").unlink()
    assert main(["generate", "--check"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in said] == ["contracts/schemas/reply.json", "docs/reference/codes.md"]
    assert page.read_text(encoding="utf-8") == "old"


def test_outside_a_checkout_the_command_says_so_in_a_sentence(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "docs").rmdir()
    assert main(["generate", "--check"]) == 1
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("arguments", [[], ["bake"], ["generate", "--hard"]])
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_the_page_of_codes_has_a_section_for_each_code() -> None:
    headings = [line for line in files.generated_files()[files.CODES_PAGE].splitlines() if line.startswith("### ")]
    assert headings == [f"### {code}" for code in CODES]


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi_document()
    found = list(_references(document))
    assert len(found) > 4 * len(TRANSACTIONS)
    for reference in found:
        if reference.startswith("#/"):
            place: object = document
            for step in reference[2:].split("/"):
                assert isinstance(place, dict)
                place = place[step]
        else:
            assert files.SCHEMAS / reference.removeprefix("./") in files.generated_files()


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for member in value.values() for found in _references(member)]
    return [found for member in value for found in _references(member)] if isinstance(value, list) else []
