"""The files a private RabbitMQ node reads at its start."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from embedded.ports import LOOPBACK

PLUGINS = ("rabbitmq_management", "rabbitmq_prometheus")

# What a laptop needs otherwise than a server: a write-ahead log of 32 MiB instead of 512, an alarm only when the disk
# is nearly full, and statistics every second, so that the demo and the tests see counters move.
_SETTINGS = """\
listeners.tcp.local = {address}:{amqp}
management.tcp.ip = {address}
management.tcp.port = {management}
prometheus.tcp.ip = {address}
prometheus.tcp.port = {prometheus}
default_user = {username}
default_pass = {password}
default_user_tags.administrator = true
raft.wal_max_size_bytes = 33554432
disk_free_limit.absolute = 50MB
collect_statistics_interval = 1000
log.console = true
log.console.level = info
log.file = false
"""


# Of the product's own rabbitmq.conf, everything that says where a node is or who it is differs for a private one.
_OF_THE_PLACE = (
    "listeners.",
    "management.",
    "prometheus.",
    "ssl_options.",
    "definitions.",
    "load_definitions",
    "cluster_formation.",
    "default_user",
    "default_pass",
    "log.",
)


@dataclass(frozen=True)
class NodePorts:
    """TCP ports of one node, all on the loopback address."""

    amqp: int
    management: int
    prometheus: int
    distribution: int
    port_mapper: int


def write_node_files(folder: Path, ports: NodePorts, *, username: str, password: str, cookie: str) -> None:
    """Write configuration, plugins, cookie and name resolution into `folder`."""
    settings = _SETTINGS.format(
        address=LOOPBACK,
        amqp=ports.amqp,
        management=ports.management,
        prometheus=ports.prometheus,
        username=username,
        password=password,
    )
    _write_private(folder / "rabbitmq.conf", "\n".join(product_settings(settings)) + "\n" + settings)
    _write_private(folder / "enabled_plugins", f"[{','.join(PLUGINS)}].\n")
    _write_private(folder / ".erlang.cookie", cookie, mode=0o400)
    # The node is called …@localhost; this makes the name work on machines whose /etc/hosts does not know it.
    _write_private(folder / "inetrc", '{host, {127,0,0,1}, ["localhost"]}.\n{lookup, [file, native]}.\n')


def product_settings(own: str) -> list[str]:
    """The lines of the rabbitmq.conf that broker_config generates which hold for a private node too.

    Left out is what `own` says otherwise and what belongs to the place of a node. Empty when there is no such file.
    """
    package = importlib.util.find_spec("broker_config")
    if package is None or package.origin is None:
        return []
    said = {_key(line) for line in own.splitlines()}
    lines = [
        line
        for path in sorted(Path(package.origin).parent.rglob("rabbitmq.conf"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        line
        for line in lines
        if _key(line) and not _key(line).startswith(("#", *_OF_THE_PLACE)) and _key(line) not in said
    ]


def _key(line: str) -> str:
    return line.partition("=")[0].strip()


def node_environment(folder: Path, ports: NodePorts, *, node: str) -> dict[str, str]:
    """The environment variables that keep the node inside `folder` and on the loopback address."""
    return {
        "HOME": str(folder),  # where Erlang looks for the cookie
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_EPMD_PORT": str(ports.port_mapper),
        "ERL_INETRC": str(folder / "inetrc"),
        # For every Erlang program the node's scripts start, not only the node itself.
        "ERL_AFLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_CRASH_DUMP_BYTES": "0",
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none.conf"),  # not /etc/rabbitmq/rabbitmq-env.conf
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_LOG": "-color",
        "RABBITMQ_PID_FILE": str(folder / "node.pid"),
        # Makes the script become the node instead of waiting beside it, so that signals reach the node itself.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


def _write_private(path: Path, text: str, mode: int = 0o600) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
