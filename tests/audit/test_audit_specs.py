"""Every specification is whole, bilingual, and names principles, risks, provisions and clauses that exist."""

from __future__ import annotations

import csv
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
import yaml

from concordance.audit import AuditRefusedError, NormLink, Text, Weight, audits, find_audit
from concordance.audit.outside import declare_outside, outside_provision, require_known, unknown_references
from concordance.audit.own import OWN
from concordance.audit.principles import PRINCIPLES
from concordance.audit.registry import Audit

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
SPECS = [found.spec for found in audits().values()]


def identifiers(path: str) -> set[str]:
    file = SHARED / path
    if not file.is_file():
        pytest.skip(f"no shared data {path}")
    if file.suffix == ".txt":
        return set(file.read_text("utf-8").split("\n"))
    with file.open(encoding="utf-8") as stream:
        return {row["ref"] for row in csv.DictReader(stream)}


def vocabulary(name: str) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (ROOT / "corpus" / "vocabulary" / f"{name}.yaml").read_text("utf-8")
    )[name]
    return found


def texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, tuple):
        return [t for item in value for t in texts(item)]
    return [t for f in fields(value) for t in texts(getattr(value, f.name))] if is_dataclass(value) else []


def test_there_are_enough_audits_over_enough_principles() -> None:
    lean = [s for s in SPECS if s.tier == "audit"]
    assert len(lean) >= 58
    assert {p for s in lean for p in s.principles} == set(PRINCIPLES)


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s.id)
def test_words_in_both_languages(spec: object) -> None:
    for text in texts(spec):
        assert text.en.strip()
        assert text.fr.strip()
        assert text.en != text.fr or len(text.en.split()) < 3


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s.id)
def test_thresholds_are_of_measured_metrics_and_verdict_weights_need_one(spec: object) -> None:
    assert {t.metric for t in spec.thresholds} <= set(spec.metrics)  # type: ignore[attr-defined]
    decides = any(link.weight in {Weight.SUPPORTS, Weight.CONTRADICTS} for link in spec.norms)  # type: ignore[attr-defined]
    declares = spec.id in {"accuracy.declared", "records.completeness", "records.retention"}  # type: ignore[attr-defined]
    assert not decides or spec.thresholds or declares  # type: ignore[attr-defined]


def test_principles_and_risks_are_those_of_the_corpus() -> None:
    known = vocabulary("principles")
    assert all(known[key]["label"] == {"en": title.en, "fr": title.fr} for key, title in PRINCIPLES.items())
    assert {risk for s in SPECS for risk in s.risks} <= set(vocabulary("risks"))


def test_acts_are_verbs_of_the_corpus() -> None:
    assert {act for s in SPECS for act in s.acts} <= set(vocabulary("acts"))


def norms_held() -> set[str]:
    """The references of every norm of the corpus, read without the rooms that are tested."""
    held = set()
    for file in (ROOT / "corpus" / "instruments").glob("*/*/articles/*.yaml"):
        found = yaml.safe_load(file.read_text("utf-8"))
        home = file.relative_to(ROOT / "corpus" / "instruments").parents[1].as_posix()
        held.update(f"{home}/{n['id']}" for n in found.get("norms") or ())
    return held


def test_every_reference_is_a_norm_of_the_corpus_or_declared_outside() -> None:
    held = norms_held()
    named = {link.norm for s in SPECS for link in s.norms}
    assert held >= OWN
    assert {n for n in named - held if outside_provision(n) is None} == set()
    assert unknown_references(held) == {}
    require_known(held)
    outside = [p for n in sorted(named - held) if (p := outside_provision(n))]
    assert outside
    for provision in outside:
        assert 1945 < provision.year < 2030
        assert re.match(r"https?://", provision.link)
        assert provision.asks.en != provision.asks.fr


@pytest.mark.parametrize("norm", ["eu/ai-act/10.2.zz", "eu/unheard-of/1", "eu/charter/99"])
def test_a_reference_that_nobody_can_look_up_is_refused(norm: str) -> None:
    """A misspelt norm, an instrument nobody declared, a provision of a declared one that was not."""
    spec = replace(find_audit("fairness.name-swap").spec, norms=(NormLink(norm, Weight.INFORMS),))
    known = {spec.id: Audit(spec, find_audit(spec.id).measure)}
    with pytest.raises(AuditRefusedError, match=r"audit\.norm-unknown") as refused:
        require_known(norms_held(), known)
    assert refused.value.places == (f"fairness.name-swap: {norm}",)


def test_what_the_corpus_holds_is_not_outside_of_it() -> None:
    """When an instrument enters the corpus, its declarations must go, or be corrected."""
    charter = "eu/charter/21.1"
    assert "fairness.name-swap" not in unknown_references(norms_held() | {charter})
    assert unknown_references(norms_held() | {"eu/charter/1"})["fairness.name-swap"] == (charter,)
    provision = outside_provision(charter)
    assert provision is not None
    declare_outside(provision)
    with pytest.raises(ValueError, match="declared twice"):
        declare_outside(replace(provision, year=2000))


def test_provisions_of_the_ai_act_exist() -> None:
    known = identifiers("eu_ai_act_identifiers/refs_amended_2026-07-27.txt")
    named = {
        link.norm.removeprefix("eu/ai-act/") for s in SPECS for link in s.norms if link.norm.startswith("eu/ai-act/")
    }
    parts = {number: [p for p in number.split(".") if len(p) < 4] for number in named}
    cited = {n: f"Art. {found[0]}" + "".join(f"({part})" for part in found[1:]) for n, found in parts.items()}
    assert {n: c for n, c in cited.items() if c not in known} == {}


def test_clauses_of_standards_exist() -> None:
    iso, nist = (
        identifiers("instrument_identifiers/iso_iec_42001_2023.csv"),
        identifiers("instrument_identifiers/nist_ai_rmf_1.0.csv"),
    )
    clauses = {c for s in SPECS for c in s.standards}
    assert {c for c in clauses if (m := re.match(r"ISO/IEC 42001 (.+)", c)) and m[1] not in iso} == set()
    assert {c for c in clauses if (m := re.match(r"NIST AI RMF (.+)", c)) and m[1] not in nist} == set()


def test_articles_of_the_convention_exist() -> None:
    known = identifiers("instrument_identifiers/coe_cets225.csv")
    named = {
        link.norm.removeprefix("coe/cets-225/").split(".")[0]
        for s in SPECS
        for link in s.norms
        if link.norm.startswith("coe/cets-225/")
    }
    assert {n for n in named if f"Art. {n}" not in known} == set()


def test_plugins_are_found_through_entry_points(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A module named under the group declares its audits when it is imported; an id that is taken is
    refused."""
    import sys
    from importlib.metadata import EntryPoint

    from concordance.audit import registry

    source = (
        (ROOT / "docs" / "how-to" / "audit-write-one.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    )
    (tmp_path / "audits_of_a_plugin.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(registry, "entry_points", lambda group: [EntryPoint("mine", "audits_of_a_plugin", group)])
    try:
        registry._load.__wrapped__()
        assert registry.find_audit("accuracy.abstentions").spec.title.fr == "Abstentions"
        with pytest.raises(ValueError, match="declared twice"):
            exec(compile(source, "other", "exec"), {"__name__": "another_plugin"})
    finally:
        registry._declared.pop("accuracy.abstentions", None)
        sys.modules.pop("audits_of_a_plugin", None)
