"""pika's connection parameters from our settings."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pika

from broker_config.errors import SettingsUnusable

if TYPE_CHECKING:
    from broker_config.settings import BrokerSettings, TlsOptions


def connection_parameters(settings: BrokerSettings, host: tuple[str, int], purpose: str) -> pika.ConnectionParameters:
    """For one attempt at one host; retries are ours, because pika's block nothing but know nothing of other hosts.

    Raises `SettingsUnusable` when a TLS file cannot be read.
    """
    credentials = (
        pika.PlainCredentials(settings.username, settings.password)
        if settings.username
        else pika.credentials.ExternalCredentials()
    )
    return pika.ConnectionParameters(
        host=host[0],
        port=host[1],
        virtual_host=settings.vhost,
        credentials=credentials,
        heartbeat=settings.heartbeat,
        blocked_connection_timeout=settings.blocked_timeout,
        connection_attempts=1,
        socket_timeout=5,
        stack_timeout=10,
        # The blocked timeout does not notice a dead peer that has unread data of ours; the kernel does.
        tcp_options={"TCP_USER_TIMEOUT": 20_000, "TCP_KEEPIDLE": 10},
        ssl_options=_ssl_options(settings.tls, host[0]) if settings.tls else None,
        client_properties={"connection_name": f"{settings.connection_name} ({purpose})"},
    )


def _ssl_options(tls: TlsOptions, host: str) -> pika.SSLOptions:
    try:
        context = ssl.create_default_context(cafile=tls.ca_file)
        if tls.certificate_file:
            context.load_cert_chain(tls.certificate_file, tls.key_file)
    except OSError as error:
        raise SettingsUnusable(f"a TLS file of the broker's URL cannot be used: {error}") from error
    return pika.SSLOptions(context, tls.server_name or host)
