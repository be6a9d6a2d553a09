"""What RabbitMQ makes of `amq.rabbitmq.reply-to` on the way: a token that names the requester's channel.

A requester may write any token itself, and the broker takes one apart without care: with 3.10.8 a token that is not of
this form, or that names a node which the cluster does not have, ends the connection of whoever *answers* (541).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from secrets import token_bytes
from typing import Final

from broker_config.names import DIRECT_REPLY_PREFIX

_FORM: Final = re.compile(r"(?P<channel>[A-Za-z0-9+/]{1,300}={0,2})\.[A-Za-z0-9+/=_-]{1,64}")
_CHANNEL_BEGINS: Final = bytes((131, 88, 118))
"""Erlang's external term format: a term, a process identifier, whose node is an atom in UTF-8."""
_CHANNEL_ENDS: Final = 12
"""Bytes behind the node: identifier, serial and creation, four each."""
_NODE: Final = re.compile(rb"[a-z]{1,20}@[0-9]{1,10}")
"""A word of RabbitMQ's and a hash of the node's name."""


def node_of(address: str) -> str | None:
    """The node that an address of a direct reply names, or None when no broker has written it."""
    found = _FORM.fullmatch(address.removeprefix(DIRECT_REPLY_PREFIX))
    if found is None or not address.startswith(DIRECT_REPLY_PREFIX):
        return None
    try:
        channel = b64decode(found["channel"], validate=True)
    except binascii.Error:
        return None
    length = int.from_bytes(channel[3:5], "big")
    node = channel[5 : 5 + length]
    whole = len(channel) == 5 + length + _CHANNEL_ENDS
    if not channel.startswith(_CHANNEL_BEGINS) or not whole or not _NODE.fullmatch(node):
        return None
    return node.decode()


def new_token(node: str) -> str:
    """A token as a broker writes it, for a channel that nobody else has."""
    name = node.encode()
    channel = _CHANNEL_BEGINS + len(name).to_bytes(2, "big") + name + token_bytes(_CHANNEL_ENDS)
    return f"{b64encode(channel).decode()}.{b64encode(token_bytes(16)).decode()}"
