"""The shape of a manifest, which announces the chunks of a reference file."""

from __future__ import annotations

from contracts import identifiers
from contracts.reference import REFERENCE_SCHEMA, Manifest
from contracts.wire.containers import ListOf
from contracts.wire.fields import CodeName, Said, Text, Timestamp, WholeNumber
from contracts.wire.rules import With
from contracts.wire.shape import OpenShape, RuledShape


class ManifestShape(RuledShape):
    """See `contracts.reference.Manifest`."""

    class Meta(OpenShape.Meta):
        """A newer publisher may say more."""

    title = "manifest"
    about = "What a publication announces before its chunks."
    builds = Manifest
    rules = (With("kind", ("delta",), needs=("from_epoch",)), With("kind", ("full",), excludes=("from_epoch",)))

    schema = CodeName((REFERENCE_SCHEMA,), "The version of this format.", required=True)
    file = CodeName(("address", "feature"), "Which file it is.", required=True)
    kind = CodeName(("full", "delta"), "The whole file, or what changed since from_epoch.", required=True)
    epoch = WholeNumber("The counter of this publication.", least=1, required=True)
    from_epoch = WholeNumber("The epoch that a delta builds on.", least=1)
    published_at = Timestamp("When it was published.", required=True)
    rows = WholeNumber("Rows, without the header line.", required=True)
    bytes = WholeNumber("The size of the whole encoded file.", required=True)
    sha256 = Text("Of the whole encoded file.", pattern=identifiers.SHA256, form="64 of 0-9 a-f", required=True)
    chunks = WholeNumber("How many chunk messages follow.", required=True)
    columns = ListOf(Said(), "The columns, in order.", least=1, required=True)
    encoding = CodeName(("csv+gzip",), "How the rows are written.", required=True)
