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
TOO_LARGE_CODE = "E005"
"""The answer code of an input that is sound and longer than may be."""

MAX_DEFECTS = 1_000
"""Reading stops after so many defects: a file that is wholly wrong must not keep the adapter busy for minutes."""


STOPPED = "Reading stopped here: there are more."
"""What is told after the last defect when not all were looked for."""


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

    `defects` are all that there are, in the order of the input; or, when reading was `stopped`, the first `MAX_DEFECTS`
    that were found.
    `profile` is the name and version of the profile (``acme/1``), or of the format when no profile is used. `code` is
    the answer code.
    """

    def __init__(
        self,
        defects: tuple[Defect, ...],
        *,
        profile: str,
        stopped: bool = False,
        code: str = TRANSLATION_FAILED_CODE,
    ) -> None:
        self.code = code
        self.defects = defects
        self.profile = profile
        self.stopped = stopped
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """One sentence for a log or an answer; it names no end user."""
        count = len(self.defects)
        counted = f"more than {count:,} defects" if self.stopped else "1 defect" if count == 1 else f"{count:,} defects"
        return f"The input does not fit the profile {self.profile}: {counted}."

    def __str__(self) -> str:
        lines = [f"{self.code} {self.sentence}", *(f"  {defect}" for defect in self.defects)]
        if self.stopped:
            lines.append(f"  {STOPPED}")
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

    def __bool__(self) -> bool:
        return bool(self._listed)

    def add(self, place: str, column: str | None, text: str, hint: str, *, at: int = 0) -> None:
        """Note one defect; `at` orders them: the number of the row or record, 0 for the whole input.

        Raises `TranslationFailed` when there are too many to go on.
        """
        if len(self._listed) == MAX_DEFECTS:
            raise self.failure(stopped=True)
        self._listed.append((at, Defect(place, column, text, hint)))

    def failure(self, *, stopped: bool = False, code: str = TRANSLATION_FAILED_CODE) -> TranslationFailed:
        """Return what was collected as the error to raise."""
        in_order = tuple(defect for _, defect in sorted(self._listed, key=lambda noted: noted[0]))
        return TranslationFailed(in_order, profile=self._profile, stopped=stopped, code=code)

    def too_large(self, place: str, text: str, hint: str) -> TranslationFailed:
        """Return the error for an input that is too long to be looked at, the only one that it has."""
        self.add(place, None, f"{TOO_LARGE_CODE} {text}", hint)
        return self.failure(code=TOO_LARGE_CODE)

    def check(self) -> None:
        """Raise `TranslationFailed` if anything was noted."""
        if self._listed:
            raise self.failure()
