"""Machine-readable marks in images: C2PA manifests, IPTC/XMP fields, and a pixel watermark."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concordance.audit.refusal import missing_library
from concordance.audit.result import EvidenceDigest

GENERATED = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")
"""IPTC digital source types that say a machine made it."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a C2PA reader says: `state` is Trusted, Valid, Invalid or absent; `generated` whether it names
    AI."""

    state: str
    generated: bool
    codes: tuple[str, ...]


def c2pa_provenance(path: Path, anchors: str | None = None) -> Provenance:
    """Read and verify the manifest of a file. `anchors` is PEM text of the roots to trust."""
    try:
        import c2pa
    except ImportError as error:
        raise missing_library("c2pa-python") from error
    settings = {"trust": {"user_anchors": anchors}, "verify": {"verify_trust": True}} if anchors else {}
    try:
        reader = c2pa.Reader(str(path), context=c2pa.Context.from_json(json.dumps(settings)))
        report = json.loads(reader.json())
    except c2pa.C2paError as error:
        if "ManifestNotFound" in str(error):
            return Provenance("absent", False, ())
        return Provenance("Invalid", False, (str(error)[:120],))
    active = report["manifests"][report["active_manifest"]]
    said = json.dumps(active.get("assertions", []))
    codes = tuple(str(s["code"]) for s in report.get("validation_status", []))
    return Provenance(str(report["validation_state"]), any(f"/{kind}" in said for kind in GENERATED), codes)


def xmp_generated(path: Path) -> bool:
    """Whether the metadata packet of the file names an IPTC digital source type of generated media."""
    data = path.read_bytes()
    return b"DigitalSourceType" in data and any(f"/{kind}".encode() in data for kind in GENERATED)


Detect = Callable[[Path], bool]


@dataclass(frozen=True, slots=True)
class Detector:
    """A way to find a mark in a file."""

    name: str
    detect: Detect
    digest: EvidenceDigest
    kind: str = "detector"

    @classmethod
    def of(cls, name: str, detect: Detect, settings: str = "") -> Detector:
        """A detector; the digest is over its name and settings."""
        return cls(
            name,
            detect,
            EvidenceDigest(
                name,
                "detector",
                hashlib.sha256(f"{name}\n{settings}".encode()).hexdigest(),
                "name and settings",
            ),
        )

    @classmethod
    def named(cls, name: str, **settings: Any) -> Detector:
        """The built-in detectors: `c2pa`, `xmp`, `spread-spectrum` (with `key`)."""
        text = json.dumps(settings, sort_keys=True)
        match name:
            case "c2pa":
                return cls.of(name, lambda path: c2pa_provenance(path).state in {"Valid", "Trusted"}, text)
            case "xmp":
                return cls.of(name, xmp_generated, text)
            case "spread-spectrum":
                return cls.of(name, SpreadSpectrum(str(settings["key"])).detect, text)
        raise ValueError(f"unknown detector {name!r}: c2pa, xmp, spread-spectrum")


@dataclass(frozen=True, slots=True)
class SpreadSpectrum:
    """A pixel watermark by spread spectrum (Cox et al. 1997) over 8 × 8 block averages, found by correlation.

    A reference mark to test the survival of marks with; it is not meant to withstand an attacker.
    """

    key: str
    strength: float = 6.0

    def _pattern(self, rows: int, columns: int) -> NDArray[np.float64]:
        """A corner of one large pattern, so that a cropped picture still holds part of the same."""
        seed = int.from_bytes(hashlib.sha256(self.key.encode()).digest()[:8], "big")
        return np.random.default_rng(seed).choice([-1.0, 1.0], size=(1024, 1024))[:rows, :columns]

    def embed(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Add the pattern to the brightness of every block."""
        rows, columns = pixels.shape[0] // 8, pixels.shape[1] // 8
        raised = np.kron(self._pattern(rows, columns), np.ones((8, 8))) * self.strength
        out = pixels.astype(np.float64)
        out[: rows * 8, : columns * 8] += raised[..., None]
        return np.clip(np.round(out), 0, 255).astype(np.uint8)

    def score(self, pixels: NDArray[np.uint8]) -> float:
        """The best correlation with the pattern, moved by up to two blocks, in standard deviations under no
        mark."""
        rows, columns = pixels.shape[0] // 8, pixels.shape[1] // 8
        grey = pixels[: rows * 8, : columns * 8].astype(np.float64).mean(2)
        blocks = grey.reshape(rows, 8, columns, 8).mean((1, 3))
        around = (np.roll(blocks, 1, 0) + np.roll(blocks, -1, 0) + np.roll(blocks, 1, 1) + np.roll(blocks, -1, 1)) / 4
        detail = blocks - around
        pattern, size = self._pattern(rows + 2, columns + 2), float(np.linalg.norm(detail)) or 1.0
        return max(
            float((detail * pattern[down : down + rows, right : right + columns]).sum()) / size
            for down in range(3)
            for right in range(3)
        )

    def detect(self, path: Path) -> bool:
        """A mark is seen at 5 standard deviations: over nine positions, one false alarm in some 400,000
        images."""
        from PIL import Image

        with Image.open(path) as image:
            return self.score(np.asarray(image.convert("RGB"))) > 5.0
