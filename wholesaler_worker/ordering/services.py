"""What the files' verdicts on services mean for an order: what cannot be had is a reason, at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from wholesaler_worker.ordering.activities import LINES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.requests import OrderLine
    from contracts.results import ServiceResult
    from wholesaler_worker.ordering.findings import Findings

_CONDITION = "F201"


def check_services(lines: Sequence[OrderLine], verdicts: Sequence[ServiceResult], findings: Findings) -> None:
    """Say of each service and feature, wherever it stands, why it cannot be had or on what condition."""
    by_usoc = {verdict.usoc: verdict for verdict in verdicts}
    for usoc, path in _ordered(lines):
        verdict = by_usoc.get(usoc)
        if verdict is None or (verdict.available and verdict.code != _CONDITION):
            continue
        because = verdict.because[-1].found if verdict.because else None
        error = answer_error(verdict.code, path, value=usoc, text=because, hint=_hint(verdict))
        (findings.remarks if verdict.available else findings.reasons).append(error)


def _ordered(lines: Sequence[OrderLine]) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(lines):
        yield line.usoc, f"{LINES}/{place}/usoc"
        for feature, usoc in enumerate(line.features):
            yield usoc, f"{LINES}/{place}/features/{feature}"


def _hint(verdict: ServiceResult) -> str | None:
    """The nearest thing that would work; None leaves the catalogue's own hint."""
    nearest = verdict.nearest
    if nearest is None:
        return f"Order it after {verdict.until}." if verdict.until and not verdict.available else None
    return f"The nearest is {nearest.usoc}: {nearest.because}"
