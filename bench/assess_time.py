"""How long an assessment takes: cold (a new process, caches on disk) and warm (the corpus compiled in memory).

    python -m bench.assess_time

Times are CPU seconds of the process and wall seconds, medians over the runs, for the AI Act alone and for every binding
instrument of the corpus. The first run after a change of the corpus also parses all YAML; it is shown apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from concordance.compile.choice import Choice
from concordance.pipeline import assess_file

EXAMPLE = Path("examples/cv-screening.yaml")
DAY = date(2026, 11, 22)
RUNS = 7


def cold(arguments: list[str], cache: str) -> float:
    """Wall seconds of one process."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "concordance", "assess", str(EXAMPLE), "--json", *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CONCORDANCE_CACHE": cache})
    return time.perf_counter() - start


def warm(choice: Choice) -> float:
    """CPU seconds of one more assessment in this process."""
    start = time.process_time()
    assess_file(EXAMPLE, DAY, choice=choice)
    return time.process_time() - start


def main() -> None:
    """Measure and print JSON."""
    report = {}
    for name, regimes in (("eu/ai-act", ["eu/ai-act"]), ("all", [])):
        arguments = ["--at", DAY.isoformat(), *(part for regime in regimes for part in ("--regimes", regime))]
        with tempfile.TemporaryDirectory() as cache:
            first = cold(arguments, cache)
            colds = [cold(arguments, cache) for _ in range(RUNS)]
        choice = Choice(frozenset(regimes))
        warm(choice)
        warms = [warm(choice) for _ in range(RUNS)]
        report[name] = {
            "first_run_wall_s": round(first, 2),
            "cold_wall_s": round(median(colds), 2),
            "warm_cpu_ms": round(1000 * median(warms)),
        }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
