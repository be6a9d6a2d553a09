"""The open index: look-ups that return parsed, cached rows. One per thread."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import TYPE_CHECKING

from serviceability.errors import IndexUnusable
from serviceability.index_schema import INDEX_VERSION
from serviceability.offices import SwitchOffer, read_office
from serviceability.sound import sound_of
from serviceability.streets import Place, Street, StreetOfArea, city_key, read_street_of_area, read_streets
from serviceability.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from serviceability.asked import Where
    from serviceability.places import Places
    from serviceability.qualification import Asking, Services

CACHED_STREETS = 4096
CACHED_AREA_KEYS = 16
"""A name may lie in thousands of places of the area: few are kept."""
CACHED_KEY_LISTS = 64
CACHED_OFFICES = 512
SHORT_KEY = 6
"""Up to this length a key has so many that begin or end as it does that their lengths must be near, too."""


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
        self.names_of_area = lru_cache(CACHED_AREA_KEYS)(self._names_of_area)
        self.keys_of_places = lru_cache(CACHED_KEY_LISTS)(self._keys_of_places)
        self.office = lru_cache(CACHED_OFFICES)(self._office)
        self.answers_of_offices: dict[tuple[str | None, str | None, Asking], Services] = {}
        """What offices answered: filled and bounded by the qualification, here because it ends with this index."""
        self.places_asked: dict[Where, Places] = {}
        """Where was asked, likewise: filled and bounded by `find_places`."""

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

    def streets(self, key: str, places: Iterable[int]) -> list[Street]:
        """Return the streets of `key` in `places`."""
        found: list[Street] = []
        for place in places:
            found += self.street_at(key, place)
        return found

    def _street_at(self, key: str, place: int) -> tuple[Street, ...]:
        query = "SELECT packed FROM street WHERE key = ? AND place = ?"
        row = self._db.execute(query, (key, place)).fetchone()
        return read_streets(self.places[place], row[0]) if row else ()

    def _names_of_area(self, key: str) -> tuple[StreetOfArea, ...]:
        """Return the names of the whole area that have `key`, each with where it lies."""
        query = "SELECT pre, street, type, post, parts, lies FROM named WHERE key = ?"
        return tuple(read_street_of_area(*row) for row in self._db.execute(query, (key,)))

    def streets_named(self, key: str, name: StreetOfArea, places: Iterable[int]) -> Iterator[Street]:
        """Yield the streets that are called `name` in `places`."""
        for place in places:
            for street in self.street_at(key, place):
                if street[1:5] == name[:4]:
                    yield street

    def _keys_of_places(self, places: tuple[int, ...]) -> tuple[str, ...]:
        """Return the street keys that exist in `places`."""
        marks = ",".join("?" * len(places))
        query = f"SELECT DISTINCT key FROM street WHERE place IN ({marks}) ORDER BY key"  # noqa: S608 - only marks
        return tuple(row[0] for row in self._db.execute(query, places))

    def keys_like(self, key: str) -> list[str]:
        """Return the keys of the whole area that begin or end as `key` does.

        A single wrong, missing, doubled or transposed letter leaves the first or the last part of a key whole.
        """
        part = max((len(key) - 1) // 2, 1)
        head, tail = key[:part], key[::-1][:part]
        longest = len(key) + 1 if len(key) <= SHORT_KEY else 1000
        rows = self._db.execute(
            "SELECT key FROM spelling WHERE key >= ?1 AND key < ?1 || x'7f' AND length(key) <= ?3 UNION "
            "SELECT key FROM spelling WHERE reversed >= ?2 AND reversed < ?2 || x'7f' AND length(key) <= ?3 ORDER BY 1",
            (head, tail, longest),
        )
        return [row[0] for row in rows]

    def keys_that_sound_as(self, key: str) -> list[str]:
        """Return the keys of the whole area that sound as `key` does."""
        rows = self._db.execute("SELECT key FROM spelling WHERE sound = ? ORDER BY key", (sound_of(key),))
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
