"""The text of one kind of refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Help:
    """A way out, in both languages."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused, as templates for ``str.format``, and the way out."""

    en: str
    fr: str
    way_out: Help

    def message(self, lang: str) -> str:
        """The template in a language (``en`` or ``fr``)."""
        return self.fr if lang == "fr" else self.en

    def help(self, lang: str) -> str:
        """The way out in a language."""
        return self.way_out.fr if lang == "fr" else self.way_out.en
