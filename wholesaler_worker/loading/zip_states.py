"""The state that a ZIP lies in, for publishers who leave it out (USPS Publication 65, three-digit ZIP prefixes)."""

from __future__ import annotations

from bisect import bisect_right

_TABLE = """005 NY,006 PR,008 VI,009 PR,010 MA,028 RI,030 NH,039 ME,050 VT,055 MA,056 VT,060 CT,070 NJ,090 -,
100 NY,150 PA,197 DE,200 DC,201 VA,202 DC,206 MD,220 VA,247 WV,270 NC,290 SC,300 GA,320 FL,340 -,341 FL,343 -,344 FL,
345 -,346 FL,348 -,349 FL,350 AL,370 TN,386 MS,398 GA,400 KY,430 OH,460 IN,480 MI,500 IA,530 WI,550 MN,569 DC,570 SD,
580 ND,590 MT,600 IL,630 MO,660 KS,680 NE,700 LA,716 AR,730 OK,733 TX,734 OK,750 TX,800 CO,820 WY,832 ID,840 UT,
850 AZ,870 NM,885 TX,889 NV,900 CA,962 -,967 HI,969 GU,970 OR,980 WA,995 AK"""
"""First prefix of each run and its state; ``-`` is the military's or nobody's."""

_RUNS = [(int(run.split()[0]), run.split()[1]) for run in _TABLE.replace("\n", "").split(",")]
_STARTS = [start for start, _ in _RUNS]


def state_of_zip(zip_code: str) -> str:
    """The two-letter code of the state of a five-digit ZIP; empty where no state is known."""
    position = bisect_right(_STARTS, int(zip_code[:3])) - 1
    state = _RUNS[position][1] if position >= 0 else "-"
    return "" if state == "-" else state
