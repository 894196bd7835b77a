"""Marks on generated content: there, valid, saying what they must, and surviving what happens to pictures."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

from concordance.audit.adapters.files import Declaration, Folder
from concordance.audit.adapters.marks import Detector, Provenance, c2pa_provenance
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, links, serious, share, warn
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text

MEDIA = Input("media", "folder", Text("the generated files", "les fichiers générés"))
ART_50 = Source("norm", "AI Act Art. 50(2): marked in a machine-readable format and detectable")


@audit(
    id="transparency.provenance",
    title=Text("Provenance marks on generated media", "Marques de provenance sur les médias générés"),
    measures=Text(
        "The number of generated files without a valid C2PA manifest that says a machine made them.",
        "Le nombre de fichiers générés sans manifeste C2PA valide disant qu’une machine les a faits.",
    ),
    why=Text(
        "People, and the machines that serve them, must be able to see what is artificial.",
        "Les personnes, et les machines qui les servent, doivent pouvoir voir ce qui est artificiel.",
    ),
    principles=("transparency", "information-integrity"),
    risks=("deception", "disinformation"),
    acts=(
        "label",
        "ensure",
        "disclose",
    ),
    norms=links(supports=("eu/ai-act/50.2",), informs=("cn/labelling-measures/5.1", "us-ca/sb-942/22757.3.latent")),
    standards=("C2PA 2.1", "ISO 22144", "GB 45438-2025"),
    inputs=(
        MEDIA,
        Input(
            "trust",
            "declaration",
            Text("anchors = path of the trusted roots (PEM)", "anchors = chemin des racines de confiance (PEM)"),
            required=False,
        ),
    ),
    metrics=("unmarked-files", "untrusted-files"),
    valid_days=180,
    thresholds=(Threshold("unmarked-files", Relation.AT_MOST, 0, ART_50),),
    method=Method(
        Text(
            "The manifest is verified by the C2PA library: signature, hashes, digital source type.",
            "Le manifeste est vérifié par la bibliothèque C2PA : signature, empreintes, type de source.",
        ),
        "C2PA Technical Specification 2.1",
        ("c2pa-python",),
    ),
    limits=(
        Text(
            "A manifest falls off when a platform re-encodes the file: see survival of marks.",
            "Un manifeste tombe quand une plateforme réencode : voir survie des marques.",
        ),
        Text(
            "A valid manifest proves who signed, not that what it says is true.",
            "Un manifeste valide prouve qui a signé, non que ce qu’il dit est vrai.",
        ),
    ),
)
def provenance(context: Context, *, media: Folder, trust: Declaration | None = None) -> Measured:
    """Verify each file; without trusted roots, trust is not judged."""
    anchors = trust.path("anchors").read_text("ascii") if trust else None
    seen = {media.relative(path): c2pa_provenance(path, anchors) for path in media.files}
    bad = {name: p for name, p in seen.items() if p.state not in {"Valid", "Trusted"} or not p.generated}
    findings = [_unmarked(name, found) for name, found in bad.items()]
    estimates = [count("unmarked-files", len(bad), len(seen), unit="files")]
    if anchors:
        estimates.append(
            count("untrusted-files", sum(p.state != "Trusted" for p in seen.values()), len(seen), unit="files")
        )
    return Measured(tuple(estimates), tuple(findings))


def _unmarked(name: str, found: Provenance) -> Finding:
    if found.state == "absent":
        return serious("transparency.unmarked", f"{name} carries no mark.", f"{name} ne porte aucune marque.", name)
    codes = ", ".join(found.codes)
    if found.state == "Invalid":
        return serious(
            "transparency.unmarked",
            f"{name}: the mark does not hold ({codes}).",
            f"{name} : la marque ne tient pas ({codes}).",
            name,
        )
    return serious(
        "transparency.unmarked",
        f"{name}: the mark does not say that a machine made it.",
        f"{name} : la marque ne dit pas qu’une machine l’a fait.",
        name,
    )


@audit(
    id="transparency.mark-survival",
    title=Text("Survival of marks", "Survie des marques"),
    measures=Text(
        "The share of marked pictures whose mark is still found after re-encoding, resizing and cropping.",
        "La part des images marquées dont la marque est retrouvée après réencodage, redimensionnement et rognage.",
    ),
    why=Text(
        "A mark that the first upload removes informs nobody.",
        "Une marque que le premier envoi efface n’informe personne.",
    ),
    principles=("transparency", "information-integrity", "robustness"),
    risks=("deception", "disinformation"),
    acts=(
        "label",
        "ensure",
    ),
    norms=links(informs=("eu/ai-act/50.2", "cn/labelling-measures/5.1")),
    standards=("C2PA 2.1", "ISO 22144"),
    inputs=(
        MEDIA,
        Input(
            "detector",
            "detector",
            Text(
                "how the mark is found: c2pa, xmp, spread-spectrum",
                "comment la marque se trouve : c2pa, xmp, spread-spectrum",
            ),
        ),
    ),
    metrics=("mark-found",),
    valid_days=180,
    method=Method(
        Text(
            "Six transformations with Pillow: as it is, PNG, JPEG 90, JPEG 50, half size and back, crop by 8"
            " pixels a side; Wilson intervals.",
            "Six transformations avec Pillow : telle quelle, PNG, JPEG 90, JPEG 50, demi-taille et retour,"
            " rognage de 8 pixels par bord ; intervalles de Wilson.",
        ),
        "Code of practice on marking and labelling of AI-generated content (2026): two layers of marking",
        ("pillow", "numpy"),
    ),
    limits=(
        Text(
            "Nobody here tries to remove the mark on purpose.",
            "Personne ici n’essaie d’enlever la marque exprès.",
        ),
    ),
)
def mark_survival(context: Context, *, media: Folder, detector: Detector) -> Measured:
    """One rate for each transformation."""
    found = dict.fromkeys(TRANSFORMS, 0)
    with tempfile.TemporaryDirectory() as folder:
        for path in media.files:
            for name, transform in TRANSFORMS.items():
                found[name] += detector.detect(transform(path, Path(folder)))
    n = len(media.files)
    estimates = tuple(share("mark-found", hits, n, context.level, name) for name, hits in found.items())
    lost = [name for name, hits in found.items() if hits < n]
    findings = tuple(
        warn(
            "transparency.mark-lost",
            f"{detector.name}: after “{name}” the mark is found in {found[name]} of {n} files.",
            f"{detector.name} : après « {name} », la marque est trouvée dans {found[name]} fichiers sur {n}.",
            name,
        )
        for name in lost
    )
    return Measured(estimates, findings)


def _saved(image: Any, folder: Path, ending: str, **settings: Any) -> Path:
    buffer = io.BytesIO()
    image.save(buffer, "PNG" if ending == "png" else "JPEG", **settings)
    path = folder / f"altered.{ending}"
    path.write_bytes(buffer.getvalue())
    return path


def _opened(path: Path) -> Any:
    from PIL import Image

    with Image.open(path) as image:
        return image.convert("RGB")


def _as_is(path: Path, folder: Path) -> Path:
    return path


def _png(path: Path, folder: Path) -> Path:
    return _saved(_opened(path), folder, "png")


def _jpeg_90(path: Path, folder: Path) -> Path:
    return _saved(_opened(path), folder, "jpg", quality=90)


def _jpeg_50(path: Path, folder: Path) -> Path:
    return _saved(_opened(path), folder, "jpg", quality=50)


def _resized(path: Path, folder: Path) -> Path:
    image = _opened(path)
    return _saved(image.resize((image.width // 2, image.height // 2)).resize(image.size), folder, "png")


def _cropped(path: Path, folder: Path) -> Path:
    image = _opened(path)
    return _saved(image.crop((8, 8, image.width - 8, image.height - 8)), folder, "png")


TRANSFORMS = {
    "as-is": _as_is,
    "png": _png,
    "jpeg-90": _jpeg_90,
    "jpeg-50": _jpeg_50,
    "resize": _resized,
    "crop": _cropped,
}
