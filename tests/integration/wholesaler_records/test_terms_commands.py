"""What an operator sees of the terms: they are shown, changed within their limits, and gone by."""

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest

from tests.integration.wholesaler_records.commands import wholesaler_worker
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.commands.terms import TERMS
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import RecordRefused
from wholesaler_worker.db.terms import read_rules
from wholesaler_worker.db.terms_keeping import TermsKeeper

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(postgres_dsn: str, tmp_path: Path) -> Run:
    def terms(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        ended = wholesaler_worker("terms", *arguments, folder=tmp_path, WHOLESALE_POSTGRES_DSN=postgres_dsn)
        assert ended.returncode == code, ended.stderr
        return ended

    return terms


def rules(dsn: str) -> Rules:
    with Database(dsn) as database, database.transaction() as connection:
        return read_rules(connection)


def test_terms_that_are_set_are_gone_by_and_shown(postgres_dsn: str, run: Run) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("INSERT INTO central_office VALUES ('SNFCCA01', 'Folsom (synthetic)', 'SAN FRANCISCO')")
    run("set", "hold_minutes", "120")
    run("holiday", "add", "2026-12-25", "Christmas Day")
    run("holiday", "add", "2026-12-26", "Boxing Day")
    run("holiday", "remove", "2026-12-26")
    run("interval", "NSDNB", "10")
    run("capacity", "SNFCCA01", "40")
    changed = rules(postgres_dsn)
    assert changed == Rules(hold_minutes=120, intervals={"NSDNB": 10}, holidays=frozenset({date(2026, 12, 25)}))
    said = json.loads(run("show", "--json").stdout)
    assert said["hold_minutes"] == 120
    assert (said["intervals"], said["holidays"]) == ({"NSDNB": 10}, {"2026-12-25": "Christmas Day"})
    text = run("show").stdout
    assert "2026-12-25 Christmas Day" in text
    assert all(name in text for name in TERMS)
    run("interval", "NSDNB", "usual")
    assert rules(postgres_dsn).intervals == {}
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT daily_capacity FROM central_office").fetchall() == [(40,)]


@pytest.mark.parametrize("name", TERMS)
def test_a_term_beyond_the_limits_of_the_records_is_wrong_usage(postgres_dsn: str, name: str) -> None:
    """The limits that a person is told are those of the schema."""
    least, most = TERMS[name]
    with Database(postgres_dsn) as database:
        keeper = TermsKeeper(database)
        keeper.change("hold_minutes", 1)
        keeper.change("longest_hold_minutes", TERMS["longest_hold_minutes"][1])
        for value in (least, most):
            keeper.change(name, value)
        for value in (least - 1, most + 1):
            with pytest.raises(RecordRefused):
                keeper.change(name, value)


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "hold_minutes", "0"),
        ("set", "patience", "3"),
        ("set", "holds_each", "many"),
        ("holiday", "add", "2026-02-30", "No Day"),
        ("holiday", "add", "2026-12-25", " "),
        ("interval", "NSDNB", "-1"),
        ("interval", "nsdnb", "3"),
        ("capacity", "SNFCCA01", "-1"),
    ],
)
def test_what_is_no_term_is_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert len(run(*arguments, code=2).stderr.strip()) > 20


def test_terms_that_do_not_go_together_are_refused(postgres_dsn: str, run: Run) -> None:
    assert "longest_hold_minutes is not below hold_minutes" in run("set", "longest_hold_minutes", "239", code=1).stderr
    assert rules(postgres_dsn) == Rules()


def test_what_is_not_there_cannot_be_changed(run: Run) -> None:
    assert "no holiday" in run("holiday", "remove", "2026-12-26", code=1).stderr
    assert "SNFCCA01" in run("capacity", "SNFCCA01", "3", code=1).stderr
