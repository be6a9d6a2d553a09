"""Writes results as an answer carries them. By hand, not through the schemas: a worker writes thousands a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.results import NumberSearchResult, QualifyResult

if TYPE_CHECKING:
    from contracts.address import StandardAddress
    from contracts.results import AddressResult, NumberResult, ServiceResult, ValidRange

_ADDRESS_FIELDS = (
    "line",
    "prefix",
    "number",
    "number_suffix",
    "pre_direction",
    "street",
    "street_type",
    "post_direction",
    "city",
    "state",
    "zip",
)


def result_as_json(result: AddressResult) -> dict[str, Any]:
    """Return the wire form of an `AddressResult`, a `QualifyResult` or a `NumberSearchResult`.

    Absent optional values are left out; the lists that a kind of result always has are there, also when empty.
    """
    members = _address_result(result)
    if isinstance(result, QualifyResult):
        if result.switch is not None:
            members["switch"] = {"clli": result.switch.clli, "type": result.switch.type}
        members["services"] = [_service(service) for service in result.services]
    elif isinstance(result, NumberSearchResult):
        members["numbers"] = [_number(number) for number in result.numbers]
        members["found"] = result.found
        members["asked"] = result.asked
    return members


def standard_address_as_json(address: StandardAddress) -> dict[str, Any]:
    """Return the wire form of an address of the address file."""
    members: dict[str, Any] = {}
    for name in _ADDRESS_FIELDS:
        value = getattr(address, name)
        if value is not None:
            members[name] = value
    if address.units:
        members["units"] = [
            {"designator": unit.designator, "value": unit.value} if unit.value else {"designator": unit.designator}
            for unit in address.units
        ]
    return members


def _address_result(result: AddressResult) -> dict[str, Any]:
    members: dict[str, Any] = {"code": result.code, "match": result.match.value}
    if result.address is not None:
        members["address"] = standard_address_as_json(result.address)
    members["changed"] = list(result.changed)
    members["verdicts"] = {element: verdict.value for element, verdict in result.verdicts.items()}
    members["alternatives"] = [
        {"address": standard_address_as_json(alternative.address), "score": alternative.score}
        for alternative in result.alternatives
    ]
    if result.valid_ranges is not None:
        members["valid_ranges"] = [_valid_range(valid_range) for valid_range in result.valid_ranges]
    if result.central_office is not None:
        office = result.central_office
        members["central_office"] = _present(clli=office.clli, name=office.name)
    if result.rate_center is not None:
        members["rate_center"] = result.rate_center
    return members


def _valid_range(valid_range: ValidRange) -> dict[str, Any]:
    return _present(
        low=valid_range.low,
        high=valid_range.high,
        parity=valid_range.parity,
        line=valid_range.line,
        zip=valid_range.zip,
    )


def _service(service: ServiceResult) -> dict[str, Any]:
    members = _present(
        usoc=service.usoc,
        name=service.name,
        available=service.available,
        code=service.code,
        because=[{"step": reason.step, "found": reason.found} for reason in service.because],
        until=None if service.until is None else service.until.isoformat(),
        condition=service.condition,
    )
    nearest = service.nearest
    if nearest is not None:
        members["nearest"] = _present(
            usoc=nearest.usoc,
            name=nearest.name,
            switch=nearest.switch,
            central_office=nearest.central_office,
            because=nearest.because or None,
        )
    return members


def _number(number: NumberResult) -> dict[str, Any]:
    return _present(
        telephone_number=number.telephone_number,
        available=number.available,
        code=number.code,
        until=None if number.until is None else number.until.isoformat(),
    )


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
