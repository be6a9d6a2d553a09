"""The sheet on which both sides are written down: a temporary SQLite file, so that a million documents need no memory.

A document takes some hundred bytes on disk. Everything that is compared is in an index: the time grows with the number
of documents and not with its square.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from wholesaler_worker.reconciliation.findings import Finding, Wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from wholesaler_worker.db.reconciliation import KnownDocument
    from wholesaler_worker.reconciliation.seen import SeenAnswer, SeenDocument

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE document (
    question BLOB, content BLOB, reseller TEXT, number TEXT, named TEXT, body BLOB, direct INTEGER, place INTEGER,
    standing TEXT, PRIMARY KEY (question, content)
) WITHOUT ROWID;
CREATE TABLE carried_out (identity TEXT PRIMARY KEY, reseller TEXT, number TEXT) WITHOUT ROWID;
CREATE INDEX carried_out_by_number ON carried_out (reseller, number);
CREATE TABLE answered (question BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE part (question BLOB, identity TEXT, part INTEGER, parts INTEGER,
                   PRIMARY KEY (question, identity, part)) WITHOUT ROWID;
CREATE TABLE done (identity TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE parked (body BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE known (reseller TEXT, number TEXT, content BLOB, identity TEXT,
                    PRIMARY KEY (reseller, number)) WITHOUT ROWID;
CREATE TABLE unanswered (id INTEGER PRIMARY KEY, reseller TEXT, name TEXT, text TEXT, to_do TEXT,
                         waits INTEGER DEFAULT 0);
CREATE TABLE finding (wrong TEXT, reseller TEXT, name TEXT, text TEXT, to_do TEXT);
"""
_STANDING = """
UPDATE document SET standing = CASE
    WHEN direct THEN 'direct'
    WHEN EXISTS (SELECT 1 FROM known k WHERE k.reseller = document.reseller AND k.number = document.number
                                         AND k.content = document.content) THEN 'ledger'
    WHEN EXISTS (SELECT 1 FROM answered a WHERE a.question = document.question) THEN 'answered'
    WHEN EXISTS (SELECT 1 FROM parked p WHERE p.body = document.body) THEN 'parked'
    WHEN place >= ? THEN 'under_way'
    ELSE 'unanswered' END
"""
_UNKEPT = """
CREATE TABLE unkept AS
SELECT DISTINCT c.reseller, c.number FROM done d JOIN carried_out c ON c.identity = d.identity
WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k.reseller = c.reseller AND k.number = c.number)
"""
_STANDS_UNKEPT = """
UPDATE document SET standing = 'unkept'
WHERE content <> x'' AND standing = 'answered' AND (reseller, number) IN (SELECT reseller, number FROM unkept)
"""
_DONE_AGAIN = """
INSERT INTO finding SELECT DISTINCT 'doubled', c.reseller, c.number, ?, ?
FROM done d JOIN carried_out c ON c.identity = d.identity
JOIN known k ON k.reseller = c.reseller AND k.number = c.number AND k.identity <> d.identity
"""
_WAIT = """
UPDATE unanswered SET waits = 1
WHERE id IN (SELECT id FROM unanswered WHERE NOT waits AND (? IS NULL OR reseller = ?) ORDER BY id LIMIT ?)
"""
_FINDINGS = """
SELECT wrong, reseller, name, text, to_do FROM finding
ORDER BY reseller, CASE wrong WHEN 'lost' THEN 1 WHEN 'doubled' THEN 2 ELSE 3 END, rowid
"""
_UNKNOWN = (
    "it was answered as carried out, and the ledger does not know it",
    "was the database restored from a backup? Have the reseller send it again",
)
_TWO_ANSWERS = (
    "two different answers say that it was carried out",
    "compare both in the tap of answers with the records, and report it",
)
_NOWHERE = (
    "it was sent, and there is no answer, no parked copy, nothing in the ledger",
    "have the reseller send it again under the same transaction number, and look for it in the worker's log",
)


class Sheet:
    """A context manager; the file is gone at the end."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="reconcile-")
        self._sheet = sqlite3.connect(Path(self._folder.name) / "sheet.sqlite", isolation_level=None)
        self._sheet.executescript(_TABLES)
        # One transaction to the end: nobody else reads it, and nothing of it is to last.
        self._sheet.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sheet.close()
        self._folder.cleanup()

    def add_documents(self, documents: Iterable[SeenDocument]) -> None:
        """What the tap of documents had; what is asked twice, or passed the tap twice, is one."""
        for one in documents:
            self._sheet.execute(
                "INSERT OR IGNORE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (one.question, one.content, one.reseller, one.transaction_number, one.named, one.body, one.is_direct,
                 one.offset),
            )  # fmt: skip
            if one.done:
                self._sheet.execute(
                    "INSERT OR IGNORE INTO carried_out VALUES (?, ?, ?)",
                    (one.done, one.reseller, one.transaction_number),
                )

    def add_answers(self, answers: Iterable[SeenAnswer], *, judge_effects: bool = True) -> None:
        """What the tap of answers had; an answer in parts counts when all of them are there.

        `judge_effects` compares what was said to be done with the ledger.
        """
        for one in answers:
            if one.parts > 1:
                self._sheet.execute(
                    "INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?)", (one.question, one.identity, one.part, one.parts)
                )
            else:
                self._sheet.execute("INSERT OR IGNORE INTO answered VALUES (?)", (one.question,))
            if one.is_done and judge_effects:
                self._sheet.execute("INSERT OR IGNORE INTO done VALUES (?)", (one.identity,))
        self._sheet.execute(
            "INSERT OR IGNORE INTO answered SELECT question FROM part GROUP BY question, identity"
            " HAVING count(*) = max(parts)"
        )

    def add_parked(self, bodies: Iterable[bytes]) -> None:
        """Keys of the bodies that were set aside or parked."""
        self._sheet.executemany("INSERT OR IGNORE INTO parked VALUES (?)", ((body,) for body in bodies))

    def changes(self, at_a_time: int) -> Iterator[list[tuple[str, str]]]:
        """Reseller and transaction number of the documents that the ledger should know, in portions."""
        last = ("", "")
        while True:
            found = self._sheet.execute(
                "SELECT DISTINCT reseller, number FROM carried_out WHERE (reseller, number) > (?, ?)"
                " ORDER BY reseller, number LIMIT ?",
                (*last, at_a_time),
            ).fetchall()
            if not found:
                return
            yield found
            last = found[-1]

    def add_known(self, documents: Iterable[KnownDocument]) -> None:
        """What the ledger knows of them."""
        rows = ((one.reseller, one.transaction_number, one.content_hash, one.message_id) for one in documents)
        self._sheet.executemany("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)", rows)

    def compare(self, settled: int) -> None:
        """Say of every document how it stands; from the offset `settled` on one without an answer is just under way."""
        self._sheet.execute(_STANDING, (settled,))
        self._sheet.execute(_UNKEPT)
        self._sheet.execute(_STANDS_UNKEPT)
        self._sheet.execute("INSERT INTO finding SELECT 'lost', reseller, number, ?, ? FROM unkept", _UNKNOWN)
        self._sheet.execute(_DONE_AGAIN, _TWO_ANSWERS)
        self._sheet.execute(
            "INSERT INTO unanswered (reseller, name, text, to_do)"
            " SELECT reseller, named, ?, ? FROM document WHERE standing = 'unanswered' ORDER BY place DESC",
            _NOWHERE,
        )

    def add_unanswered(self, findings: Iterable[Finding]) -> None:
        """Documents that the ledger knows to be unanswered, newest first."""
        self._sheet.executemany(
            "INSERT INTO unanswered (reseller, name, text, to_do) VALUES (?, ?, ?, ?)",
            ((one.reseller, one.name, one.text, one.to_do) for one in findings),
        )

    def let_wait(self, lanes: Mapping[str, int], ladder: int, young: Mapping[str, int]) -> None:
        """As many of the unanswered as wait in their reseller's lanes, then on the ladder, will still be answered.

        The newest are taken to be those that wait; those just under way are there too, and come first: here, and as
        `young` by reseller in the ledger. All others are lost.
        """
        for reseller, count in lanes.items():
            room = count - self.standing(reseller).get("under_way", 0) - young.get(reseller, 0)
            self._sheet.execute(_WAIT, (reseller, reseller, max(room, 0)))
        self._sheet.execute(_WAIT, (None, None, ladder))
        self._sheet.execute(
            "INSERT INTO finding SELECT 'lost', reseller, name, text, to_do FROM unanswered WHERE NOT waits"
        )

    def waiting(self) -> dict[str, int]:
        """By reseller, how many of the unanswered wait."""
        rows = self._sheet.execute("SELECT reseller, count(*) FROM unanswered WHERE waits GROUP BY reseller")
        return dict(rows.fetchall())

    def standing(self, reseller: str) -> dict[str, int]:
        """How many of a reseller's documents stand how."""
        rows = self._sheet.execute("SELECT standing, count(*) FROM document WHERE reseller = ? GROUP BY 1", (reseller,))
        return dict(rows.fetchall())

    def resellers(self) -> set[str]:
        """Whose documents, or findings, there are."""
        rows = self._sheet.execute(
            "SELECT reseller FROM document UNION SELECT reseller FROM finding WHERE reseller <> ''"
        )
        return {row[0] for row in rows}

    def add_finding(self, finding: Finding) -> None:
        """Something that is not as it should be."""
        row = (finding.wrong.value, finding.reseller, finding.name, finding.text, finding.to_do)
        self._sheet.execute("INSERT INTO finding VALUES (?, ?, ?, ?, ?)", row)

    def wrong(self) -> dict[tuple[str, Wrong], int]:
        """How many findings there are, by reseller and kind; those that are nobody's under an empty name."""
        rows = self._sheet.execute("SELECT reseller, wrong, count(*) FROM finding GROUP BY 1, 2")
        return {(reseller, Wrong(wrong)): count for reseller, wrong, count in rows}

    def findings(self) -> Iterator[Finding]:
        """All of them, by reseller, the worst first."""
        for wrong, reseller, name, text, to_do in self._sheet.execute(_FINDINGS):
            yield Finding(wrong=Wrong(wrong), reseller=reseller, name=name, text=text, to_do=to_do)
