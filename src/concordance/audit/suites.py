"""Two other suites set beside this one: what each measures, where ours answers it, where theirs goes deeper.

COMPL-AI (ETH Zurich, INSAIT, LatticeFlow; Apache-2.0, version 2.0.0 of July 2026) and AI Verify (AI Verify
Foundation; Apache-2.0, July 2026). Names of benchmarks and principles are facts; the placement is ours. A
benchmark without an audit of ours is placed under its principle only, and says so by an empty tuple.
"""

from __future__ import annotations

from dataclasses import dataclass

from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class Placed:
    """A requirement of another suite: its benchmarks or algorithms, our principle, our audits, where theirs
    is deeper."""

    suite: str
    requirement: str
    measures: tuple[str, ...]
    principle: str
    ours: tuple[str, ...]
    deeper: Text | None = None


_SCALE = Text(
    "Theirs prompts large models over thousands of items.",
    "La leur interroge de grands modèles sur des milliers d’items.",
)


def _asks(questions: int, en: str = "", fr: str = "") -> Text:
    """What a checklist sees that a measurement does not: how people work."""
    many = questions > 1
    return Text(
        f"Theirs asks {questions} question{'s' if many else ''} about the process.{en}",
        f"La leur pose {questions} question{'s' if many else ''} sur le processus.{fr}",
    )


COMPL_AI: tuple[Placed, ...] = (
    Placed(
        "compl-ai",
        "Capabilities, Performance, and Limitations",
        (
            "aime_2025",
            "arc_challenge",
            "gpqa_diamond",
            "hle",
            "ifbench",
            "include",
            "livebench_coding",
            "mmlu_pro",
            "mmmu_pro",
            "swe_bench_verified",
        ),
        "accuracy",
        ("accuracy.declared", "integrity.choices"),
        _SCALE,
    ),
    Placed(
        "compl-ai",
        "Representation — Absence of Bias",
        ("bbq", "bold", "cab"),
        "fairness",
        ("fairness.name-swap", "safety.toxicity"),
        _SCALE,
    ),
    Placed(
        "compl-ai",
        "Fairness — Absence of Discrimination",
        ("decoding_trust", "fairllm"),
        "fairness",
        (
            "fairness.impact-ratio",
            "fairness.error-rates",
            "fairness.demographic-parity",
            "fairness.attribute-flip",
        ),
    ),
    Placed(
        "compl-ai",
        "Interpretability",
        ("bigbench_calibration", "triviaqa_calibration"),
        "explainability",
        ("accuracy.calibration", "explainability.additivity", "explainability.faithfulness"),
    ),
    Placed(
        "compl-ai",
        "Disclosure of AI",
        ("human_deception",),
        "transparency",
        ("transparency.ai-disclosure",),
        _SCALE,
    ),
    Placed(
        "compl-ai",
        "Robustness and Predictability",
        (
            "boolq_contrast",
            "forecast_consistency",
            "imdb_contrast",
            "mmlu_pro_robustness",
            "self_check_consistency",
        ),
        "robustness",
        ("robustness.text-perturbation", "robustness.noise", "robustness.adversarial"),
        Text(
            "Theirs checks consistency between related answers.",
            "La leur vérifie la cohérence entre réponses liées.",
        ),
    ),
    Placed(
        "compl-ai",
        "Cyberattack Resilience",
        ("instruction_goal_hijacking", "llm_rules", "strong_reject"),
        "security",
        ("security.injection", "safety.refusals"),
        _SCALE,
    ),
    Placed(
        "compl-ai",
        "Societal Alignment",
        ("mask", "simpleqa_verified", "truthfulqa"),
        "information-integrity",
        ("integrity.choices", "integrity.quotations"),
        Text(
            "Theirs judges free answers with a second model.",
            "La leur juge des réponses libres avec un second modèle.",
        ),
    ),
    Placed(
        "compl-ai",
        "Harmful Content and Toxicity",
        ("realtoxicityprompts",),
        "safety",
        ("safety.toxicity", "safety.refusals"),
        _SCALE,
    ),
)

AI_VERIFY: tuple[Placed, ...] = (
    Placed(
        "ai-verify",
        "Transparency",
        ("process checks: 10", "veritas"),
        "transparency",
        ("documents.model-card", "documents.instructions-for-use", "transparency.ai-disclosure"),
        _asks(10),
    ),
    Placed(
        "ai-verify",
        "Explainability",
        ("process checks: 1", "shap", "ale", "pdp"),
        "explainability",
        ("explainability.additivity", "explainability.faithfulness", "explainability.recourse"),
        _asks(
            1,
            " Theirs draws partial-dependence and accumulated-effect curves.",
            " La leur trace des courbes de dépendance partielle et d’effets accumulés.",
        ),
    ),
    Placed(
        "ai-verify",
        "Repeatability / Reproducibility",
        ("process checks: 15",),
        "accountability",
        ("documents.bill-of-materials", "security.model-signature"),
        _asks(15),
    ),
    Placed(
        "ai-verify",
        "Safety",
        ("process checks: 9",),
        "safety",
        ("safety.refusals", "safety.toxicity", "safety.language-parity", "oversight.stop"),
        _asks(9),
    ),
    Placed(
        "ai-verify",
        "Security",
        ("process checks: 14",),
        "security",
        ("security.model-files", "security.model-signature", "security.injection", "security.label-flips"),
        _asks(14),
    ),
    Placed(
        "ai-verify",
        "Robustness",
        ("process checks: 7", "robustness toolbox", "image corruptions: general, blur, digital, environment"),
        "robustness",
        ("robustness.noise", "robustness.missing-values", "robustness.adversarial"),
        _asks(7, " Theirs corrupts images in many ways.", " La leur corrompt des images de nombreuses façons."),
    ),
    Placed(
        "ai-verify",
        "Fairness",
        (
            "process checks: 10",
            "fairness metrics toolbox (classification)",
            "fairness metrics toolbox (regression)",
            "veritas",
        ),
        "fairness",
        (
            "fairness.impact-ratio",
            "fairness.error-rates",
            "fairness.demographic-parity",
            "fairness.predictive-value",
        ),
        _asks(
            10,
            " Theirs treats regression. Its published group rates divide by whole-sample totals and must not be"
            " imported as rates within groups.",
            " La leur traite la régression. Ses taux par groupe divisent par les totaux de tout l’échantillon et ne"
            " doivent pas être importés comme taux internes aux groupes.",
        ),
    ),
    Placed(
        "ai-verify",
        "Data governance",
        ("process checks: 4",),
        "data-governance",
        (
            "data.schema",
            "data.representativeness",
            "data.croissant",
            "data.datasheet",
            "data.label-agreement",
        ),
        _asks(4),
    ),
    Placed(
        "ai-verify",
        "Accountability",
        ("process checks: 11",),
        "accountability",
        ("documents.bill-of-materials", "records.completeness", "records.tamper"),
        _asks(11),
    ),
    Placed(
        "ai-verify",
        "Human agency and oversight",
        ("process checks: 8",),
        "human-oversight",
        (
            "oversight.override",
            "oversight.stop",
            "oversight.selective-prediction",
            "oversight.deferral-by-group",
        ),
        _asks(8),
    ),
    Placed(
        "ai-verify",
        "Inclusive growth, societal and environmental well-being",
        ("process checks: 1",),
        "sustainability",
        ("environment.run", "environment.inference", "environment.training", "diversity.token-premium"),
        _asks(1),
    ),
)
