"""What synthetic switches can do: sixty services and features of the trade's kind, by their codes (USOC)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesaler_worker.generation.places import Office

COLUMNS = (
    "switch", "usoc", "name", "class", "status", "condition", "requires", "excludes", "valid_from", "valid_to",
)  # fmt: skip


class _Feature(NamedTuple):
    usoc: str
    name: str
    customer_class: str
    requires: str
    excludes: str
    since: str
    """``all`` switches have it, only a ``new`` one, or none ``yet``."""


# USOC, name, class, requires, excludes, since
_TABLE = """
1FR,Flat rate residence line,residence,,1MR,all
1MR,Measured residence line,residence,,1FR,all
1FB,Flat rate business line,business,,1MB,all
1MB,Measured business line,business,,1FB,all
TFB,Trunk line,business,,,all
TTR,Touch-tone calling residence,residence,,,all
TTB,Touch-tone calling business,business,,,all
ESX,Call waiting,both,,,all
ESM,Call forwarding,both,,,all
ESC,Three-way calling,both,,,all
ESL,Speed calling 8 numbers,both,,ESF,all
ESF,Speed calling 30 numbers,both,,ESL,all
EVB,Call forwarding busy,both,,,all
EVD,Call forwarding no answer,both,,,all
EVC,Call forwarding busy and no answer,both,,EVB|EVD,all
GCE,Call forwarding from anywhere,both,ESM,,all
DRS,Distinctive ringing,both,,,all
DR2,Distinctive ringing second number,both,DRS,,all
HBG,Hunting,business,,,all
HSH,Circular hunting,business,HBG,,all
RTV,Toll restriction,both,,,all
RTY,Billed number screening,both,,,all
BLK,Caller identification blocking,both,,,all
PGG,Intercom,both,,,all
HLN,Hot line,both,,WLN,all
WLN,Warm line,both,,HLN,all
VMW,Message waiting tone,both,,,all
VML,Message waiting lamp,both,,VMW,all
RCF,Remote call forwarding,business,,,all
CTG,Directory listing additional,both,,,all
NPU,Directory listing not published,both,,NLT,all
NLT,Directory listing not listed,both,,NPU,all
NSD,Caller identification name and number,both,,NNK,new
NNK,Caller identification number,both,,NSD,new
NWT,Caller identification while waiting,both,ESX|NSD,,new
NSS,Call return,both,,,new
NSQ,Repeat dialing,both,,,new
NSK,Call trace,both,,,new
NCE,Selective call forwarding,both,ESM,,new
NCW,Selective call waiting,both,ESX,,new
NSY,Call screening,both,,,new
NAC,Anonymous call rejection,both,NSD,,new
NPC,Priority ringing,both,,DRS,new
VMX,Voice mail residence,residence,,,new
VMB,Voice mail business,business,,,new
VMF,Voice mail with fax,business,VMB,,new
CNX,Centrex line,business,,1FB|1MB,new
CNA,Centrex attendant,business,CNX,,new
CNP,Centrex call pick-up,business,CNX,,new
CNH,Centrex call hold,business,CNX,,new
CNT,Centrex call transfer,business,CNX,,new
1LBSX,Basic rate interface,both,,1FR|1FB,new
BRDXX,Basic rate interface data,both,1LBSX,,new
1DSLX,Digital subscriber line 8 Mbit/s,both,,,new
1DSLM,Digital subscriber line 24 Mbit/s,both,,1DSLX,new
1DSLZ,Digital subscriber line business,business,,,new
FXSVC,Foreign exchange service,business,,,new
T1SVC,Channelised 1.5 Mbit/s service,business,,,new
PRXTY,Primary rate interface 23 channels,business,,,yet
V9XPS,Video line,both,,,yet
"""
_FEATURES = tuple(_Feature(*line.split(",")) for line in _TABLE.strip().splitlines())
_CONDITIONS = {"1DSLX": 3600, "1DSLM": 1500, "1DSLZ": 2400, "T1SVC": 1800}
"""The longest loop in metres on which a service works."""


def feature_lines(office: Office) -> Iterator[str]:
    """Yield the lines of features.csv of all switches of an office, sixty features on its new ones."""
    for switch in office.switches:
        old = switch.type.startswith("1AESS")
        for feature in _FEATURES:
            if old and feature.since != "all":
                continue
            status, condition = "available", ""
            if feature.since == "yet":
                status = "unavailable"
            elif feature.usoc in _CONDITIONS:
                status, condition = "conditional", f"loop shorter than {_CONDITIONS[feature.usoc]} m"
            what = f"{feature.usoc},{feature.name} (synthetic),{feature.customer_class},{status},{condition}"
            yield f"{switch.clli},{what},{feature.requires},{feature.excludes},,\n"
