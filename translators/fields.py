"""The fields of the wholesaler format that a profile can fill, and how each is read from text."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from contracts import requests
from contracts.document import CustomerClass, Mode
from contracts.transactions import TRANSACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class FieldKind(StrEnum):
    """The shape of a field's value."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    LIST = "list"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class ContractField:
    """One field: its dotted `name` in profiles, its `kind`, and where it stands on the wire.

    `header` fields stand in the document's header; all others stand in the segment. `choices` are all of its codes,
    where it has a closed set of them.
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    header: bool = False
    choices: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The keys that lead to it in its header or segment."""
        return tuple(self.name.split("."))

    @property
    def of_a_line(self) -> bool:
        """True if each line of an order has one."""
        return self.steps[:-1] == LINES

    @property
    def pointer(self) -> str:
        """The JSON Pointer to it, below its header or segment."""
        return "/" + "/".join(self.steps)


def _header(name: str, kind: FieldKind = FieldKind.TEXT, choices: Iterable[str] = ()) -> ContractField:
    return ContractField(name, kind, header=True, choices=tuple(choices))


def _coded(name: str, codes: Iterable[str]) -> ContractField:
    return ContractField(name, choices=tuple(codes))


FIELDS: Mapping[str, ContractField] = {
    field.name: field
    for field in (
        _header("transaction", choices=TRANSACTIONS),
        _header("transaction_number"),
        _header("mode", choices=Mode),
        _header("dry_run", FieldKind.BOOLEAN),
        _header("answer_by", FieldKind.TIMESTAMP),
        ContractField("reference"),
        ContractField("end_user.name"),
        ContractField("end_user.contact_telephone"),
        _coded("end_user.class", CustomerClass),
        ContractField("address.line"),
        ContractField("address.prefix"),
        ContractField("address.number"),
        ContractField("address.number_suffix"),
        ContractField("address.pre_direction"),
        ContractField("address.street"),
        ContractField("address.street_type"),
        ContractField("address.post_direction"),
        ContractField("address.units", FieldKind.UNITS),
        ContractField("address.city"),
        ContractField("address.state"),
        ContractField("address.zip"),
        ContractField("address.telephone_number"),
        ContractField("request.alternatives", FieldKind.INTEGER),
        ContractField("request.services", FieldKind.LIST),
        _coded("request.kind", requests.NumberKind),
        ContractField("request.telephone_number"),
        ContractField("request.pattern"),
        ContractField("request.quantity", FieldKind.INTEGER),
        ContractField("request.telephone_numbers", FieldKind.LIST),
        ContractField("request.hold_minutes", FieldKind.INTEGER),
        ContractField("request.hold_tokens", FieldKind.LIST),
        ContractField("request.earliest", FieldKind.DATE),
        ContractField("request.authority.name"),
        ContractField("request.authority.date", FieldKind.DATE),
        ContractField("request.pon"),
        ContractField("request.version", FieldKind.INTEGER),
        _coded("request.activity", requests.Activity),
        _coded("request.supplement", requests.SupplementKind),
        ContractField("request.desired_due_date", FieldKind.DATE),
        ContractField("request.remarks"),
        ContractField("request.lines.usoc"),
        ContractField("request.lines.features", FieldKind.LIST),
        ContractField("request.lines.telephone_number"),
        ContractField("request.lines.hold_token"),
        ContractField("request.pons", FieldKind.LIST),
        ContractField("request.from", FieldKind.INTEGER),
        ContractField("request.to", FieldKind.INTEGER),
    )
}
"""Every field that a profile can name. Those of `LINES` are a line's: an order has several of each."""

LINES = ("request", "lines")
"""Where the lines of an order stand in its segment."""

_ON_THE_WIRE = {"from_sequence": "from", "to_sequence": "to"}

_REQUESTS: Mapping[str, type[requests.Request]] = {
    "address.validate": requests.AddressValidate,
    "service.qualify": requests.ServiceQualify,
    "number.search": requests.NumberSearch,
    "number.reserve": requests.NumberReserve,
    "number.extend": requests.NumberExtend,
    "number.release": requests.NumberRelease,
    "due_date.offer": requests.DueDateOffer,
    "customer.record": requests.CustomerRecord,
    "order.submit": requests.OrderSubmit,
    "order.supplement": requests.OrderSupplement,
    "notification.resend": requests.NotificationResend,
    "order.status": requests.OrderStatus,
}
_REQUEST_FIELDS: Mapping[str, frozenset[str]] = {
    transaction: frozenset(_ON_THE_WIRE.get(part.name, part.name) for part in fields(request))
    for transaction, request in _REQUESTS.items()
}


def belongs(field: ContractField, transaction: str) -> bool:
    """True if documents of the transaction have the field; a field of the request belongs to some transactions only."""
    if field.steps[0] != "request":
        return True
    return field.steps[1] in _REQUEST_FIELDS.get(transaction, frozenset())
