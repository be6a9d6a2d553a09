"""What goes wrong in translating, all of it at once.

    TranslationProblem
    ├── TranslationFailed   the input is not what the profile describes: the reseller mends the file and sends it again
    └── ProfileUnusable     the profile itself is wrong: whoever wrote it mends the TOML file

Neither is ever raised for the first defect only: both carry everything that was found.
"""

from __future__ import annotations

from dataclasses import dataclass

TRANSLATION_FAILED_CODE = "E026"
"""The answer code of a translation that failed."""

MAX_DEFECTS = 1_000
"""The most defects that are listed; how many more there are is said, so that a wrong file cannot fill the memory."""


class TranslationProblem(Exception):
    """Base of this package's errors."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong with an input.

    `place` says where in the reseller's own terms (``row 7``, ``orders/2 (line 31)``, ``byte 1042``), `column` is the
    reseller's column or key if one is meant, `text` is one sentence and `hint` says what to do. It may repeat a value
    of the input: it is for the reseller, not for a log; `TranslationFailed.sentence` is for logs.
    """

    place: str
    column: str | None
    text: str
    hint: str

    def __str__(self) -> str:
        where = self.place if self.column is None else f"{self.place}, {self.column}"
        return f"{where}: {self.text} {self.hint}".rstrip()


class TranslationFailed(TranslationProblem):
    """An input could not be translated; nothing of it was.

    `defects` are all that were found, up to `MAX_DEFECTS`, in the order of the input; `omitted` counts the rest.
    `profile` is the name and version of the profile (``acme/1``), or of the format when no profile is used.
    """

    code = TRANSLATION_FAILED_CODE

    def __init__(self, defects: tuple[Defect, ...], *, profile: str, omitted: int = 0) -> None:
        self.defects = defects
        self.profile = profile
        self.omitted = omitted
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """One sentence for a log or an answer; it names no end user."""
        count = len(self.defects) + self.omitted
        noun = "defect" if count == 1 else "defects"
        return f"The input does not fit the profile {self.profile}: {count} {noun}."

    def __str__(self) -> str:
        lines = [f"{self.code} {self.sentence}", *(f"  {defect}" for defect in self.defects)]
        if self.omitted:
            lines.append(f"  … and {self.omitted:,} more.")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """One thing that is wrong with a profile: its path in the TOML, what is wrong, what to do."""

    path: str
    text: str
    hint: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text} {self.hint}".rstrip()


class ProfileUnusable(TranslationProblem):
    """A profile cannot be used; `problems` are all that were found."""

    def __init__(self, problems: tuple[ProfileProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class Defects:
    """Collects defects while an input is read; raises them together."""

    def __init__(self, profile: str) -> None:
        self._profile = profile
        self._listed: list[tuple[int, Defect]] = []
        self._omitted = 0

    def __bool__(self) -> bool:
        return bool(self._listed)

    def add(self, place: str, column: str | None, text: str, hint: str, *, at: int = 0) -> None:
        """Note one defect; `at` orders them: the number of the row or record, 0 for the whole input."""
        if len(self._listed) < MAX_DEFECTS:
            self._listed.append((at, Defect(place, column, text, hint)))
        else:
            self._omitted += 1

    def failure(self) -> TranslationFailed:
        """Return what was collected as the error to raise."""
        in_order = sorted(self._listed, key=lambda noted: noted[0])
        return TranslationFailed(tuple(defect for _, defect in in_order), profile=self._profile, omitted=self._omitted)

    def check(self) -> None:
        """Raise `TranslationFailed` if anything was noted."""
        if self._listed:
            raise self.failure()
