"""A1xx: what is known about an address."""

from __future__ import annotations

from contracts.codes.code import Action, Code, info, nonfatal, warning

ADDRESS_CODES: tuple[Code, ...] = (
    info("A100", "The address is in the address file exactly as written.", "Nothing is to be done."),
    info(
        "A101",
        "The address was found after standardising its spelling.",
        "Keep the standardised address; the changed fields are listed.",
    ),
    warning(
        "A102",
        "The address was corrected to the nearest one that fits.",
        "Compare the corrected address and the alternatives with what the end user means.",
    ),
    nonfatal(
        "A103",
        "The address is not in the address file, but similar ones are.",
        "Choose one of the alternatives and ask again.",
        Action.CHOOSE,
    ),
    nonfatal(
        "A104",
        "No address like this is in the address file.",
        "Check the street, city, state and ZIP with the end user.",
    ),
    nonfatal(
        "A105",
        "Too many addresses fit.",
        "Narrow it: add the direction, street type, city or ZIP.",
        Action.CHOOSE,
    ),
    nonfatal(
        "A106",
        "The number does not exist on this street.",
        "Use a number within the valid ranges that the answer gives.",
    ),
    nonfatal(
        "A107",
        "The street direction is wrong or missing.",
        "Use one of the directions that the answer gives.",
        Action.CHOOSE,
    ),
    nonfatal(
        "A108",
        "A unit is needed, or the unit is not known at this number.",
        "Use one of the units that the answer gives.",
        Action.CHOOSE,
    ),
    nonfatal(
        "A109",
        "The community and the ZIP disagree.",
        "Correct the city or the ZIP; the answer names what goes together.",
    ),
    nonfatal(
        "A110",
        "The address is outside the operating area.",
        "This wholesaler cannot serve it; there is nothing to correct.",
        Action.CANCEL,
    ),
    warning(
        "A111",
        "The address is known, but no central office serves it.",
        "Nothing can be sold there now; a later address file may name an office.",
        Action.CANCEL,
    ),
    nonfatal(
        "A112",
        "The telephone number works at no address.",
        "Check the number, or give the address itself.",
    ),
)
