"""A refusal: why an audit did not run, where, and what to do about it."""

from __future__ import annotations

from concordance.base.text import Lang, Text


class AuditRefusedError(Exception):
    """Input that must not be measured. Carries a stable `code`, the words, the places and the way out.

    Never caught to go on with a guess: a suite keeps the refusal as the result of that audit.
    """

    def __init__(self, code: str, message: Text, remedy: Text, places: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message
        self.remedy = remedy
        self.places = places

    def said_in(self, lang: Lang) -> str:
        """One paragraph: code, what is wrong, where, what to do."""
        where = f" [{', '.join(self.places)}]" if self.places else ""
        return f"{self.code}: {self.message(lang)}{where} → {self.remedy(lang)}"


def missing_library(library: str, extra: str = "audit") -> AuditRefusedError:
    """The refusal for an optional library that is not installed."""
    return AuditRefusedError(
        "audit.library-missing",
        Text(
            f"The library “{library}” is not installed.",
            f"La bibliothèque « {library} » n’est pas installée.",
        ),
        Text(f"pip install 'concordance-ai[{extra}]'", f"pip install 'concordance-ai[{extra}]'"),
        (library,),
    )
