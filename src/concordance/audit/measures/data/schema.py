"""A data set against its declared schema."""

from __future__ import annotations

from typing import Any

from concordance.audit.adapters.files import Declaration
from concordance.audit.adapters.table import Table
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, links, warn
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text

RULES = {"type", "least", "most", "values", "unique", "missing", "pattern"}


@audit(
    id="data.schema",
    title=Text("Data against the declared schema", "Données face au schéma déclaré"),
    measures=Text(
        "The number of cells that break the declared type, range, values, uniqueness or completeness of their column.",
        "Le nombre de cellules qui violent le type, l’étendue, les valeurs, l’unicité ou la complétude déclarés.",
    ),
    why=Text(
        "Data that is not what its description says spoils everything measured on it.",
        "Des données qui ne sont pas ce que dit leur description gâtent tout ce qu’on mesure dessus.",
    ),
    principles=("data-governance", "accuracy"),
    risks=("malfunction",),
    acts=(
        "ensure",
        "examine",
        "manage",
    ),
    norms=links(
        contradicts=("eu/ai-act/10.3",),
        examines=("eu/ai-act/10.2.h",),
        informs=("eu/ai-act/10.2.c", "eu/gdpr/5.1.d"),
    ),
    standards=("ISO/IEC 42001 A.7.4", "ISO/IEC 42001 A.7.6", "ISO/IEC 5259-2:2024"),
    valid_days=365,
    inputs=(
        Input("table", "table", Text("the data", "les données")),
        Input(
            "schema",
            "declaration",
            Text(
                "a table per column: type, least, most, values, unique, missing, pattern",
                "une table par colonne : type, least, most, values, unique, missing, pattern",
            ),
        ),
    ),
    metrics=("violations", "missing-cells"),
    thresholds=(Threshold("violations", Relation.AT_MOST, 0, Source("declared", "the schema of the data set")),),
    method=Method(
        Text(
            "Every declared rule is checked on every row; missing values break a rule only where `missing = false`.",
            "Chaque règle déclarée est vérifiée sur chaque ligne ; une valeur manquante ne viole une règle"
            " que si `missing = false`.",
        ),
        "ISO/IEC 25012",
        ("pandas",),
    ),
    limits=(
        Text("A value in range may still be wrong.", "Une valeur dans les bornes peut être fausse."),
        Text("A rule that was not declared is not checked.", "Une règle non déclarée n’est pas vérifiée."),
    ),
)
def schema(context: Context, *, table: Table, schema: Declaration) -> Measured:
    """One count a rule that is broken, and the total."""
    broken: dict[str, int] = {}
    for column, rules in schema.values.items():
        broken |= _column(table, column, rules)
    cells = len(table.frame) * max(1, len(schema.values))
    findings: tuple[Finding, ...] = tuple(
        warn("data.schema-broken", f"{rule}: {n} rows.", f"{rule} : {n} lignes.", rule) for rule, n in broken.items()
    )
    missing = int(table.frame[[c for c in schema.values if c in table.frame.columns]].isna().sum().sum())
    return Measured(
        (count("violations", sum(broken.values()), cells), count("missing-cells", missing, cells)), findings
    )


def _column(table: Table, column: str, rules: Any) -> dict[str, int]:
    unknown = set(rules) - RULES if isinstance(rules, dict) else {str(rules)}
    if unknown:
        raise AuditRefusedError(
            "audit.schema-unknown",
            Text(
                f"Unknown rules for “{column}”: {', '.join(sorted(unknown))}.",
                f"Règles inconnues pour « {column} » : {', '.join(sorted(unknown))}.",
            ),
            Text(f"Known: {', '.join(sorted(RULES))}.", f"Connues : {', '.join(sorted(RULES))}."),
            (column,),
        )
    if column not in table.frame.columns:
        return {f"{column}: absent": len(table.frame)}
    values = table.frame[column]
    return {f"{column}: {rule}": n for rule, want in rules.items() if (n := _broken(values, rule, want))}


def _broken(values: Any, rule: str, want: Any) -> int:
    import pandas as pd

    present = values.dropna()
    match rule:
        case "missing":
            return 0 if want else int(values.isna().sum())
        case "unique":
            return int(present.duplicated().sum()) if want else 0
        case "values":
            return int((~present.isin(want)).sum())
        case "pattern":
            return int((~present.astype(str).str.fullmatch(want)).sum())
        case "type" if want == "date":
            return int(pd.to_datetime(present, errors="coerce").isna().sum())
        case "type" if want == "text":
            return 0
        case "type" | "least" | "most":
            numbers = pd.to_numeric(present, errors="coerce")
            if rule == "type":
                return int(numbers.isna().sum() + (0 if want == "number" else (numbers % 1 != 0).sum()))
            return int((numbers < want).sum() if rule == "least" else (numbers > want).sum())
    raise ValueError(rule)
