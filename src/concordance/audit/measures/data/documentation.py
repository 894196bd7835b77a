"""Documentation of data sets: Croissant with the responsible-AI fields, and datasheets."""

from __future__ import annotations

from typing import Any

from concordance.audit.adapters.files import Declaration
from concordance.audit.context import Context
from concordance.audit.measures.documents.fields import Field, completeness, present_in_text
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import links
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text

CROISSANT = (
    Field(Text("name", "nom"), ("name",)),
    Field(Text("description", "description"), ("description",)),
    Field(Text("licence", "licence"), ("license",)),
    Field(Text("creator", "auteur"), ("creator",)),
    Field(Text("distribution", "distribution"), ("distribution",)),
    Field(Text("collection", "collecte"), ("rai:dataCollection", "dataCollection"), "eu/ai-act/10.2.b"),
    Field(Text("biases", "biais"), ("rai:dataBiases", "dataBiases")),
    Field(Text("limitations", "limites"), ("rai:dataLimitations", "dataLimitations")),
    Field(Text("uses", "utilisations"), ("rai:dataUseCases", "dataUseCases")),
    Field(
        Text("personal data", "données personnelles"),
        ("rai:personalSensitiveInformation", "personalSensitiveInformation"),
    ),
    Field(Text("annotation", "annotation"), ("rai:dataAnnotationProtocol", "dataAnnotationProtocol")),
    Field(Text("social impact", "effets sur la société"), ("rai:dataSocialImpact", "dataSocialImpact")),
)
DATASHEET = (
    Field(Text("motivation", "motivation"), ("motivation", "purpose", "finalité", "why was the dataset created")),
    Field(Text("composition", "composition"), ("composition", "instances", "what is in")),
    Field(Text("collection", "collecte"), ("collection", "collecte", "acquisition"), "eu/ai-act/10.2.b"),
    Field(
        Text("cleaning and labelling", "nettoyage et annotation"),
        ("preprocess", "cleaning", "labeling", "labelling", "annotation", "nettoyage"),
    ),
    Field(Text("uses", "utilisations"), ("uses", "intended use", "utilisations", "usages")),
    Field(Text("distribution", "distribution"), ("distribution", "licence", "license")),
    Field(Text("maintenance", "maintenance"), ("maintenance", "contact", "erratum")),
    Field(Text("biases and limits", "biais et limites"), ("bias", "limitation", "biais", "limites")),
    Field(Text("personal data", "données personnelles"), ("personal", "sensitive", "privacy", "personnelles")),
)
NORMS = links(
    supports=("eu/ai-act/10.2.b",),
    informs=("eu/ai-act/10.2", "eu/ai-act/11.1", "eu/ai-act/53.1.d", "eu/gdpr/5.2"),
)
ORIGIN = Threshold("field-missing", Relation.AT_MOST, 0, Source("norm", "AI Act Art. 10(2)(b)"))
"""Of all the fields, the law asks for one by name: how the data were collected and where they come from."""


@audit(
    id="data.croissant",
    title=Text("Completeness of Croissant metadata", "Complétude des métadonnées Croissant"),
    measures=Text(
        "The share of the core and responsible-AI fields that say something.",
        "La part des champs de base et d’IA responsable qui disent quelque chose.",
    ),
    why=Text(
        "Machines and people find, and question, only data that is described.",
        "Machines et personnes ne trouvent, et n’interrogent, que des données décrites.",
    ),
    principles=("data-governance", "transparency", "accountability"),
    risks=("opacity",),
    acts=(
        "document",
        "manage",
    ),
    norms=NORMS,
    standards=(
        "MLCommons Croissant 1.0",
        "MLCommons Croissant RAI 1.0",
        "ISO/IEC 42001 A.7.5",
        "ISO/IEC 42001 A.4.3",
    ),
    valid_days=365,
    inputs=(Input("croissant", "declaration", Text("the JSON-LD record", "la fiche JSON-LD")),),
    metrics=("fields-present", "fields-missing", "field-missing"),
    thresholds=(
        Threshold(
            "fields-missing",
            Relation.AT_MOST,
            0,
            Source("standard", "MLCommons Croissant RAI 1.0, recommended properties"),
        ),
        ORIGIN,
    ),
    method=Method(
        Text(
            "A field counts when it holds more than a placeholder.",
            "Un champ compte s’il contient plus qu’un mot de remplissage.",
        ),
        "Akhtar et al. 2024 (Croissant); Jain et al. 2024 (RAI)",
        (),
    ),
    limits=(Text("A filled field may be false.", "Un champ rempli peut être faux."),),
)
def croissant(context: Context, *, croissant: Declaration) -> Measured:
    """Look each field up in the record."""
    return completeness(
        CROISSANT,
        lambda field: any(_says(croissant.values.get(name)) for name in field.names),
        croissant.name,
    )


def _says(value: Any) -> bool:
    if isinstance(value, str):
        return len(value.strip()) > 2 and value.strip().casefold() not in {
            "todo",
            "tbd",
            "n/a",
            "none",
            "unknown",
        }
    return bool(value)


@audit(
    id="data.datasheet",
    title=Text("Completeness of the datasheet", "Complétude de la fiche de données"),
    measures=Text(
        "The share of the sections of a datasheet that are there and hold text.",
        "La part des sections d’une fiche de données présentes et remplies.",
    ),
    why=Text(
        "Who collected it, how, of whom and for what decides what may be done with it.",
        "Qui l’a collecté, comment, sur qui et pour quoi décide de ce qu’on peut en faire.",
    ),
    principles=("data-governance", "accountability"),
    risks=("opacity",),
    acts=(
        "document",
        "manage",
    ),
    norms=NORMS,
    standards=("ISO/IEC 42001 A.7.5", "ISO/IEC 42001 A.7.3"),
    valid_days=365,
    inputs=(Input("datasheet", "declaration", Text("the Markdown file", "le fichier Markdown")),),
    metrics=("fields-present", "fields-missing", "field-missing"),
    thresholds=(
        Threshold(
            "fields-missing",
            Relation.AT_MOST,
            0,
            Source("standard", "Gebru et al. 2021, Datasheets for Datasets, seven sections"),
        ),
        ORIGIN,
    ),
    method=Method(
        Text(
            "A section counts when a heading names it and at least 20 words follow.",
            "Une section compte si un titre la nomme et qu’au moins 20 mots suivent.",
        ),
        "Gebru et al. 2021",
        (),
    ),
    limits=(Text("Words are counted, not read.", "Les mots sont comptés, pas lus."),),
)
def datasheet(context: Context, *, datasheet: Declaration) -> Measured:
    """Look each section up among the headings."""
    return completeness(DATASHEET, lambda field: present_in_text(field, datasheet.text), datasheet.name)
