"""What the registry refuses, in English and French, with the way out. Every problem of this room is made here."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE, Span
from concordance.base.text import Lang, Text
from concordance.registry.refusals_texts import CATALOGUE


@dataclass(frozen=True, slots=True)
class RegistryProblem(Problem):
    """A problem that can also be said in French."""

    message_fr: str = ""
    help_fr: str = ""

    def said(self, lang: Lang) -> str:
        """The problem with its places and its remedy, in a language."""
        if lang == "en":
            return Problem.__str__(self)
        where = "\n".join(f"  --> {place}" for place in self.places)
        return f"erreur[{self.code}]: {self.message_fr}\n{where}\n  = aide : {self.help_fr}"


def trouble(code: str, *places: Span, **values: object) -> RegistryProblem:
    """A problem of the catalogue, at its places; `values` fill the blanks of its text, a `Text` in each language."""
    message, remedy = CATALOGUE[code]
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    fr = {name: value.fr if isinstance(value, Text) else value for name, value in values.items()}
    return RegistryProblem(
        code,
        message.en.format(**en),
        places or (NOWHERE,),
        remedy.en.format(**en),
        message.fr.format(**fr),
        remedy.fr.format(**fr),
    )


def refusal(code: str, *places: Span, **values: object) -> ProblemsError:
    """The error that stops on one problem of the catalogue; what was begun is rolled back by whoever began it."""
    return ProblemsError([trouble(code, *places, **values)])
