"""Postal codes of the states and their names in words (Publication 28, appendix B)."""

from __future__ import annotations

_TABLE = """AL ALABAMA,AK ALASKA,AZ ARIZONA,AR ARKANSAS,CA CALIFORNIA,CO COLORADO,CT CONNECTICUT,DE DELAWARE,
DC DISTRICT OF COLUMBIA,FL FLORIDA,GA GEORGIA,HI HAWAII,ID IDAHO,IL ILLINOIS,IN INDIANA,IA IOWA,KS KANSAS,KY KENTUCKY,
LA LOUISIANA,ME MAINE,MD MARYLAND,MA MASSACHUSETTS,MI MICHIGAN,MN MINNESOTA,MS MISSISSIPPI,MO MISSOURI,MT MONTANA,
NE NEBRASKA,NV NEVADA,NH NEW HAMPSHIRE,NJ NEW JERSEY,NM NEW MEXICO,NY NEW YORK,NC NORTH CAROLINA,ND NORTH DAKOTA,
OH OHIO,OK OKLAHOMA,OR OREGON,PA PENNSYLVANIA,PR PUERTO RICO,RI RHODE ISLAND,SC SOUTH CAROLINA,SD SOUTH DAKOTA,
TN TENNESSEE,TX TEXAS,UT UTAH,VT VERMONT,VA VIRGINIA,WA WASHINGTON,WV WEST VIRGINIA,WI WISCONSIN,WY WYOMING,
VI VIRGIN ISLANDS,GU GUAM,AS AMERICAN SAMOA,MP NORTHERN MARIANA ISLANDS"""

STATE_NAMES: dict[str, str] = {
    entry.strip().partition(" ")[2]: entry.strip().partition(" ")[0] for entry in _TABLE.split(",")
}
"""Name in capitals to code."""

STATE_CODES: frozenset[str] = frozenset(STATE_NAMES.values())
"""The two-letter codes."""


def state_code(text: str) -> str:
    """Return the code of the state written in `text`, or `text` in capitals when it is none."""
    if text in STATE_CODES:
        return text
    folded = " ".join(text.upper().replace(".", "").split())
    return STATE_NAMES.get(folded, folded)
