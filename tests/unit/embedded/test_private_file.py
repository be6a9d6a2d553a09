from pathlib import Path

from embedded.private_file import write_private


def test_a_private_file_is_for_its_owner_only_and_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    write_private(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
