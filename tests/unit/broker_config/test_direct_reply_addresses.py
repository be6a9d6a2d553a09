"""Only what a broker writes is an address of a direct reply."""

from base64 import b64encode

import pytest

from broker_config.direct_replies import new_token, node_of
from broker_config.names import DIRECT_REPLY_PREFIX

AS_RABBITMQ_WRITES_IT = "g1h2AA5yZXBseUA2NjUzMTgxMgAAQVcAAAAAawXy1Q==.vLSyGGwXqwhZ9ml8yJRfBg=="
CHANNEL = bytes((131, 88, 118, 0, 7)) + b"reply@1" + bytes(12)


def test_an_address_names_the_node_of_its_requester() -> None:
    assert node_of(DIRECT_REPLY_PREFIX + AS_RABBITMQ_WRITES_IT) == "reply@66531812"
    assert node_of(DIRECT_REPLY_PREFIX + new_token("reply@77")) == "reply@77"


@pytest.mark.parametrize(
    "channel",
    [
        b"",
        CHANNEL[:3],
        CHANNEL[:-1],
        CHANNEL + b"\x00",
        b"\x83h\x02" + CHANNEL,
        CHANNEL.replace(b"reply@1", b"rabbit1"),
        CHANNEL.replace(b"reply@1", b"reply@x"),
        CHANNEL.replace(b"reply@1", "repl\N{LATIN SMALL LETTER E WITH ACUTE}1".encode()),
    ],
)
def test_a_token_that_no_broker_writes_is_no_address(channel: bytes) -> None:
    assert node_of(f"{DIRECT_REPLY_PREFIX}{b64encode(channel).decode()}.key") is None


@pytest.mark.parametrize(
    "address",
    [
        DIRECT_REPLY_PREFIX,
        DIRECT_REPLY_PREFIX + "x",
        DIRECT_REPLY_PREFIX + AS_RABBITMQ_WRITES_IT.replace("==.", "."),
        DIRECT_REPLY_PREFIX + AS_RABBITMQ_WRITES_IT.replace("==.", "==\n."),
        DIRECT_REPLY_PREFIX + AS_RABBITMQ_WRITES_IT + ".more",
        DIRECT_REPLY_PREFIX + AS_RABBITMQ_WRITES_IT.partition(".")[0],
        AS_RABBITMQ_WRITES_IT,
        "answers.acme",
    ],
)
def test_what_has_not_the_form_is_no_address(address: str) -> None:
    assert node_of(address) is None
