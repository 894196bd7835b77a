"""Every citation names a provision that exists in a text to which the citing statement belongs."""

from __future__ import annotations

from concordance.base.problem import Problems, did_you_mean
from concordance.compile.walkers import citations_of
from concordance.norms.score import Score


def check_citations(score: Score, problems: Problems) -> None:
    """Reports `unknown-citation`."""
    for instrument in score.instruments.values():
        for cite, texts, span in citations_of(instrument):
            if not any(cite in instrument.provisions.get(text, ()) for text in texts):
                known = {p for text in texts for p in instrument.provisions.get(text, ())}
                problems.report(
                    "unknown-citation",
                    f"`{cite}` is not in the list of provisions",
                    span,
                    help=did_you_mean(cite, known, "see provisions.txt of the instrument"),
                )
