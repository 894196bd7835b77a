"""The self-contained page: one file, no script, no network; every citation is a link."""

from __future__ import annotations

from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from concordance.assess.result import Assessment, EvidenceFound
from concordance.base.text import Lang
from concordance.norms.outcome import Outcome
from concordance.report.audit_words import TAGS
from concordance.report.bounds import bound_text
from concordance.report.matrix import draw_matrix
from concordance.report.picture import draw_timeline
from concordance.report.view import make_regimes, make_view, not_played, roles_of
from concordance.report.words import COLON, MODALITIES, OUTCOMES, TENSIONS, amount, cited, day, shown_value, sure, word


def templates() -> Environment:
    """The templates of the pages: everything is escaped, and a name that is not there is an error."""
    return Environment(
        loader=PackageLoader("concordance.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def to_html(result: Assessment, lang: Lang) -> str:
    """The assessment as one HTML page in one language."""
    names = {instrument.id: instrument.short(lang) for instrument in result.instruments}
    return (
        templates()
        .get_template("assessment.html")
        .render(
            r=result,
            view=make_view(result),
            regimes=make_regimes(result),
            left_out=not_played(result, lang),
            bound=bound_text,
            held=roles_of(result, Outcome.APPLIES),
            picture=draw_timeline(result, lang),
            matrix=draw_matrix(result, lang),
            lang=lang,
            w=partial(word, lang=lang),
            day=partial(day, lang=lang),
            cited=partial(cited, lang=lang),
            colon=COLON(lang),
            sure=partial(sure, lang=lang),
            tension=lambda kind: TENSIONS[kind](lang),
            amount=partial(amount, lang=lang),
            value=partial(shown_value, lang=lang),
            outcome=lambda found: OUTCOMES[Outcome(found)](lang),
            modality=lambda name: MODALITIES[name](lang),
            name=names.__getitem__,
        evidence=_evidence(result),
        tags=TAGS,
        )
    )


def _evidence(result: Assessment) -> dict[str, list[EvidenceFound]]:
    """What measurements say, by norm; empty for an assessment that was not audited."""
    found: dict[str, list[EvidenceFound]] = {}
    for evidence in result.evidence:
        found.setdefault(evidence.norm, []).append(evidence)
    return found
