"""Random lives of purchase orders: whatever is asked in whatever order, the records stay whole."""

import atexit
import shutil
import tempfile
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from contracts.notification import OrderEvent
from serviceability.index import open_index
from tests.unit.ordering.order_desk import CONSENT, FOLSOM, HOWARD, TODAY, OrderDesk, Said, at, line, write_order_index
from wholesaler_worker.changing.records import Account, OrderState, Version
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.ordering.accounts import AccountMissing
from wholesaler_worker.ordering.completion import complete, days_of_move, jeopardize, recover
from wholesaler_worker.ordering.states import UNDER_WAY, IllegalMove

PONS = ("PO-1", "PO-2", "PO-3")
DECISIONS = (OrderEvent.CONFIRMED, OrderEvent.REJECTED)
KEEP_THEIR_DAY = (*UNDER_WAY, OrderState.COMPLETED)

pons = st.sampled_from(PONS)
resellers = st.sampled_from(("acme", "globex"))
slips = st.sampled_from((0, 0, 0, 0, 0, 0, -1, 1))
"""How far from the next version."""
days = st.one_of(st.none(), st.integers(-1, 15).map(lambda ahead: TODAY + timedelta(days=ahead)))
services = st.sampled_from((("1FR",), ("1FR",), ("1FR", "ESX"), ("RSX",)))
on_accounts = st.sampled_from("CDTVWSB")
places = st.integers(0, 3)


@cache
def _index() -> Path:
    """One for all lives: it is only read."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return write_order_index(folder / "all.sqlite")


class Lives(RuleBasedStateMachine):
    """Two resellers and two purchase order numbers each, few numbers, and days with little room."""

    held = Bundle("held")

    @initialize(target=held)
    def open(self) -> object:
        self.desk = OrderDesk(open_index(_index()))
        self.desk.capacity = 2
        self.desk.free(100, 101)
        self.answers: dict[tuple[str, str, int], dict[str, object]] = {}
        self.desk.customer(130)
        self.desk.customer(140, 141, reseller="globex")
        return multiple()

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.index.close()

    @rule(target=held, last=st.integers(150, 153), reseller=resellers, minutes=st.sampled_from((-1, 60)))
    def hold(self, last: int, reseller: str, minutes: int) -> object:
        number = f"415555{last:04d}"
        if self.desk.books.numbers.get(number) is not None:
            return multiple()
        return self.desk.hold(last, reseller=reseller, minutes=minutes)

    @rule(pon=pons, reseller=resellers, slip=slips, usocs=services, due=days, hold=st.one_of(st.none(), held))
    def order_new_service(
        self,
        pon: str,
        reseller: str,
        slip: int,
        usocs: tuple[str, ...],
        due: date | None,
        hold: tuple[str, str] | None,
    ) -> None:
        lines = [line(*usocs, token=hold[1] if hold else None)]
        self._order(reseller, pon, slip, activity="N", address=FOLSOM, lines=lines, due=due)

    @rule(
        pon=pons,
        reseller=resellers,
        slip=slips,
        activity=on_accounts,
        place=places,
        usocs=services,
        due=days,
        hold=st.one_of(st.none(), held),
    )
    def order_on_an_account(
        self,
        pon: str,
        reseller: str,
        slip: int,
        activity: str,
        place: int,
        usocs: tuple[str, ...],
        due: date | None,
        hold: tuple[str, str] | None,
    ) -> None:
        numbers = [account.telephone_number for account in self._accounts()] or ["4155550199"]
        number = numbers[place % len(numbers)]
        lines = [line(*usocs, number=number)] if activity in "CTV" else []
        if hold and lines:
            lines.append(line("1FR", token=hold[1]))
        address = HOWARD if activity == "T" else at(number)
        authority = CONSENT if activity in "VW" else None
        said = {"activity": activity, "address": address, "lines": lines, "due": due, "authority": authority}
        self._order(reseller, pon, slip, **said)

    def _order(self, reseller: str, pon: str, slip: int, **said: object) -> None:
        """As the next version or one beside it, with the transaction whose turn it is."""
        order = self.desk.books.orders.get((reseller, pon))
        version = (order.latest if order else 0) + 1 + slip
        if not 1 <= version <= 9:
            return
        if order is not None and order.in_force is not None and version > 1:
            before = self.desk.version(order.in_force, pon, reseller)
            if before.activity == said["activity"] or slip:
                answer = self.desk.supplement(pon, version, "3", reseller=reseller, **said)
                self._note(reseller, pon, version, answer)
            return
        self._note(reseller, pon, version, self.desk.submit(pon, version=version, reseller=reseller, **said))

    @rule(pon=pons, reseller=resellers, slip=slips, due=days)
    def supplement(self, pon: str, reseller: str, slip: int, due: date | None) -> None:
        order = self.desk.books.orders.get((reseller, pon))
        version = (order.latest if order else 1) + 1 + slip
        if not 2 <= version <= 9:
            return
        if due is None:
            answer = self.desk.cancel(pon, version, reseller=reseller)
        else:
            answer = self.desk.postpone(due, pon, version, reseller=reseller)
        self._note(reseller, pon, version, answer)

    @rule(pon=pons, reseller=resellers)
    def complete(self, pon: str, reseller: str) -> None:
        for version in self._versions(reseller, pon):
            try:
                complete(self.desk.books, version, self.desk.now.date(), self.desk.rules, self.desk.now)
            except IllegalMove:
                assert version.state not in UNDER_WAY
            except AccountMissing:
                raise AssertionError("an order under way lost its customer") from None

    @rule(pon=pons, reseller=resellers, due=days, ends=st.booleans())
    def endanger(self, pon: str, reseller: str, due: date | None, ends: bool) -> None:
        for version in self._versions(reseller, pon):
            for clli, day in days_of_move(version, due):
                if self.desk.books.days.get((clli, day)) is None:
                    self.desk.fill(day, 0, clli)
            try:
                if ends:
                    recover(self.desk.books, version, due, self.desk.now)
                else:
                    jeopardize(self.desk.books, version, "O522", None, due, self.desk.now)
            except IllegalMove:
                assert version.state not in UNDER_WAY or (ends and version.state is OrderState.CONFIRMED)

    @rule(hours=st.integers(1, 40))
    def later(self, hours: int) -> None:
        self.desk.later(hours=hours)

    def _versions(self, reseller: str, pon: str) -> list[Version]:
        return [
            version
            for (of, order, _), version in self.desk.books.versions.own().items()
            if version is not None and (of, order) == (reseller, pon)
        ]

    def _note(self, reseller: str, pon: str, version: int, answer: Said) -> None:
        """A version that was decided is always answered the same."""
        assert all(code for code in answer.codes)
        key = reseller, pon, version
        if answer.result:
            assert self.answers.setdefault(key, answer.result) == answer.result

    # What always holds.

    @invariant()
    def sequences_have_no_gap(self) -> None:
        for (reseller, pon), order in self.desk.books.orders.own().items():
            assert order is not None
            sequences = [event.sequence for event in self.desk.events(pon, reseller)]
            assert sequences == list(range(1, order.last_sequence + 1))

    @invariant()
    def each_version_is_acknowledged_and_decided_once(self) -> None:
        told = Counter((event.reseller, event.pon, event.version, event.event) for event in self.desk.books.events)
        for key in self.desk.books.versions.own():
            assert told[(*key, OrderEvent.ACKNOWLEDGED)] == 1
            assert sum(told[(*key, decision)] for decision in DECISIONS) == 1
        for version in self._all():
            key = version.reseller, version.pon, version.version
            decided = OrderEvent.REJECTED if version.state is OrderState.REJECTED else OrderEvent.CONFIRMED
            assert told[(*key, decided)] == 1
            assert told[(*key, OrderEvent.COMPLETED)] == (version.state is OrderState.COMPLETED)

    @invariant()
    def one_version_at_most_is_under_way_and_in_force(self) -> None:
        for (reseller, pon), order in self.desk.books.orders.own().items():
            assert order is not None
            found = self._versions(reseller, pon)
            assert sorted(version.version for version in found) == list(range(1, order.latest + 1))
            open_ones = [version.version for version in found if version.state in UNDER_WAY]
            assert len(open_ones) <= 1
            if open_ones:
                assert order.in_force == open_ones[0]
            assert all(version.state is not OrderState.RECEIVED for version in found)

    @invariant()
    def days_are_booked_as_orders_are_due(self) -> None:
        due = Counter(
            (version.central_office, version.due_date) for version in self._all() if version.state in KEEP_THEIR_DAY
        )
        booked = {key: day.booked for key, day in self.desk.books.days.own().items() if day and day.booked}
        assert booked == dict(due)

    @invariant()
    def numbers_are_used_by_one_order_or_customer(self) -> None:
        users: Counter[str] = Counter()
        for version in self._all():
            if version.state in UNDER_WAY:
                users.update(version.numbers)
        for account in self.desk.books.accounts.own().values():
            if account is not None:
                assert account.telephone_number in {one.telephone_number for one in account.lines}
                users.update({one.telephone_number for one in account.lines if one.telephone_number})
        for name, number in self.desk.books.numbers.own().items():
            assert number is not None
            assert users[name] == (number.state is NumberState.ASSIGNED), (name, number.state)
            held = number.token is not None and self.desk.books.holds.get(number.token) is not None
            assert held == (number.state is NumberState.HELD)

    @invariant()
    def one_order_is_under_way_for_a_customer(self) -> None:
        under_way = Counter(version.account for version in self._all() if version.state in UNDER_WAY)
        assert all(count == 1 for count in under_way.values())
        for main, account in self.desk.books.accounts.own().items():
            if account is not None:
                found = {(v.reseller, v.pon) for v in self._all() if v.state in UNDER_WAY and v.account == main}
                assert set(account.open_orders) == found

    def _accounts(self) -> list[Account]:
        return [account for account in self.desk.books.accounts.own().values() if account is not None]

    def _all(self) -> list[Version]:
        return [version for version in self.desk.books.versions.own().values() if version is not None]


TestLivesOfOrders = Lives.TestCase
TestLivesOfOrders.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, database=None, derandomize=True
)
