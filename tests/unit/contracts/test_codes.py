"""The catalogue of answer codes is complete, and says what programs and people need."""

from __future__ import annotations

import re

import pytest

from contracts.answer_error import AnswerError, answer_error, refuses, shortened
from contracts.codes import CODE_GROUPS, CODES, Action, Code, Severity, catalogued

GIVEN = """
E001 E002 E003 E004 E005 I001 E007 E008 E010 E011 E012 E013 E014 E020 E021 E022 E023 E024 E025 E026
A100 A101 A102 A103 A104 A105 A106 A107 A108 A109 A110 A111 A112
F200 F201 F202 F203 F204 F205 F206 F207
N300 N301 N302 N303 N304 N305 N306 N307 N308 N309 N310 N311 D400 D401 D402
O500 O501 O502 O503 O504 O510 O511 O512 O513 O514 O520 O521 O522 O523 O524 O525 O526 O527 O528
S902 S903 S904 S999
"""


def test_the_catalogue_has_every_code_of_the_format_once_and_in_order() -> None:
    assert [entry.code for entries in CODE_GROUPS.values() for entry in entries] == GIVEN.split()
    assert list(CODES) == GIVEN.split()


@pytest.mark.parametrize("entry", CODES.values(), ids=list(CODES))
def test_each_entry_is_told_in_sentences(entry: Code) -> None:
    for text in (entry.sentence, entry.hint):
        assert re.fullmatch(r"[A-Z].*[^.]\.", text), text
    assert "other reason" not in entry.sentence.lower()


@pytest.mark.parametrize("entry", CODES.values(), ids=list(CODES))
def test_what_refuses_says_what_to_do(entry: Code) -> None:
    if entry.severity in (Severity.NONFATAL, Severity.FATAL):
        assert entry.action is not Action.NONE


def test_verdicts_on_services_and_free_numbers_never_refuse() -> None:
    verdicts = [code for code in CODES if code.startswith("F") or code in ("N300", "N301", "N307", "A100", "A101")]
    assert not any(AnswerError(code=code, path="", text="", hint="").refuses for code in verdicts)


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("A100", "info"),
        ("A101", "info"),
        ("A102", "warning"),
        ("A103", "nonfatal"),
        ("A110", "nonfatal"),
        ("A111", "warning"),
        ("A112", "nonfatal"),
        ("E001", "fatal"),
        ("E020", "nonfatal"),
        ("I001", "info"),
    ],
)
def test_severities_that_decide_outcomes(code: str, severity: str) -> None:
    assert CODES[code].severity == severity


def test_an_error_takes_sentence_and_hint_from_the_catalogue_unless_better_ones_are_given() -> None:
    assert answer_error("E020", "/header").text == CODES["E020"].sentence
    better = answer_error("E020", "/header", text="It is missing.", hint="Add it.")
    assert (better.text, better.hint) == ("It is missing.", "Add it.")
    with pytest.raises(KeyError):
        answer_error("E099", "")


def test_an_error_knows_what_its_code_means() -> None:
    error = answer_error("S999", "")
    assert (error.severity, error.action, error.retryable) == (Severity.NONFATAL, Action.RETRY, True)
    assert refuses([answer_error("A102", ""), error])
    assert not refuses([answer_error("A102", "")])


def test_an_error_of_a_segment_is_placed_below_it() -> None:
    assert answer_error("A106", "/address/number").below("/segments/3").path == "/segments/3/address/number"


def test_a_code_that_is_not_known_refuses() -> None:
    assert catalogued("Z999").severity is Severity.NONFATAL
    assert catalogued("A100") is CODES["A100"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("abc", "abc"), (3, "3"), ("a\nb\0", "a\\u000ab\\u0000"), ("x" * 81, "x" * 79 + "…"), ("x" * 80, "x" * 80)],
)
def test_a_refused_value_is_shown_printable_and_short(value: object, shown: str) -> None:
    assert shortened(value) == shown
