"""One meaning, one act: norms that say the same of the same thing use the same verb, and one thing has one name.

Duties of different laws are compared by their acts; two words for one thing would hide that they agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from concordance.base.problem import Problems
from concordance.base.text import LANGUAGES, Lang
from concordance.compile.lower import Lowering
from concordance.compile.program import Program
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.norms.vocabulary import Role, Term, Vocabulary

NEAR = 0.85
"""How alike two summaries must be, 1 being the same (Ratcliff and Obershelp's measure)."""
_ARTICLE = re.compile(r"^(the|an?|les?|la|l’|une?|des) ?\b")
_Key = tuple[str, str, str, str]


def check_same_meaning(score: Score, problems: Problems) -> None:
    """Reports `same-meaning`, with both places: two verbs in norms that say the same, two things of one name."""
    _check_labels(score.vocabulary, problems)
    lowering = Program(score, score.as_of).lowering(score.as_of)
    for (one, first), (other, second) in _alike(score):
        if first.act.verb == second.act.verb or not _related(first.act.verb, second.act.verb, score):
            continue
        if _near(first, second) and _situation(first, lowering) == _situation(second, lowering):
            problems.report(
                "same-meaning",
                f"`{one.id}/{first.id}` and `{other.id}/{second.id}` say the same with two verbs",
                first.act.span,
                second.act.span,
                help=f"use `{first.act.verb}` or `{second.act.verb}` in both",
            )


def _check_labels(vocabulary: Vocabulary, problems: Problems) -> None:
    """Objects and roles that people read as one word: what is said of the one is then not compared with the other."""
    named: dict[tuple[Lang, str], Term | Role] = {}
    things: tuple[Term | Role, ...] = (*vocabulary.objects.values(), *vocabulary.roles.values())
    for thing in things:
        for lang in LANGUAGES:
            first = named.setdefault((lang, _ARTICLE.sub("", thing.label(lang).casefold())), thing)
            if first is not thing:
                problems.report(
                    "same-meaning",
                    f"`{first.name}` and `{thing.name}` have one label, “{thing.label(lang)}”",
                    first.span,
                    thing.span,
                    help="keep one of them, or let their labels say what differs",
                )
                break


def _alike(score: Score) -> Iterator[tuple[tuple[Instrument, Norm], tuple[Instrument, Norm]]]:
    """Pairs of norms with one object, one kind of bearer, one modality and equal parameters."""
    grouped: dict[_Key, list[tuple[Instrument, Norm]]] = {}
    for instrument in score.instruments.values():
        for norm in instrument.norms:
            kinds = ",".join(sorted({score.vocabulary.roles[bearer].kind for bearer in norm.bearers}))
            params = repr(sorted(norm.act.params.items()))
            grouped.setdefault((norm.act.object, kinds, norm.modality, params), []).append((instrument, norm))
    for found in grouped.values():
        yield from combinations(found, 2)


def _related(a: str, b: str, score: Score) -> bool:
    """Parent and child, or children of one parent other than the root."""
    acts = score.vocabulary.acts
    above_a, above_b = acts[a].broader, acts[b].broader
    siblings = above_a == above_b and bool(above_a) and bool(acts[above_a].broader)
    return b == above_a or a == above_b or siblings


def _near(a: Norm, b: Norm) -> bool:
    return SequenceMatcher(None, a.says.en.casefold(), b.says.en.casefold(), autojunk=False).ratio() >= NEAR


def _situation(norm: Norm, lowering: Lowering) -> int:
    return lowering.guarded(norm.when, norm.unless)
