"""Both sides stand on one sheet: what has no answer, waits nowhere and is old enough is lost, and nothing else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wholesaler_worker.db.reconciliation import KnownDocument
from wholesaler_worker.reconciliation.findings import Finding, Wrong
from wholesaler_worker.reconciliation.seen import SeenAnswer, SeenDocument
from wholesaler_worker.reconciliation.sheet import Sheet

ALL_OLD = 10_000


def asked(number: str, place: int = 0, **changes: Any) -> SeenDocument:
    found = SeenDocument(
        reseller="acme",
        transaction_number=number,
        named=number,
        question=number.encode(),
        body=b"body of " + number.encode(),
        content=b"",
        done="",
        is_direct=False,
        offset=place,
    )
    return replace(found, **changes)


def change(number: str, content: bytes = b"content", done: str = "", **changes: Any) -> SeenDocument:
    return asked(number, content=content, done=done or f"done {number}", **changes)


def answered(number: str, **changes: Any) -> SeenAnswer:
    found = SeenAnswer(
        reseller="acme",
        transaction_number=number,
        question=number.encode(),
        identity=f"done {number}",
        part=1,
        parts=1,
        is_done=False,
    )
    return replace(found, **changes)


def known(number: str, content: bytes = b"content", identity: str = "") -> KnownDocument:
    return KnownDocument("acme", number, content, identity or f"done {number}")


def findings(sheet: Sheet) -> list[str]:
    return [f"{one.wrong} {one.reseller} {one.name}" for one in sheet.findings()]


@pytest.fixture
def sheet() -> Any:
    with Sheet() as found:
        yield found


def test_each_document_stands_in_exactly_one_way(sheet: Sheet) -> None:
    sheet.add_documents(
        [
            asked("answered"),
            asked("parked"),
            asked("lost"),
            asked("young", 5),
            asked("direct", is_direct=True),
            change("known"),
            change("refused"),
            change("conflict", b"other content"),
        ]
    )
    sheet.add_answers([answered("answered"), answered("refused"), answered("conflict")])
    sheet.add_parked([b"body of parked", b"body of answered"])
    sheet.add_known([known("known"), known("conflict")])
    sheet.compare(5)
    sheet.let_wait({}, 0, {})
    assert sheet.standing("acme") == {
        "answered": 3, "parked": 1, "unanswered": 1, "under_way": 1, "direct": 1, "ledger": 1
    }  # fmt: skip
    assert findings(sheet) == ["lost acme lost"]


def test_a_question_that_comes_twice_is_one_and_a_change_with_other_content_another(sheet: Sheet) -> None:
    sheet.add_documents([asked("A-1"), asked("A-1", 9), change("A-2"), change("A-2", b"other content")])
    sheet.compare(ALL_OLD)
    assert sheet.standing("acme") == {"unanswered": 3}


def test_an_answer_counts_when_all_its_parts_are_there_under_one_identity(sheet: Sheet) -> None:
    sheet.add_documents([asked("whole"), asked("half"), asked("mixed")])
    parts = [
        ("whole", "a", 1),
        ("whole", "a", 2),
        ("half", "b", 2),
        ("half", "b", 2),
        ("mixed", "c", 1),
        ("mixed", "d", 2),
    ]
    sheet.add_answers(answered(number, identity=identity, part=part, parts=2) for number, identity, part in parts)
    sheet.compare(ALL_OLD)
    sheet.let_wait({}, 0, {})
    assert sorted(findings(sheet)) == ["lost acme half", "lost acme mixed"]


def test_parts_that_are_read_in_two_readings_belong_together(sheet: Sheet) -> None:
    sheet.add_documents([asked("A-1")])
    for part in (2, 1):
        sheet.add_answers([answered("A-1", part=part, parts=2)])
    sheet.compare(ALL_OLD)
    assert sheet.standing("acme") == {"answered": 1}


def test_what_was_answered_as_done_must_be_in_the_ledger(sheet: Sheet) -> None:
    sheet.add_documents([change("A-1"), change("A-2")])
    sheet.add_answers([answered("A-1", is_done=True), answered("A-2", is_done=True)])
    sheet.add_known([known("A-2")])
    sheet.compare(ALL_OLD)
    assert findings(sheet) == ["lost acme A-1"]
    assert sheet.standing("acme") == {"unkept": 1, "ledger": 1}


def test_the_ledger_is_not_asked_for_what_it_may_have_forgotten(sheet: Sheet) -> None:
    sheet.add_documents([change("A-1")])
    sheet.add_answers([answered("A-1", is_done=True)], judge_effects=False)
    sheet.compare(ALL_OLD)
    assert findings(sheet) == []


def test_two_documents_done_under_one_number_are_doubled_and_a_trial_before_one_is_not(sheet: Sheet) -> None:
    sheet.add_documents(
        [change("A-1"), change("A-1", b"other content", "done otherwise"), change("A-2"), asked("trial")]
    )
    sheet.add_known([known("A-1"), known("A-2")])
    sheet.add_answers(
        [
            answered("A-1", is_done=True),
            answered("A-1", identity="done otherwise", is_done=True),
            answered("A-2", is_done=True),
            answered("A-2", identity="of the trial", is_done=True),
        ]
    )
    sheet.compare(ALL_OLD)
    sheet.let_wait({}, 0, {})
    assert findings(sheet) == ["lost acme trial", "doubled acme A-1"]


def lost_of(sheet: Sheet, lanes: dict[str, int], ladder: int, young: dict[str, int] | None = None) -> list[str]:
    sheet.add_documents(
        [asked("A-1", 1), asked("A-2", 2), asked("A-3", 3), asked("B-1", 1, reseller="beta"), asked("A-9", 99)]
    )
    sheet.compare(99)
    sheet.add_unanswered([Finding(wrong=Wrong.LOST, reseller="acme", name="L-1", text="", to_do="")])
    sheet.let_wait(lanes, ladder, young or {})
    return findings(sheet)


def test_as_many_as_wait_in_the_lanes_of_their_reseller_are_not_lost_the_newest_first(sheet: Sheet) -> None:
    assert lost_of(sheet, {"acme": 3}, 0) == ["lost acme A-1", "lost acme L-1", "lost beta B-1"]
    assert sheet.waiting() == {"acme": 2}


def test_those_just_under_way_are_in_the_lanes_too(sheet: Sheet) -> None:
    assert lost_of(sheet, {"acme": 3}, 0, {"acme": 5}) == [
        "lost acme A-3", "lost acme A-2", "lost acme A-1", "lost acme L-1", "lost beta B-1"
    ]  # fmt: skip


def test_what_waits_on_the_ladder_may_be_anybodys(sheet: Sheet) -> None:
    assert lost_of(sheet, {"acme": 4, "gamma": 100}, 1) == ["lost acme L-1"]
    assert sheet.waiting() == {"acme": 3, "beta": 1}


def test_findings_are_counted_by_reseller_and_told_the_worst_first(sheet: Sheet) -> None:
    for wrong in (Wrong.MISSING, Wrong.LOST, Wrong.DOUBLED):
        sheet.add_finding(Finding(wrong=wrong, reseller="acme", name=wrong.value, text="", to_do=""))
    sheet.add_finding(Finding(wrong=Wrong.MISSING, reseller="", name="a day", text="wrong", to_do="mend it"))
    assert [one.name for one in sheet.findings()] == ["a day", "lost", "doubled", "missing"]
    assert sheet.wrong()["acme", Wrong.LOST] == 1
    assert sheet.resellers() == {"acme"}
    assert str(next(sheet.findings())) == "MISSING - a day: wrong; mend it"


def test_changes_are_named_in_portions_each_once(sheet: Sheet) -> None:
    sheet.add_documents([change(f"A-{n}", reseller=reseller) for n in range(5) for reseller in ("acme", "beta")])
    sheet.add_documents([asked("A-9")])
    portions = list(sheet.changes(3))
    assert max(map(len, portions)) == 3
    assert sum(map(len, portions)) == len({key for portion in portions for key in portion})


def test_nothing_of_the_sheet_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Sheet() as sheet:
        sheet.add_documents([asked("A-1")])
        assert [*tmp_path.iterdir()]
    assert not [*tmp_path.iterdir()]
