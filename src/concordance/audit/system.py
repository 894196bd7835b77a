"""A system to be audited, as a folder with `audit.toml`: its inputs, thresholds, options."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concordance.audit.adapters.evidence import Evidence
from concordance.audit.adapters.files import Declaration, Folder, Records
from concordance.audit.adapters.marks import Detector
from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.adapters.table import Table
from concordance.audit.adapters.text import read_toml
from concordance.audit.context import user_threshold
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.spec import Threshold
from concordance.base.text import Text

SHAPE: dict[str, tuple[type, type | None]] = {
    "system": (str, None),
    "profile": (str, None),
    "audits": (list, str),
    "inputs": (dict, dict),
    "thresholds": (dict, dict),
    "options": (dict, None),
}
"""The keys of a manifest, what each holds, and what stands in it."""
KEYS = set(SHAPE)


@dataclass(frozen=True, slots=True)
class SystemUnderAudit:
    """What `audit.toml` says, with every input opened and digested; `profile` is the file that says what it is."""

    name: str
    audits: tuple[str, ...]
    inputs: dict[str, Evidence]
    thresholds: tuple[Threshold, ...]
    options: dict[str, Any]
    profile: Path | None = None

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 that every input has now, by name."""
        return {name: given.digest.sha256 for name, given in self.inputs.items()}


@dataclass(frozen=True, slots=True)
class Manifest:
    """`audit.toml` as it stands: nothing is opened. `inputs` maps names to what is said of them."""

    folder: Path
    name: str
    profile: Path | None
    audits: tuple[str, ...]
    inputs: dict[str, dict[str, Any]]
    thresholds: dict[str, dict[str, Any]]
    options: dict[str, Any]


def read_system(folder: Path) -> SystemUnderAudit:
    """Read a folder and open its inputs.

    Raises:
        AuditRefusedError: no manifest, a key or kind that is unknown, or an input that must not be opened.
    """
    said = read_manifest(folder)
    return SystemUnderAudit(
        said.name,
        said.audits,
        {name: open_input(name, dict(given), folder) for name, given in said.inputs.items()},
        tuple(_threshold(metric, dict(given)) for metric, given in said.thresholds.items()),
        said.options,
        said.profile,
    )


def read_manifest(folder: Path) -> Manifest:
    """What `audit.toml` says, without opening an input.

    Raises:
        AuditRefusedError: no manifest, an unknown key, or a profile that is not there.
    """
    manifest = folder / "audit.toml"
    if not manifest.is_file():
        raise AuditRefusedError(
            "audit.no-manifest",
            Text(f"{folder} has no audit.toml.", f"{folder} n’a pas d’audit.toml."),
            Text(
                "Write one; docs/how-to/audit-a-system.md shows how.",
                "Écrivez-en un ; docs/how-to/audit-a-system.md montre comment.",
            ),
            (str(folder),),
        )
    said = read_toml(manifest)
    _known(set(said), KEYS, str(manifest))
    _typed(said, str(manifest))
    profile = folder / said["profile"] if "profile" in said else None
    if profile is not None and not profile.is_file():
        raise AuditRefusedError(
            "audit.profile-missing",
            Text(f"The profile {profile} is not there.", f"Le profil {profile} n’est pas là."),
            Text(
                "`profile` in audit.toml is a path from the manifest’s own folder.",
                "`profile` dans audit.toml est un chemin depuis le dossier du manifeste.",
            ),
            (str(manifest),),
        )
    return Manifest(
        folder,
        str(said.get("system", folder.name)),
        profile,
        tuple(said.get("audits", ())),
        dict(said.get("inputs", {})),
        dict(said.get("thresholds", {})),
        dict(said.get("options", {})),
    )


def open_input(name: str, given: dict[str, Any], folder: Path) -> Evidence:
    """Open one input by its kind; `file` or `folder` is a path from the manifest's own folder, and may not
    leave it."""
    kind = given.pop("kind", None)
    try:
        path = _inside(folder, given.pop("file", given.pop("folder", None)), name)
        return _opened(kind, path, name, given)
    except (TypeError, ValueError, LookupError, AttributeError) as error:  # keys and files that a reader cannot use
        why = f"{type(error).__name__}: {error}"[:200]
        raise AuditRefusedError(
            "audit.input-unreadable",
            Text(f"Input “{name}” cannot be read: {why}.", f"L’entrée « {name} » ne peut être lue : {why}."),
            Text("Check its keys and its file.", "Vérifiez ses clés et son fichier."),
            (name,),
        ) from error


def _opened(kind: object, path: Path, name: str, given: dict[str, Any]) -> Evidence:
    match kind:
        case "predictions":
            return Predictions.read(path, name=name, **given)
        case "table":
            return Table.read(path, name, **given)
        case "model":
            return TabularModel.read(path, tuple(given.pop("features")), name, **given)
        case "folder":
            return Folder.read(path, name, **given)
        case "records":
            return Records.read(path, name, **given)
        case "declaration":
            return Declaration.read(path, name)
        case "language-model":
            from concordance.audit.adapters.language import LanguageModel

            return LanguageModel.read(path, name, **given)
        case "detector":
            return Detector.named(given.pop("name"), **given)
    kinds = "predictions, table, model, language-model, folder, records, declaration, detector"
    raise AuditRefusedError(
        "audit.kind-unknown",
        Text(f"Input “{name}” has kind {kind!r}.", f"L’entrée « {name} » a le genre {kind!r}."),
        Text(f"One of: {kinds}.", f"Parmi : {kinds}."),
        (name,),
    )


def _typed(said: dict[str, Any], place: str) -> None:
    for key, value in said.items():
        outer, inner = SHAPE[key]
        held = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(value, outer) or (inner and not all(isinstance(each, inner) for each in held)):
            raise AuditRefusedError(
                "audit.manifest-shape",
                Text(f"`{key}` is not what a manifest holds there.", f"`{key}` n’a pas la forme attendue."),
                Text("docs/how-to/audit-a-system.md shows one.", "docs/how-to/audit-a-system.md en montre un."),
                (place,),
            )


def _inside(folder: Path, given: object, name: str) -> Path:
    if not isinstance(given, str | None):
        raise TypeError(f"the path of “{name}” is {given!r}")
    path = (folder / (given or ".")).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise AuditRefusedError(
            "audit.path-outside",
            Text(f"Input “{name}” lies outside the folder.", f"L’entrée « {name} » est hors du dossier."),
            Text("Keep the evidence with its manifest.", "Gardez les preuves avec leur manifeste."),
            (str(given),),
        )
    return path


def _threshold(metric: str, given: dict[str, Any]) -> Threshold:
    _known(set(given), {"at_least", "at_most", "source", "kind", "set_on"}, f"thresholds.{metric}")
    sides = [side for side in ("at_least", "at_most") if side in given]
    if len(sides) != 1:
        raise AuditRefusedError(
            "audit.threshold-side",
            Text(
                f"The threshold for “{metric}” needs at_least or at_most.",
                f"Le seuil de « {metric} » demande at_least ou at_most.",
            ),
            Text("Give one of the two.", "Donnez l’un des deux."),
            (metric,),
        )
    side = sides[0]
    words = [given.get(key) for key in ("source", "kind") if key in given]
    if (
        isinstance(given[side], bool)
        or not isinstance(given[side], int | float)
        or not all(isinstance(word, str) for word in words)
    ):
        raise AuditRefusedError(
            "audit.threshold-shape",
            Text(
                f"The threshold for “{metric}” is a number, and its source and kind are words.",
                f"Le seuil de « {metric} » est un nombre, sa source et son genre sont des mots.",
            ),
            Text("Correct it in audit.toml.", "Corrigez-le dans audit.toml."),
            (metric,),
        )
    return user_threshold(
        metric,
        side.replace("_", "-"),
        given[side],
        given.get("source"),
        given.get("kind", "user"),
        _day(metric, given.get("set_on")),
    )


def _day(metric: str, given: object) -> dt.date | None:
    if given is None or (isinstance(given, dt.date) and not isinstance(given, dt.datetime)):
        return given
    raise AuditRefusedError(
        "audit.threshold-day",
        Text(
            f"`set_on` of “{metric}” is no day: {given!r}.", f"`set_on` de « {metric} » n’est pas un jour : {given!r}."
        ),
        Text("Write it as TOML does: set_on = 2026-03-01.", "Écrivez-le à la manière de TOML : set_on = 2026-03-01."),
        (metric,),
    )


def _known(given: set[str], known: set[str], where: str) -> None:
    if given - known:
        raise AuditRefusedError(
            "audit.key-unknown",
            Text(
                f"Unknown keys: {', '.join(sorted(given - known))}.",
                f"Clés inconnues : {', '.join(sorted(given - known))}.",
            ),
            Text(f"Known: {', '.join(sorted(known))}.", f"Connues : {', '.join(sorted(known))}."),
            (where,),
        )
