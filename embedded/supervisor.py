"""Keeps one program running: starts it again when it dies, with a growing delay, until told to stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from embedded.restart_delay import RestartDelay

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded.child import Child
    from embedded.stop_signal import StopSignal


def keep_running(start: Callable[[], Child], stop: StopSignal, say: Callable[[str], None]) -> None:
    """Run `start()` again and again until `stop` is given, then end the last child cleanly.

    Call it from the main thread: the kernel ends the child when the thread that started it goes.
    """
    delay = RestartDelay()
    while not stop.is_given():
        began = time.monotonic()
        child = start()
        say(f"{child.name} runs as process {child.identity.pid}")
        stop.wait(child=child.identity)
        if stop.is_given():
            child.stop()
            return
        status = child.wait(seconds=1.0)
        pause = delay.after(time.monotonic() - began)
        say(f"{child.name} ended with status {status} and starts again in {pause:g} s; its log ends:\n{child.tail()}")
        child.stop()  # whatever it has left behind in its session
        stop.wait(pause)
