"""Which TCP addresses some processes listen on, from /proc (proc(5), net/tcp and net/tcp6)."""

import ipaddress
import socket
from pathlib import Path

_LISTEN = "0A"


def listening_addresses(pids: list[int]) -> set[tuple[str, int]]:
    """(address, port) of every listening socket of the processes; needs the right to look at them."""
    inodes = {inode for pid in pids for inode in _socket_inodes(pid)}
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTEN and fields[9] in inodes:
                address, port = fields[1].split(":")
                found.add((_readable(address), int(port, 16)))
    return found


def _socket_inodes(pid: int) -> list[str]:
    links = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()]
    return [link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")]


def _readable(address: str) -> str:
    # The kernel prints 32-bit words in the machine's byte order; every machine we run on is little-endian.
    words = [bytes.fromhex(address[start : start + 8])[::-1] for start in range(0, len(address), 8)]
    raw = b"".join(words)
    return socket.inet_ntoa(raw) if len(raw) == 4 else str(ipaddress.IPv6Address(raw))
