"""A service address as a document carries it: one free line, or fields, or a working telephone number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A secondary designator and its value, such as ``APT 3`` [LD/LV]; designators are Publication 28's."""

    designator: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as asked about.

    Exactly one of `line`, `street` (with its companions) and `telephone_number` [WTN] is given. Names in brackets are
    the LSOG fields: `prefix` [SAPR], `number` [SANO], `number_suffix` [SASF], `pre_direction` [SASD], `street` [SASN],
    `street_type` [SATH], `post_direction` [SASS].
    """

    line: str | None = None
    prefix: str | None = None
    number: str | None = None
    number_suffix: str | None = None
    pre_direction: str | None = None
    street: str | None = None
    street_type: str | None = None
    post_direction: str | None = None
    units: tuple[Unit, ...] = ()
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    telephone_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAddress:
    """An address that is in the address file, in the file's own spelling; `line` is Publication 28's single line."""

    line: str
    number: str
    street: str
    prefix: str | None = None
    number_suffix: str | None = None
    pre_direction: str | None = None
    street_type: str | None = None
    post_direction: str | None = None
    units: tuple[Unit, ...] = ()
    city: str | None = None
    state: str | None = None
    zip: str | None = None
