"""Whatever resellers, orders, loads, time and housekeeping do to numbers, the records say what a simple model says."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from serviceability.index import ReferenceIndex
from tests.integration.holding.windows import NOW, RESELLERS, Window, add_numbers, codes, set_terms
from wholesaler_worker.changing.change import Rules, Wanted
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.housekeeping import KEPT_DAYS
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.holding.hold_keeping import end_hold
from wholesaler_worker.housekeeping.keeping import Housekeeping

TERMS = Rules(hold_minutes=60, longest_hold_minutes=600, hold_extensions=2, holds_each=4, aging_days=2)
NUMBERS = [f"4155550{line}" for line in (100, 101, 102, 104, 105, 107)]

resellers = st.sampled_from(RESELLERS)
places = st.integers(0, len(NUMBERS) - 1)
some_minutes = st.sampled_from([None, 1, 30, 300, 600, 601])
picks_of_tokens = st.lists(st.integers(0, 1_000), min_size=1, max_size=3, unique=True)


@dataclass
class Held:
    """A token that was given, and what has become of it."""

    number: str
    reseller: str
    since: datetime
    until: datetime
    extensions: int = 0
    used: bool = False


@dataclass
class Modelled:
    """A number of the model; `token` is that of its latest hold."""

    state: str = "available"
    until: date | None = None
    token: str | None = None


@dataclass
class Model:
    """What should be in the records."""

    now: datetime = NOW
    numbers: dict[str, Modelled] = field(default_factory=lambda: {name: Modelled() for name in NUMBERS})
    tokens: dict[str, Held] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)

    def live(self, token: str | None) -> Held | None:
        held = self.tokens.get(token or "")
        return held if held and not held.used and held.until > self.now else None

    def state(self, name: str) -> str:
        number = self.numbers[name]
        if number.state == "held" and self.live(number.token) is None:
            return "available"
        if number.state == "aging" and number.until is not None and number.until < self.now.date():
            return "available"
        return number.state

    def free(self) -> list[str]:
        return [name for name in NUMBERS if self.state(name) == "available"]

    def held_by(self, reseller: str) -> int:
        return sum(held.reseller == reseller and self.live(token) is not None for token, held in self.tokens.items())

    def verdict(self, name: str, reseller: str) -> str:
        state = self.state(name)
        if state == "held":
            held = self.live(self.numbers[name].token)
            return "N301" if held and held.reseller == reseller else "N303"
        return {"available": "N301", "assigned": "N302", "aging": "N304", "restricted": "N306"}[state]

    def wrong_with(self, token: str, reseller: str) -> str | None:
        held = self.tokens[token]
        if held.used or held.reseller != reseller or token in self.forgotten:
            return "N309"
        return None if self.live(token) else "N308"

    def longest_run(self) -> int:
        lines = [int(name) for name in self.free()]
        return max((sum(1 for n in range(6) if {*range(line, line + n + 1)} <= {*lines}) for line in lines), default=0)


class LifeOfNumbers(RuleBasedStateMachine):
    """Built by the test with records of its own, which each run begins anew."""

    dsn: str
    database: Database
    index: ReferenceIndex

    @initialize()
    def begin(self) -> None:
        with psycopg.connect(self.dsn) as connection:
            connection.execute("TRUNCATE inventory_number, number_hold, expired_hold, ledger, stored_answer CASCADE")
        add_numbers(self.dsn, [int(name[6:]) for name in NUMBERS])
        self.model = Model()
        self.window = Window(self.database, self.index)

    @rule(reseller=resellers, chosen=st.lists(places, min_size=1, max_size=4, unique=True), minutes=some_minutes)
    def reserve_named(self, reseller: str, chosen: list[int], minutes: int | None) -> None:
        names = [NUMBERS[place] for place in chosen]
        new = [name for name in names if self.model.state(name) == "available"]
        expected = {name: self.model.verdict(name, reseller) for name in names}
        answer = self.ask(self.request(minutes, telephone_numbers=names), reseller)
        if minutes == 601:
            assert codes(answer) == ["E023"]
        elif new and self.model.held_by(reseller) + len(new) > TERMS.holds_each:
            assert codes(answer) == ["N311"]
        else:
            told = answer["result"]["numbers"]
            assert {number["telephone_number"]: number["code"] for number in told} == expected
            for number in told:
                if number["telephone_number"] in new:
                    self.hold(number, reseller, minutes)
                elif number["code"] == "N301":
                    assert number["hold_token"] == self.model.numbers[number["telephone_number"]].token

    @rule(
        reseller=resellers,
        kind=st.sampled_from(["random", "sequential", "pattern"]),
        quantity=st.integers(1, 5),
        dry_run=st.booleans(),
    )
    def reserve_kind(self, reseller: str, kind: str, quantity: int, dry_run: bool) -> None:
        free = self.model.free()
        there = self.model.longest_run() if kind == "sequential" else len(free)
        pattern = {"pattern": "415......."} if kind == "pattern" else {}
        answer = self.ask({"kind": kind, "quantity": quantity, **pattern}, reseller, address=True, dry_run=dry_run)
        if self.model.held_by(reseller) + quantity > TERMS.holds_each:
            assert codes(answer) == ["N311"]
            return
        told = answer["result"]["numbers"]
        assert len(told) == min(quantity, there)
        assert ("N307" in codes(answer)) == (there < quantity)
        assert {number["telephone_number"] for number in told} <= set(free)
        if not dry_run:
            for number in told:
                self.hold(number, reseller, None)

    @rule(reseller=resellers, chosen=picks_of_tokens, minutes=some_minutes)
    def extend(self, reseller: str, chosen: list[int], minutes: int | None) -> None:
        tokens = self.tokens(chosen)
        if not tokens:
            return
        longer = timedelta(minutes=minutes or TERMS.hold_minutes)
        longest = timedelta(minutes=TERMS.longest_hold_minutes)
        expected = []
        for token in tokens:
            held = self.model.tokens[token]
            wrong = self.model.wrong_with(token, reseller)
            if not wrong and (held.extensions == TERMS.hold_extensions or held.until + longer > held.since + longest):
                wrong = "N310"
            expected += [wrong] if wrong else []
        expected += ["E023"] if minutes == 601 else []
        answer = self.ask(self.request(minutes, hold_tokens=tokens), reseller, "number.extend")
        assert sorted(codes(answer)) == sorted(expected)
        if not expected:
            for token in tokens:
                held = self.model.tokens[token]
                held.until += longer
                held.extensions += 1

    @rule(reseller=resellers, chosen=picks_of_tokens)
    def release(self, reseller: str, chosen: list[int]) -> None:
        tokens = self.tokens(chosen)
        if not tokens:
            return
        expected = [wrong for token in tokens if (wrong := self.model.wrong_with(token, reseller))]
        answer = self.ask({"hold_tokens": tokens}, reseller, "number.release")
        assert codes(answer) == expected
        if not expected:
            for token in tokens:
                self.end(token, "aging")

    @rule(chosen=picks_of_tokens)
    def order_with_a_token(self, chosen: list[int]) -> None:
        """What an order does to a number that it uses."""
        for token in self.tokens(chosen):
            if self.model.live(token):
                with ChangeTransactions(self.database).begin(keep=True, now=self.model.now) as records:
                    books = records.read(Wanted(tokens={token}))
                    layer, hold = books.layer(), books.holds.get(token)
                    assert hold is not None
                    end_hold(layer, hold, NumberState.ASSIGNED)
                    records.write(layer, {}, [], self.model.now.date())
                self.end(token, "assigned")

    @rule(place=places, state=st.sampled_from(["available", "aging", "restricted"]))
    def load_the_inventory(self, place: int, state: str) -> None:
        """A load, and a disconnect: what is held stays so."""
        name, number = NUMBERS[place], self.model.numbers[NUMBERS[place]]
        if number.state == "held":
            return
        until = self.model.now.date() + timedelta(days=TERMS.aging_days) if state == "aging" else None
        with psycopg.connect(self.dsn) as connection:
            connection.execute(
                "UPDATE inventory_number SET state = %s, until = %s WHERE telephone_number = %s", (state, until, name)
            )
        self.model.numbers[name] = Modelled(state, until)

    @rule(minutes=st.sampled_from([1, 29, 60, 300]))
    def minutes_pass(self, minutes: int) -> None:
        self.pass_time(timedelta(minutes=minutes))

    @rule(days=st.sampled_from([1, 2, 20]))
    def days_pass(self, days: int) -> None:
        self.pass_time(timedelta(days=days))

    @rule()
    def keep_house(self) -> None:
        Housekeeping(self.database, clock=lambda: self.model.now).keep_house()
        for name in NUMBERS:
            if self.model.state(name) == "available":
                self.model.numbers[name].state = "available"
        limit = self.model.now - timedelta(days=KEPT_DAYS)
        self.model.forgotten |= {token for token, held in self.model.tokens.items() if held.until < limit}

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        with psycopg.connect(self.dsn) as connection:
            rows = connection.execute(
                "SELECT telephone_number, CASE WHEN h.held_until <= %(now)s OR until < %(today)s THEN 'available'"
                " ELSE state END, CASE WHEN h.held_until > %(now)s THEN h.token END, h.held_until, h.extensions,"
                " h.reseller FROM inventory_number LEFT JOIN number_hold h USING (telephone_number)",
                {"now": self.model.now, "today": self.model.now.date()},
            ).fetchall()
        for name, state, token, until, extensions, reseller in rows:
            assert state == self.model.state(name), name
            held = self.model.live(self.model.numbers[name].token)
            if state == "held":
                assert held is not None
                assert token == self.model.numbers[name].token
                assert (until, extensions, reseller) == (held.until, held.extensions, held.reseller)
            else:
                assert token is None

    def pass_time(self, time: timedelta) -> None:
        self.model.now += time
        self.window.now = self.model.now
        with psycopg.connect(self.dsn) as connection:
            connection.execute("SELECT make_answer_partitions(%s, 1)", (self.model.now.date(),))

    def request(self, minutes: int | None, **fields: Any) -> dict[str, Any]:
        return fields if minutes is None else {**fields, "hold_minutes": minutes}

    def ask(
        self, request: dict[str, Any], reseller: str, transaction: str = "number.reserve", **other: Any
    ) -> dict[str, Any]:
        (answer,) = self.window.ask(request, reseller=reseller, transaction=transaction, **other)
        return answer

    def tokens(self, chosen: list[int]) -> list[str]:
        given = list(self.model.tokens)
        return list(dict.fromkeys(given[-1 - place % min(len(given), 8)] for place in chosen)) if given else []

    def hold(self, told: dict[str, Any], reseller: str, minutes: int | None) -> None:
        name, token = told["telephone_number"], told["hold_token"]
        until = self.model.now + timedelta(minutes=minutes or TERMS.hold_minutes)
        assert told["code"] == "N301"
        assert token not in self.model.tokens
        self.model.numbers[name] = Modelled("held", None, token)
        self.model.tokens[token] = Held(name, reseller, self.model.now, until)

    def end(self, token: str, state: str) -> None:
        held = self.model.tokens[token]
        held.used = True
        until = self.model.now.date() + timedelta(days=TERMS.aging_days) if state == "aging" else None
        self.model.numbers[held.number] = Modelled(state, until)


@pytest.mark.timeout(600)
def test_the_records_follow_the_model(postgres_dsn: str, database: Database, index: ReferenceIndex) -> None:
    set_terms(postgres_dsn, TERMS)

    def machine() -> LifeOfNumbers:
        found = LifeOfNumbers()
        found.dsn, found.database, found.index = postgres_dsn, database, index
        return found

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
