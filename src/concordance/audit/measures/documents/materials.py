"""The bill of materials: is what the system is made of written down, with digests and licences?"""

from __future__ import annotations

import json
from typing import Any

from concordance.audit.adapters.files import Declaration
from concordance.audit.context import Context
from concordance.audit.refusal import missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, links, serious, warn
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text


@audit(
    id="documents.bill-of-materials",
    title=Text("Bill of materials", "Nomenclature"),
    measures=Text(
        "Whether the CycloneDX document is valid, and how many components lack a version, a digest or a licence.",
        "Si le document CycloneDX est valide, et combien de composants manquent de version, d’empreinte ou de licence.",
    ),
    why=Text(
        "Who answers for a system must know what it is made of.",
        "Qui répond d’un système doit savoir de quoi il est fait.",
    ),
    principles=("accountability", "security"),
    risks=("cyber", "opacity"),
    acts=(
        "document",
        "retain",
    ),
    norms=links(informs=("eu/ai-act/11.1", "eu/ai-act/15.5", "eu/cra/I.II.1", "eu/ai-act/25.4")),
    standards=("ECMA-424", "ISO/IEC 42001 A.10.3", "ISO/IEC 42001 A.4.2"),
    inputs=(Input("bom", "declaration", Text("the CycloneDX JSON", "le JSON CycloneDX")),),
    metrics=("schema-errors", "components-incomplete"),
    valid_days=180,
    thresholds=(
        Threshold("schema-errors", Relation.AT_MOST, 0, Source("standard", "ECMA-424 (CycloneDX 1.6)")),
        Threshold(
            "components-incomplete",
            Relation.AT_MOST,
            0,
            Source("standard", "NTIA minimum elements (2021), with licence and digest"),
        ),
    ),
    method=Method(
        Text(
            "Strict validation by the CycloneDX schema, then a look at every component.",
            "Validation stricte par le schéma CycloneDX, puis examen de chaque composant.",
        ),
        "CycloneDX 1.6",
        ("cyclonedx-python-lib",),
    ),
    limits=(
        Text(
            "What was left out of the list is not missed.",
            "Ce qui a été omis de la liste ne manque à personne.",
        ),
    ),
)
def bill_of_materials(context: Context, *, bom: Declaration) -> Measured:
    """Validate, then count."""
    error = schema_error(bom.values)
    components = [c for c in bom.values.get("components", []) if isinstance(c, dict)]
    lacking = {str(c.get("name")): _lacks(c) for c in components if _lacks(c)}
    findings: list[Finding] = []
    if error:
        findings.append(
            serious(
                "documents.invalid",
                f"Not valid CycloneDX: {error}",
                f"CycloneDX non valide : {error}",
                bom.name,
            )
        )
    findings += [
        warn(
            "documents.component",
            f"{name} lacks {', '.join(what)}.",
            f"{name} : manque {', '.join(what)}.",
            name,
        )
        for name, what in lacking.items()
    ]
    return Measured(
        (
            count("schema-errors", float(bool(error)), 1),
            count("components-incomplete", len(lacking), len(components)),
        ),
        tuple(findings),
    )


def schema_error(document: dict[str, Any]) -> str:
    """The first error by the CycloneDX schema the document names, or an empty string."""
    try:
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
    except ImportError as error:
        raise missing_library("cyclonedx-python-lib[json-validation]") from error
    named = str(document.get("specVersion"))
    known = {version.to_version(): version for version in SchemaVersion}
    if named not in known:
        return f"unknown specVersion {named}"
    found = JsonStrictValidator(known[named]).validate_str(json.dumps(document))
    return "" if found is None else str(found.data.message if hasattr(found.data, "message") else found.data)[:300]


def _lacks(component: dict[str, Any]) -> list[str]:
    return [
        word
        for word, key in (("version", "version"), ("hashes", "hashes"), ("licenses", "licenses"))
        if not component.get(key)
    ]
