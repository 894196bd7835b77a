"""Scores of other suites placed under our principles; they inform, and known wrong ones are not imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import Estimate
from concordance.audit.suites import AI_VERIFY, COMPL_AI, Placed
from concordance.base.text import Text

NOT_IMPORTED = {
    ("ai-verify", "fairness metrics toolbox (classification)"): Text(
        "its group rates are divided by whole-sample totals",
        "ses taux par groupe sont divisés par les totaux de l’échantillon",
    )
}


def place(suite: str, measure: str) -> Placed:
    """The requirement that a benchmark or algorithm of another suite belongs to.

    Raises:
        AuditRefusedError: `audit.crosswalk-unknown`.
    """
    for placed in COMPL_AI + AI_VERIFY:
        if placed.suite == suite and measure in placed.measures:
            return placed
    raise AuditRefusedError(
        "audit.crosswalk-unknown",
        Text(
            f"{suite} has no measure “{measure}” in this crosswalk.",
            f"{suite} n’a pas de mesure « {measure} » dans cette table.",
        ),
        Text(
            "See the coverage table in docs/how-to/audit-coverage.md.",
            "Voyez la table de docs/how-to/audit-coverage.md.",
        ),
        (measure,),
    )


def imported(suite: str, scores: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Estimate, ...]]:
    """Scores of another suite (`{benchmark: {"value": …, "n": …}}`) as estimates, by principle; they inform
    only.

    Raises:
        AuditRefusedError: `audit.crosswalk-unknown`; `audit.not-importable` for figures known to be wrong.
    """
    found: dict[str, list[Estimate]] = {}
    for measure, score in scores.items():
        if (suite, measure) in NOT_IMPORTED:
            why = NOT_IMPORTED[suite, measure]
            raise AuditRefusedError(
                "audit.not-importable",
                Text(
                    f"“{measure}” of {suite} is not imported: {why.en}.",
                    f"« {measure} » de {suite} n’est pas importé : {why.fr}.",
                ),
                Text(
                    "Run fairness.error-rates on the predictions.",
                    "Lancez fairness.error-rates sur les prédictions.",
                ),
                (measure,),
            )
        principle = place(suite, measure).principle
        found.setdefault(principle, []).append(Estimate(f"{suite}/{measure}", float(score["value"]), int(score["n"])))
    return {principle: tuple(estimates) for principle, estimates in found.items()}
