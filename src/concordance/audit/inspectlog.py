"""Results to and from the log format of Inspect (UK AI Security Institute), so that both worlds can read each
other.

The whole result travels in `eval.metadata.concordance`; estimates are also written as Inspect scores and
metrics, and metrics of a foreign log are read back as estimates, with a normal interval where the log gives a
standard error.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import AuditResult, Estimate
from concordance.audit.stats.intervals import normal_quantile
from concordance.audit.wire import from_json, to_json
from concordance.base.text import Text

LOG_VERSION = 2


def to_inspect(result: AuditResult) -> dict[str, Any]:
    """An Inspect evaluation log (as JSON values) that carries the result; no samples, since none were
    prompted."""
    created = dt.datetime.combine(result.at, dt.time(), dt.UTC).isoformat()
    identity = hashlib.sha256(f"{result.audit} {result.system} {created} {result.seed}".encode()).hexdigest()[:22]
    digests = {d.name: d.sha256 for d in result.digests}
    return {
        "version": LOG_VERSION,
        "status": "error" if result.status == "refused" else "success",
        "eval": {
            "eval_id": identity,
            "run_id": identity,
            "task_id": identity,
            "created": created,
            "task": result.audit,
            "task_version": result.audit_version,
            "dataset": {"name": result.system},
            "model": f"none/{result.system}",
            "config": {},
            "packages": dict(result.environment.packages),
            "metadata": {"digests": digests, "concordance": to_json(result)},
        },
        "plan": {"name": "concordance-audit", "steps": []},
        "results": {
            "total_samples": _size(result),
            "completed_samples": _size(result),
            "scores": [_score(metric, result) for metric in sorted({e.metric for e in result.estimates})],
        },
        "stats": {"started_at": created, "completed_at": created, "model_usage": {}},
    }


def _size(result: AuditResult) -> int:
    return max((e.n for e in result.estimates), default=0)


def _score(metric: str, result: AuditResult) -> dict[str, Any]:
    mine = [e for e in result.estimates if e.metric == metric and e.value is not None]
    return {
        "name": metric,
        "scorer": result.audit,
        "params": {},
        "metrics": {
            e.subject or "value": {
                "name": e.subject or "value",
                "value": e.value,
                "params": {},
                "metadata": {
                    "low": e.low,
                    "high": e.high,
                    "n": e.n,
                    "level": e.level,
                    "interval": e.interval,
                    "unit": e.unit,
                },
            }
            for e in mine
        },
    }


def result_in(log: dict[str, Any]) -> AuditResult:
    """The result that a log of ours carries.

    Raises:
        AuditRefusedError: `audit.log-foreign` when the log was not written by this room.
    """
    metadata = (log.get("eval") or {}).get("metadata") or {}
    if "concordance" not in metadata:
        raise AuditRefusedError(
            "audit.log-foreign",
            Text("The log carries no audit result.", "Le journal ne porte pas de résultat d’audit."),
            Text("Read its figures with `estimates_in`.", "Lisez ses chiffres avec `estimates_in`."),
        )
    return from_json(metadata["concordance"])


def estimates_in(log: dict[str, Any], level: float) -> tuple[Estimate, ...]:
    """The metrics of any Inspect log as estimates; `stderr` becomes a normal interval at `level`.

    Raises:
        AuditRefusedError: `audit.log-unfinished` when the evaluation did not succeed: a half run is not
            averaged.
    """
    if log.get("status") != "success":
        raise AuditRefusedError(
            "audit.log-unfinished",
            Text(
                f"The evaluation ended with status {log.get('status')!r}.",
                f"L’évaluation s’est terminée par {log.get('status')!r}.",
            ),
            Text("Run it to its end (`inspect eval-retry`).", "Menez-la à son terme (`inspect eval-retry`)."),
        )
    results = log.get("results") or {}
    n = int(results.get("completed_samples") or 0)
    return tuple(e for score in results.get("scores", ()) for e in _estimates(score, n, level))


def _estimates(score: dict[str, Any], n: int, level: float) -> list[Estimate]:
    metrics = score["metrics"]
    error = metrics.get("stderr", {}).get("value")
    half = None if error is None else float(error) * normal_quantile(level)
    found = []
    for name, metric in metrics.items():
        if name == "stderr":
            continue
        value = float(metric["value"])
        low, high = (None, None) if half is None else (value - half, value + half)
        found.append(
            Estimate(
                f"{score['name']}/{name}",
                value,
                n,
                "",
                low,
                high,
                None if half is None else level,
                "none" if half is None else "normal",
            )
        )
    return found
