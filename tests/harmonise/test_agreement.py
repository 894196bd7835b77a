"""The derived relation agrees with what a person said of the same pairs, before seeing it.

`pairs.yaml` is a list of `{a, b, relation, why}`, written by hand without running the tool.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from concordance.harmonise.conditions import Bench
from concordance.harmonise.relation import Kind, relate

PAIRS = Path(__file__).parent / "pairs.yaml"
LEAST = 0.90


def test_derived_and_hand_made_relations_agree(bench: Bench) -> None:
    if not PAIRS.exists():
        pytest.skip("no pairs.yaml: nobody has related pairs of norms by hand yet")
    pairs = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))
    assert pairs, "pairs.yaml holds no pairs"
    assert all(pair["why"] and pair["relation"] in set(Kind) for pair in pairs)
    apart = []
    for pair in pairs:
        derived = relate(pair["a"], pair["b"], bench).relation
        if derived != pair["relation"]:
            apart.append(f"{pair['a']} {pair['b']}: by hand {pair['relation']}, derived {derived} ({pair['why']})")
    agreement = 1 - len(apart) / len(pairs)
    assert agreement >= LEAST, f"{agreement:.0%} of {len(pairs)} pairs agree:\n" + "\n".join(apart)
