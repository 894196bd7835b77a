"""Tabular models: scikit-learn style objects, skops, ONNX, and pickles, which are scanned before they are
opened."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.evidence import file_sha256
from concordance.audit.adapters.scan import Alarm, scan_file
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.result import EvidenceDigest
from concordance.base.text import Text

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TabularModel:
    """A model over numeric columns: `score(rows)` gives the probability (or score) of the positive class.

    `estimator` is the object itself where there is one, for libraries that look inside it.
    """

    name: str
    score: Callable[[Matrix], Matrix]
    features: tuple[str, ...]
    digest: EvidenceDigest
    cut: float = 0.5
    estimator: Any = None
    kind: str = "model"

    def decide(self, rows: Matrix) -> NDArray[np.int8]:
        """1 where the score reaches the cut."""
        return (self.score(rows) >= self.cut).astype(np.int8)

    @classmethod
    def of(cls, estimator: Any, features: tuple[str, ...], name: str = "model", cut: float = 0.5) -> TabularModel:
        """A fitted estimator in memory; the digest is over its pickle, which is written and never read
        back."""
        digest = EvidenceDigest(
            name,
            "model",
            hashlib.sha256(pickle.dumps(estimator, protocol=5)).hexdigest(),
            "pickle of the object",
        )
        return cls(name, _scorer(estimator), tuple(features), digest, cut, estimator)

    @classmethod
    def read(cls, path: Path, features: tuple[str, ...], name: str = "model", cut: float = 0.5) -> TabularModel:
        """A model from a .skops, .onnx, .pkl or .pickle file.

        Raises:
            AuditRefusedError: `audit.unsafe-model` when a scanner objects (the file is never opened),
                `audit.format-unknown`.
        """
        digest = EvidenceDigest(name, "model", file_sha256(path))
        match path.suffix.lower():
            case ".onnx":
                return cls(name, _onnx_scorer(path), tuple(features), digest, cut)
            case ".skops":
                estimator = _load_skops(path)
            case ".pkl" | ".pickle":
                estimator = _load_pickle(path)
            case _:
                raise AuditRefusedError(
                    "audit.format-unknown",
                    Text(
                        f"{path.name} is not a model format read here.",
                        f"{path.name} n’est pas un format de modèle lu ici.",
                    ),
                    Text("Use .skops, .onnx or .pkl.", "Utilisez .skops, .onnx ou .pkl."),
                    (str(path),),
                )
        return cls(name, _scorer(estimator), tuple(features), digest, cut, estimator)


def _scorer(estimator: Any) -> Callable[[Matrix], Matrix]:
    if hasattr(estimator, "predict_proba"):
        return lambda rows: np.asarray(estimator.predict_proba(rows), dtype=np.float64)[:, 1]
    return lambda rows: np.asarray(estimator.predict(rows), dtype=np.float64)


def _load_pickle(path: Path) -> Any:
    alarms = scan_file(path)
    if alarms:
        raise unsafe(path, alarms)
    with path.open("rb") as stream:
        return pickle.load(stream)  # noqa: S301 - the scanners and the allow-list of imports have passed it


def unsafe(path: Path, alarms: tuple[Alarm, ...]) -> AuditRefusedError:
    """The refusal of a model file that a scanner objects to."""
    shown = "; ".join(f"{a.scanner}: {a.what}" for a in alarms[:4])
    return AuditRefusedError(
        "audit.unsafe-model",
        Text(
            f"{path.name} may execute code when loaded ({shown}).",
            f"{path.name} peut exécuter du code au chargement ({shown}).",
        ),
        Text(
            "It was not opened. Ask for safetensors, skops, ONNX or GGUF.",
            "Il n’a pas été ouvert. Demandez safetensors, skops, ONNX ou GGUF.",
        ),
        (str(path),),
    )


def _load_skops(path: Path) -> Any:
    try:
        from skops.io import get_untrusted_types, load
    except ImportError as error:
        raise missing_library("skops") from error
    untrusted = get_untrusted_types(file=path)
    if untrusted:
        raise unsafe(path, tuple(Alarm(path.name, "skops", str(name)) for name in untrusted))
    return load(path, trusted=[])


def _onnx_scorer(path: Path) -> Callable[[Matrix], Matrix]:
    try:
        import onnxruntime
    except ImportError as error:
        raise missing_library("onnxruntime") from error
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0].name

    def score(rows: Matrix) -> Matrix:
        out = session.run(None, {entry: rows.astype(np.float32)})[-1]
        if isinstance(out, list):  # skl2onnx wraps probabilities in a list of maps
            return np.array([row[1] for row in out], dtype=np.float64)
        values = np.asarray(out, dtype=np.float64)
        return values[:, 1] if values.ndim == 2 and values.shape[1] == 2 else values.ravel()

    return score
