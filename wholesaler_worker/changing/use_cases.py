"""The transactions that change something, each with the use case that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesaler_worker.changing.change import ChangeUseCase

CHANGES: Mapping[str, ChangeUseCase] = {}
