"""Signed models: are the files those that were signed?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from concordance.audit.adapters.files import Declaration, Folder
from concordance.audit.context import Context
from concordance.audit.refusal import missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import count, links, serious
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text


@audit(
    id="security.model-signature",
    title=Text("Signature over the model's files", "Signature des fichiers du modèle"),
    measures=Text(
        "Whether the signature verifies against the key for every byte of every file.",
        "Si la signature est vérifiée par la clé pour chaque octet de chaque fichier.",
    ),
    why=Text("What was audited must be what is run.", "Ce qui a été audité doit être ce qui tourne."),
    principles=("security", "accountability"),
    risks=("cyber",),
    acts=(
        "protect",
        "ensure",
    ),
    norms=links(contradicts=("eu/ai-act/15.5", "eu/ai-act/55.1.d"), informs=("eu/ai-act/17.1",)),
    standards=("NIST AI RMF MEASURE 2.7", "ISO/IEC 42001 A.7.5"),
    inputs=(
        Input("model_files", "folder", Text("the model's files", "les fichiers du modèle")),
        Input(
            "signing",
            "declaration",
            Text("paths of `signature` and `public_key`", "chemins de `signature` et `public_key`"),
        ),
    ),
    metrics=("signature-valid",),
    valid_days=365,
    thresholds=(Threshold("signature-valid", Relation.AT_LEAST, 1, Source("standard", "OpenSSF Model Signing 1.0")),),
    method=Method(
        Text(
            "OpenSSF model signing: an elliptic-curve key over a manifest of SHA-256 digests.",
            "Signature de modèles OpenSSF : clé à courbe elliptique sur un manifeste d’empreintes SHA-256.",
        ),
        "OpenSSF Model Signing specification",
        ("model-signing",),
    ),
    limits=(
        Text(
            "It proves that nothing changed since the signature, not that what was signed is good, nor whose"
            " key it is.",
            "Il prouve que rien n’a changé depuis la signature, non que le signé soit bon, ni à qui est la clé.",
        ),
    ),
)
def model_signature(context: Context, *, model_files: Folder, signing: Declaration) -> Measured:
    """Verify; any failure counts as not valid, and says why."""
    try:
        from model_signing.verifying import Config
    except ImportError as error:
        raise missing_library("model-signing") from error
    verifier: Any = Config
    signature, key = signing.path("signature"), signing.path("public_key")
    inside = [p for p in (signature, key) if p.resolve().is_relative_to(model_files.root.resolve())]
    try:
        verifier().use_elliptic_key_verifier(public_key=key).set_hashing_config(_hashing(inside)).verify(
            model_files.root, signature
        )
    except Exception as error:  # noqa: BLE001 - the library raises many kinds; each one means: not verified
        said = (f"The signature does not hold: {error}"[:300], f"La signature ne tient pas : {error}"[:300])
        return Measured(
            (count("signature-valid", 0, len(model_files.files)),),
            (serious("security.signature-broken", *said, str(signature)),),
        )
    return Measured((count("signature-valid", 1, len(model_files.files)),))


def _hashing(ignored: list[Path]) -> Any:
    from model_signing.hashing import Config

    config: Any = Config
    return config().set_ignored_paths(paths=ignored, ignore_git_paths=True)
