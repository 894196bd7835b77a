"""Model files: what would run when somebody loads them?"""

from __future__ import annotations

import json
from pathlib import Path

from concordance.audit.adapters.files import Folder
from concordance.audit.adapters.scan import Alarm, scan_file, template_alarms
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, links, serious
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text


@audit(
    id="security.model-files",
    title=Text("Code hidden in model files", "Code caché dans les fichiers de modèle"),
    measures=Text(
        "The number of files that would import or call something outside a short allow-list when loaded, or"
        " that no scanner can read.",
        "Le nombre de fichiers qui, au chargement, importeraient ou appelleraient autre chose qu’une courte"
        " liste permise, ou qu’aucun analyseur ne lit.",
    ),
    why=Text(
        "A model file can take over the machine that opens it.",
        "Un fichier de modèle peut prendre le contrôle de la machine qui l’ouvre.",
    ),
    principles=("security",),
    risks=("cyber",),
    acts=(
        "protect",
        "ensure",
        "test",
    ),
    norms=links(contradicts=("eu/ai-act/15.5", "eu/ai-act/55.1.d", "eu/gdpr/32.1"), informs=("eu/ai-act/15.4",)),
    standards=("NIST AI RMF MEASURE 2.7", "ISO/IEC 42001 A.10.3"),
    inputs=(Input("model_files", "folder", Text("the model's files", "les fichiers du modèle")),),
    metrics=("unsafe-files",),
    valid_days=365,
    thresholds=(
        Threshold(
            "unsafe-files",
            Relation.AT_MOST,
            0,
            Source("norm", "AI Act Art. 15(5): resilience against attempts to alter use or behaviour"),
        ),
    ),
    method=Method(
        Text(
            "Union of picklescan, modelscan and the imports read by fickling against an allow-list; chat"
            " templates are parsed for access to private attributes.",
            "Union de picklescan, modelscan et des imports lus par fickling contre une liste permise ; les"
            " gabarits de dialogue sont analysés pour l’accès aux attributs privés.",
        ),
        "Trail of Bits 2021 (fickling); Protect AI modelscan",
        ("picklescan", "modelscan", "fickling"),
    ),
    limits=(
        Text(
            "It sees code, not intent: a clean file can still hold a backdoored network.",
            "Il voit le code, non l’intention : un fichier sain peut contenir un réseau piégé.",
        ),
        Text(
            "An unusual but harmless import is flagged too.",
            "Un import inhabituel mais anodin est aussi signalé.",
        ),
    ),
)
def model_files(context: Context, *, model_files: Folder) -> Measured:
    """Scan every file; nothing is loaded."""
    alarms = {model_files.relative(path): scan_file(path) + _templates(path) for path in model_files.files}
    flagged = {name: found for name, found in alarms.items() if found}
    findings = tuple(_finding(name, found) for name, found in flagged.items())
    return Measured((count("unsafe-files", len(flagged), len(alarms), unit="files"),), findings)


def _finding(name: str, alarms: tuple[Alarm, ...]) -> Finding:
    shown = "; ".join(f"{a.scanner}: {a.what}" for a in alarms[:4])
    return serious(
        "security.executes-code",
        f"{name} may execute code when loaded ({shown}).",
        f"{name} peut exécuter du code au chargement ({shown}).",
        name,
    )


def _templates(path: Path) -> tuple[Alarm, ...]:
    if path.suffix == ".jinja":
        return template_alarms(path.name, path.read_text("utf-8"))
    if path.name == "tokenizer_config.json":
        given = json.loads(path.read_text("utf-8")).get("chat_template") or ""
        texts = [given] if isinstance(given, str) else [entry["template"] for entry in given]
        return tuple(alarm for text in texts for alarm in template_alarms(path.name, text))
    if path.suffix == ".gguf":
        return template_alarms(path.name, _gguf_template(path))
    return ()


def _gguf_template(path: Path) -> str:
    try:
        from gguf import GGUFReader
    except ImportError as error:
        from concordance.audit.refusal import missing_library

        raise missing_library("gguf", "audit-llm") from error
    field = GGUFReader(path).get_field("tokenizer.chat_template")
    return "" if field is None else str(field.contents())
