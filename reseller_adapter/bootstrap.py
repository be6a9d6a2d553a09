"""The composition root: settings become lines to the broker, a store, and an adapter that works."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from broker_config.errors import BrokerUnreachable
from reseller_adapter.adapter import Adapter, Lines, Tuning, Ways
from reseller_adapter.errors import ProfileUnreadable
from reseller_adapter.folder import WatchedFolder
from reseller_adapter.store.store import Store
from reseller_adapter.store_lock import StoreLock
from reseller_adapter.translation import translator_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from broker_config.settings import BrokerSettings
    from broker_config.transport import Transport
    from reseller_adapter.notifications.reception import NotificationWay
    from reseller_adapter.settings import ResellerSettings

logger = logging.getLogger(__name__)

_OPEN_SECONDS = 5.0
_CONFIRM_SECONDS = 0.5
_CLOSE_SECONDS = 3.0


def profile_text(path: Path | None) -> str:
    """The text of the profile to use, checked; nothing stands for the standard profile."""
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as e:
        raise ProfileUnreadable(f"the profile {path} cannot be read ({e})") from e
    try:
        translator_of("json", text)
    except ProfileUnreadable as e:
        raise ProfileUnreadable(f"{path}: {e}") from e
    return text


def line_to_wholesaler(settings: ResellerSettings, purpose: str) -> Transport:
    """A line to the wholesaler's virtual host, not open yet."""
    return _line(settings.wholesale_broker(purpose))


@contextmanager
def running_adapter(
    settings: ResellerSettings,
    watch: Path | None,
    stopping: threading.Event,
    notifications: NotificationWay | None,
) -> Iterator[Adapter | None]:
    """An adapter at work, stopped at the end; None when `stopping` was set before it began.

    Raises `StoreUnusable` when another adapter works on the store, and `BrokerRefused`.
    """
    profile = profile_text(settings.profile)
    with ExitStack() as stack:
        lock = StoreLock.take_for_adapter(settings.data_dir, stopping)
        if lock is None:
            yield None
            return
        stack.enter_context(lock)
        store = stack.enter_context(Store(settings.data_dir))
        opened: list[Transport] = []
        # Both at once: a broker that does not answer any more keeps each closing waiting.
        stack.callback(close_together, opened)
        wholesale = _opened(settings.wholesale_broker("adapter"), stopping, opened)
        own = _opened(settings.own_broker("adapter"), stopping, opened) if wholesale else None
        if wholesale is None or own is None:
            yield None
            return
        ways = Ways(profile=profile, folder=WatchedFolder(watch) if watch else None, notifications=notifications)
        adapter = Adapter(settings, store, Lines(wholesale=wholesale, own=own), ways, Tuning())
        stack.callback(adapter.stop)  # also what a start that failed half-way began
        adapter.start()
        yield adapter


def close_together(lines: Sequence[Transport]) -> None:
    """Close lines side by side; gives up on a broker that says nothing: what is unconfirmed is sent again."""
    threads = [
        threading.Thread(target=line.close, kwargs={"timeout": _CONFIRM_SECONDS}, name="closing", daemon=True)
        for line in lines
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_CLOSE_SECONDS / len(threads))


def _line(broker: BrokerSettings) -> Transport:
    # Only here: a command beside a running adapter starts in three quarters of the time without the driver.
    from broker_config.rabbitmq import RabbitTransport

    return RabbitTransport(broker)


def _opened(broker: BrokerSettings, stopping: threading.Event, opened: list[Transport]) -> Transport | None:
    """An open line, in `opened` too, however long the broker is away; None when we are told to stop meanwhile."""
    while not stopping.is_set():
        line = _line(broker)
        try:
            line.open(timeout=_OPEN_SECONDS)
        except BrokerUnreachable as e:
            logger.warning("%s; trying again", e, extra={"action": "broker.unreachable"})
        else:
            opened.append(line)
            return line
    return None
