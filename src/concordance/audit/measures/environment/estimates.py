"""Energy, carbon and water that nobody measured: modelled for an answer, implied for a training."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from concordance.audit.adapters.files import Declaration
from concordance.audit.context import Context
from concordance.audit.measures.environment.footprint import ESTIMATED, NORMS, STANDARDS
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import count, warn
from concordance.audit.spec import Input, Method
from concordance.base.text import Text


@audit(
    id="environment.inference",
    title=Text("Energy, carbon and water of an answer", "Énergie, carbone et eau d’une réponse"),
    measures=Text(
        "What one answer of the declared length costs in energy, CO₂ and water, by modelling.",
        "Ce qu’une réponse de la longueur déclarée coûte en énergie, CO₂ et eau, par modélisation.",
    ),
    why=Text(
        "Use, not training, is the larger part for a system with many users.",
        "L’usage, non l’entraînement, pèse le plus pour un système très utilisé.",
    ),
    principles=("sustainability", "transparency"),
    risks=("environment",),
    acts=(
        "document",
        "report",
        "declare",
    ),
    norms=NORMS,
    standards=STANDARDS,
    inputs=(
        Input(
            "use",
            "declaration",
            Text(
                "active_parameters and total_parameters in billions, tokens, country, pue, wue (litres/kWh)"
                " and their source",
                "active_parameters et total_parameters en milliards, tokens, country, pue, wue (litres/kWh)"
                " et leur source",
            ),
        ),
    ),
    metrics=("energy-per-answer", "carbon-per-answer", "water-per-answer", "share-embodied"),
    valid_days=365,
    method=Method(
        Text(
            "EcoLogits: energy from parameters and tokens, the electricity mix of the country, manufacture"
            " shared by time of use.",
            "EcoLogits : énergie selon paramètres et jetons, mix électrique du pays, fabrication répartie"
            " selon la durée d’usage.",
        ),
        "EcoLogits 0.11 methodology",
        ("ecologits",),
    ),
    limits=(
        Text(
            "A model fitted on open models and public benchmarks; the provider's own machines may differ several-fold.",
            "Un modèle ajusté sur des modèles ouverts ; les machines du fournisseur peuvent différer de"
            " plusieurs fois.",
        ),
    ),
)
def inference(context: Context, *, use: Declaration) -> Measured:
    """Estimate one answer; every figure is marked as estimated."""
    try:
        from ecologits.electricity_mix_repository import electricity_mixes
        from ecologits.impacts.llm import compute_llm_impacts
    except ImportError as error:
        raise missing_library("ecologits") from error
    said = use.need("active_parameters", "total_parameters", "tokens", "country", "pue", "wue", "source")
    mix = electricity_mixes.find_electricity_mix(str(said["country"]))
    if mix is None:
        raise AuditRefusedError(
            "audit.country-unknown",
            Text(
                f"No electricity mix is known for {said['country']}.",
                f"Aucun mix électrique connu pour {said['country']}.",
            ),
            Text("Give a three-letter country code.", "Donnez un code pays à trois lettres."),
            (use.name,),
        )
    impacts = compute_llm_impacts(
        model_active_parameter_count=float(said["active_parameters"]),
        model_total_parameter_count=float(said["total_parameters"]),
        output_token_count=float(said["tokens"]),
        if_electricity_mix_adpe=mix.adpe,
        if_electricity_mix_pe=mix.pe,
        if_electricity_mix_gwp=mix.gwp,
        if_electricity_mix_wue=mix.wue,
        datacenter_pue=float(said["pue"]),
        datacenter_wue=float(said["wue"]),
    )
    answers = 1
    return Measured(
        (
            _figure("energy-per-answer", impacts.energy.value, 3.6e6, "J", answers),
            _figure("carbon-per-answer", impacts.gwp.value, 1e6, "mg CO2e", answers),
            _figure("water-per-answer", impacts.wcf.value, 1e3, "mL", answers),
            count("share-embodied", _middle(impacts.embodied.gwp.value) / _middle(impacts.gwp.value), answers),
        ),
        (ESTIMATED,),
    )


def _middle(value: Any) -> float:
    return (float(value.min) + float(value.max)) / 2 if hasattr(value, "min") else float(value)


def _figure(metric: str, value: Any, factor: float, unit: str, n: int) -> Estimate:
    """A modelled figure; where the method gives a range, its ends are the bounds."""
    low, high = (float(value.min) * factor, float(value.max) * factor) if hasattr(value, "min") else (None, None)
    return Estimate(
        metric,
        _middle(value) * factor,
        n,
        "",
        low,
        high,
        None,
        "model-range" if low is not None else "none",
        unit,
    )


@audit(
    id="environment.training",
    title=Text("Declared training energy, checked", "Énergie d’entraînement déclarée, vérifiée"),
    measures=Text(
        "The energy that the declared machines and hours imply, against the energy declared; CO₂ with the"
        " country's mix.",
        "L’énergie qu’impliquent les machines et heures déclarées, face à l’énergie déclarée ; CO₂ avec le"
        " mix du pays.",
    ),
    why=Text(
        "Figures that contradict each other cannot both be reported.",
        "Des chiffres qui se contredisent ne peuvent être déclarés ensemble.",
    ),
    principles=("sustainability", "accountability"),
    risks=("environment",),
    acts=(
        "document",
        "report",
        "declare",
    ),
    norms=NORMS,
    standards=STANDARDS,
    inputs=(
        Input(
            "training",
            "declaration",
            Text(
                "accelerator_hours, watts, pue, country, declared_kwh and their source",
                "accelerator_hours, watts, pue, country, declared_kwh et leur source",
            ),
        ),
    ),
    metrics=("energy-implied", "declared-over-implied", "carbon-implied"),
    valid_days=730,
    method=Method(
        Text(
            "Hours × rated watts × PUE is the most the machines can have drawn; carbon intensity from"
            " CodeCarbon's table.",
            "Heures × watts nominaux × PUE est le maximum que les machines ont pu tirer ; intensité carbone"
            " de la table de CodeCarbon.",
        ),
        "Lacoste et al. 2019; AI Act Annex XI, section 1, point 2(e)",
        ("codecarbon",),
    ),
    limits=(
        Text(
            "It finds figures that cannot be true together, not which one is wrong.",
            "Il trouve des chiffres incompatibles, non lequel est faux.",
        ),
        Text(
            "Failed runs and experiments are often left out of the hours.",
            "Essais et échecs sont souvent omis des heures.",
        ),
    ),
)
def training(context: Context, *, training: Declaration) -> Measured:
    """A declared energy above the maximum cannot be the energy of those hours; one far below it is for a
    person to judge."""
    said = training.need("accelerator_hours", "watts", "pue", "country", "declared_kwh", "source")
    implied = float(said["accelerator_hours"]) * float(said["watts"]) / 1000 * float(said["pue"])
    declared = float(said["declared_kwh"])
    carbon = implied * carbon_intensity(str(said["country"])) / 1000
    findings: list[Finding] = [ESTIMATED]
    if declared > implied:
        findings.append(
            warn(
                "environment.inconsistent",
                f"{declared:,.0f} kWh are declared; the declared hours and machines imply at most {implied:,.0f} kWh.",
                f"{declared:,.0f} kWh déclarés ; les heures et machines déclarées impliquent au plus"
                f" {implied:,.0f} kWh.",
                training.name,
            )
        )
    return Measured(
        (
            count("energy-implied", implied, 1, unit="kWh"),
            count("declared-over-implied", declared / implied, 1),
            count("carbon-implied", carbon, 1, unit="kg CO2e"),
        ),
        tuple(findings),
    )


def carbon_intensity(country: str) -> float:
    """Grams of CO₂ a kilowatt-hour of a country (three letters), from CodeCarbon's table, read without
    importing it."""
    found = find_spec("codecarbon")
    if found is None or not found.submodule_search_locations:
        raise missing_library("codecarbon")
    table = json.loads(
        (Path(found.submodule_search_locations[0]) / "data/private_infra/global_energy_mix.json").read_text("utf-8")
    )
    if country not in table:
        raise AuditRefusedError(
            "audit.country-unknown",
            Text(
                f"No carbon intensity is known for {country}.",
                f"Aucune intensité carbone connue pour {country}.",
            ),
            Text("Give a three-letter country code.", "Donnez un code pays à trois lettres."),
            (country,),
        )
    return float(table[country]["carbon_intensity"])
