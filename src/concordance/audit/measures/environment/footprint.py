"""Energy and carbon of a run on this machine: measured where counters can be read, else estimated, and said
which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from concordance.audit.adapters.files import Declaration
from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.refusal import missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import MODEL, TABLE, count, links
from concordance.audit.spec import Input, Method
from concordance.base.text import Text

NORMS = links(
    informs=(
        "eu/ai-act/53.1.a",
        "eu/ai-act/95.2",
        "eu/ai-act/40.2",
        "oecd/ai-principles/1.1",
        "unesco/recommendation/84",
    )
)
STANDARDS = ("NIST AI RMF MEASURE 2.12", "ISO/IEC 42001 A.5.5", "ISO/IEC TR 20226:2025")
ESTIMATED = Finding(
    "environment.estimated",
    "info",
    Text("Estimated from rated power, not measured.", "Estimé d’après la puissance nominale, non mesuré."),
)
MEASURED = Finding(
    "environment.measured",
    "info",
    Text(
        "Measured with the energy counters of the processor (RAPL).",
        "Mesuré avec les compteurs d’énergie du processeur (RAPL).",
    ),
)


@audit(
    id="environment.run",
    title=Text("Energy and carbon of a run", "Énergie et carbone d’une exécution"),
    measures=Text(
        "The energy and CO₂ of scoring the given rows, per thousand rows; measured or estimated, as stated.",
        "L’énergie et le CO₂ pour noter les lignes données, par millier de lignes ; mesurés ou estimés, comme indiqué.",
    ),
    why=Text("What is not counted is not saved.", "Ce qui n’est pas compté n’est pas épargné."),
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
        MODEL,
        TABLE,
        Input("place", "declaration", Text("country = three-letter code", "country = code à trois lettres")),
    ),
    metrics=("energy-per-thousand", "carbon-per-thousand", "seconds"),
    valid_days=365,
    method=Method(
        Text(
            "CodeCarbon over repeated scoring for at least one second; energy counters where the processor"
            " shows them, else rated power.",
            "CodeCarbon sur une notation répétée d’au moins une seconde ; compteurs d’énergie si le"
            " processeur les montre, sinon puissance nominale.",
        ),
        "CodeCarbon 3",
        ("codecarbon",),
    ),
    limits=(
        Text(
            "Rated power can be off by a factor of two or more.",
            "La puissance nominale peut se tromper d’un facteur deux ou plus.",
        ),
        Text(
            "Manufacture, cooling and the network are left out.",
            "Fabrication, refroidissement et réseau sont omis.",
        ),
    ),
)
def run(context: Context, *, model: TabularModel, table: Table, place: Declaration) -> Measured:
    """Score the rows again and again under the tracker."""
    refuse_holes(table.frame, model.features, table.name)
    rows = table.frame[list(model.features)].to_numpy(dtype=np.float64)
    kwh, kilograms, seconds, rounds = _tracked(model, rows, str(place.need("country")["country"]))
    thousands = len(rows) * rounds / 1000
    estimates = (
        count("energy-per-thousand", kwh / thousands * 3.6e6, len(rows), unit="J"),
        count("carbon-per-thousand", kilograms / thousands * 1e6, len(rows), unit="mg CO2e"),
        count("seconds", seconds, rounds, unit="s"),
    )
    return Measured(estimates, (MEASURED if counters_readable() else ESTIMATED,))


def counters_readable() -> bool:
    """Whether the processor's energy counters can be read on this machine."""
    return any(path.is_file() and _readable(path) for path in Path("/sys/class/powercap").glob("*/energy_uj"))


def _readable(path: Path) -> bool:
    try:
        return bool(path.read_text("ascii").strip())
    except OSError:
        return False


def _tracked(model: TabularModel, rows: Any, country: str) -> tuple[float, float, float, int]:
    import logging
    import time

    try:
        from codecarbon import OfflineEmissionsTracker
    except ImportError as error:
        raise missing_library("codecarbon") from error
    logging.getLogger("codecarbon").disabled = True
    tracker = OfflineEmissionsTracker(
        country_iso_code=country,
        tracking_mode="process",
        save_to_file=False,
        allow_multiple_runs=True,
        measure_power_secs=1,
        log_level="critical",
    )
    tracker.start()
    began, rounds = time.perf_counter(), 0
    while time.perf_counter() - began < 1.0:
        model.score(rows)
        rounds += 1
    kilograms = float(tracker.stop() or 0.0)
    return float(tracker.final_emissions_data.energy_consumed), kilograms, time.perf_counter() - began, rounds
