"""Model cards and instructions for use against what the texts ask for."""

from __future__ import annotations

from concordance.audit.adapters.files import Declaration
from concordance.audit.context import Context
from concordance.audit.measures.documents.fields import Field, completeness, present_in_text
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import links
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text

MODEL_CARD = (
    Field(
        Text("model details", "description du modèle"),
        ("model details", "model description", "overview", "présentation", "description du modèle"),
    ),
    Field(Text("intended use", "utilisation prévue"), ("intended use", "uses", "usage", "utilisation")),
    Field(Text("out-of-scope use", "hors périmètre"), ("out-of-scope", "out of scope", "misuse", "hors périmètre")),
    Field(
        Text("factors and groups", "facteurs et groupes"), ("factors", "groups", "groupes", "subgroup", "bias", "biais")
    ),
    Field(Text("metrics", "métriques"), ("metrics", "results", "résultats", "métriques")),
    Field(
        Text("evaluation data", "données d’évaluation"), ("evaluation data", "testing data", "evaluation", "évaluation")
    ),
    Field(
        Text("training data", "données d’entraînement"),
        ("training data", "training details", "données d’entraînement", "entraînement"),
    ),
    Field(Text("ethical considerations", "considérations éthiques"), ("ethical", "risks", "éthique", "risques")),
    Field(Text("limitations", "limites"), ("limitation", "caveats", "limites")),
)
INSTRUCTIONS = (
    Field(
        Text("provider's identity and contact", "identité et contact du fournisseur"),
        ("provider", "contact", "fournisseur"),
        "eu/ai-act/13.3.a",
    ),
    Field(
        Text("intended purpose", "destination"), ("intended purpose", "destination", "purpose"), "eu/ai-act/13.3.b.i"
    ),
    Field(
        Text("accuracy, robustness and cybersecurity", "exactitude, robustesse et cybersécurité"),
        ("accuracy", "exactitude"),
        "eu/ai-act/13.3.b.ii",
    ),
    Field(Text("foreseeable risks", "risques prévisibles"), ("risk", "risque"), "eu/ai-act/13.3.b.iii"),
    Field(Text("explainability", "explicabilité"), ("explain", "explicab"), "eu/ai-act/13.3.b.iv", conditional=True),
    Field(
        Text("performance by group", "performances par groupe"),
        ("group", "groupe"),
        "eu/ai-act/13.3.b.v",
        conditional=True,
    ),
    Field(
        Text("input data", "données d’entrée"),
        ("input", "training data", "données d’entrée"),
        "eu/ai-act/13.3.b.vi",
        conditional=True,
    ),
    Field(
        Text("interpreting the output", "interprétation des sorties"),
        ("output", "interpret", "sortie"),
        "eu/ai-act/13.3.b.vii",
        conditional=True,
    ),
    Field(
        Text("pre-determined changes", "modifications prédéterminées"), ("change", "modification"), "eu/ai-act/13.3.c"
    ),
    Field(Text("human oversight", "contrôle humain"), ("oversight", "contrôle humain"), "eu/ai-act/13.3.d"),
    Field(
        Text("resources, lifetime and maintenance", "ressources, durée de vie et maintenance"),
        ("maintenance", "lifetime", "durée de vie"),
        "eu/ai-act/13.3.e",
    ),
    Field(Text("logs", "journaux"), ("log", "journa"), "eu/ai-act/13.3.f", conditional=True),
)


@audit(
    id="documents.model-card",
    title=Text("Completeness of the model card", "Complétude de la fiche de modèle"),
    measures=Text(
        "The share of the sections of a model card that are there and hold text.",
        "La part des sections d’une fiche de modèle présentes et remplies.",
    ),
    why=Text(
        "Whoever builds on a model needs to know what it is for and where it fails.",
        "Qui bâtit sur un modèle doit savoir à quoi il sert et où il échoue.",
    ),
    principles=("transparency", "accountability"),
    risks=("opacity",),
    acts=(
        "document",
        "inform",
        "provide",
    ),
    norms=links(informs=("eu/ai-act/11.1", "eu/ai-act/53.1.a", "eu/ai-act/53.1.b", "oecd/ai-principles/1.3")),
    standards=("ISO/IEC 42001 A.6.2.7", "ISO/IEC 42001 A.8.2", "NIST AI RMF MEASURE 2.8"),
    inputs=(Input("model_card", "declaration", Text("the Markdown file", "le fichier Markdown")),),
    metrics=("fields-present", "fields-missing"),
    valid_days=365,
    thresholds=(
        Threshold(
            "fields-missing",
            Relation.AT_MOST,
            0,
            Source("standard", "Mitchell et al. 2019, Model Cards for Model Reporting, nine sections"),
        ),
    ),
    method=Method(
        Text(
            "A section counts when a heading names it and at least 20 words follow.",
            "Une section compte si un titre la nomme et qu’au moins 20 mots suivent.",
        ),
        "Mitchell et al. 2019",
        (),
    ),
    limits=(Text("Words are counted, not read.", "Les mots sont comptés, pas lus."),),
)
def model_card(context: Context, *, model_card: Declaration) -> Measured:
    """Look each section up among the headings."""
    return completeness(MODEL_CARD, lambda field: present_in_text(field, model_card.text), model_card.name)


@audit(
    id="documents.instructions-for-use",
    title=Text("Instructions for use, point by point", "Notice d’utilisation, point par point"),
    measures=Text(
        "Which of the twelve points of Article 13(3) the instructions treat.",
        "Lesquels des douze points de l’article 13, § 3, la notice traite.",
    ),
    why=Text(
        "A deployer can only oversee what it was told.",
        "Un déployeur ne peut surveiller que ce qu’on lui a dit.",
    ),
    principles=("transparency", "human-oversight", "accountability"),
    risks=("opacity", "malfunction"),
    acts=(
        "document",
        "inform",
        "provide",
    ),
    norms=links(
        contradicts=("eu/ai-act/13.2",),
        supports=tuple(f.asked_by for f in INSTRUCTIONS if not f.conditional),
        informs=("eu/ai-act/13.1", *(f.asked_by for f in INSTRUCTIONS if f.conditional)),
    ),
    standards=("ISO/IEC 42001 A.8.2", "NIST AI RMF MEASURE 2.8"),
    inputs=(Input("instructions", "declaration", Text("the Markdown file", "le fichier Markdown")),),
    metrics=("fields-present", "fields-missing", "field-missing"),
    valid_days=365,
    thresholds=(
        Threshold("fields-missing", Relation.AT_MOST, 0, Source("norm", "AI Act Art. 13(3)")),
        Threshold("field-missing", Relation.AT_MOST, 0, Source("norm", "AI Act Art. 13(3)")),
    ),
    method=Method(
        Text(
            "A point counts when a heading names it and at least 20 words follow.",
            "Un point compte si un titre le nomme et qu’au moins 20 mots suivent.",
        ),
        "Regulation (EU) 2024/1689, Art. 13(3)",
        (),
    ),
    limits=(
        Text(
            "Words are counted, not read: whether they are clear and right a person must judge.",
            "Les mots sont comptés, pas lus : une personne doit juger s’ils sont clairs et justes.",
        ),
    ),
)
def instructions_for_use(context: Context, *, instructions: Declaration) -> Measured:
    """Look each point up among the headings."""
    return completeness(INSTRUCTIONS, lambda field: present_in_text(field, instructions.text), instructions.name)
