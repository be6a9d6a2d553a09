import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from embedded.ending import await_ends, end_session
from embedded.process_identity import ProcessIdentity

WAITS_FOR_EVER = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(WAITS_FOR_EVER, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.stdout.close()
    process.kill()
    process.wait()


def test_a_running_process_is_alive() -> None:
    assert ProcessIdentity.of(os.getpid()).is_alive()


def test_an_ended_process_is_not_alive_even_before_its_parent_asks(child: subprocess.Popen[bytes]) -> None:
    identity = ProcessIdentity.of(child.pid)
    child.kill()
    assert await_ends([identity], patience=60)
    assert not identity.is_alive()


def test_a_reused_number_is_somebody_else(child: subprocess.Popen[bytes]) -> None:
    stranger = replace(ProcessIdentity.of(child.pid), started=1)
    assert not stranger.is_alive()
    assert stranger.session_members() == []
    stranger.send(signal.SIGKILL)
    assert child.poll() is None


def test_a_process_of_an_earlier_boot_is_never_alive() -> None:
    assert not replace(ProcessIdentity.of(os.getpid()), boot="another").is_alive()


def test_ending_a_session_ends_children_that_outlived_their_parent() -> None:
    script = f"import subprocess, sys; p = subprocess.Popen({WAITS_FOR_EVER!r}); print(p.pid, flush=True); p.wait()"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True) as leader:
        assert leader.stdout is not None
        orphan = ProcessIdentity.of(int(leader.stdout.readline()))
        identity = ProcessIdentity.of(leader.pid)
        leader.kill()
        leader.wait()
        assert orphan.is_alive()
        end_session(identity, signal.SIGTERM, patience=0.1)
        assert await_ends([orphan], patience=60)  # killed for certain; on a loaded machine not gone at once


def test_waiting_for_an_end_gives_up_after_its_patience(child: subprocess.Popen[bytes]) -> None:
    assert not await_ends([ProcessIdentity.of(child.pid)], patience=0.01)


def test_asking_for_a_process_that_is_not_there_says_so(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    with pytest.raises(ProcessLookupError):
        ProcessIdentity.of(child.pid)
