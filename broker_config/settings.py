"""How to reach a broker: parsed once from a URL, frozen, passed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from broker_config.errors import SettingsUnusable
from broker_config.names import WHOLESALE_VHOST
from broker_config.server_url import split_server_url

_PORTS = {"amqp": 5672, "amqps": 5671}
_TLS_QUERY = {
    "cacertfile": "ca_file",
    "certfile": "certificate_file",
    "keyfile": "key_file",
    "server_name_indication": "server_name",
}


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """Files in PEM; without `ca_file` the system's authorities count. With a certificate, the login is EXTERNAL when
    no user is given.
    """

    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None
    server_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSettings:
    """Where the broker's nodes are and who we are; times in seconds."""

    hosts: tuple[tuple[str, int], ...]
    vhost: str = WHOLESALE_VHOST
    username: str = ""
    password: str = field(default="", repr=False)
    connection_name: str = "wholesale"
    tls: TlsOptions | None = None
    heartbeat: int = 20
    blocked_timeout: float = 300.0

    @classmethod
    def from_url(
        cls,
        url: str,
        username: str | None = None,
        password: str | None = None,
        connection_name: str = "wholesale",
    ) -> Self:
        """Read `amqp[s]://[user:password@]host[:port][,host[:port]…][/vhost][?cacertfile=…&certfile=…&keyfile=…]`.

        `username` and `password` win over the URL's. The query's names are those of RabbitMQ's own URIs. Raises
        `SettingsUnusable` with every problem, and never with the password.
        """
        parts = split_server_url(url)
        problems: list[str] = []
        if parts.scheme not in _PORTS:
            problems.append("it must start with amqp:// or amqps://")
        credentials, _, addresses = parts.netloc.rpartition("@")
        url_user, _, url_password = credentials.partition(":")
        hosts = tuple(_hosts(addresses, _PORTS.get(parts.scheme, 5672), problems))
        user = unquote(url_user) if username is None else username
        secret = unquote(url_password) if password is None else password
        tls = _tls(parts.query, problems) if parts.scheme == "amqps" else None
        if not user and not (tls and tls.certificate_file):
            problems.append("it has no user; put one into the URL or give it beside it")
        if problems:
            where = addresses or "without a host"
            raise SettingsUnusable(f"the broker's URL ({where}) cannot be used: {'; '.join(problems)}")
        vhost = unquote(parts.path[1:]) or WHOLESALE_VHOST
        return cls(hosts=hosts, vhost=vhost, username=user, password=secret, connection_name=connection_name, tls=tls)


def _hosts(addresses: str, default_port: int, problems: list[str]) -> list[tuple[str, int]]:
    hosts = []
    for address in addresses.split(","):
        try:
            split = urlsplit(f"//{address.strip()}")
            if split.hostname is None:
                problems.append("a host's name is missing")
            else:
                hosts.append((split.hostname, split.port or default_port))
        except ValueError:
            problems.append(f"{address!r} is no host with a port between 1 and 65535")
    return hosts


def _tls(query: str, problems: list[str]) -> TlsOptions:
    chosen: dict[str, str] = {}
    for name, values in parse_qs(query).items():
        if name in _TLS_QUERY:
            chosen[_TLS_QUERY[name]] = values[-1]
        else:
            problems.append(f"the option {name!r} is not one of {', '.join(sorted(_TLS_QUERY))}")
    if ("certificate_file" in chosen) != ("key_file" in chosen):
        problems.append("certfile and keyfile need each other")
    return TlsOptions(**chosen)
