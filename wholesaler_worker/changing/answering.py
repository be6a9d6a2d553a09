"""Answers the documents of one batch that change something: keys, effects and answers in one transaction.

What was answered before is answered again. A dry run is decided in a transaction that is rolled back. When the records
refuse the batch, its documents are decided one by one: what one of them brings about ends no other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from contracts.reply_writing import reply_bodies, write_reply
from wholesaler_worker.changing.change import Office
from wholesaler_worker.changing.deciding import Decided, Deciding, wanted_together
from wholesaler_worker.changing.documents import Conflict, Settled
from wholesaler_worker.changing.stored_answers import stored_answer
from wholesaler_worker.db.errors import DatabaseAway, DatabaseProblem, RecordRefused
from wholesaler_worker.handling.composing import answered_reply
from wholesaler_worker.outcomes import Postpone, Retry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import ChangeUseCase, Inventory, Rules, Wanted
    from wholesaler_worker.changing.documents import Outcome, Received
    from wholesaler_worker.db.ledger import Entry, Key, Known

_LOG = logging.getLogger(__name__)

_ATTEMPTS = 3
"""How often a document alone is tried at once when somebody else has just added what it adds."""


class Records(Protocol):
    """One transaction of the records; see `wholesaler_worker.db.change_records`."""

    @property
    def rules(self) -> Rules:
        """The wholesaler's own terms."""

    @property
    def inventory(self) -> Inventory:
        """Picks of numbers within this transaction."""

    def claim(self, entries: Sequence[Entry], now: datetime) -> tuple[set[Key], Mapping[Key, Known]]:
        """Enter documents; the keys that are new, and what is known of the others."""

    def read(self, wanted: Wanted) -> Books:
        """Lock and read what is wanted."""

    def read_days(self, days: set[tuple[str, date]]) -> None:
        """Lock and read days of offices, into the same books."""

    def write(self, changed: Books, answers: Mapping[Key, bytes], unanswered: Sequence[Key], day: date) -> None:
        """Write the changes and the answers, and take out the documents that were not answered."""


class Changes:
    """Answers in the caller's thread. `begin(keep, now)` begins a transaction; one that is not kept is rolled back."""

    def __init__(
        self,
        begin: Callable[[bool, datetime], AbstractContextManager[Records]],
        use_cases: Mapping[str, ChangeUseCase],
        clock: Callable[[], datetime],
    ) -> None:
        self._begin = begin
        self._use_cases = use_cases
        self._clock = clock

    @property
    def transactions(self) -> frozenset[str]:
        """What can be asked here."""
        return frozenset(self._use_cases)

    def answer(self, received: Sequence[Received], index: ReferenceIndex) -> list[Outcome]:
        """One outcome for each document, in order; never raises because of a document."""
        outcomes: dict[int, Outcome] = {}
        waiting = list(range(len(received)))
        while waiting:
            batch, waiting = _first_of_each_key(received, waiting)
            for keep in (True, False):
                places = [place for place in batch if received[place].document.header.dry_run is not keep]
                if places:
                    together = self._together([received[place] for place in places], index, keep)
                    outcomes.update(zip(places, together, strict=True))
        return [outcomes[place] for place in range(len(received))]

    def _together(
        self, batch: Sequence[Received], index: ReferenceIndex, keep: bool, attempt: int = 1
    ) -> list[Outcome]:
        try:
            return self._attempt(batch, index, keep)
        except DatabaseAway as e:
            return [Postpone(str(e)) for _ in batch]
        except DatabaseProblem as e:
            if len(batch) > 1:
                _LOG.info("a batch is decided one by one: %s", e, extra={"action": "changes.one_by_one"})
                return [self._together([one], index, keep)[0] for one in batch]
            if isinstance(e, RecordRefused) and attempt < _ATTEMPTS:
                return self._together(batch, index, keep, attempt + 1)
            return [Retry(str(e))]

    def _attempt(self, batch: Sequence[Received], index: ReferenceIndex, keep: bool) -> list[Outcome]:
        now = self._clock()
        decidings = [
            Deciding(
                one.document,
                one.reseller,
                self._use_cases[one.document.header.transaction],
                may_wait=one.may_wait,
                index=index,
                today=now.date(),
            )
            for one in batch
        ]
        chosen = list(zip(batch, decidings, strict=True))
        with self._begin(keep, now) as records:
            work = _Work(records, index, now)
            return work.carry_out(chosen) if keep else work.try_out(chosen)


class _Work:
    """What is done within one transaction."""

    def __init__(self, records: Records, index: ReferenceIndex, now: datetime) -> None:
        self._records = records
        self._index = index
        self._now = now
        self._office = Office(index=index, inventory=records.inventory, rules=records.rules, now=now, today=now.date())

    def carry_out(self, batch: Sequence[tuple[Received, Deciding]]) -> list[Outcome]:
        """Decide what is new, and write it."""
        new, known = self._records.claim([one.entry for one, _ in batch], self._now)
        fresh = [deciding for one, deciding in batch if one.entry.key in new]
        read = self._read(fresh)
        changed = read.layer()
        answers: dict[Key, bytes] = {}
        outcomes: list[Outcome] = []
        for one, deciding in batch:
            key = one.entry.key
            if key not in new:
                outcomes.append(_known(one, known.get(key)))
                continue
            decided = deciding.decide(changed, self._office)
            if isinstance(decided, Decided):
                settled = self._settled(one, decided, key)
                bodies = settled.bodies
                answers[key] = bodies[0] if len(bodies) == 1 else write_reply(settled.reply)
                outcomes.append(settled)
            else:
                outcomes.append(decided)
        unanswered = [key for key in new if key not in answers]
        self._records.write(changed, answers, unanswered, self._now.date())
        return outcomes

    def try_out(self, batch: Sequence[tuple[Received, Deciding]]) -> list[Outcome]:
        """Decide each as if it were done, and forget it."""
        read = self._read([deciding for _, deciding in batch])
        outcomes: list[Outcome] = []
        for one, deciding in batch:
            decided = deciding.decide(read.layer(), self._office)
            outcomes.append(self._settled(one, decided, None) if isinstance(decided, Decided) else decided)
        return outcomes

    def _read(self, decidings: Sequence[Deciding]) -> Books:
        books = self._records.read(wanted_together(decidings))
        self._records.read_days({day for deciding in decidings for day in deciding.days(books, self._office)})
        return books

    def _settled(self, one: Received, decided: Decided, receipt: Key | None) -> Settled:
        reply = answered_reply(one.document, one.reseller, decided.segments, self._index, self._now)
        return Settled(
            reply=reply,
            bodies=tuple(reply_bodies(reply)),
            message_id=one.message_id,
            events=decided.events if receipt else (),
            receipt=receipt,
        )


def _known(one: Received, known: Known | None) -> Outcome:
    entry = one.entry
    if known is None:
        return Retry(f"the document {entry.transaction_number} is just being answered")
    if known.content_hash != entry.content_hash:
        return Conflict(entry.transaction_number)
    reply = stored_answer(known.body)
    return Settled(reply=reply, bodies=tuple(reply_bodies(reply)), message_id=known.message_id, receipt=entry.key)


def _first_of_each_key(received: Sequence[Received], places: Sequence[int]) -> tuple[list[int], list[int]]:
    """The first document of each key, and those that come after it: they are answered from what it leaves."""
    seen: set[Key] = set()
    first, later = [], []
    for place in places:
        one = received[place]
        key = (one.reseller, one.document.header.transaction_number)
        if one.document.header.dry_run or key not in seen:
            first.append(place)
        else:
            later.append(place)
        if not one.document.header.dry_run:
            seen.add(key)
    return first, later
