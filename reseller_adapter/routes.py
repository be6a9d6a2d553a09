"""The return address of a submission: where its answer goes in the reseller's own world. Kept in the store as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """A person or a script reads it from the store, with `submit` or `pending show`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRoute:
    """To `reply_to` in the reseller's own virtual host, or to its queue `delivery` when the message named none."""

    reply_to: str | None
    correlation_id: str | None
    message_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRoute:
    """Into the folders `done` or `failed` of a watched folder.

    `claimed` is the file's name in `in-progress`, `name` its name in the end, and answers are named after `stem`.
    """

    folder: str
    claimed: str
    name: str
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRoute:
    """The adapter itself asked for notifications of `pon` that are missing; nobody else sees the answer."""

    pon: str


Route = CommandRoute | QueueRoute | FolderRoute | GapRoute

_KINDS: dict[str, type[Route]] = {
    "command": CommandRoute,
    "queue": QueueRoute,
    "folder": FolderRoute,
    "adapter": GapRoute,
}


def source_of(route: Route) -> str:
    """The name of the kind of route, which is also where the submission came from."""
    return next(kind for kind, known in _KINDS.items() if isinstance(route, known))


def route_as_text(route: Route) -> str:
    """A route as the store keeps it."""
    return json.dumps({"kind": source_of(route), **asdict(route)})


def route_from_text(text: str) -> Route:
    """What `route_as_text` wrote."""
    values = json.loads(text)
    return _KINDS[values.pop("kind")](**values)
