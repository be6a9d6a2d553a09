import os
import signal
import subprocess
import sys
import threading

from embedded.process_identity import ProcessIdentity
from embedded.stop_signal import StopSignal


def test_a_stop_signal_ends_a_wait_without_an_end() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with StopSignal() as stop:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        stop.wait()
        assert stop.is_given()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_childs_end_ends_the_wait() -> None:
    with StopSignal() as stop, subprocess.Popen([sys.executable, "-c", ""]) as child:
        stop.wait(child=ProcessIdentity.of(child.pid))
        assert not stop.is_given()
        assert child.wait(timeout=60) == 0


def test_a_wait_ends_after_its_seconds() -> None:
    with StopSignal() as stop:
        stop.wait(0.01)
        assert not stop.is_given()
