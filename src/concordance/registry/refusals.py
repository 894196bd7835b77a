"""What the registry refuses, in English and French, with the way out. Every problem of this room is made here."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE, Span
from concordance.base.text import Lang
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
    """A problem of the catalogue, at its places; `values` fill the blanks of its text."""
    message, remedy = CATALOGUE[code]
    return RegistryProblem(
        code,
        message.en.format(**values),
        places or (NOWHERE,),
        remedy.en.format(**values),
        message.fr.format(**values),
        remedy.fr.format(**values),
    )


def refusal(code: str, *places: Span, **values: object) -> ProblemsError:
    """The error that stops on one problem of the catalogue; what was begun is rolled back by whoever began it."""
    return ProblemsError([trouble(code, *places, **values)])
