"""Write the vectors of the evidence log, the same bytes every time: ``python generate.py [DIRECTORY]``.

Everything comes from fixed seeds and times, except one ML-DSA-44 signature, which is randomised by design and
therefore kept in ``ml-dsa-44.signature``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import entry_cases  # noqa: E402 - the folder is put on the path above
import log_cases  # noqa: E402
import receipt_cases  # noqa: E402


def write(directory: Path) -> int:
    """Write every vector and return how many there are."""
    names = set()
    for name, case in [*receipt_cases.cases(), *entry_cases.cases(), *log_cases.cases()]:
        assert name not in names, name
        names.add(name)
        text = json.dumps(case, indent=1, ensure_ascii=False, sort_keys=True)
        (directory / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return len(names)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    print(write(target), "vectors in", target)
