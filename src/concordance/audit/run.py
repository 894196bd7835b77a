"""Run audits: check the inputs, measure, judge, and write down the circumstances."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from concordance.audit.adapters.evidence import Evidence
from concordance.audit.context import Context
from concordance.audit.decide import judge, norm_verdict, overall
from concordance.audit.own import own_verdicts
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import Audit, find_audit
from concordance.audit.result import (
    AuditResult,
    Environment,
    EvidenceDigest,
    Judgement,
    Measured,
    NormVerdict,
    RefusalRecord,
)
from concordance.audit.spec import AuditSpec, Input, Threshold, Verdict
from concordance.base.text import Text


def run_audit(name: str, inputs: Mapping[str, Evidence], context: Context, system: str = "unnamed") -> AuditResult:
    """Measure one audit on the given inputs.

    Raises:
        AuditRefusedError: unknown audit, missing or wrong input, or data that must not be measured.
    """
    found = find_audit(name)
    chosen = _chosen_inputs(found.spec, inputs)
    measured = found.measure(context, **chosen)
    return _result(found, measured, chosen, context, system)


def run_suite(
    names: Iterable[str], inputs: Mapping[str, Evidence], context: Context, system: str = "unnamed"
) -> tuple[AuditResult, ...]:
    """Run several audits; a refusal becomes the result of its audit and the others go on."""
    return tuple(_kept(name, inputs, context, system) for name in names)


def fitting(inputs: Mapping[str, Evidence], known: Mapping[str, Audit]) -> tuple[str, ...]:
    """The audits whose required inputs are all at hand and hold what they need."""
    return tuple(
        name
        for name, found in known.items()
        if all(_at_hand(wanted, inputs.get(wanted.name)) for wanted in found.spec.inputs if wanted.required)
    )


def _at_hand(wanted: Input, given: Evidence | None) -> bool:
    if given is None or given.kind != wanted.kind:
        return False
    roles = getattr(given, "roles", {})
    return all(roles.get(need) or _held(getattr(given, need, None)) for need in wanted.needs)


def _held(part: object) -> bool:
    return part is not None and (not isinstance(part, dict) or bool(part))


def _kept(name: str, inputs: Mapping[str, Evidence], context: Context, system: str) -> AuditResult:
    try:
        return run_audit(name, inputs, context, system)
    except AuditRefusedError as refused:
        spec = find_audit(name).spec
        given = {i.name: inputs[i.name] for i in spec.inputs if i.name in inputs}
        record = RefusalRecord(refused.code, refused.message, refused.remedy, refused.places)
        return _compose(spec, Measured(()), (), given, context, system, "refused", record)


def _chosen_inputs(spec: AuditSpec, inputs: Mapping[str, Evidence]) -> dict[str, Evidence]:
    chosen: dict[str, Evidence] = {}
    for wanted in spec.inputs:
        given = inputs.get(wanted.name)
        if given is None and wanted.required:
            raise AuditRefusedError(
                "audit.input-missing",
                Text(
                    f"{spec.id} needs “{wanted.name}”: {wanted.says.en}",
                    f"{spec.id} demande « {wanted.name} » : {wanted.says.fr}",
                ),
                Text(
                    f'Add [inputs.{wanted.name}] with kind = "{wanted.kind}" to audit.toml.',
                    f'Ajoutez [inputs.{wanted.name}] avec kind = "{wanted.kind}" dans audit.toml.',
                ),
                (wanted.name,),
            )
        if given is not None and given.kind != wanted.kind:
            raise AuditRefusedError(
                "audit.input-kind",
                Text(
                    f"“{wanted.name}” is a {given.kind}; {spec.id} needs a {wanted.kind}.",
                    f"« {wanted.name} » est de genre {given.kind} ; {spec.id} demande {wanted.kind}.",
                ),
                Text(f"Give a {wanted.kind}.", f"Donnez un {wanted.kind}."),
                (wanted.name,),
            )
        if given is not None:
            chosen[wanted.name] = given
    return chosen


def _result(
    found: Audit, measured: Measured, inputs: Mapping[str, Evidence], context: Context, system: str
) -> AuditResult:
    thresholds = _thresholds(found.spec, measured, context)
    judgements = tuple(
        judge(estimate, threshold, context.smallest_group)
        for threshold in thresholds
        for estimate in measured.estimates
        if estimate.metric == threshold.metric
    )
    status = "partial" if measured.partial else "measured"
    return _compose(found.spec, measured, judgements, inputs, context, system, status, None)


def _thresholds(spec: AuditSpec, measured: Measured, context: Context) -> tuple[Threshold, ...]:
    """The norm's and the declared thresholds, then the user's own for metrics of this audit."""
    return spec.thresholds + measured.thresholds + tuple(t for t in context.thresholds if t.metric in spec.metrics)


def _compose(
    spec: AuditSpec,
    measured: Measured,
    judgements: tuple[Judgement, ...],
    inputs: Mapping[str, Evidence],
    context: Context,
    system: str,
    status: str,
    refusal: RefusalRecord | None,
) -> AuditResult:
    named = {link.norm for link in spec.norms}
    verdict = _capped(overall(j for j in judgements if j.subject not in named), measured)
    norms = () if refusal else _norms(spec, measured, judgements, context)
    return AuditResult(
        audit=spec.id,
        audit_version=spec.version,
        system=system,
        status=status,
        at=context.at,
        valid_until=context.at + dt.timedelta(days=spec.valid_days),
        seed=context.seed,
        level=context.level,
        smallest_group=context.smallest_group,
        estimates=measured.estimates,
        judgements=judgements,
        verdict=verdict,
        norms=norms,
        findings=measured.findings,
        limits=() if refusal else spec.limits + measured.limits,
        digests=_digests(inputs),
        environment=_environment(spec.method.packages),
        refusal=refusal,
    )


def _capped(verdict: Verdict | None, measured: Measured) -> Verdict | None:
    """Part of the evidence never proves the whole."""
    return Verdict.INCONCLUSIVE if measured.partial and verdict is Verdict.SUPPORTS else verdict


def _norms(
    spec: AuditSpec, measured: Measured, judgements: tuple[Judgement, ...], context: Context
) -> tuple[NormVerdict, ...]:
    """What the result does to each norm.

    Judgements whose subject is a norm decide that norm alone; the others decide the rest together. A
    threshold of the user's own gives a verdict, but moves no norm; the provider's own moves the duties to set it.
    """
    lawful = [j for j in judgements if j.threshold.source.kind not in {"user", "provider"}]
    named = {link.norm for link in spec.norms}
    by_norm = {norm: [j for j in lawful if j.subject == norm] for norm in named}
    general = [j for j in lawful if j.subject not in named]
    verdicts = {norm: _capped(overall(own or general), measured) for norm, own in by_norm.items()}
    examined = _examined(measured, context)
    said = (
        NormVerdict(link.norm, link.weight, Verdict.INFORMS)
        if link.norm in measured.not_about
        else norm_verdict(link, verdicts[link.norm], examined)
        for link in spec.norms
    )
    own = () if measured.partial else own_verdicts(judgements, context.at)
    return (*said, *(v for v in own if v.norm not in named))


def _examined(measured: Measured, context: Context) -> bool:
    """Whether at least one figure is defined and rests on as many observations as a verdict would need."""
    enough = any(e.value is not None and e.n >= context.smallest_group for e in measured.estimates)
    return enough and not measured.partial


def _digests(inputs: Mapping[str, Any]) -> tuple[EvidenceDigest, ...]:
    return tuple(given.digest for given in inputs.values())


def _environment(packages: tuple[str, ...]) -> Environment:
    return Environment(
        platform.python_version(),
        f"{platform.system()} {platform.machine()}",
        {name: _version(name) for name in packages},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
