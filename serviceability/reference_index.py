"""The open index: look-ups that return parsed, cached rows. One per thread."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from serviceability.errors import IndexUnusable
from serviceability.index_schema import INDEX_VERSION
from serviceability.offices import SwitchOffer, read_office
from serviceability.sound import sound_of
from serviceability.street_parts import StreetParts, file_parts
from serviceability.words import street_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

CACHED_STREETS = 4096
CACHED_AREA_KEYS = 4
"""A name may have thousands of streets in the area: few are kept."""
CACHED_KEY_LISTS = 64
CACHED_OFFICES = 512


@dataclass(frozen=True, slots=True)
class Place:
    """Where a street lies: state, ZIP and community as the file has them; `city` is the key of the community."""

    id: int
    state: str
    zip: str
    community: str
    city: str


class Span(NamedTuple):
    """One range of numbers on one side of a street; days are ISO texts, both included."""

    low: int
    high: int
    parity: str
    serving: int
    prefix: str = ""
    valid_from: str = ""
    valid_to: str = ""
    suffixes: tuple[str, ...] | list[str] = ()
    units: tuple[str, ...] | list[str] = ()


@dataclass(frozen=True, slots=True)
class Street:
    """One street in one place, in the file's spelling, with its reading and its ranges."""

    place: Place
    pre: str
    name: str
    type: str
    post: str
    parts: StreetParts
    spans: tuple[Span, ...]


class ReferenceIndex:
    """An index file open for reading; places, ZIPs and communities are held in memory, streets are cached."""

    def __init__(self, db: sqlite3.Connection, meta: dict[str, str]) -> None:
        self._db = db
        self.area = meta["area"]
        self.address_epoch = int(meta["address_epoch"])
        self.feature_epoch = int(meta["feature_epoch"])
        self.published_at = meta["published_at"]
        self.places: dict[int, Place] = {}
        self.places_of_zip: dict[str, frozenset[int]] = {}
        self.places_of_city: dict[str, frozenset[int]] = {}
        self.places_of_state: dict[str, frozenset[int]] = {}
        self._read_places()
        self.states = frozenset(self.places_of_state)
        self.longest_city = max((len(words_of(place.community)) for place in self.places.values()), default=0)
        self._serving = {row[0]: (row[1], row[2]) for row in db.execute("SELECT * FROM serving")}
        self.usocs: dict[str, str] = dict(db.execute("SELECT * FROM usoc"))
        self.street_at = lru_cache(CACHED_STREETS)(self._street_at)
        self.streets_of_area = lru_cache(CACHED_AREA_KEYS)(self._streets_of_area)
        self.keys_of_places = lru_cache(CACHED_KEY_LISTS)(self._keys_of_places)
        self.office = lru_cache(CACHED_OFFICES)(self._office)

    def _read_places(self) -> None:
        of_zip: dict[str, set[int]] = {}
        of_city: dict[str, set[int]] = {}
        of_state: dict[str, set[int]] = {}
        for number, state, zip_code, community in self._db.execute("SELECT * FROM place"):
            place = Place(number, state, zip_code, community, city_key(community))
            self.places[number] = place
            of_zip.setdefault(zip_code, set()).add(number)
            of_city.setdefault(place.city, set()).add(number)
            of_state.setdefault(state, set()).add(number)
        self.places_of_zip = {zip_code: frozenset(numbers) for zip_code, numbers in of_zip.items()}
        self.places_of_state = {state: frozenset(numbers) for state, numbers in of_state.items()}
        self.places_of_city = {city: frozenset(numbers) for city, numbers in of_city.items()}

    def streets(self, key: str, places: Iterable[int] | None = None, *, most: int = -1) -> Sequence[Street]:
        """Return the streets of `key` in `places`; None means the whole area, up to `most` places of it."""
        if places is None:
            return self.streets_of_area(key, most)
        found: list[Street] = []
        for place in places:
            found += self.street_at(key, place)
        return found

    def _street_at(self, key: str, place: int) -> tuple[Street, ...]:
        query = "SELECT packed FROM street WHERE key = ? AND place = ?"
        row = self._db.execute(query, (key, place)).fetchone()
        return _read_streets(self.places[place], row[0]) if row else ()

    def _streets_of_area(self, key: str, most: int) -> tuple[Street, ...]:
        query = "SELECT place, packed FROM street WHERE key = ? ORDER BY place LIMIT ?"
        rows = self._db.execute(query, (key, most))
        return tuple(street for place, packed in rows for street in _read_streets(self.places[place], packed))

    def _keys_of_places(self, places: tuple[int, ...]) -> tuple[str, ...]:
        """Return the street keys that exist in `places`."""
        marks = ",".join("?" * len(places))
        query = f"SELECT DISTINCT key FROM street WHERE place IN ({marks}) ORDER BY key"  # noqa: S608 - only marks
        return tuple(row[0] for row in self._db.execute(query, places))

    def keys_like(self, key: str) -> list[str]:
        """Return the keys of the whole area that begin or end as `key` does, or sound as it does.

        A single wrong, missing, doubled or transposed letter leaves the first or the last part of a key whole.
        """
        part = max((len(key) - 1) // 2, 1)
        head, tail = key[:part], key[::-1][:part]
        rows = self._db.execute(
            "SELECT key FROM spelling WHERE key >= ?1 AND key < ?1 || x'7f' UNION "
            "SELECT key FROM spelling WHERE reversed >= ?2 AND reversed < ?2 || x'7f' UNION "
            "SELECT key FROM spelling WHERE sound = ?3 ORDER BY 1",
            (head, tail, sound_of(key)),
        )
        return [row[0] for row in rows]

    def serving(self, number: int) -> tuple[str, str]:
        """Return the central office and rate center that a range names."""
        return self._serving[number]

    def _office(self, central_office: str) -> tuple[SwitchOffer, ...]:
        """Return the switches of an office with what they offer, lowest CLLI first; none for an unknown office."""
        row = self._db.execute("SELECT packed FROM office WHERE central_office = ?", (central_office,)).fetchone()
        return read_office(row[0]) if row else ()

    def office_names(self) -> list[str]:
        """Return the CLLIs of all offices of the area, lowest first."""
        return [row[0] for row in self._db.execute("SELECT central_office FROM office ORDER BY central_office")]

    def close(self) -> None:
        """Close the file; look-ups fail afterwards."""
        self._db.close()


def _read_streets(place: Place, packed: str) -> tuple[Street, ...]:
    return tuple(
        Street(place, pre, name, kind, post, file_parts(pre, name, kind, post), tuple(Span(*span) for span in spans))
        for pre, name, kind, post, spans in json.loads(packed)
    )


@lru_cache(maxsize=8192)
def city_key(community: str) -> str:
    """Return the name of a community as it is looked up: standard words, joined."""
    return "".join(street_words(community)) if community else ""


def open_index(path: Path) -> ReferenceIndex:
    """Open the index at `path` for reading by this thread.

    Raises `IndexUnusable` when the file is missing, is no index of this version, or is damaged.
    """
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            meta = dict(db.execute("SELECT name, value FROM meta"))
            if meta.get("version") != INDEX_VERSION:
                found = meta.get("version")
                raise IndexUnusable(f"{path} is an index of version {found}, not {INDEX_VERSION}: build it again")
            return ReferenceIndex(db, meta)
        except BaseException:
            db.close()
            raise
    except (sqlite3.Error, KeyError, ValueError) as e:
        raise IndexUnusable(f"{path} cannot be read as an index ({e}): build or publish it again") from e
