"""The AsyncAPI 3.0 document: where messages travel, seen from a reseller's program."""

from __future__ import annotations

from typing import Any

import contracts
from contracts.transactions import BULK_KEY, INTERACTIVE_SEGMENTS, TRANSACTIONS, Lane

Part = dict[str, Any]

_SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
_AMQP_BINDING = "0.3.0"


def asyncapi_document() -> Part:
    """Return the document; its payloads refer to the JSON Schemas beside it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Wholesale ordering bus",
            "version": contracts.__version__,
            "description": (
                "What a reseller's program sends to the wholesaler and receives from it, and what the network's systems"
                " send, over AMQP 0-9-1."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": _channels(),
        "operations": _operations(),
        "components": {"messages": _messages(), "correlationIds": _correlation()},
    }


def _channels() -> Part:
    reseller = {"reseller": {"description": "The reseller's name: 2 to 16 of a-z 0-9, a letter first."}}
    area = {"area": {"description": "A part of the territory.", "default": "all"}}
    requests = [_request_name(name) for name in TRANSACTIONS]
    return {
        "documents": {
            "address": "documents.{reseller}",
            "title": "Requests",
            "description": (
                "A direct exchange. The routing key is the transaction, or "
                f"{BULK_KEY} for more than {INTERACTIVE_SEGMENTS} segments. Publish mandatory, with confirms."
            ),
            "parameters": reseller,
            "messages": _references(requests),
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {"name": "documents.{reseller}", "type": "direct", "durable": True},
                    "bindingVersion": _AMQP_BINDING,
                }
            },
        },
        "answers": _queue("answers.{reseller}", "Answers", [_reply_name(name) for name in TRANSACTIONS], reseller),
        "notifications": _queue("notifications.{reseller}", "What happens to orders", ["notification"], reseller),
        "provisioning": {
            "address": "provisioning",
            "title": "What the network's systems tell",
            "description": (
                "A direct exchange. The routing key is wholesaler.provisioning. Publish mandatory, with confirms."
            ),
            "messages": _references(["provisioning"]),
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {"name": "provisioning", "type": "direct", "durable": True},
                    "bindingVersion": _AMQP_BINDING,
                }
            },
        },
        "reference.address": _queue(
            "reference.{area}.address", "The address file, a stream (in a later version)", ["manifest", "chunk"], area
        ),
        "reference.feature": _queue(
            "reference.{area}.feature", "The feature file, a stream (in a later version)", ["manifest", "chunk"], area
        ),
    }


def _queue(address: str, title: str, messages: list[str], parameters: Part) -> Part:
    return {
        "address": address,
        "title": title,
        "parameters": parameters,
        "messages": _references(messages),
        "bindings": {
            "amqp": {"is": "queue", "queue": {"name": address, "durable": True}, "bindingVersion": _AMQP_BINDING}
        },
    }


def _operations() -> Part:
    asks = {
        f"ask.{name}": {
            "action": "send",
            "title": f"Ask for {name}",
            "channel": _to("channels", "documents"),
            "messages": [_to_message("documents", _request_name(name))],
            "reply": {
                "channel": _to("channels", "answers"),
                "messages": [_to_message("answers", _reply_name(name))],
            },
            "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, "ack": True, "bindingVersion": _AMQP_BINDING}},
        }
        for name in TRANSACTIONS
    }
    receives = {
        f"receive.{channel}": {"action": "receive", "channel": _to("channels", channel)}
        for channel in ("notifications", "reference.address", "reference.feature")
    }
    tells = {
        "tell.provisioning": {
            "action": "send",
            "title": "Tell what became of an order, as the network's systems",
            "channel": _to("channels", "provisioning"),
            "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, "ack": True, "bindingVersion": _AMQP_BINDING}},
        }
    }
    return asks | receives | tells


def _messages() -> Part:
    messages: Part = {}
    for transaction in TRANSACTIONS.values():
        lane = {Lane.INQUIRY: "an inquiry", Lane.ORDER: "on the order lane", Lane.BULK: "bulk"}[transaction.lane]
        messages[_request_name(transaction.name)] = _message(
            transaction.name, f"A document that asks for {transaction.name} ({lane}).", "document.json"
        )
        messages[_reply_name(transaction.name)] = _message(
            transaction.reply_type, f"The answer to {transaction.name}.", "reply.json"
        )
    messages["notification"] = _message(
        "order.*", "What happened to an order; the type is the event.", "notification.json"
    )
    messages["provisioning"] = _message(
        "provisioning", "What became of a confirmed order in the network; the type is the event.", "provisioning.json"
    )
    messages["manifest"] = _message("manifest", "Announces the chunks of a reference file.", "manifest.json")
    messages["chunk"] = {
        "name": "chunk",
        "summary": "At most 1 MiB of a reference file: CSV (RFC 4180), gzip.",
        "contentType": "application/gzip",
        "headers": {
            "type": "object",
            "properties": {
                "epoch": {"type": "integer"},
                "index": {"type": "integer"},
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            },
            "required": ["epoch", "index", "sha256"],
        },
    }
    return messages


def _message(name: str, summary: str, schema: str) -> Part:
    message: Part = {
        "name": name,
        "summary": summary,
        "contentType": "application/json",
        "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": {"$ref": f"./{schema}"}},
        "bindings": {"amqp": {"messageType": name, "bindingVersion": _AMQP_BINDING}},
    }
    if schema in ("document.json", "reply.json"):
        message["correlationId"] = _to("components/correlationIds", "transaction_number")
    return message


def _correlation() -> Part:
    return {
        "transaction_number": {
            "description": "The property correlation_id is echoed; without it the answer carries this number.",
            "location": "$message.payload#/header/transaction_number",
        }
    }


def _request_name(transaction: str) -> str:
    return f"{transaction}.request"


def _reply_name(transaction: str) -> str:
    return f"{transaction}.reply"


def _references(names: list[str]) -> Part:
    return {name: _to("components/messages", name) for name in names}


def _to(where: str, name: str) -> Part:
    return {"$ref": f"#/{where}/{name}"}


def _to_message(channel: str, name: str) -> Part:
    return {"$ref": f"#/channels/{channel}/messages/{name}"}
