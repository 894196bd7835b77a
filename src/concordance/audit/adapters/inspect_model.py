"""Whatever Inspect can reach (its own providers, local transformers, vLLM, mock models), asked one prompt at a time."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class InspectModel:
    """A model by the name Inspect knows it under (`openai/…`, `hf/…`, `mockllm/model`), with its provider's arguments.

    Inspect retries what its provider says may be retried, and reads keys from the environment.
    """

    model: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def ask(self, prompt: str, tokens: int = 128) -> str:
        """The answer to one prompt at temperature zero.

        Raises:
            AuditRefusedError: `audit.library-missing`; `audit.endpoint-silent` when the provider gives up;
                `audit.endpoint-garbage` when the answer holds no text.
        """
        try:
            from inspect_ai.model import GenerateConfig, get_model
        except ModuleNotFoundError as error:
            raise missing_library("inspect-ai", "inspect") from error
        try:
            model = get_model(self.model, config=GenerateConfig(temperature=0, max_tokens=tokens), **self.arguments)
            said = asyncio.run(model.generate(prompt)).completion
        except Exception as error:  # each provider of Inspect raises its own kinds
            raise self._refusal("audit.endpoint-silent", _plain(error)) from error
        if not said:
            raise self._refusal("audit.endpoint-garbage", "no text")
        return str(said)

    def _refusal(self, code: str, why: str) -> AuditRefusedError:
        return AuditRefusedError(
            code,
            Text(f"{self.model} gave no answer: {why}.", f"{self.model} n’a pas répondu : {why}."),
            Text(
                "Check the name and the provider’s key; what was answered before is kept.",
                "Vérifiez le nom et la clé du fournisseur ; les réponses déjà reçues sont gardées.",
            ),
            (self.model,),
        )


def _plain(error: Exception) -> str:
    """What an error of Inspect says, in one line, without the marks by which a terminal is coloured."""
    told = re.sub(r"\[/?[a-z ]+\]", "", str(error))
    return f"{type(error).__name__}: {' '.join(told.split())}"[:200]
