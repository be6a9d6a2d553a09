"""What the tests of translators share: who sends, the two profiles, and answers to translate back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.address import StandardAddress
from contracts.answer_error import answer_error
from contracts.reply import Outcome, Reply, ReplyHeader, SegmentReply
from contracts.result_writing import result_as_json
from contracts.results import (
    Alternative,
    CentralOffice,
    Match,
    NumberResult,
    NumberSearchResult,
    QualifyResult,
    Reason,
    ServiceResult,
    Switch,
)
from translators.profile import Profile, read_profile, standard_profile
from translators.reading import ReadContext

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "profiles"

FOLSOM = StandardAddress(
    line="1368 FOLSOM ST",
    number="1368",
    street="FOLSOM",
    street_type="ST",
    city="SAN FRANCISCO",
    state="CA",
    zip="94103",
)
OFFICE = CentralOffice("SNFCCA21", "San Francisco 21")


@pytest.fixture(scope="session")
def context() -> ReadContext:
    return ReadContext("acme", "A-2026-000017", datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def standard() -> Profile:
    return standard_profile()


@pytest.fixture(scope="session")
def nordnetz() -> Profile:
    return read_profile((EXAMPLES / "nordnetz.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def nordnetz_text() -> str:
    return (EXAMPLES / "nordnetz.toml").read_text("utf-8")


@pytest.fixture(scope="session")
def qualified() -> SegmentReply:
    """Two services, one of them not available."""
    result = QualifyResult(
        code="A100",
        match=Match.EXACT,
        address=FOLSOM,
        central_office=OFFICE,
        rate_center="SAN FRANCISCO",
        switch=Switch("SNFCCA21DS0", "5ESS"),
        services=(
            ServiceResult(usoc="1FR", available=True, code="F200", because=(Reason("feature", "on the switch"),)),
            ServiceResult(usoc="ESX", available=False, code="F206", because=(), until=date(2027, 1, 31)),
        ),
    )
    return SegmentReply(number=1, reference="acme-1", outcome=Outcome.ANSWERED, result=result_as_json(result))


@pytest.fixture(scope="session")
def found_numbers() -> SegmentReply:
    result = NumberSearchResult(
        code="A100",
        match=Match.EXACT,
        address=FOLSOM,
        numbers=(
            NumberResult(telephone_number="4155550142", available=True, code="N300"),
            NumberResult(telephone_number="4155550143", available=False, code="N302"),
        ),
        found=1,
        asked=2,
    )
    return SegmentReply(number=2, reference="acme-2", outcome=Outcome.ANSWERED, result=result_as_json(result))


@pytest.fixture(scope="session")
def refused() -> SegmentReply:
    """A misspelt street: a warning, the error that refuses, and an alternative."""
    result = QualifyResult(code="A103", match=Match.NONE, alternatives=(Alternative(address=FOLSOM, score=0.9),))
    errors = (
        answer_error("F207", "/segments/2"),
        answer_error(
            "A103", "/segments/2/address/line", text="There is no such street.", hint="Did you mean FOLSOM ST?"
        ),
    )
    return SegmentReply(
        number=3, reference="acme-3", outcome=Outcome.REFUSED, errors=errors, result=result_as_json(result)
    )


@pytest.fixture(scope="session")
def reply() -> Callable[..., Reply]:
    """Make a reply of these segments."""

    def made(*segments: SegmentReply, **more: object) -> Reply:
        answered = sum(segment.outcome is Outcome.ANSWERED for segment in segments)
        outcome = Outcome.ANSWERED if answered == len(segments) else Outcome.PARTIAL
        header = ReplyHeader(
            reseller="acme",
            answered_at=datetime(2026, 11, 23, 9, 31, tzinfo=UTC),
            outcome=outcome,
            segments=len(segments),
            answered=answered,
            refused=len(segments) - answered,
            transaction="service.qualify",
            transaction_number="A-2026-000017",
        )
        return Reply(header=header, segments=segments, **more)  # type: ignore[arg-type]

    return made
