"""Gathers requests of many end users in an open document, and sends them as one document per transaction."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.document import Mode
from contracts.document_writing import document_as_json
from reseller_adapter.errors import NothingCollected
from reseller_adapter.names import new_submission_name
from reseller_adapter.store.records import Collected
from reseller_adapter.submitting import keep_translated, read_context
from reseller_adapter.translation import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.document import Document
    from reseller_adapter.adapter import Tuning
    from reseller_adapter.store.store import Store


def collect(store: Store, reseller: str, name: str, handed_over: tuple[bytes, str, str], tuning: Tuning) -> int:
    """Keep requests (bytes, format, the profile's text) for later; returns how many segments they are.

    `name` is what the list of them shows. Raises `InputRefused`, and then nothing is kept.
    """
    body, form, profile = handed_over
    now = tuning.clock()
    documents = read_documents(body, form, profile, read_context(reseller, new_submission_name(now), now))
    requests = sum(len(document.segments) for document in documents)
    with store.transaction():
        digest = store.submissions.keep_profile(profile)
        new = Collected(id=0, collected_at=now, name=name, format=form, profile=digest, requests=requests, body=body)
        store.collection.add(new)
    return requests


def submit_collected(store: Store, reseller: str, form: str | None, tuning: Tuning) -> str:
    """Make everything that was collected one submission and return its name.

    The answer will be in `form`, by default in the format of what was collected first, with its profile.

    Raises `NothingCollected`.
    """
    now = tuning.clock()
    name = new_submission_name(now)
    collected = store.collection.all()
    if not collected:
        raise NothingCollected("nothing was collected yet; use `reseller-adapter collect FILE` first")
    context = read_context(reseller, name, now)
    documents = [
        document
        for item in collected
        for document in read_documents(item.body, item.format, store.submissions.profile(item.profile), context)
    ]
    merged = merge(documents, name)
    body = json.dumps([document_as_json(document) for document in merged], ensure_ascii=False).encode()
    handed_over = (body, form or collected[0].format, store.submissions.profile(collected[0].profile))
    with store.transaction():
        if store.collection.drop(collected) != len(collected):
            raise NothingCollected(
                "another command is just sending what was collected; see `reseller-adapter pending list`"
            )
        keep_translated(store, name, handed_over, merged, tuning)
    return name


def merge(documents: Iterable[Document], number: str) -> tuple[Document, ...]:
    """One document per transaction, numbered after the submission, segments 1..n in the order they were collected.

    An atomic document stays one of its own: its segments succeed or fail with each other, not with a stranger's.
    """
    groups: dict[object, list[Document]] = {}
    for position, document in enumerate(documents):
        header = document.header
        alone = position if header.mode is Mode.ATOMIC else None
        groups.setdefault((header.transaction, header.dry_run, header.answer_by, alone), []).append(document)
    return tuple(
        _one(group, number if len(groups) == 1 else f"{number}-{place}")
        for place, group in enumerate(groups.values(), 1)
    )


def _one(documents: list[Document], number: str) -> Document:
    segments = [segment for document in documents for segment in document.segments]
    return replace(
        documents[0],
        header=replace(documents[0].header, transaction_number=number),
        segments=tuple(replace(segment, number=place) for place, segment in enumerate(segments, 1)),
    )
