"""An OpenAI-compatible endpoint: asked politely, retried on failure, refused on garbage."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from concordance.audit.refusal import AuditRefusedError
from concordance.base.text import Text

AGAIN = {408, 409, 425, 429, 500, 502, 503, 504}
"""HTTP states after which the same question may be asked again."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, as whom, and how patiently. `pause` waits (seconds); time comes in by the door."""

    url: str
    model: str
    pause: Callable[[float], None]
    key: str = ""
    timeout: float = 60.0
    attempts: int = 4

    def ask(self, prompt: str, tokens: int = 128) -> str:
        """The answer to one prompt at temperature zero.

        Raises:
            AuditRefusedError: `audit.endpoint-silent` when every attempt failed, `audit.endpoint-garbage`
                when what
                came back is no chat completion, `audit.endpoint-refused` when the endpoint declines the
                request.
        """
        trouble = ""
        for attempt in range(self.attempts):
            if attempt:
                self.pause(2.0 ** (attempt - 1))
            try:
                return self._answer(self._post(prompt, tokens))
            except urllib.error.HTTPError as error:
                if error.code not in AGAIN:
                    raise self._refusal("audit.endpoint-refused", f"HTTP {error.code}") from error
                trouble = f"HTTP {error.code}"
            except (TimeoutError, urllib.error.URLError, ConnectionError) as error:
                trouble = type(error).__name__
        raise self._refusal("audit.endpoint-silent", f"{trouble}, {self.attempts} ×")

    def _post(self, prompt: str, tokens: int) -> bytes:
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": tokens,
            "temperature": 0,
        }
        head = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        request = urllib.request.Request(f"{self.url.rstrip('/')}/chat/completions", json.dumps(body).encode(), head)  # noqa: S310
        with urllib.request.urlopen(request, timeout=self.timeout) as reply:  # noqa: S310 - the user names the endpoint
            data: bytes = reply.read(1 << 22)
        return data

    def _answer(self, data: bytes) -> str:
        try:
            value: Any = json.loads(data)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise self._refusal("audit.endpoint-garbage", data[:60].decode("utf-8", "replace")) from error
        if not isinstance(value, str):
            raise self._refusal("audit.endpoint-garbage", type(value).__name__)
        return value

    def _refusal(self, code: str, why: str) -> AuditRefusedError:
        return AuditRefusedError(
            code,
            Text(f"The endpoint gave no answer: {why}.", f"Le point d’accès n’a pas répondu : {why}."),
            Text(
                "What was answered before is kept; run again to go on from there.",
                "Les réponses déjà reçues sont gardées ; relancez pour continuer.",
            ),
            (self.url,),
        )
