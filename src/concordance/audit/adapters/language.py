"""Language models that can be asked for likelihoods: Hugging Face folders and GGUF files, on the CPU,
offline.

Small models are measured by the likelihood they give to texts, not by parsing what they write: a model of 135
million parameters rarely follows an answer format, and its greedy text differs between runtimes on near ties.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from concordance.audit.adapters.files import Folder
from concordance.audit.adapters.scan import scan_file
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.result import EvidenceDigest
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The natural logarithm of the probability of a continuation, and the tokens it has."""

    log_probability: float
    tokens: int


class Speaks(Protocol):
    """What an audit asks of a language model."""

    def likelihood(self, before: str, text: str) -> Likelihood:
        """How likely `text` is after `before`."""

    def continue_text(self, before: str, tokens: int) -> str:
        """The greedy continuation, `tokens` long at most."""


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """A language model as evidence."""

    name: str
    speaks: Speaks
    digest: EvidenceDigest
    kind: str = "language-model"

    @classmethod
    def read(cls, path: Path, name: str = "language-model", device: str = "cpu") -> LanguageModel:
        """A Hugging Face folder or a GGUF file; every file is scanned before anything is loaded.

        `device` is where torch computes: `cpu`, `cuda`, `mps`.

        Raises:
            AuditRefusedError: `audit.unsafe-model`, `audit.library-missing`.
        """
        folder = Folder.read(path, name)
        alarms = [alarm for file in folder.files for alarm in scan_file(file)]
        if alarms:
            shown = "; ".join(f"{a.path}: {a.what}" for a in alarms[:4])
            raise AuditRefusedError(
                "audit.unsafe-model",
                Text(
                    f"{name} may execute code when loaded ({shown}).",
                    f"{name} peut exécuter du code au chargement ({shown}).",
                ),
                Text(
                    "It was not opened. Ask for safetensors or GGUF.",
                    "Il n’a pas été ouvert. Demandez safetensors ou GGUF.",
                ),
                (str(path),),
            )
        digest = EvidenceDigest(name, "language-model", folder.digest.sha256, folder.digest.of)
        return cls(name, TransformersSpeaker(path, device), digest)


class TransformersSpeaker:
    """A causal model of the `transformers` library in 32-bit floats; weights in GGUF are unpacked on
    loading."""

    def __init__(self, path: Path, device: str = "cpu") -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched: what is audited is what was given
        try:
            import torch
            from transformers import AutoModelForCausalLM, AutoTokenizer
            from transformers.utils import logging
        except ImportError as error:
            raise missing_library("transformers", "audit-llm") from error
        talk: Any = logging
        talk.disable_progress_bar()
        where = {"gguf_file": path.name} if path.suffix == ".gguf" else {}
        home = str(path.parent if where else path)
        self._torch: Any = torch
        self._tokenizer: Any = AutoTokenizer.from_pretrained(
            home, local_files_only=True, trust_remote_code=False, **where
        )
        model: Any = AutoModelForCausalLM.from_pretrained(
            home, local_files_only=True, trust_remote_code=False, dtype=torch.float32, **where
        )
        self._model, self._device = model.to(device).eval(), device

    def likelihood(self, before: str, text: str) -> Likelihood:
        """Sum of the log-probabilities of the tokens of `text`; without context, the first token is not
        counted."""
        start = self._ids(before) if before else []
        ids = start + self._ids(text)
        with self._torch.no_grad():
            scores = self._torch.log_softmax(self._model(self._tensor([ids])).logits[0, :-1], -1)
        picked = scores.gather(1, self._tensor(ids[1:])[:, None])[max(0, len(start) - 1) :, 0]
        return Likelihood(float(picked.sum()), int(picked.numel()))

    def continue_text(self, before: str, tokens: int) -> str:
        """Greedy decoding."""
        ids = self._tensor([self._ids(before)])
        out = self._model.generate(
            ids,
            attention_mask=self._torch.ones_like(ids),
            max_new_tokens=tokens,
            do_sample=False,
            pad_token_id=0,
        )
        said: str = self._tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True)
        return said

    def _tensor(self, values: Any) -> Any:
        return self._torch.tensor(values, device=self._device)

    def _ids(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return found
