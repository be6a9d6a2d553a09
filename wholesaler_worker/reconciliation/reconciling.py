"""Compares what was asked with what was answered: changes by the ledger, inquiries tap against tap, and the records.

The order of the readings is what makes a finding certain. Documents come first and their answers after them; then the
queues are counted, and whatever was answered meanwhile is read behind that; the records come last. So a document that
has no answer, waits nowhere and is old enough has none, and no answer that was on its way is taken for lost.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from broker_config import names
from broker_config.errors import BrokerError
from wholesaler_worker.db.reconciliation import Asked
from wholesaler_worker.reconciliation.checks import CHECKS, UNANSWERED
from wholesaler_worker.reconciliation.findings import Finding, Wrong
from wholesaler_worker.reconciliation.seen import body_key, seen_answer, seen_document
from wholesaler_worker.reconciliation.taps import Taps
from wholesaler_worker.reconciliation.verdict import Figures, Verdict
from wholesaler_worker.reconciliation.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from wholesaler_worker.db.reconciliation import Count, Found, KnownDocument
    from wholesaler_worker.reconciliation.seen import SeenAnswer, SeenDocument
    from wholesaler_worker.reconciliation.sheet import Sheet
    from wholesaler_worker.reconciliation.taps import Streams, Stretch

    Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]

_LOG = logging.getLogger(__name__)

KEYS_KEPT = timedelta(days=30)
"""The ledger forgets keys after 31 days: about what is older it cannot be asked."""
_ASKED_TOGETHER = 1_000


class Records(Protocol):
    """What is needed of `wholesaler_worker.db.reconciliation.Snapshot`."""

    def documents(self) -> Sequence[Count]:
        """Documents that change something, by reseller."""

    def notifications(self) -> Sequence[Count]:
        """Notifications, by reseller."""

    def known(self, keys: Iterable[tuple[str, str]]) -> Sequence[KnownDocument]:
        """What the ledger knows of documents."""

    def found(self, check: str) -> Iterator[Found]:
        """What a check finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be reconciled. `until` is None for up to now; `grace` is how long an answer may be on its way."""

    since: datetime
    until: datetime | None = None
    reseller: str | None = None
    grace: timedelta = timedelta(seconds=60)


class Reconciliation:
    """One comparison, written down on `sheet`.

    `open_records` begins a reading of the records as of that moment; `waiting` counts what waits at the broker, and is
    None when nobody says where its management is. `progress` shows how far a piece of work is.
    """

    def __init__(
        self,
        question: Question,
        streams: Streams,
        open_records: Callable[[Asked], AbstractContextManager[Records]],
        sheet: Sheet,
        waiting: Callable[[], Waiting] | None,
        progress: Progress = lambda _title, _total: nullcontext(lambda _count: None),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._question = question
        self._taps = Taps(streams)
        self._open_records = open_records
        self._sheet = sheet
        self._waiting = waiting
        self._progress = progress
        self._clock = clock
        self._notes: list[str] = []

    def verdict(self) -> Verdict:
        """Read everything, compare it, and say how it is; the findings stand on the sheet then."""
        question, begun = self._question, self._clock()
        settled = self._read_documents(begun)
        answers = self._taps.stretch(names.TAP_ANSWERS, question.since)
        last = self._read_answers(answers)
        self._read_parked()
        waiting = self._look_at_queues()
        # What was answered while the queues were counted waits no more.
        self._read_answers(self._taps.stretch(names.TAP_ANSWERS, question.since), after=last)
        now = self._clock()
        until = question.until or now
        asked = Asked(since=question.since, until=until, settled=now - question.grace, reseller=question.reseller)
        with self._open_records(asked) as records:
            for keys in self._sheet.changes(_ASKED_TOGETHER):
                self._sheet.add_known(records.known(keys))
            self._sheet.compare(settled)
            self._sheet.add_unanswered(UNANSWERED.finding(one) for one in records.found(UNANSWERED.statement))
            young = {one.reseller: one.under_way for one in records.documents()}
            self._sheet.let_wait(waiting.lanes, waiting.ladder, young)
            with self._progress("checking the records", len(CHECKS)) as advance:
                for check in CHECKS:
                    for found in records.found(check.statement):
                        self._sheet.add_finding(check.finding(found))
                    advance(1)
            figures = self._figures(records)
        return Verdict(since=question.since, until=until, figures=figures, notes=tuple(self._notes))

    def _read_documents(self, begun: datetime) -> int:
        """Returns the offset from which on documents are too young to be judged."""
        question = self._question
        since = question.since
        answers = self._taps.stretch(names.TAP_ANSWERS, since)
        oldest = self._taps.oldest_answer() if answers.is_cut else None
        if oldest is not None and oldest + question.grace > since:
            since = oldest + question.grace
            self._notes.append(
                f"the tap of answers has let go of what is older than {oldest:%Y-%m-%dT%H:%MZ}: inquiries are compared"
                f" from {since:%Y-%m-%dT%H:%MZ} on, changes from the ledger"
            )
        documents = self._taps.stretch(names.TAP_DOCUMENTS, since, question.until)
        if documents.is_cut:
            self._notes.append(
                "the tap of documents begins after the window does: what it has let go of is not counted, but for what"
                " the ledger knows"
            )
        self._sheet.add_documents(self._seen_documents(documents, exactly=question.until is not None))
        return self._taps.settled_before(names.TAP_DOCUMENTS, begun - question.grace)

    def _seen_documents(self, stretch: Stretch, *, exactly: bool) -> Iterator[SeenDocument]:
        with self._progress("reading documents", stretch.count) as advance:
            for delivery in self._taps.read(stretch, advance, exactly=exactly):
                seen = seen_document(delivery)
                if seen is not None and self._question.reseller in {None, seen.reseller}:
                    yield seen

    def _read_answers(self, stretch: Stretch, *, after: int = -1) -> int:
        """Returns the last offset."""
        rest = type(stretch)(stretch.stream, max(stretch.first, after + 1), stretch.last)
        self._last_answer = after
        judge = self._question.since >= self._clock() - KEYS_KEPT
        self._sheet.add_answers(self._seen_answers(rest), judge_effects=judge)
        return self._last_answer

    def _seen_answers(self, stretch: Stretch) -> Iterator[SeenAnswer]:
        with self._progress("reading answers", stretch.count) as advance:
            for delivery in self._taps.read(stretch, advance):
                self._last_answer = delivery.properties.headers[names.X_STREAM_OFFSET]
                seen = seen_answer(delivery)
                if seen is not None:
                    yield seen

    def _read_parked(self) -> None:
        stretch = self._taps.stretch(names.TAP_PARKED, self._question.since)
        with self._progress("reading what was parked", stretch.count) as advance:
            self._sheet.add_parked(body_key(one.body) for one in self._taps.read(stretch, advance))

    def _look_at_queues(self) -> Waiting:
        if self._waiting is None:
            self._notes.append(
                "the broker's management is not named: what waits in a lane or on the ladder is counted as lost"
            )
            return Waiting()
        try:
            waiting = self._waiting()
        except BrokerError as e:
            self._notes.append(f"what waits in a lane or on the ladder is counted as lost: {e}")
            return Waiting()
        if waiting.total:
            self._notes.append(
                f"{waiting.total} documents wait at the broker: as many without an answer are not called"
                " lost before the lanes and the ladder are empty"
            )
        for reseller in waiting.unanswerable:
            if self._question.reseller in {None, reseller}:
                self._sheet.add_finding(_answers_kept_by_nobody(reseller))
        return waiting

    def _figures(self, records: Records) -> dict[str, Figures]:
        changes = {one.reseller: one for one in records.documents()}
        events = {one.reseller: one for one in records.notifications()}
        waits, wrong = self._sheet.waiting(), self._sheet.wrong()
        known = changes.keys() | events.keys() | self._sheet.resellers() | {reseller for reseller, _ in wrong}
        figures: dict[str, Figures] = {}
        for name in sorted(known):
            figures[name] = one = Figures(waiting=waits.get(name, 0))
            standing = self._sheet.standing(name)
            one.answered = standing.get("answered", 0)
            one.parked = standing.get("parked", 0)
            one.direct = standing.get("direct", 0)
            one.under_way = standing.get("under_way", 0)
            one.received = sum(count for how, count in standing.items() if how not in {"direct", "ledger"})
            if name in changes:
                one.received += changes[name].total
                one.answered += changes[name].done
                one.under_way += changes[name].under_way
            if name in events:
                one.notifications, one.sent = events[name].total, events[name].done
            one.lost = wrong.get((name, Wrong.LOST), 0)
            one.doubled = wrong.get((name, Wrong.DOUBLED), 0)
            one.missing = wrong.get((name, Wrong.MISSING), 0)
        return figures


def _answers_kept_by_nobody(reseller: str) -> Finding:
    queue = names.answers_queue(reseller)
    return Finding(
        wrong=Wrong.MISSING,
        reseller=reseller,
        name=queue,
        text="the broker has no such queue: since it is gone, the tap alone has taken this reseller's answers",
        to_do=f"run wholesaler-worker reseller add {reseller}, then let the reseller ask again under the same numbers",
    )
