"""Tables: CSV and Parquet files, or a pandas frame in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from concordance.audit.adapters.evidence import file_sha256, frame_sha256
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import EvidenceDigest
from concordance.base.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows and named columns. `roles` names columns by what they mean: label, protected, features, date…"""

    name: str
    frame: Any
    digest: EvidenceDigest
    roles: dict[str, Any] = field(default_factory=dict)
    kind: str = "table"

    @classmethod
    def of(cls, frame: Any, name: str = "table", **roles: Any) -> Table:
        """A table from a pandas frame in memory."""
        return cls(name, frame, EvidenceDigest(name, "table", frame_sha256(frame), "csv"), dict(roles))

    @classmethod
    def read(cls, path: Path, name: str = "table", **roles: Any) -> Table:
        """A table from a CSV or Parquet file."""
        digest = EvidenceDigest(name, "table", file_sha256(path))
        return cls(name, read_frame(path), digest, dict(roles))

    def columns(self, role: str) -> tuple[str, ...]:
        """The columns that play a role, checked to exist.

        Raises:
            AuditRefusedError: `audit.role-missing` or `audit.column-missing`.
        """
        given = self.roles.get(role)
        if not given:
            raise AuditRefusedError(
                "audit.role-missing",
                Text(
                    f"“{self.name}” does not say which column is “{role}”.",
                    f"« {self.name} » ne dit pas quelle colonne est « {role} ».",
                ),
                Text(
                    f'Add {role} = "column" to the input in audit.toml.',
                    f'Ajoutez {role} = "colonne" à l’entrée dans audit.toml.',
                ),
                (self.name, role),
            )
        names = (given,) if isinstance(given, str) else tuple(given)
        require_columns(self.frame, names, self.name)
        return names


def read_frame(path: Path) -> Any:
    """A pandas frame from CSV or Parquet; any other ending is refused (`audit.format-unknown`)."""
    import pandas as pd

    match path.suffix.lower():
        case ".csv":
            return pd.read_csv(path, engine="pyarrow")
        case ".parquet":
            return pd.read_parquet(path)
    raise AuditRefusedError(
        "audit.format-unknown",
        Text(f"{path.name} is neither CSV nor Parquet.", f"{path.name} n’est ni CSV ni Parquet."),
        Text("Save the table as .csv or .parquet.", "Enregistrez la table en .csv ou .parquet."),
        (str(path),),
    )


def require_columns(frame: Any, names: tuple[str, ...], where: str) -> None:
    """Refuse a table that lacks a named column (`audit.column-missing`)."""
    missing = [name for name in names if name not in frame.columns]
    if missing:
        held = ", ".join(map(str, list(frame.columns)[:12]))
        raise AuditRefusedError(
            "audit.column-missing",
            Text(
                f"“{where}” has no column {', '.join(missing)}.",
                f"« {where} » n’a pas de colonne {', '.join(missing)}.",
            ),
            Text(f"Columns held: {held}.", f"Colonnes présentes : {held}."),
            tuple(missing),
        )


def refuse_holes(frame: Any, names: tuple[str, ...], where: str) -> None:
    """Refuse missing values (`audit.missing-values`): dropping rows silently would change who is measured."""
    for name in names:
        holes = frame.index[frame[name].isna()]
        if len(holes):
            rows = ", ".join(str(row) for row in holes[:5])
            raise AuditRefusedError(
                "audit.missing-values",
                Text(
                    f"Column “{name}” of “{where}” has {len(holes)} missing values (rows {rows}…).",
                    f"La colonne « {name} » de « {where} » a {len(holes)} valeurs manquantes (lignes {rows}…).",
                ),
                Text(
                    "Fill them, give them a category of their own, or leave the rows out and say so.",
                    "Complétez-les, donnez-leur une catégorie propre, ou écartez les lignes en le disant.",
                ),
                (f"{where}.{name}",),
            )
