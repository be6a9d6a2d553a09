"""A folder that is no folder ends every command with a sentence."""

from pathlib import Path

import pytest

from embedded.__main__ import main


@pytest.mark.parametrize("command", ["up", "down", "status"])
def test_a_file_in_the_folders_place_is_said(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "run"
    root.write_text("a file", encoding="utf-8")
    assert main(["--root", str(root), command]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert str(root) in said
