"""Bills of materials: CycloneDX 1.6 with a model card, SPDX 3.0.1 with the AI and data-set profiles."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from concordance.audit.refusal import missing_library
from concordance.audit.result import AuditResult, Estimate

_NAMESPACE = uuid.UUID("6f1cf3f4-8b1c-5d1e-9a6f-3c0c6b6f2a10")


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What a bill of materials says of a model; `energy_kwh` only if it was declared."""

    name: str
    version: str
    supplier: str
    licence: str
    sha256: str
    task: str
    sensitive_data: bool
    datasets: tuple[DatasetIdentity, ...] = ()
    energy_kwh: float | None = None


@dataclass(frozen=True, slots=True)
class DatasetIdentity:
    """What a bill of materials says of a data set."""

    name: str
    version: str
    licence: str
    sha256: str
    kind: str
    sensitive_data: bool


def cyclonedx(model: ModelIdentity, results: Iterable[AuditResult], at: dt.datetime) -> dict[str, Any]:
    """A CycloneDX 1.6 document: the model with its card, its data sets, the audits as metrics and
    limitations."""
    held = tuple(results)
    serial = uuid.uuid5(_NAMESPACE, f"{model.name} {model.version} {at.isoformat()}")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "serialNumber": f"urn:uuid:{serial}",
        "metadata": {
            "timestamp": at.isoformat(),
            "tools": {"components": [{"type": "application", "name": "concordance"}]},
        },
        "components": [_model_component(model, held), *(_data_component(d) for d in model.datasets)],
    }


def _model_component(model: ModelIdentity, results: tuple[AuditResult, ...]) -> dict[str, Any]:
    limits = sorted({limit.en for r in results for limit in r.limits})
    card: dict[str, Any] = {
        "modelParameters": {
            "task": model.task,
            "datasets": [{"ref": f"data:{d.name}"} for d in model.datasets],
        },
        "quantitativeAnalysis": {
            "performanceMetrics": [_metric(r, e) for r in results for e in r.estimates if e.value is not None]
        },
        "considerations": {
            "technicalLimitations": limits,
            "fairnessAssessments": [
                {"groupAtRisk": f.places[0] if f.places else "", "harms": f.says.en}
                for r in results
                if r.audit.startswith("fairness.")
                for f in r.findings
                if f.severity != "info"
            ],
        },
    }
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{model.name}",
        "name": model.name,
        "version": model.version,
        "supplier": {"name": model.supplier},
        "licenses": [{"license": {"id": model.licence}}],
        "hashes": [{"alg": "SHA-256", "content": model.sha256}],
        "modelCard": card,
    }


def _metric(result: AuditResult, estimate: Estimate) -> dict[str, Any]:
    metric: dict[str, Any] = {"type": f"{result.audit}/{estimate.metric}", "value": f"{estimate.value:.6g}"}
    if estimate.subject:
        metric["slice"] = estimate.subject
    if estimate.low is not None and estimate.high is not None:
        metric["confidenceInterval"] = {
            "lowerBound": f"{estimate.low:.6g}",
            "upperBound": f"{estimate.high:.6g}",
        }
    return metric


def _data_component(data: DatasetIdentity) -> dict[str, Any]:
    return {
        "type": "data",
        "bom-ref": f"data:{data.name}",
        "name": data.name,
        "version": data.version,
        "licenses": [{"license": {"id": data.licence}}],
        "hashes": [{"alg": "SHA-256", "content": data.sha256}],
        "data": [
            {
                "type": "dataset",
                "name": data.name,
                "sensitiveData": ["personal data"] if data.sensitive_data else [],
            }
        ],
    }


def spdx(model: ModelIdentity, results: Iterable[AuditResult], at: dt.datetime) -> dict[str, Any]:
    """An SPDX 3.0.1 document (JSON-LD) with the AI and data-set profiles, made by the official bindings."""
    try:
        from spdx_python_model import v3_0_1 as model_3
    except ImportError as error:
        raise missing_library("spdx-python-model") from error
    import io
    import json

    base = f"https://spdx.org/spdxdocs/{uuid.uuid5(_NAMESPACE, f'{model.name} {model.version}')}"
    info = model_3.CreationInfo(specVersion="3.0.1", created=at)
    agent = model_3.Organization(_id=f"{base}#supplier", name=model.supplier, creationInfo=info)
    info.createdBy.append(agent)
    packages = [
        _ai_package(model_3, model, tuple(results), base, info, at),
        *(_data_package(model_3, d, base, info, at) for d in model.datasets),
    ]
    for package in packages:
        package.suppliedBy = agent
    document = model_3.SpdxDocument(_id=f"{base}#document", creationInfo=info, name=f"{model.name} {model.version}")
    document.profileConformance.extend(
        [
            model_3.ProfileIdentifierType.core,
            model_3.ProfileIdentifierType.software,
            model_3.ProfileIdentifierType.ai,
            model_3.ProfileIdentifierType.dataset,
        ]
    )
    document.rootElement.append(packages[0])
    objects = model_3.SHACLObjectSet()
    for each in (info, agent, *packages, document, *_trained_on(model_3, packages, base, info)):
        objects.add(each)
    out = io.BytesIO()
    model_3.JSONLDSerializer().write(objects, out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def _hash(model_3: Any, sha256: str) -> Any:
    return model_3.Hash(algorithm=model_3.HashAlgorithm.sha256, hashValue=sha256)


def _presence(model_3: Any, yes: bool) -> Any:
    return model_3.PresenceType.yes if yes else model_3.PresenceType.no


def _ai_package(
    model_3: Any,
    model: ModelIdentity,
    results: tuple[AuditResult, ...],
    base: str,
    info: Any,
    at: dt.datetime,
) -> Any:
    package = model_3.ai_AIPackage(
        _id=f"{base}#model",
        name=model.name,
        creationInfo=info,
        software_packageVersion=model.version,
        software_primaryPurpose=model_3.software_SoftwarePurpose.model,
        releaseTime=at,
        software_downloadLocation="https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement",
    )
    package.ai_useSensitivePersonalInformation = _presence(model_3, model.sensitive_data)
    package.ai_limitation = " ".join(sorted({limit.en for r in results for limit in r.limits})) or "No audit was run."
    package.verifiedUsing.append(_hash(model_3, model.sha256))
    package.ai_domain.append(model.task)
    for result in results:
        for e in (e for e in result.estimates if e.value is not None):
            package.ai_metric.append(
                model_3.DictionaryEntry(key=f"{result.audit}/{e.metric} {e.subject}".strip(), value=f"{e.value:.6g}")
            )
    if model.energy_kwh is not None:
        energy = model_3.ai_EnergyConsumptionDescription(
            ai_energyQuantity=model.energy_kwh, ai_energyUnit=model_3.ai_EnergyUnitType.kilowattHour
        )
        package.ai_energyConsumption = model_3.ai_EnergyConsumption(ai_trainingEnergyConsumption=[energy])
    return package


def _data_package(model_3: Any, data: DatasetIdentity, base: str, info: Any, at: dt.datetime) -> Any:
    package = model_3.dataset_DatasetPackage(
        _id=f"{base}#data-{data.name}",
        name=data.name,
        creationInfo=info,
        software_packageVersion=data.version,
        releaseTime=at,
        software_primaryPurpose=model_3.software_SoftwarePurpose.data,
        builtTime=at,
        originatedBy=list(info.createdBy),
        software_downloadLocation="https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement",
    )
    package.dataset_datasetType.append(getattr(model_3.dataset_DatasetType, data.kind))
    package.dataset_hasSensitivePersonalInformation = _presence(model_3, data.sensitive_data)
    package.verifiedUsing.append(_hash(model_3, data.sha256))
    return package


def _trained_on(model_3: Any, packages: list[Any], base: str, info: Any) -> list[Any]:
    if len(packages) < 2:
        return []
    return [
        model_3.Relationship(
            _id=f"{base}#trained-on",
            creationInfo=info,
            from_=packages[0],
            relationshipType=model_3.RelationshipType.trainedOn,
            to=packages[1:],
        )
    ]
