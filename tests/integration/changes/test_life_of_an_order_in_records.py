"""Whatever resellers ask and the network tells, in batches and again, the records of orders stay whole."""

import json
from collections import Counter
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from serviceability.index import open_index
from tests.integration.changes.wholesale_records import WholesaleRecords
from tests.unit.ordering.order_desk import (
    CENTER,
    NOW,
    OFFICE,
    OTHER_CENTER,
    OTHER_OFFICE,
    OTHER_SWITCH,
    SWITCH,
    TODAY,
    write_order_index,
)
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.change import Wanted
from wholesaler_worker.changing.documents import Settled
from wholesaler_worker.changing.use_cases import CHANGES
from wholesaler_worker.db.book_writing import book_days, write_books
from wholesaler_worker.db.books import BookReader
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.terms import read_rules
from wholesaler_worker.ordering.completion import complete, days_of_move, jeopardize, recover
from wholesaler_worker.ordering.states import IllegalMove
from wholesaler_worker.outcomes import Retry

RESELLERS, PONS = ("acme", "beta"), ("PO-1", "PO-2", "PO-3")
FOLSOM = {"line": "1368 Folsom St", "city": "San Francisco", "state": "CA", "zip": "94103"}
OAKLAND = {"line": "500 Broadway", "city": "Oakland", "state": "CA", "zip": "94607"}
JANE = {"name": "Jane Doe", "class": "residence"}
CONSENT = {"name": "Jane Doe", "date": "2026-11-20"}
CHANGED = (
    "ledger, order_event, order_version, purchase_order, service_address, customer_account, number_hold, office_day"
)

slips = st.sampled_from((0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 1))
days = st.sampled_from((None, None, -1, 5, 7, 8, 9, 10, 11, 14, 15, 16)).map(
    lambda ahead: None if ahead is None else (TODAY + timedelta(days=ahead)).isoformat()
)
wishes = st.fixed_dictionaries(
    {
        "reseller": st.sampled_from(RESELLERS),
        "pon": st.sampled_from(PONS),
        "slip": slips,
        "what": st.sampled_from("NNNCCDTTVWSB1223"),
        "due": days,
        "services": st.sampled_from((["1FR"], ["1FR"], ["1FR", "ESX"], ["1FR", "ESX"], ["RSX"])),
        "address": st.sampled_from((FOLSOM, FOLSOM, OAKLAND)),
        "holding": st.booleans(),
        "place": st.integers(0, 5),
        "again": st.sampled_from((False, False, False, False, True)),
    }
)


def seed(dsn: str) -> None:
    places = ((OFFICE, CENTER, SWITCH, "415555"), (OTHER_OFFICE, OTHER_CENTER, OTHER_SWITCH, "510555"))
    with psycopg.connect(dsn) as connection:
        for name in RESELLERS:
            connection.execute("INSERT INTO reseller (name, transactions) VALUES (%s, '{order.submit}')", (name,))
        for office, center, switch, npa_nxx in places:
            connection.execute(
                "INSERT INTO central_office (clli, name, rate_center, daily_capacity) VALUES (%s, %s, %s, 2)",
                (office, office, center),
            )
            connection.execute("INSERT INTO switch (clli, type, npa_nxx) VALUES (%s, '5ESS', %s)", (switch, [npa_nxx]))
            connection.execute(
                "INSERT INTO inventory_number (telephone_number, switch, rate_center, state)"
                " SELECT %s || n, %s, %s, 'available' FROM generate_series(1000, 1005) n",
                (npa_nxx, switch, center),
            )
        connection.execute("SELECT make_answer_partitions(%s, 40)", (TODAY,))


class LivesInRecords(RuleBasedStateMachine):
    """Two resellers with three purchase orders each, twelve numbers, days with room for two."""

    records: WholesaleRecords
    look: psycopg.Connection[tuple[Any, ...]]
    transactions = count(1)

    @initialize()
    def begin(self) -> None:
        self.records.now = NOW
        self.sent: dict[tuple[str, str, int], tuple[dict[str, Any], Any]] = {}
        self.look.execute(f"TRUNCATE {CHANGED} CASCADE".encode())
        self.look.execute("UPDATE inventory_number SET state = 'available', until = NULL")
        for reseller, numbers in (("acme", ["4155551000"]), ("beta", ["4155551001", "4155551002"])):
            self._add_customer(reseller, numbers)

    @rule(together=st.lists(wishes, min_size=1, max_size=4))
    def ask(self, together: list[dict[str, Any]]) -> None:
        documents = [made for wish in together if (made := self._document(wish))]
        for made, outcome in zip(documents, self.records.answer(*documents, may_wait=False), strict=True):
            if isinstance(outcome, Retry):
                continue
            assert isinstance(outcome, Settled), outcome
            (body,) = outcome.bodies
            (segment,) = json.loads(body)["segments"]
            self._remember(made, segment)

    @rule(
        place=st.integers(0, 5),
        what=st.sampled_from(("complete", "complete", "jeopardy", "recover")),
        due=days,
    )
    def carry_out(self, place: int, what: str, due: str | None) -> None:
        open_ones = self.rows(
            "SELECT reseller, pon, version FROM order_version WHERE state IN ('confirmed', 'jeopardy') ORDER BY 1, 2"
        )
        if not open_ones:
            return
        key = open_ones[place % len(open_ones)]
        new_date = None if due is None else date.fromisoformat(due)
        with self.records.database.transaction() as connection:
            reader = BookReader(connection)
            reader.read(Wanted(versions={key}))
            books = reader.books.layer()
            version = books.versions.get(key)
            assert version is not None
            reader.read_days(days_of_move(version, new_date))
            if what == "complete":
                complete(books, version, self.records.now.date(), read_rules(connection), self.records.now)
            elif what == "jeopardy":
                jeopardize(books, version, "O522", None, new_date, self.records.now)
            elif version.state == "jeopardy":
                recover(books, version, new_date, self.records.now)
            else:
                with pytest.raises(IllegalMove):
                    recover(books, version, new_date, self.records.now)
            write_books(connection, reader.books, books)
            book_days(connection, reader.books, books, beyond=True)

    @rule(hours=st.integers(1, 30))
    def later(self, hours: int) -> None:
        self.records.now += timedelta(hours=hours)

    def rows(self, statement: str, **asked: Any) -> list[tuple[Any, ...]]:
        return self.look.execute(statement.encode(), asked).fetchall()

    def _add_customer(self, reseller: str, numbers: list[str]) -> None:
        main = numbers[0]
        lines = [{"usoc": "1FR", "features": [], "telephone_number": number} for number in numbers]
        address = {"line": "1368 FOLSOM ST", "city": "SAN FRANCISCO", "state": "CA", "zip": "94103"}
        self.look.execute(
            "INSERT INTO customer_account VALUES (%s, %s, false, %s, %s, 'residence', 'Jane Doe', %s, %s)",
            (main, reseller, OFFICE, SWITCH, json.dumps(address), json.dumps(lines)),
        )
        for number in numbers:
            self.look.execute("UPDATE inventory_number SET state = 'assigned' WHERE telephone_number = %s", (number,))
            self.look.execute(
                "INSERT INTO service_address (telephone_number, line, city, state, zip, account)"
                " VALUES (%s, '1368 FOLSOM ST', 'SAN FRANCISCO', 'CA', '94103', %s)",
                (number, main),
            )

    def _document(self, wish: dict[str, Any]) -> dict[str, Any] | None:
        """What a reseller sends when it wants something, or the same version once more."""
        key = wish["reseller"], wish["pon"]
        known = self.rows(
            "SELECT latest, coalesce(in_force, 0) FROM purchase_order WHERE reseller = %(reseller)s AND pon = %(pon)s",
            reseller=wish["reseller"],
            pon=wish["pon"],
        )
        latest, in_force = known[0] if known else (0, 0)
        number = f"T-{next(self.transactions)}"
        if wish["again"] and (found := self.sent.get((*key, latest))):
            again = {**found[0], "header": {**found[0]["header"], "transaction_number": number}}
            again["segments"] = [{**again["segments"][0], "reference": number}]
            return again
        version, what = latest + 1 + wish["slip"], wish["what"]
        activity = what if what.isalpha() else "N"
        request: dict[str, Any] = {"pon": wish["pon"], "version": version}
        if what in "12":
            request["supplement"] = what
        elif in_force or what == "3":
            request |= {
                "supplement": "3",
                "activity": activity if wish["place"] == 1 else self._activity(key, activity),
            }
            activity = request["activity"]
        else:
            request["activity"] = activity
        if ("supplement" in request and version < 2) or not 1 <= version <= 9 or (what == "2" and not wish["due"]):
            return None
        if wish["due"] and what != "1":
            request["desired_due_date"] = wish["due"]
        segment = {"number": 1, "end_user": JANE, "request": request}
        if what not in "12":
            self._fill(segment, activity, wish)
        return document(
            segment,
            transaction="order.supplement" if "supplement" in request else "order.submit",
            transaction_number=number,
            reseller=wish["reseller"],
        )

    def _activity(self, key: tuple[str, str], otherwise: str) -> str:
        """That of the version in force, which a supplement keeps."""
        found = self.rows(
            "SELECT activity FROM order_version JOIN purchase_order USING (reseller, pon)"
            " WHERE version = in_force AND reseller = %(reseller)s AND pon = %(pon)s",
            reseller=key[0],
            pon=key[1],
        )
        return str(found[0][0]) if found else otherwise

    def _fill(self, segment: dict[str, Any], activity: str, wish: dict[str, Any]) -> None:
        # Mostly the number of a customer whom the order may touch.
        working = self.rows(
            "SELECT s.telephone_number FROM service_address s JOIN customer_account c ON c.telephone_number = s.account"
            " WHERE (c.reseller = %(reseller)s) = %(own)s ORDER BY 1",
            reseller=wish["reseller"],
            own=(activity not in "VW") == (wish["place"] > 0),
        )
        number = working[wish["place"] % len(working)][0] if working else "4155551999"
        usoc, *features = wish["services"]
        line = {"usoc": usoc, "features": features}
        if activity != "N":
            line["telephone_number"] = number
        if activity in "NCTV":
            segment["request"]["lines"] = [line]
            if wish["holding"] and (token := self._hold(wish)):
                extra = {"usoc": "1FR", "hold_token": token}
                segment["request"]["lines"] = [extra] if activity == "N" else [line, extra]
        segment["address"] = wish["address"] if activity in "NT" else {"telephone_number": number}
        if activity in "VW":
            segment["request"]["authority"] = CONSENT

    def _hold(self, wish: dict[str, Any]) -> str | None:
        reserve = document(
            {
                "number": 1,
                "address": wish["address"],
                "request": {"kind": "random", "quantity": 1, "hold_minutes": 600},
            },
            transaction="number.reserve",
            transaction_number=f"R-{next(self.transactions)}",
            reseller=wish["reseller"],
        )
        (segment,) = self.records.reply(reserve).segments
        return next((one["hold_token"] for one in segment.result["numbers"]), None)

    def _remember(self, made: dict[str, Any], segment: dict[str, Any]) -> None:
        """A version is decided once: whenever its content comes again, the same is answered."""
        if not segment["result"]:
            return
        request = made["segments"][0]["request"]
        key = made["header"]["reseller"], request["pon"], request["version"]
        answer = segment["outcome"], segment["result"], [e["text"] for e in segment["errors"] if e["code"] != "I001"]
        assert self.sent.setdefault(key, (made, answer))[1] == answer

    # What always holds.

    @invariant()
    def every_event_is_there_and_every_version_decided_once(self) -> None:
        rows = self.rows(
            "SELECT o.last_sequence, o.latest, count(DISTINCT e.sequence), max(e.sequence),"
            " count(*) FILTER (WHERE event = 'order.acknowledged'),"
            " count(*) FILTER (WHERE event IN ('order.confirmed', 'order.rejected')), count(DISTINCT e.version)"
            " FROM purchase_order o JOIN order_event e USING (reseller, pon) GROUP BY o.reseller, o.pon"
        )
        for last, latest, *counts in rows:
            assert counts == [last, last, latest, latest, latest]

    @invariant()
    def what_is_under_way_is_in_force(self) -> None:
        rows = self.rows(
            "SELECT v.version, o.in_force FROM order_version v JOIN purchase_order o USING (reseller, pon)"
            " WHERE v.state IN ('received', 'confirmed', 'jeopardy', 'completed')"
        )
        assert all(version == in_force for version, in_force in rows)

    @invariant()
    def days_are_booked_as_orders_are_due(self) -> None:
        due = self.rows(
            "SELECT central_office, due_date, count(*) FROM order_version"
            " WHERE state IN ('confirmed', 'jeopardy', 'completed') GROUP BY 1, 2"
        )
        booked = self.rows("SELECT central_office, day, booked FROM office_day WHERE booked > 0")
        assert sorted(booked) == sorted(due)

    @invariant()
    def numbers_are_used_by_one_order_or_customer(self) -> None:
        taken = self.rows(
            "SELECT unnest(numbers) FROM order_version WHERE state IN ('confirmed', 'jeopardy')"
            " UNION ALL SELECT telephone_number FROM service_address"
        )
        used = Counter(row[0] for row in taken)
        assigned = self.rows("SELECT telephone_number FROM inventory_number WHERE state = 'assigned'")
        assert used == Counter(row[0] for row in assigned)
        held = self.rows("SELECT telephone_number FROM inventory_number WHERE state = 'held' ORDER BY 1")
        assert held == self.rows("SELECT telephone_number FROM number_hold ORDER BY 1")

    @invariant()
    def a_customers_numbers_are_those_of_its_lines(self) -> None:
        lines = self.rows(
            "SELECT DISTINCT telephone_number, line->>'telephone_number' FROM customer_account,"
            " jsonb_array_elements(lines) AS line WHERE line->>'telephone_number' IS NOT NULL"
        )
        places = self.rows("SELECT account, telephone_number FROM service_address")
        assert sorted(lines) == sorted(places)

    @invariant()
    def one_order_is_under_way_for_a_customer(self) -> None:
        rows = self.rows("SELECT count(*) FROM order_version WHERE state IN ('confirmed', 'jeopardy') GROUP BY account")
        assert all(row == (1,) for row in rows)


@pytest.mark.timeout(600)
def test_the_records_of_orders_stay_whole(postgres_dsn: str, tmp_path: Path) -> None:
    seed(postgres_dsn)
    with (
        Database(postgres_dsn, connections=2) as database,
        psycopg.connect(postgres_dsn, autocommit=True) as look,
    ):
        records = WholesaleRecords.__new__(WholesaleRecords)
        records.database, records.now = database, NOW
        records.index = open_index(write_order_index(tmp_path / "all.sqlite"))
        records.changes = Changes(ChangeTransactions(database).begin, CHANGES, lambda: records.now)

        def machine() -> LivesInRecords:
            found = LivesInRecords()
            found.records, found.look = records, look
            return found

        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=30,
                stateful_step_count=30,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
        records.index.close()
