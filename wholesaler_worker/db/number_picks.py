"""Picks of numbers within a transaction: `wholesaler_worker.changing.change.Inventory` on the records.

What is picked stays locked until the transaction ends, and what others have locked is passed over: reservers do not
wait for each other, and never get the same number.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from psycopg import Rollback

from wholesaler_worker.changing.records import Number
from wholesaler_worker.db.border import foreign_errors_stopped
from wholesaler_worker.db.number_ends import free_ended
from wholesaler_worker.db.number_finding import rows_like
from wholesaler_worker.db.number_runs import first_or_longest_run
from wholesaler_worker.db.numbers import FIRST_READING, LONGEST_READING, NumberState
from wholesaler_worker.db.statements import rows_of, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from wholesaler_worker.db.database import Connection

    Drum = tuple[str, str | None]
    Taken = Callable[[str], bool]
    Row = tuple[Any, ...]

MOST_DRAWN: Final = 1_000
"""The most numbers that are drawn before somebody asks for them: what is locked, others do not see."""
MOST_FREED: Final = 1_000
"""The most numbers of each kind that are freed at once when there are too few."""
MOST_ORDER_NUMBERS: Final = 128
ORDER_PREFIX: Final = "W"
SPARE: Final = 50
"""How many numbers of a pattern are read in place of those that others have locked, before many are."""
RUN_ATTEMPTS: Final = 8
"""How often a run is looked for when others take numbers of it at the same time."""
DIGITS, NPA_NXX = 10, 6


class NumberPicks:
    """Picks on one connection in one transaction; `now` is the moment that decides what has expired and rested.

    All methods raise the errors of `wholesaler_worker.db.errors`.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._locked: dict[str, Number] = {}
        """Every number that this transaction has picked or drawn, by telephone number."""
        self._drawn: defaultdict[Drum, list[Number]] = defaultdict(list)
        """What was drawn and is not given yet."""
        self._given: set[str] = set()
        self._expected: Counter[Drum] = Counter()
        self._empty: set[Drum] = set()
        self._freed: set[str] = set()
        self._counting: set[str] = set()
        self._counts: dict[str, int] = {}
        self._order_numbers: list[int] = []
        self._orders = 0

    def will_pick(self, rate_center: str, quantity: int, *, switch: str | None = None) -> None:
        """See `Inventory`."""
        self._expected[rate_center, switch] += quantity

    def will_count(self, reseller: str) -> None:
        """See `Inventory`."""
        self._counting.add(reseller)

    def will_number(self) -> None:
        """See `Inventory`."""
        self._orders += 1

    def pick(
        self,
        rate_center: str,
        quantity: int,
        *,
        switch: str | None = None,
        kind: str = "random",
        pattern: str = "",
        taken: Callable[[str], bool] | None = None,
    ) -> Sequence[Number]:
        """See `Inventory`."""
        is_taken = taken or self._given.__contains__
        drum = rate_center, switch
        if kind == "random":
            picked = self._random(drum, quantity, is_taken)
        else:
            picked = self._chosen(drum, quantity, is_taken, pattern)
        self._given.update(number.telephone_number for number in picked)
        return picked

    def held_by(self, reseller: str) -> int:
        """See `Inventory`. Resellers that were not told before may make two transactions wait for each other."""
        if reseller not in self._counts:
            names = sorted({reseller, *self._counting} - self._counts.keys())
            self._rows("lock_counts", resellers=names)
            counted = {row[0]: row[1] for row in self._rows("count_holds", resellers=names, now=self._now)}
            self._counts.update({name: counted.get(name, 0) for name in names})
        return self._counts[reseller]

    def expired(self, reseller: str, tokens: Collection[str]) -> set[str]:
        """See `Inventory`."""
        if not tokens:
            return set()
        return {row[0] for row in self._rows("expired_tokens", reseller=reseller, tokens=list(tokens))}

    def note_expired(self, tokens: Collection[str]) -> None:
        """See `Inventory`."""
        with foreign_errors_stopped():
            self._connection.execute(statements("number_picks")["note_expired"], {"tokens": list(tokens)})

    def order_number(self) -> str:
        """See `Inventory`: ``W`` and seven digits, or more when they are used up."""
        if not self._order_numbers:
            quantity = min(max(1, self._orders), MOST_ORDER_NUMBERS)
            self._order_numbers = [row[0] for row in self._rows("order_numbers", quantity=quantity)][::-1]
        self._orders -= 1
        return f"{ORDER_PREFIX}{self._order_numbers.pop():07d}"

    def _random(self, drum: Drum, quantity: int, is_taken: Taken) -> list[Number]:
        picked = self._deal(drum, quantity, is_taken)
        expected = self._expected[drum] = max(0, self._expected[drum] - quantity)
        while len(picked) < quantity and drum not in self._empty:
            missing = quantity - len(picked)
            wanted = max(missing, min(missing + expected, MOST_DRAWN))
            if self._draw(drum, wanted) < wanted and not self._free_ended(drum[0]):
                self._empty.add(drum)
            picked += self._deal(drum, missing, is_taken)
        if len(picked) < quantity:
            got = {number.telephone_number for number in picked}
            picked += self._again(drum, quantity - len(picked), is_taken, got)
        return picked

    def _deal(self, drum: Drum, quantity: int, is_taken: Taken) -> list[Number]:
        dealt: list[Number] = []
        drawn = self._drawn[drum]
        while drawn and len(dealt) < quantity:
            number = drawn.pop()
            if number.telephone_number not in self._given and not is_taken(number.telephone_number):
                dealt.append(number)
        return dealt

    def _draw(self, drum: Drum, quantity: int) -> int:
        rate_center, switch = drum
        place = random.random()  # noqa: S311 - spreads reservers over the drum, protects nothing
        rows = self._rows(
            "draw_numbers",
            rate_center=rate_center,
            switch=switch,
            quantity=quantity,
            place=place,
            locked=list(self._locked),
        )
        self._drawn[drum].extend(reversed(self._lock(rows)))
        return len(rows)

    def _again(self, drum: Drum, quantity: int, is_taken: Taken, got: set[str], pattern: str = "") -> list[Number]:
        """What this transaction has locked and does not use: it was given and then forgotten, or never given."""
        rate_center, switch = drum
        found = (
            number
            for telephone_number, number in self._locked.items()
            if number.rate_center == rate_center
            and switch in (None, number.switch)
            and telephone_number not in got
            and all(sign in (".", digit) for sign, digit in zip(pattern, telephone_number, strict=False))
            and not is_taken(telephone_number)
        )
        return list(islice(found, quantity))

    def _chosen(self, drum: Drum, quantity: int, is_taken: Taken, pattern: str) -> list[Number]:
        """Numbers of a pattern, or a run without one; what has ended is freed when there are too few."""

        def choose() -> list[Row]:
            return self._like(drum, quantity, is_taken, pattern) if pattern else self._run(drum, quantity, is_taken)

        rows = choose()
        if len(rows) < quantity and self._free_ended(drum[0]):
            # What was found first is locked by ourselves, and found again.
            before = rows
            rows = max(choose(), before, key=len)
            self._lock(before)
        found = self._lock(rows)
        if pattern and len(found) < quantity:
            got = {number.telephone_number for number in found}
            found += self._again(drum, quantity - len(found), is_taken, got, pattern)
        return found

    def _like(self, drum: Drum, quantity: int, is_taken: Taken, pattern: str) -> list[Row]:
        """The lowest numbers that fit and that others have not locked.

        More are read than are wanted, because some are locked.
        """
        rate_center, switch = drum
        rows: list[Row] = []
        for most in (quantity, 2 * quantity + SPARE, LONGEST_READING):
            found = rows_like(self._search, rate_center, pattern, most, (FIRST_READING, LONGEST_READING))
            fitting = [row[0] for row in found if switch in (None, row[2]) and not self._in_use(row[0], is_taken)]
            rows = self._lock_first(rate_center, fitting, quantity) if fitting else []
            if len(rows) == quantity or len(found) < most:
                break
        return rows

    def _run(self, drum: Drum, quantity: int, is_taken: Taken) -> list[Row]:
        """A run is looked for without locks. If somebody else has a part of it locked, the rest is unlocked again: it
        is not wanted without that part, and others may want it.
        """
        place = random.random()  # noqa: S311 - spreads reservers over the drum, protects nothing
        drawn = self._search("random_numbers", {"rate_center": drum[0], "place": place, "quantity": 1})
        start = drawn[0][0] if drawn else ""
        passed_over: set[str] = set()

        def is_passed_over(number: str) -> bool:
            return number in passed_over or self._in_use(number, is_taken)

        for _ in range(RUN_ATTEMPTS):
            run = self._longest_run(drum, start, quantity, is_passed_over)
            rows: list[Row] = []
            with self._connection.transaction() as attempt:
                rows = self._lock_first(drum[0], run, quantity)
                if len(rows) < len(run):
                    raise Rollback(attempt)
            if len(rows) == len(run):
                return rows
            passed_over |= set(run) - {row[0] for row in rows}
        # Everybody is here at once: one number is a run, too.
        return [(n.telephone_number, n.rate_center, n.switch) for n in self._random(drum, 1, is_taken)]

    def _longest_run(self, drum: Drum, start: str, quantity: int, is_passed_over: Callable[[str], bool]) -> list[str]:
        """From a random number on, and if that does not suffice, in more of the rate center."""
        rate_center, switch = drum
        run: list[str] = []
        for begin, reading in ((start, FIRST_READING), (start[:NPA_NXX], LONGEST_READING)):
            asked: dict[str, Any] = {"rate_center": rate_center, "switch": switch, "start": begin, "reading": reading}
            text = self._rows("numbers_in_order", **asked)[0][0] or ""
            numbers = (text[at : at + DIGITS] for at in range(0, len(text), DIGITS))
            left = "".join(number for number in numbers if not is_passed_over(number))
            first, length = first_or_longest_run(left, quantity)
            run = [f"{int(first) + n:010d}" for n in range(length)]
            if length == quantity:
                break
        return run

    def _in_use(self, telephone_number: str, is_taken: Taken) -> bool:
        """True also for what was drawn for others of this transaction."""
        is_drawn = telephone_number in self._locked and telephone_number not in self._given
        return is_drawn or is_taken(telephone_number)

    def _free_ended(self, rate_center: str) -> bool:
        """Free what has expired and rested in a rate center, once in a transaction; true when there was any."""
        if rate_center in self._freed:
            return False
        self._freed.add(rate_center)
        return free_ended(self._connection, self._now, limit=MOST_FREED, rate_center=rate_center) > 0

    def _lock(self, rows: Iterable[Row]) -> list[Number]:
        """Remember what was locked."""
        numbers = [
            Number(telephone_number=row[0], rate_center=row[1], switch=row[2], state=NumberState.AVAILABLE)
            for row in rows
        ]
        self._locked.update((number.telephone_number, number) for number in numbers)
        return numbers

    def _lock_first(self, rate_center: str, numbers: Sequence[str], quantity: int) -> list[Row]:
        return self._rows("lock_numbers", numbers=list(numbers), rate_center=rate_center, quantity=quantity)

    def _rows(self, statement: str, **asked: Any) -> list[Row]:
        with foreign_errors_stopped():
            return rows_of(self._connection, "number_picks", statement, asked)

    def _search(self, statement: str, asked: Mapping[str, object]) -> list[Row]:
        with foreign_errors_stopped():
            return rows_of(self._connection, "numbers", statement, asked)
