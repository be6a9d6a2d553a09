"""What can go wrong on the reseller's side, and what the caller does about it.

AdapterError
├── SettingsProblem      incomplete or wrong settings: mend every problem it lists
├── StoreUnusable        the store of pending documents cannot be read or written: look at the disk and the rights
├── FolderTaken          another adapter watches the folder: stop that one, or watch another folder
├── ProfileUnreadable    the profile cannot be used: mend what it names
├── InputRefused         what was handed over cannot be translated: mend every defect it lists and hand it over again
│   └── SplitImpossible  it is too long for one document and must not, or cannot, be split
├── NothingCollected     there is no collected request to send
├── NotificationUnknown  the store has no such notification, or no gap to pass over
├── SubmissionUnknown    the store has no submission of that name
├── NotificationsMissing what happened to an order cannot be told in full: ask the wholesaler, or go on without
├── AnswerLate           no answer yet: ask again under the same transaction number, or look later
├── DocumentReturned     the broker refused it or has no queue for it: mend the name, the rights, or tell the wholesaler
├── DocumentRefused      the wholesaler refused the whole document: mend every error it lists
└── ClientClosed         the client was used before `open` or after `close`

`broker_config.errors.BrokerUnreachable` and `BrokerRefused` pass through as they are; both are exported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.errors import BrokerError, BrokerRefused, BrokerUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.reply import Reply

__all__ = [
    "AdapterError",
    "AnswerLate",
    "BrokerError",
    "BrokerRefused",
    "BrokerUnreachable",
    "ClientClosed",
    "DocumentRefused",
    "DocumentReturned",
    "FolderTaken",
    "InputRefused",
    "NothingCollected",
    "NotificationUnknown",
    "NotificationsMissing",
    "ProfileUnreadable",
    "SettingsProblem",
    "SplitImpossible",
    "StoreUnusable",
    "SubmissionUnknown",
]


class AdapterError(Exception):
    """Root of everything this package raises on purpose; its text is a sentence for a person."""


class SettingsProblem(AdapterError):
    """The settings are incomplete or wrong; `problems` are sentences, all of them at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class StoreUnusable(AdapterError):
    """The store cannot be opened, read or written."""


class FolderTaken(AdapterError):
    """Another adapter watches the folder; what that one claimed must not be sent twice."""


class ProfileUnreadable(AdapterError):
    """The profile's file is not there or says something that cannot be."""


class InputRefused(AdapterError):
    """Nothing was sent; `defects` has one line per defect, all of them at once, and `code` is the answer code."""

    def __init__(self, defects: Iterable[str], code: str = "E026") -> None:
        self.code = code
        self.defects = tuple(defects)
        super().__init__("; ".join(self.defects))


class SplitImpossible(InputRefused):
    """The document is too long, and splitting it would change what it means."""

    def __init__(self, sentence: str) -> None:
        super().__init__([sentence], "E005")


class NothingCollected(AdapterError):
    """No request was collected since the last time."""


class NotificationUnknown(AdapterError):
    """Nothing of that order or number is in the store, or nothing of it is missing."""


class NotificationsMissing(AdapterError):
    """Notifications `first` to `last` of order `pon` are missing and do not come; those after them are held."""

    def __init__(self, pon: str, first: int, last: int, reason: str) -> None:
        self.pon, self.first, self.last = pon, first, last
        super().__init__(
            f"notifications {first} to {last} of order {pon} are missing ({reason}); ask the wholesaler, or `skip` them"
        )


class SubmissionUnknown(AdapterError):
    """Nothing of that name was ever handed over, or it was pruned."""


class AnswerLate(AdapterError):
    """The answer did not come in time. The document may still be answered: the same number may be asked again."""

    def __init__(self, sentence: str, transaction_number: str) -> None:
        super().__init__(sentence)
        self.transaction_number = transaction_number


class DocumentReturned(AdapterError):
    """The broker did not take the document to a queue; `detail` is what it said."""

    def __init__(self, sentence: str, detail: str) -> None:
        super().__init__(sentence)
        self.detail = detail


class DocumentRefused(AdapterError):
    """The wholesaler answered with errors on the document as a whole; `reply` holds them."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("; ".join(f"{error.code} {error.path}: {error.text}" for error in reply.errors))
        self.reply = reply


class ClientClosed(AdapterError):
    """The client is not open; `transaction_number` is that of the document that waited, if one did."""

    def __init__(self, sentence: str, transaction_number: str = "") -> None:
        super().__init__(sentence)
        self.transaction_number = transaction_number
