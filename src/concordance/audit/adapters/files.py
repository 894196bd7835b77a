"""Folders, records, logs and declarations: evidence that is files."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from concordance.audit.adapters.evidence import file_sha256, folder_sha256
from concordance.audit.adapters.text import read_lines, read_object, read_text, read_toml
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import EvidenceDigest
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder (or one file) of a model, a data set or media, with its files in order of name."""

    name: str
    root: Path
    files: tuple[Path, ...]
    digest: EvidenceDigest
    options: dict[str, Any] = field(default_factory=dict)
    kind: str = "folder"

    @classmethod
    def read(cls, root: Path, name: str = "folder", **options: Any) -> Folder:
        """List the files of a folder, or take a single file; links are refused (`audit.link`)."""
        files = tuple(sorted(p for p in root.rglob("*") if p.is_file())) if root.is_dir() else (root,)
        links = [str(p) for p in (root, *files) if p.is_symlink()]
        if links:
            raise AuditRefusedError(
                "audit.link",
                Text("The folder holds symbolic links.", "Le dossier contient des liens symboliques."),
                Text(
                    "Copy the files themselves: a link may change target after the audit.",
                    "Copiez les fichiers : un lien peut changer de cible après l’audit.",
                ),
                tuple(links[:5]),
            )
        if not files:
            raise AuditRefusedError(
                "audit.empty",
                Text(f"{root} holds no file.", f"{root} ne contient aucun fichier."),
                Text("Check the path.", "Vérifiez le chemin."),
                (str(root),),
            )
        base = root if root.is_dir() else root.parent
        sha = folder_sha256((p.relative_to(base).as_posix(), p) for p in files)
        return cls(name, base, files, EvidenceDigest(name, "folder", sha, "sha256sum lines"), dict(options))

    def relative(self, path: Path) -> str:
        """The path of a file inside the folder."""
        return path.relative_to(self.root).as_posix()


@dataclass(frozen=True, slots=True)
class Records:
    """A list of JSON objects: log events, dialogues, generated texts, item scores. One JSON object a line in
    a file."""

    name: str
    items: tuple[dict[str, Any], ...]
    digest: EvidenceDigest
    options: dict[str, Any] = field(default_factory=dict)
    kind: str = "records"

    @classmethod
    def of(cls, items: list[dict[str, Any]], name: str = "records", **options: Any) -> Records:
        """Records in memory; the digest is over one canonical JSON object a line."""
        text = "".join(json.dumps(item, sort_keys=True, ensure_ascii=False, default=str) + "\n" for item in items)
        sha = hashlib.sha256(text.encode()).hexdigest()
        return cls(name, tuple(items), EvidenceDigest(name, "records", sha, "json lines"), dict(options))

    @classmethod
    def read(cls, path: Path, name: str = "records", **options: Any) -> Records:
        """Records from a JSON Lines file; a line that is not an object is refused with its number."""
        sha = file_sha256(path)
        return cls(name, tuple(read_lines(path)), EvidenceDigest(name, "records", sha), dict(options))

    def fields(self, key: str) -> list[Any]:
        """One field of every record.

        Raises:
            AuditRefusedError: `audit.field-missing`, with the first places; `audit.empty`.
        """
        if not self.items:
            raise AuditRefusedError(
                "audit.empty",
                Text(f"“{self.name}” has no records.", f"« {self.name} » n’a aucun enregistrement."),
                Text("Give at least one.", "Donnez-en au moins un."),
                (self.name,),
            )
        missing = [number for number, item in enumerate(self.items, 1) if item.get(key) is None]
        if missing:
            raise AuditRefusedError(
                "audit.field-missing",
                Text(
                    f"{len(missing)} records of “{self.name}” lack “{key}”.",
                    f"{len(missing)} enregistrements de « {self.name} » n’ont pas « {key} ».",
                ),
                Text(f"Every record needs “{key}”.", f"Chaque enregistrement doit avoir « {key} »."),
                tuple(f"{self.name}:{number}" for number in missing[:5]),
            )
        return [item[key] for item in self.items]


def instant(given: object, place: str) -> dt.datetime:
    """A point in time from ISO 8601 with an offset.

    Raises:
        AuditRefusedError: `audit.not-a-time`; without an offset two logs cannot be put in order.
    """
    try:
        found = given if isinstance(given, dt.datetime) else dt.datetime.fromisoformat(str(given))
    except ValueError as error:
        raise not_a_time(str(given), place) from error
    if found.tzinfo is None:
        raise not_a_time(str(given), place)
    return found


def not_a_time(given: str, place: str) -> AuditRefusedError:
    """The refusal of a text that is no day or no instant."""
    return AuditRefusedError(
        "audit.not-a-time",
        Text(f"“{given}” is not a time.", f"« {given} » n’est pas un instant."),
        Text(
            "Write 2026-08-02 for a day, 2026-08-02T10:00:00+02:00 for an instant.",
            "Écrivez 2026-08-02 pour un jour, 2026-08-02T10:00:00+02:00 pour un instant.",
        ),
        (place,),
    )


@dataclass(frozen=True, slots=True)
class Declaration:
    """A statement by a person or an organisation: a TOML or JSON table, or a Markdown card with its front
    matter."""

    name: str
    values: dict[str, Any]
    digest: EvidenceDigest
    text: str = ""
    home: Path | None = None
    kind: str = "declaration"

    def need(self, *names: str) -> dict[str, Any]:
        """The values, with those named present.

        Raises:
            AuditRefusedError: `audit.field-missing`, naming those that are absent.
        """
        missing = [name for name in names if self.values.get(name) in (None, "")]
        if missing:
            listed = ", ".join(missing)
            raise AuditRefusedError(
                "audit.field-missing",
                Text(f"“{self.name}” lacks {listed}.", f"« {self.name} » n’a pas {listed}."),
                Text("Declare it, and where it comes from.", "Déclarez-le, et d’où il vient."),
                tuple(missing),
            )
        return self.values

    def day(self, name: str) -> dt.date:
        """A value that is a day, as ISO 8601 (`audit.not-a-time` otherwise)."""
        given = self.need(name)[name]
        try:
            return given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
        except ValueError as error:
            raise not_a_time(str(given), f"{self.name}.{name}") from error

    def path(self, name: str) -> Path:
        """A value that is a path: relative ones start from the folder of the declaration."""
        given = Path(str(self.need(name)[name]))
        return given if self.home is None else self.home / given

    @classmethod
    def of(cls, values: dict[str, Any], name: str = "declaration", text: str = "") -> Declaration:
        """A declaration in memory."""
        canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str) + text
        sha = hashlib.sha256(canonical.encode()).hexdigest()
        return cls(name, values, EvidenceDigest(name, "declaration", sha, "json"), text)

    @classmethod
    def read(cls, path: Path, name: str = "declaration") -> Declaration:
        """A declaration from a .toml, .json or .md file."""
        digest = EvidenceDigest(name, "declaration", file_sha256(path))
        match path.suffix.lower():
            case ".toml":
                return cls(name, read_toml(path), digest, home=path.parent)
            case ".json":
                return cls(name, read_object(path), digest, home=path.parent)
            case ".md":
                return cls(name, {}, digest, read_text(path), path.parent)
        raise AuditRefusedError(
            "audit.format-unknown",
            Text(
                f"{path.name} is neither TOML, JSON nor Markdown.",
                f"{path.name} n’est ni TOML, ni JSON, ni Markdown.",
            ),
            Text("Use .toml, .json or .md.", "Utilisez .toml, .json ou .md."),
            (str(path),),
        )
