"""The store as its users see it: one file, four tables of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reseller_adapter.store.collection import Collection
from reseller_adapter.store.database import Database
from reseller_adapter.store.documents import Documents
from reseller_adapter.store.notifications import Notifications
from reseller_adapter.store.submissions import Submissions

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

STORE_FILE = "pending.sqlite"


class Store:
    """What is pending at one reseller; use it as a context. Raises `StoreUnusable` from every method."""

    def __init__(self, data_dir: Path) -> None:
        self._database = Database(data_dir / STORE_FILE)
        self.data_dir = data_dir
        self.submissions = Submissions(self._database)
        self.documents = Documents(self._database)
        self.collection = Collection(self._database)
        self.notifications = Notifications(self._database)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Everything in it is committed together, durably, or not at all."""
        return self._database.transaction()

    def close(self) -> None:
        """Close the file; idempotent."""
        self._database.close()
