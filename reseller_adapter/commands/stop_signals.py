"""Being told to stop: SIGTERM and Ctrl-C become an event.

A signal handler would have to set the event on the very thread that waits for it, which deadlocks when the signal comes
just as the wait begins. So the signals are blocked, and a thread of their own waits for them.
"""

from __future__ import annotations

import logging
import signal
import threading

logger = logging.getLogger(__name__)

_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})


def stop_event() -> threading.Event:
    """An event that is set by the first of the signals; call it before any other thread is started."""
    stopping = threading.Event()
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)

    def wait() -> None:
        number = signal.sigwait(_SIGNALS)
        logger.info("stopping on %s", signal.Signals(number).name, extra={"action": "adapter.stopping"})
        stopping.set()

    threading.Thread(target=wait, name="stop-signals", daemon=True).start()
    return stopping
