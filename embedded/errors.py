"""What can go wrong with a private server, and what the reader of the message should do.

EmbeddedError
├── ProgramMissing      a server program is not installed: install the named package
├── ServerDidNotStart   it ended or stayed silent during its start: read the named log
├── RunFolderUnusable   the folder for private servers cannot be used: mend its owner or choose another
├── StepFailed          one of our own programs refused during `up`: its own sentence says why
└── NotUp               nothing is up that could be stopped or shown
"""


class EmbeddedError(Exception):
    """A private server could not be started or found; the message is one sentence for a person."""


class ProgramMissing(EmbeddedError):
    """A server's program is neither on the PATH nor where Debian puts it."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(
            f"{program} was not found on the PATH or where Debian installs it; "
            f"install it with: apt-get install {package} (or run: make setup)"
        )
        self.program = program
        self.package = package


class ServerDidNotStart(EmbeddedError):
    """A server ended during its start, or was not ready in time."""


class RunFolderUnusable(EmbeddedError):
    """The folder that holds private servers' data belongs to someone else or cannot be written."""


class StepFailed(EmbeddedError):
    """One of the programs that `up` calls ended with another status than 0."""


class NotUp(EmbeddedError):
    """There are no services of `up` here."""
