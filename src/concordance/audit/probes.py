"""Probes: put questions to a model and write the records that audits read. Interrupted, a probe goes on where
it stopped.

Every line is written as soon as it is known. A question that could not be put is written with its error and
asked again next time; the audit of incomplete records is refused, never averaged over what happened to be
answered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concordance.audit.adapters.language import Speaks
from concordance.audit.refusal import AuditRefusedError
from concordance.base.text import Text

NOTHING = Text("", "")
Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items are done, the codes of those that failed this time, and what the first refusal says."""

    done: int
    failed: tuple[tuple[str, str], ...]
    why: Text = NOTHING

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.failed


def probe(items: Iterable[Mapping[str, Any]], ask: Ask, out: Path, most_failures: int = 3) -> Progress:
    """Ask about every item (each with an `id`) that `out` does not hold yet, and add what comes back.

    After `most_failures` failures in a row the rest is left for another time: the endpoint is down.
    """
    done = _done(out)
    failed: list[tuple[str, str]] = []
    why = NOTHING
    row = 0
    with out.open("a", encoding="utf-8") as stream:
        for item in items:
            key = str(item["id"])
            if key in done:
                continue
            if row >= most_failures:
                failed.append((key, "not-asked"))
                continue
            try:
                stream.write(json.dumps(dict(item) | ask(item), ensure_ascii=False) + "\n")
            except AuditRefusedError as refused:
                failed.append((key, refused.code))
                why = why if why.en else refused.message
                row += 1
                continue
            stream.flush()
            done.add(key)
            row = 0
    return Progress(len(done), tuple(failed), why)


def _done(out: Path) -> set[str]:
    """The ids of the whole lines of the file; half a line, left by an interruption, is cut off."""
    if not out.exists():
        return set()
    text = out.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        out.write_text(whole, "utf-8")
    return {str(json.loads(line)["id"]) for line in whole.splitlines()}


def require_complete(progress: Progress) -> None:
    """Refuse to go on with records that are not all there (`audit.probe-incomplete`)."""
    if not progress.complete:
        codes = sorted({code for _, code in progress.failed})
        raise AuditRefusedError(
            "audit.probe-incomplete",
            Text(
                f"{len(progress.failed)} items were not answered ({', '.join(codes)}). {progress.why.en}".strip(),
                f"{len(progress.failed)} items sans réponse ({', '.join(codes)}). {progress.why.fr}".strip(),
            ),
            Text(
                "Run the probe again: it goes on where it stopped.",
                "Relancez : elle reprend où elle s’est arrêtée.",
            ),
            tuple(key for key, _ in progress.failed[:5]),
        )


def choice_asker(model: Speaks) -> Ask:
    """For items with prompt, options and answer: the log-likelihood of each option, per token."""

    def ask(item: Mapping[str, Any]) -> dict[str, Any]:
        found = [model.likelihood(str(item["prompt"]), f" {option}") for option in item["options"]]
        return {"log_likelihoods": [one.log_probability / one.tokens for one in found]}

    return ask


def attack_asker(answer: Callable[[str], str]) -> Ask:
    """For items with prompt, attack and marker: the answer of an endpoint or of a local model."""
    return lambda item: {"answer": answer(str(item["prompt"]))}
