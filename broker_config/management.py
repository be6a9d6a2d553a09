"""RabbitMQ's HTTP API, for the few commands that an administrator runs; no process that keeps running uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import httpx

from broker_config.errors import BrokerRefused, BrokerUnreachable, SettingsUnusable

if TYPE_CHECKING:
    from types import TracebackType

_TIMEOUT = 30.0
"""Seconds for one request; a node that declares queues on three replicas under load takes its time."""


class ManagementApi:
    """One administrator's access to the HTTP API at `url`; credentials that stand in the URL count when none are given.

    A context manager. Every method raises `BrokerUnreachable` when nobody answers and `BrokerRefused`, with the
    broker's own words, when it says no.
    """

    def __init__(self, url: str, username: str = "", password: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsUnusable("the URL of the broker's management must look like https://host:15671")
        self.username = username or unquote(parts.username or "")
        self.url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])).rstrip("/")
        secret = password or unquote(parts.password or "")
        self._client = httpx.Client(base_url=self.url, auth=(self.username, secret), timeout=_TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def definitions(self) -> dict[str, Any]:
        """Everything that was declared, in one consistent answer; unlike the lists of queues never a cached one."""
        found = self.request("GET", "/api/definitions")
        if not isinstance(found, dict):
            raise BrokerRefused(f"{self.url} does not answer as RabbitMQ's management does: is it the right URL?")
        return found

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """One call; returns the decoded answer, or None when there is none. `path` is already quoted."""
        response = self._call(method, path, body)
        if response.status_code >= 400:
            raise BrokerRefused(self._refusal(method, path, response))
        return self._decoded(response)

    def exists(self, path: str) -> bool:
        """True when a GET finds something."""
        response = self._call("GET", path, None)
        if response.status_code == 404:
            return False
        if response.status_code >= 400:
            raise BrokerRefused(self._refusal("GET", path, response))
        return True

    def _call(self, method: str, path: str, body: Any) -> httpx.Response:
        try:
            return self._client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise BrokerUnreachable(
                f"the broker's management at {self.url} does not answer ({str(error) or type(error).__name__}): is the"
                " plugin rabbitmq_management enabled, and is this its URL?"
            ) from error

    def _decoded(self, response: httpx.Response) -> Any:
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError as error:
            raise BrokerRefused(
                f"{self.url} does not answer as RabbitMQ's management does: is it the right URL?"
            ) from (error)

    def _refusal(self, method: str, path: str, response: httpx.Response) -> str:
        if response.status_code == 401:
            return (
                f"the broker's management at {self.url} refuses the user {self.username!r}: check the password, and"
                " that the user has the tag administrator"
            )
        try:
            said = response.json()
            reason = said.get("reason") or said.get("error")
        except (ValueError, AttributeError):
            reason = response.text[:200]
        return f"the broker's management at {self.url} refused {method} {path}: {response.status_code} {reason}"


def api_path(*parts: str) -> str:
    """A path below /api with every part quoted, because a virtual host may be called `/`."""
    return "/api/" + "/".join(quote(part, safe="") for part in parts)
