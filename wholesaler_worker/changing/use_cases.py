"""The transactions that change something, each with the use case that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesaler_worker.holding.extending import NumberExtending
from wholesaler_worker.holding.releasing import NumberReleasing
from wholesaler_worker.holding.reserving import NumberReserving
from wholesaler_worker.ordering.use_case import Ordering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesaler_worker.changing.change import ChangeUseCase

CHANGES: Mapping[str, ChangeUseCase] = {
    "number.reserve": NumberReserving(),
    "number.extend": NumberExtending(),
    "number.release": NumberReleasing(),
    "order.submit": Ordering(),
    "order.supplement": Ordering(),
}
