"""Writes a small network folder, of which each test spoils one row."""

from pathlib import Path

GOOD = {
    "offices.csv": ["clli,name,rate_center,state", "SNFCCA01,Folsom (synthetic),San Francisco,CA"],
    "serving.csv": [
        "central_office,state,zip,community", "SNFCCA01,CA,94103,", "SNFCCA01,CA,,Daly City", "SNFCCA01,CA,94014,Colma",
    ],
    "switches.csv": [
        "clli,type,npa_nxx", "SNFCCA01DS0,5ESS (synthetic),415555|415556", "SNFCCA01CG0,1AESS (synthetic),",
    ],
    "features.csv": [
        "switch,usoc,name,class,status,condition,requires,excludes,valid_from,valid_to",
        "SNFCCA01DS0,1FR,Flat rate residence line,residence,available,,,1MR,,",
        "SNFCCA01DS0,1DSLX,DSL,both,conditional,loop shorter than 3600 m,1FR|ESX,,2026-01-01,",
    ],
}  # fmt: skip


def write_network(folder: Path, **added: str) -> Path:
    """The good folder with one more line in the files named, such as ``offices="..."``."""
    folder.mkdir(exist_ok=True)
    for name, lines in GOOD.items():
        more = [added[name.removesuffix(".csv")]] if name.removesuffix(".csv") in added else []
        (folder / name).write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    return folder
