import subprocess
import sys
from pathlib import Path

import pytest

from embedded.errors import RunFolderUnusable
from embedded.process_identity import ProcessIdentity
from embedded.run_folder import RunFolder, recorded_processes, sweep_dead_runs

CLAIMS_AND_DIES = """
import os, signal, subprocess, sys
from pathlib import Path
from embedded.process_identity import ProcessIdentity
from embedded.run_folder import RunFolder
run = RunFolder.claim(Path(sys.argv[1]))
elsewhere = Path(sys.argv[1]).parent / "elsewhere"
elsewhere.mkdir()
run.folder_elsewhere(elsewhere)
child = subprocess.Popen(["sleep", "600"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
run.record("sleeper", ProcessIdentity.of(child.pid), signal.SIGTERM)
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_two_runs_side_by_side_leave_each_other_alone(tmp_path: Path) -> None:
    with RunFolder.claim(tmp_path) as first, RunFolder.claim(tmp_path) as second:
        assert first.path != second.path
        assert sweep_dead_runs(tmp_path) == []
        assert first.path.is_dir()
        assert second.path.is_dir()
    assert list(tmp_path.glob("run-*")) == []


def test_a_run_that_was_killed_is_swept_with_its_processes_and_folders(tmp_path: Path) -> None:
    root = tmp_path / "root"
    command = [sys.executable, "-c", CLAIMS_AND_DIES, str(root)]
    killed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    orphan = ProcessIdentity.of(int(killed.stdout))
    assert orphan.is_alive()
    with RunFolder.claim(root) as run:
        assert not orphan.is_alive()
        assert [path for path in root.glob("run-*") if path != run.path] == []
        assert not (tmp_path / "elsewhere").exists()


def test_a_note_cut_short_by_a_crash_does_not_stop_the_sweep(tmp_path: Path) -> None:
    left = tmp_path / "run-dead"
    (left / "processes").mkdir(parents=True)
    (left / "processes" / "half.json").write_text('{"process": {"pid"', encoding="utf-8")
    assert recorded_processes(left) == {}
    assert sweep_dead_runs(tmp_path) == [left]
    assert not left.exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RunFolderUnusable, match=str(tmp_path / "file")):
        RunFolder.claim(tmp_path / "file" / "below")


def test_a_released_run_gives_its_lock_back(tmp_path: Path) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    RunFolder.claim(tmp_path).release()
    assert set(Path("/proc/self/fd").iterdir()) == before
