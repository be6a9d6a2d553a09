"""Ending processes that are not children of this program: leftovers, and what `down` finds recorded."""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embedded.process_identity import ProcessIdentity


def end_session(leader: ProcessIdentity, politely: signal.Signals, patience: float = 5.0) -> None:
    """End a process and everything in its session: the polite signal to the leader, then SIGKILL to whoever stays.

    The polite signal matters even for leftovers: PostgreSQL gives its shared memory back only when it may end itself.
    """
    members = leader.session_members()
    leader.send(politely)
    if not await_ends(members, patience):
        for member in leader.session_members():
            member.send(signal.SIGKILL)
        await_ends(members, patience)


def await_ends(processes: Sequence[ProcessIdentity], patience: float) -> bool:
    """Wait until every process has ended, at most `patience` seconds; returns whether all have.

    Waits on pidfds (pidfd_open(2)), which works for processes that are nobody's children here.
    """
    deadline = time.monotonic() + patience
    with ExitStack() as opened:
        waiting: dict[int, ProcessIdentity] = {}
        poll = select.poll()
        for process in processes:
            try:
                descriptor = os.pidfd_open(process.pid)
            except ProcessLookupError:
                continue
            opened.callback(os.close, descriptor)
            if process.is_alive():
                poll.register(descriptor, select.POLLIN)
                waiting[descriptor] = process
        while waiting:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            for descriptor, _ in poll.poll(left * 1000):
                poll.unregister(descriptor)
                del waiting[descriptor]
    return True
