"""Changes the wholesaler's own terms; running workers go by them within seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from datetime import date

    from wholesaler_worker.db.database import Database


class TermsKeeper:
    """Each change is one transaction. All raise the errors of `wholesaler_worker.db.errors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, name: str, value: int) -> None:
        """Change a term; raises `RecordRefused` when it does not go with the others."""
        self._execute("change_term", name=name, value=value)

    def holidays(self) -> list[tuple[date, str]]:
        """The holidays, by day."""
        with self._database.transaction() as connection:
            rows = connection.execute(statements("terms")["holidays"]).fetchall()
        return cast("list[tuple[date, str]]", rows)

    def add_holiday(self, day: date, name: str) -> None:
        """Let nobody work on a day."""
        self._execute("add_holiday", day=day, name=name)

    def remove_holiday(self, day: date) -> bool:
        """Let there be work on a day; False when it was no holiday."""
        return self._execute("remove_holiday", day=day) > 0

    def set_interval(self, usoc: str, days: int | None) -> None:
        """How many working days a service takes; None: as many as the others."""
        if days is None:
            self._execute("remove_interval", usoc=usoc)
        else:
            self._execute("set_interval", usoc=usoc, days=days)

    def set_capacity(self, office: str, orders: int) -> bool:
        """How many orders an office carries out on a working day; False when it is not known."""
        return self._execute("set_capacity", office=office, orders=orders) > 0

    def _execute(self, statement: str, **values: object) -> int:
        with self._database.transaction() as connection:
            return connection.execute(statements("terms")[statement], values).rowcount
