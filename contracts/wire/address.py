"""A service address: one line, or fields, or the number that works there."""

from __future__ import annotations

from contracts import identifiers
from contracts.address import Address, Unit
from contracts.wire.containers import ListOf, Part
from contracts.wire.fields import Text
from contracts.wire.rules import ExactlyOne, With
from contracts.wire.shape import RuledShape, Shape

MAX_UNITS = 6

_FIELDED = ("prefix", "number", "number_suffix", "pre_direction", "street", "street_type", "post_direction", "units")
_PLACE = ("city", "state", "zip")


class UnitShape(Shape):
    """See `contracts.address.Unit`."""

    title = "unit"
    about = "A secondary designator and its value, such as APT 3."
    builds = Unit

    designator = Text("APT, FLR, BLDG, STE … as in Publication 28.", least=1, most=12, mnemonic="LD", required=True)
    value = Text("Its number or letter; none for FRNT, LOWR and the like.", most=16, mnemonic="LV")


class AddressShape(RuledShape):
    """See `contracts.address.Address`."""

    title = "address"
    about = "A service address: line, or street with its companions, or telephone_number alone."
    builds = Address
    rules = (
        ExactlyOne(("line", "street", "telephone_number")),
        With("line", excludes=tuple(field for field in _FIELDED if field != "street")),
        With("telephone_number", excludes=tuple(field for field in (*_FIELDED, *_PLACE) if field != "street")),
    )

    line = Text("The whole address on one line; city, state and zip may stand apart.", least=1, most=200)
    prefix = Text("A prefix of the number, such as the grid 25W.", least=1, most=10, mnemonic="SAPR")
    number = Text("The number of the house.", least=1, most=10, mnemonic="SANO")
    number_suffix = Text("What follows the number, such as 1/2 or A.", least=1, most=8, mnemonic="SASF")
    pre_direction = Text("A direction before the street's name.", least=1, most=10, mnemonic="SASD")
    street = Text("The street's name alone.", least=1, most=60, mnemonic="SASN")
    street_type = Text("ST, AVE, BLVD … as in Publication 28, or in full.", least=1, most=12, mnemonic="SATH")
    post_direction = Text("A direction after the street's name.", least=1, most=10, mnemonic="SASS")
    units = ListOf(Part(UnitShape), "Building, floor, unit.", most=MAX_UNITS, mnemonic="LD/LV")
    city = Text("The community.", least=1, most=60, mnemonic="CITY")
    state = Text("Two letters.", pattern=identifiers.STATE, form="two capital letters", mnemonic="STATE")
    zip = Text("5 or 9 digits.", pattern=identifiers.ZIP, form="5 or 9 digits", mnemonic="ZIP")
    telephone_number = Text(
        "A working number, in place of its address.",
        pattern=identifiers.TELEPHONE_NUMBER,
        form="10 digits",
        mnemonic="WTN",
    )
