"""`concordance audit plan`: which audits the duties of a system ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from concordance.doors.cli.audit_options import LANG, refusing
from concordance.doors.cli.options import AskedLaw, law_options

if TYPE_CHECKING:
    from concordance.assess.result import Assessment
    from concordance.audit.plan import AuditPlan
    from concordance.base.text import Lang


@click.command()
@click.argument("system", type=click.Path(exists=True, path_type=Path))
@law_options
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON.")
@LANG
@refusing
def plan(
    system: Path,
    law: AskedLaw,
    as_json: bool,
    lang: Lang,
) -> None:
    """Which audits the duties of SYSTEM ask for, what each needs, and which duties no audit reaches.

    SYSTEM is a profile, a folder with audit.toml that names one, or a JSON list of {"norm", "act", "principles"}.
    """
    from concordance.audit.plan import plan_audits, read_duties

    if system.suffix == ".json":
        _show_bare(plan_audits(read_duties(system)), as_json, lang)
        return
    from concordance.audit.effect import duties_to_show
    from concordance.pipeline import assess_file
    from concordance.report.audit_terminal import plan_lines
    from concordance.report.audit_view import asked

    profile, given = _named(system)
    assessment = assess_file(profile, law.at, law.known, law.folder, law.choice)
    duties = duties_to_show(assessment)
    found = plan_audits(asked(duties))
    if as_json:
        click.echo(json.dumps(_as_json(found, assessment, given), ensure_ascii=False, indent=2))
        return
    for line in plan_lines(found, assessment, duties, given, lang):
        click.echo(line)


def _named(system: Path) -> tuple[Path, Mapping[str, object]]:
    """The profile, and the inputs that the manifest of a folder gives."""
    if system.is_file():
        return system, {}
    from concordance.audit.refusal import AuditRefusedError
    from concordance.audit.spec import Text
    from concordance.audit.system import read_manifest

    manifest = read_manifest(system)
    if manifest.profile is None:
        raise AuditRefusedError(
            "audit.no-profile",
            Text(f"{system} names no profile.", f"{system} ne nomme pas de profil."),
            Text(
                'Add profile = "FILE" to audit.toml, or give the profile itself.',
                'Ajoutez profile = "FICHIER" à audit.toml, ou donnez le profil lui-même.',
            ),
            (str(system / "audit.toml"),),
        )
    return manifest.profile, manifest.inputs


def _as_json(found: AuditPlan, assessment: Assessment, given: Mapping[str, object]) -> dict[str, Any]:
    from concordance.audit.registry import find_audit

    needs = {
        name: [
            {"name": i.name, "kind": i.kind, "required": i.required, "given": i.name in given}
            for i in find_audit(name).spec.inputs
        ]
        for name in found.audits
    }
    return {
        "profile": assessment.profile,
        "at": assessment.at.isoformat(),
        "known": assessment.known.isoformat(),
        **asdict(found),
        "inputs": needs,
    }


def _show_bare(found: AuditPlan, as_json: bool, lang: Lang) -> None:
    from concordance.audit.registry import find_audit

    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    for name in found.audits:
        click.echo(f"{name}  {find_audit(name).spec.title(lang)}")
        for planned in (p for p in found.because if p.audit == name):
            click.echo(f"    {planned.norm}  {planned.weight}  ({planned.reason})")
    for norm in found.unmeasured:
        click.echo(f"{norm}  -  {'no audit' if lang == 'en' else 'aucun audit'}")
