"""The one exception of this room: a refusal with a code, a place and a way out, in English and French."""

from __future__ import annotations

from concordance.base.problem import Problem
from concordance.base.span import Span
from concordance.evidence.refusals import REFUSALS

LANGUAGES = ("en", "fr")


class EvidenceError(Exception):
    """Something was refused.

    ``code`` is stable and listed in ``spec/evidence-log.md``; ``where`` is the file, line, index or path at
    fault; ``details`` fill the message. Text is rendered on demand so that language comes in by the door.
    """

    def __init__(self, code: str, where: str = "", **details: object) -> None:
        self.code = code
        self.where = where
        self.details = details
        super().__init__(code, where, details)

    def text(self, lang: str = "en") -> str:
        """What was refused and why, with the place in front when it is known."""
        sentence = REFUSALS[self.code].message(lang).format(**self.details)
        text = f"{self.where}: {sentence}" if self.where else sentence
        return text.encode("utf-8", "backslashreplace").decode()  # names in bad input may be any bytes

    def remedy(self, lang: str = "en") -> str:
        """What the caller can do about it."""
        return REFUSALS[self.code].help(lang)

    def problem(self, lang: str = "en") -> Problem:
        """The same as a value, for doors that print problems."""
        places = (Span(self.where),) if self.where else ()
        return Problem(self.code, self.text(lang), places, self.remedy(lang))

    @property
    def message(self) -> str:
        """The English text."""
        return self.text()

    @property
    def help(self) -> str:
        """The English remedy."""
        return self.remedy()

    def __str__(self) -> str:
        return f"[{self.code}] {self.text()}"
