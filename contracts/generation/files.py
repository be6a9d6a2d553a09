"""Which files are generated, and whether those in the checkout are current."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.generation.asyncapi import asyncapi_document
from contracts.generation.codes_page import codes_page
from contracts.generation.json_schema import (
    document_schema,
    manifest_schema,
    notification_schema,
    provisioning_schema,
    reply_schema,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKOUT = Path(__file__).parents[2]
SCHEMAS = Path("contracts/schemas")
CODES_PAGE = Path("docs/reference/codes.md")


class NotInACheckout(Exception):
    """The package is installed without the checkout that its generated files belong to."""


def generated_files() -> Mapping[Path, str]:
    """Return the text of every generated file, by its path within the checkout."""
    documents = {
        "document.json": document_schema(),
        "reply.json": reply_schema(),
        "notification.json": notification_schema(),
        "manifest.json": manifest_schema(),
        "provisioning.json": provisioning_schema(),
        "asyncapi.json": asyncapi_document(),
    }
    files = {
        SCHEMAS / name: json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        for name, document in documents.items()
    }
    files[CODES_PAGE] = codes_page()
    return files


def stale_files(checkout: Path = CHECKOUT) -> tuple[Path, ...]:
    """Return the generated files of a checkout that are missing or differ from their source."""
    _refuse_what_is_no_checkout(checkout)
    return tuple(path for path, text in generated_files().items() if _text(checkout / path) != text)


def write_files(checkout: Path = CHECKOUT) -> tuple[Path, ...]:
    """Write the files that are not current, and return them."""
    stale = stale_files(checkout)
    texts = generated_files()
    for path in stale:
        target = checkout / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(texts[path], encoding="utf-8")
    return stale


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _refuse_what_is_no_checkout(checkout: Path) -> None:
    if not (checkout / "docs").is_dir():
        raise NotInACheckout(f"{checkout} is not a checkout of the source: it has no folder docs. Run this in one.")
