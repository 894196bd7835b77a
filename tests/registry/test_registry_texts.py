"""Every refusal of the room is catalogued, in both languages, listed in the specification, and used."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from concordance.registry.refusals import RegistryProblem, trouble
from concordance.registry.refusals_texts import CATALOGUE
from support import ROOT, run_cli

SOURCE = ROOT / "src" / "concordance"
FILES = [*(SOURCE / "registry").rglob("*.py"), *(SOURCE / "doors" / "cli").glob("*.py")]


def used() -> set[str]:
    """Codes that the source refuses with, some by helpers that pass them on."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES if not path.name.startswith("refusals_"))
    return set(re.findall(r'(?:trouble|refusal|_bad)\(\s*"([a-z-]+)"', text))


def test_every_code_is_catalogued_and_used() -> None:
    assert used() == set(CATALOGUE)


def test_every_code_stands_in_the_specification() -> None:
    spec = (ROOT / "spec" / "registry.md").read_text(encoding="utf-8")
    for code, (message, remedy) in CATALOGUE.items():
        assert f"| `{code}` | {message.en} | {remedy.en} |" in spec
        assert set(re.findall(r"\{(\w+)\}", message.en)) >= set(re.findall(r"\{(\w+)\}", message.fr))
        assert message.en != message.fr


def test_a_problem_is_said_in_either_language() -> None:
    problem = trouble("not-held", what="system", id="x")
    assert isinstance(problem, RegistryProblem)
    assert problem.said("fr").startswith("erreur[not-held]: le registre ne contient pas")
    assert problem.said("en").startswith("error[not-held]: the registry holds no system")


def test_a_register_at_the_command_line(url: str, tmp_path: Path) -> None:
    base = ("--database", url)
    rows = tmp_path / "rows.jsonl"
    good = '{"id": "1", "title": "=A", "organisatie": "o", "status": "in_gebruik"}\n'
    rows.write_text(good + "broken\n")
    assert run_cli("registry", "import", "nl", rows, *base).code == 2
    assert run_cli("registry", "init", *base).code == 0
    refused = run_cli("registry", "import", "nl", rows, "--all-or-nothing", "--lang", "fr", *base)
    assert (refused.code, "rien n’a été importé" in refused.err, "rows.jsonl:2:1" in refused.err) == (2, True, True)
    part = run_cli("registry", "import", "nl", rows, *base)
    assert (part.code, "1 new" in part.out, "rows.jsonl:2:1" in part.err) == (2, True, True)
    rows.write_text(good.replace("in_gebruik", "ontwikkeling"))
    dry = run_cli("registry", "import", "nl", rows, "--dry-run", *base)
    assert (dry.code, "~ 1: status" in dry.out) == (0, True)
    assert '"in_gebruik"' in run_cli("registry", "export", "nl", *base).out
    assert "'=A" in run_cli("registry", "export", "nl", "--format", "csv", *base).out
    assert "A.4" in run_cli("registry", "export", "nl", "--to", "eu-annex-viii-a", *base).out
    assert "1 of 1 records" in run_cli("registry", "list", "=a", *base).out
    assert "0 of 0 records" in run_cli("registry", "list", "%", *base).out
    assert "[title, #" in run_cli("registry", "show", "nl:1", *base).out
    assert "record-added" in run_cli("registry", "history", "nl:1", *base).out
    assert run_cli("registry", "check", *base).code == 0
    for wrong in (("show", "nl:2"), ("replay", "none"), ("export", "no-register")):
        assert run_cli("registry", *wrong, *base).code == 2
    assert "eu-annex-viii-a" in run_cli("registry", "registers").out


def test_an_entry_is_replaced_only_when_asked(url: str, tmp_path: Path) -> None:
    base = ("--database", url)
    assert run_cli("registry", "init", *base).code == 0
    file = tmp_path / "entry.json"
    file.write_text('{"A.4": "Scorer", "A.7": "in service"}')
    enter = ("registry", "enter", "eu-annex-viii-a", file, *base)
    assert "entered as eu-annex-viii-a:Scorer" in run_cli(*enter).out
    again = run_cli(*enter, "--lang", "fr")
    assert (again.code, "existe déjà" in again.err) == (2, True)
    assert run_cli(*enter, "--replace").code == 0
    file.write_text('{"A.4": "Scorer", "A.7": "recalled"}')
    assert run_cli(*enter, "--replace").code == 0
    history = run_cli("registry", "history", "eu-annex-viii-a:Scorer", *base).out
    assert [line.split()[-1] for line in history.splitlines()] == ["record-added", "record-changed"]
    assert run_cli(*enter, "--replace", "--system", "nobody").code == 2
    for wrong in ("[]", '{"A.7": "recalled"}', '{"A.4": "x", "A.7": "?"}', '{"A.4": "x", "A.4": "y"}', "\xff"):
        file.write_text(wrong)
        refused = run_cli(*enter)
        assert (refused.code, "error[row-" in refused.err) == (2, True)


def test_a_system_keeps_the_organisation_that_answers_for_it(url: str, tmp_path: Path) -> None:
    base = ("--at", "2028-01-10", "--database", url)
    assert run_cli("registry", "init", *base[2:]).code == 0
    assess = ("registry", "assess", "sys", ROOT / "examples" / "cv-screening.yaml", *base)
    assert run_cli(*assess, "--id", "a/1", "--organisation", "maker").code == 0
    assert "error[taken]" in run_cli(*assess, "--id", "a/2", "--organisation", "another").err


def test_declarations_and_the_log_at_the_command_line(url: str, tmp_path: Path) -> None:
    base = ("--database", url)
    assert run_cli("registry", "init", *base).code == 0
    profile = ROOT / "examples" / "cv-screening.yaml"
    made = ("--id", "a/1", "--organisation", "maker", "--at", "2028-01-10", *base)
    assert run_cli("registry", "assess", "sys", profile, *made).code == 0
    figure = {"quantity": "energy", "value": 2, "unit": "MWh", "boundary": "training", "method": "measured"}
    declared = {"declaration": "d", "of": "sys", "from": "2026-01-01", "until": "2026-02-01", "figures": [figure]}
    file = tmp_path / "d.yaml"
    file.write_text(yaml.safe_dump(declared).replace("'", ""))
    assert run_cli("registry", "declare", file, *base).code == 0
    assert "2,000.000" in run_cli("registry", "compare", *base).out
    log, key = tmp_path / "log.db", tmp_path / "s.key"
    assert run_cli("log", "init", log, "--origin", "log.example/x", "--key", tmp_path / "log.key").code == 0
    vkey = run_cli("log", "keygen", key, "--name", "registrar.example", "--type", "statement", "--json").out
    signers = tmp_path / "signers"
    signers.write_text(f"signer {yaml.safe_load(vkey)['vkey']} *\n")
    publish = ("registry", "publish", log, "--key", key, "--signers", signers, *base)
    assert "4 events written" in run_cli(*publish).out
    assert "0 events written" in run_cli(*publish).out
    signers.write_text("nonsense\n")
    assert run_cli(*publish).code == 2
