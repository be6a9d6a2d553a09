import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embedded.child import Child, bare_environment
from embedded.errors import ServerDidNotStart
from embedded.run_folder import RunFolder, recorded_processes
from embedded.stop_signal import StopSignal
from embedded.supervisor import keep_running

if TYPE_CHECKING:
    from embedded.process_identity import ProcessIdentity

WAITS = "import signal; print('up', flush=True); signal.pause()"


def start(run: RunFolder, script: str) -> Child:
    return Child.start(run, "worker", [sys.executable, "-c", script], environment=bare_environment(), folder=run.path)


def test_a_worker_that_dies_is_started_again_and_ends_with_its_supervisor(tmp_path: Path) -> None:
    started: queue.Queue[Child] = queue.Queue()
    said: list[str] = []

    def start_worker() -> Child:
        child = start(run, WAITS)
        started.put(child)
        return child

    seen: list[ProcessIdentity] = []

    def disturb() -> None:
        first = started.get(timeout=60).identity
        first.send(signal.SIGKILL)
        second = started.get(timeout=60).identity
        seen.extend([first, second])
        os.kill(os.getpid(), signal.SIGTERM)

    with RunFolder.claim(tmp_path) as run, StopSignal() as stop:
        disturbance = threading.Thread(target=disturb)
        disturbance.start()
        keep_running(start_worker, stop, said.append)
        disturbance.join()
        first, second = seen
        assert first.pid != second.pid
        assert not second.is_alive()
        assert recorded_processes(run.path) == {}
    assert any("ended with status -9 and starts again in 0.5 s" in sentence for sentence in said)


def test_a_child_that_ends_during_its_start_is_reported_with_its_last_words(tmp_path: Path) -> None:
    with RunFolder.claim(tmp_path) as run:
        child = start(run, "raise SystemExit('no such setting')")
        with pytest.raises(ServerDidNotStart, match="no such setting"):
            child.await_ready(lambda: False, deadline=120)
        child.stop()


def test_a_child_that_stays_silent_is_given_up(tmp_path: Path) -> None:
    with RunFolder.claim(tmp_path) as run:
        child = start(run, WAITS)
        with pytest.raises(ServerDidNotStart, match="not ready after"):
            child.await_ready(lambda: False, deadline=0.01)
        child.stop()
        assert not child.identity.is_alive()
