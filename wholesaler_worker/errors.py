"""What can go wrong in the wholesaler's commands beyond the records and the broker.

WorkerError
├── LoadRefused        a file cannot be loaded as a whole: mend what the message names and load it again
├── PublicationFailed  the records cannot be published as they are
├── IndexMissing       nothing was published here yet: run `wholesaler-worker publish`
├── ResellerProblem    the reseller is unknown, is there already, or is named against the rule
├── TermsProblem       a term cannot be as asked, or what it is about is not recorded
├── NotTaken           the broker did not take all that was to be published: look at its queues, and run it again
├── WorkerBroken       a part of the running worker cannot go on: start it again, and report its log's last lines
└── StandingProblem    `status` found something that is not as it should be
"""


class WorkerError(Exception):
    """A command cannot do what was asked; the message is one sentence for a person."""


class LoadRefused(WorkerError):
    """A file cannot be loaded; nothing of it was."""


class PublicationFailed(WorkerError):
    """The index could not be made from the records; the one before stays in force."""


class IndexMissing(WorkerError):
    """There is no published index in the data folder."""


class ResellerProblem(WorkerError):
    """A reseller cannot be added, found or changed as asked."""


class TermsProblem(WorkerError):
    """A term of the wholesaler's cannot be changed as asked."""


class NotTaken(WorkerError):
    """The broker refused or returned messages; those that it took stay taken."""


class WorkerBroken(WorkerError):
    """A thread of the running worker ended by a mistake of ours."""


class StandingProblem(WorkerError):
    """Something is not as it should be; the report says what."""
