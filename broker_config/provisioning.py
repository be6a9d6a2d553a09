"""Gives a reseller its place on the broker, and takes its access away again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.applying import apply_part, user_mends
from broker_config.discovering import areas_of, found_answers, found_resellers, is_enabled
from broker_config.errors import BrokerRefused, ResellerUnknown
from broker_config.management import ManagementApi, api_path
from broker_config.observed import Observed
from broker_config.passwords import generate_password
from broker_config.topology import area_topology, reseller_topology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.topology_objects import Topology


@dataclass(frozen=True, slots=True)
class Credentials:
    """A broker user and its password, which is shown once and kept nowhere."""

    username: str
    password: str = field(repr=False)


class ResellerProvisioning:
    """Works on the broker of `management_url` as one of its administrators, in the wholesaler's virtual host.

    Every method can be repeated after a run that broke off half-way. Each raises `BrokerUnreachable` and
    `BrokerRefused`; all but `add` raise `ResellerUnknown` for a reseller that was not added.
    """

    def __init__(self, management_url: str, username: str, password: str, vhost: str = names.WHOLESALE_VHOST) -> None:
        self._url = management_url
        self._username = username
        self._password = password
        self._vhost = vhost

    def add(self, reseller: str, areas: Sequence[str] = ("all",), answers: Sequence[str] = ()) -> Credentials:
        """Make everything a reseller has, with a new password; `areas` are those it may read reference files of.

        What it had already, further answers queues included, stays. Raises `ValueError` for a name that is none.
        """
        with self._api() as api:
            observed = self._observed(api)
            kept = dict.fromkeys((*answers, *found_answers(observed, self._vhost, reseller)))
            topology = reseller_topology(reseller, areas, tuple(kept), vhost=self._vhost)
            credentials = Credentials(names.reseller_user(reseller), generate_password())
            # The user last: a password is worth something only when everything that it opens is there.
            apply_part(api, area_topology(areas, vhost=self._vhost) + _without_users(topology))
            self._set_password(api, topology, credentials)
            apply_part(api, topology)
            return credentials

    def rotate(self, reseller: str, *, end_connections: bool = False) -> Credentials:
        """A new password at once; connections made with the old one stay, or are closed with `end_connections`."""
        with self._api() as api:
            topology = self._topology(self._observed(api), reseller)
            credentials = Credentials(names.reseller_user(reseller), generate_password())
            self._set_password(api, topology, credentials)
            apply_part(api, topology)
            if end_connections:
                _close_connections(api, credentials.username)
            return credentials

    def disable(self, reseller: str) -> None:
        """Take its permissions away and close its connections; its queues and what is in them stay."""
        with self._api() as api:
            observed = self._observed(api)
            self._topology(observed, reseller)
            user = names.reseller_user(reseller)
            areas = areas_of(observed, self._vhost, reseller)
            if areas:
                # The areas stand in the permission only, and `enable` must not give more than was taken.
                api.request("PUT", self._kept_areas(reseller), {"value": list(areas)})
            for owner, vhost in observed.permissions:
                if owner == user:
                    api.request("DELETE", api_path("permissions", vhost, user))
            # A channel that consumes goes on doing so without permissions: only the end of its connection ends it.
            _close_connections(api, user)

    def enable(self, reseller: str, areas: Sequence[str] = ()) -> None:
        """Give its permissions back, for other `areas` when they are given; its password is the one it had."""
        with self._api() as api:
            observed = self._observed(api)
            self._topology(observed, reseller)
            kept = observed.global_parameters.get(self._kept_name(reseller), ("all",))
            chosen = areas or areas_of(observed, self._vhost, reseller) or tuple(kept)
            answers = found_answers(observed, self._vhost, reseller)
            topology = reseller_topology(reseller, chosen, answers, vhost=self._vhost)
            apply_part(api, area_topology(chosen, vhost=self._vhost) + topology)

    def add_answers_queue(self, reseller: str, name: str) -> str:
        """Make `answers.<reseller>.<name>`, for a client that wants its answers apart; returns the queue's name."""
        with self._api() as api:
            observed = self._observed(api)
            self._topology(observed, reseller)
            kept = dict.fromkeys((*found_answers(observed, self._vhost, reseller), name))
            areas = areas_of(observed, self._vhost, reseller) or ("all",)
            topology = reseller_topology(reseller, areas, tuple(kept), vhost=self._vhost)
            apply_part(api, _without_users(topology))
            return names.answers_queue(reseller, name)

    def _api(self) -> ManagementApi:
        return ManagementApi(self._url, self._username, self._password)

    def _kept_name(self, reseller: str) -> str:
        return f"{self._vhost}.{names.reseller_user(reseller)}.areas"

    def _kept_areas(self, reseller: str) -> str:
        return api_path("global-parameters", self._kept_name(reseller))

    def _observed(self, api: ManagementApi) -> Observed:
        observed = Observed.of(api)
        if (self._vhost, names.ANSWERS) not in observed.exchanges:
            raise BrokerRefused(
                f"the broker is not set up for us in virtual host {self._vhost!r}: run `broker-config apply` first"
            )
        return observed

    def _topology(self, observed: Observed, reseller: str) -> Topology:
        if reseller not in found_resellers(observed, self._vhost):
            raise ResellerUnknown(
                f"the broker has nothing of a reseller {reseller!r} in virtual host {self._vhost!r}: add it first"
            )
        return reseller_topology(
            reseller,
            areas_of(observed, self._vhost, reseller) or ("all",),
            found_answers(observed, self._vhost, reseller),
            vhost=self._vhost,
            enabled=is_enabled(observed, self._vhost, reseller),
        )

    def _set_password(self, api: ManagementApi, topology: Topology, credentials: Credentials) -> None:
        for mend in user_mends(topology, credentials.username, credentials.password):
            api.request(mend.method, mend.path, mend.body)


def _close_connections(api: ManagementApi, user: str) -> None:
    """End every connection of a user; of one that is not there, nothing."""
    if api.exists(api_path("users", user)):
        api.request("DELETE", api_path("connections", "username", user))


def _without_users(topology: Topology) -> Topology:
    return replace(topology, users=())
