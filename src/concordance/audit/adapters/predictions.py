"""Saved predictions: what a system decided, what was true, and to which groups the persons belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.evidence import file_sha256, frame_sha256
from concordance.audit.adapters.table import read_frame, refuse_holes, require_columns
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import EvidenceDigest
from concordance.base.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Decisions (1 = selected), truth where known (1 = positive), scores where known, protected attributes.

    Arrays have one entry a person, in the order of the source. `protected` maps an attribute to text values.
    `favourable` says whether decision 1 is good for the person: being invited is, being rated high-risk is
    not.
    """

    name: str
    decision: NDArray[np.int8]
    truth: NDArray[np.int8] | None
    score: NDArray[np.float64] | None
    protected: dict[str, NDArray[Any]]
    digest: EvidenceDigest
    favourable: bool = True
    kind: str = "predictions"

    @classmethod
    def read(
        cls,
        path: Path,
        *,
        decision: str,
        truth: str | None = None,
        score: str | None = None,
        protected: Sequence[str] = (),
        positive: Any = 1,
        favourable: bool = True,
        name: str = "predictions",
    ) -> Predictions:
        """Predictions from a CSV or Parquet file; the arguments name its columns."""
        frame = read_frame(path)
        digest = EvidenceDigest(name, "predictions", file_sha256(path))
        return cls._of_frame(frame, digest, decision, truth, score, tuple(protected), positive, favourable)

    @classmethod
    def of_frame(
        cls,
        frame: Any,
        *,
        decision: str,
        truth: str | None = None,
        score: str | None = None,
        protected: Sequence[str] = (),
        positive: Any = 1,
        favourable: bool = True,
        name: str = "predictions",
    ) -> Predictions:
        """Predictions from a pandas frame in memory."""
        digest = EvidenceDigest(name, "predictions", frame_sha256(frame), "csv")
        return cls._of_frame(frame, digest, decision, truth, score, tuple(protected), positive, favourable)

    @classmethod
    def of_arrays(
        cls,
        decision: Sequence[Any],
        truth: Sequence[Any] | None = None,
        score: Sequence[float] | None = None,
        protected: Mapping[str, Sequence[Any]] | None = None,
        positive: Any = 1,
        favourable: bool = True,
        name: str = "predictions",
    ) -> Predictions:
        """Predictions from separate sequences, which must be of one length (`audit.length-differs`)."""
        import pandas as pd

        columns: dict[str, Any] = {"decision": decision}
        columns |= {"truth": truth} if truth is not None else {}
        columns |= {"score": score} if score is not None else {}
        columns |= dict(protected or {})
        _refuse_lengths({key: len(values) for key, values in columns.items()}, name)
        frame = pd.DataFrame({key: np.asarray(values) for key, values in columns.items()})
        return cls.of_frame(
            frame,
            decision="decision",
            truth="truth" if truth is not None else None,
            score="score" if score is not None else None,
            protected=tuple(protected or {}),
            positive=positive,
            favourable=favourable,
            name=name,
        )

    @classmethod
    def _of_frame(
        cls,
        frame: Any,
        digest: EvidenceDigest,
        decision: str,
        truth: str | None,
        score: str | None,
        protected: tuple[str, ...],
        positive: Any,
        favourable: bool,
    ) -> Predictions:
        wanted = tuple(c for c in (decision, truth, score, *protected) if c)
        require_columns(frame, wanted, digest.name)
        refuse_holes(frame, wanted, digest.name)
        if len(frame) == 0:
            raise _empty(digest.name)
        scores = None if score is None else frame[score].to_numpy(dtype=np.float64)
        return cls(
            digest.name,
            _binary(frame[decision], decision, positive),
            None if truth is None else _binary(frame[truth], truth, positive),
            scores,
            {a: frame[a].astype(str).to_numpy(dtype=object) for a in protected},
            digest,
            favourable,
        )

    @property
    def n(self) -> int:
        """The number of persons."""
        return len(self.decision)

    def groups(self, attribute: str) -> NDArray[Any]:
        """The values of one protected attribute, at least two different ones.

        Raises:
            AuditRefusedError: `audit.attribute-missing`, `audit.single-group`.
        """
        if attribute not in self.protected:
            held = ", ".join(self.protected) or "none"
            raise AuditRefusedError(
                "audit.attribute-missing",
                Text(
                    f"No protected attribute “{attribute}” was given.",
                    f"L’attribut protégé « {attribute} » n’a pas été donné.",
                ),
                Text(
                    f"Name its column under `protected`; held: {held}.",
                    f"Nommez sa colonne sous `protected` ; présents : {held}.",
                ),
                (attribute,),
            )
        return require_groups(self.protected[attribute], attribute)

    def attributes(self) -> tuple[str, ...]:
        """The protected attributes given; none at all is refused (`audit.attribute-missing`)."""
        if not self.protected:
            raise AuditRefusedError(
                "audit.attribute-missing",
                Text("No protected attribute was given.", "Aucun attribut protégé n’a été donné."),
                Text(
                    'Add protected = ["sex", …] to the predictions.',
                    'Ajoutez protected = ["sexe", …] aux prédictions.',
                ),
                (self.name,),
            )
        return tuple(self.protected)

    def known_truth(self) -> NDArray[np.int8]:
        """The truth, with both classes present (`audit.truth-missing`, `audit.single-class`)."""
        if self.truth is None:
            raise AuditRefusedError(
                "audit.truth-missing",
                Text("The true outcome was not given.", "L’issue réelle n’a pas été donnée."),
                Text('Add truth = "column".', 'Ajoutez truth = "colonne".'),
                (self.name,),
            )
        if self.truth.min() == self.truth.max():
            raise AuditRefusedError(
                "audit.single-class",
                Text("The truth holds one class only.", "La vérité ne contient qu’une classe."),
                Text(
                    "Error rates need positives and negatives.",
                    "Les taux d’erreur demandent des positifs et des négatifs.",
                ),
                (self.name,),
            )
        return self.truth

    def known_score(self) -> NDArray[np.float64]:
        """The scores (`audit.score-missing`)."""
        if self.score is None:
            raise AuditRefusedError(
                "audit.score-missing",
                Text("No score was given.", "Aucun score n’a été donné."),
                Text('Add score = "column".', 'Ajoutez score = "colonne".'),
                (self.name,),
            )
        return self.score

    def varied_decision(self) -> NDArray[np.int8]:
        """The decisions, refused when all alike (`audit.predictions-constant`): parity of a constant says
        nothing."""
        if self.decision.min() == self.decision.max():
            raise AuditRefusedError(
                "audit.predictions-constant",
                Text(f"All {self.n} decisions are the same.", f"Les {self.n} décisions sont identiques."),
                Text(
                    "Check the threshold or the column; a constant is equal for all and measures nothing.",
                    "Vérifiez le seuil ou la colonne ; une constante est égale pour tous et ne mesure rien.",
                ),
                (self.name,),
            )
        return self.decision

    def selected(self) -> NDArray[np.int8]:
        """1 for the favourable outcome, whichever way the decision is coded; refused when all alike."""
        decision = self.varied_decision()
        return decision if self.favourable else np.asarray(1 - decision, dtype=np.int8)


def require_groups(values: NDArray[Any], attribute: str) -> NDArray[Any]:
    """Refuse an attribute with a single value (`audit.single-group`)."""
    if len(set(values.tolist())) < 2:
        raise AuditRefusedError(
            "audit.single-group",
            Text(f"“{attribute}” has one group only.", f"« {attribute} » n’a qu’un groupe."),
            Text("A comparison needs at least two groups.", "Une comparaison demande au moins deux groupes."),
            (attribute,),
        )
    return values


def _binary(column: Any, name: str, positive: Any) -> NDArray[np.int8]:
    values = column.unique().tolist()
    if len(values) > 2 or (positive not in values and not set(values) <= {0, 1}):
        shown = ", ".join(map(str, values[:6]))
        raise AuditRefusedError(
            "audit.not-binary",
            Text(
                f"Column “{name}” is not a yes/no column with {positive!r} as yes: {shown}.",
                f"La colonne « {name} » n’est pas binaire avec {positive!r} pour oui : {shown}.",
            ),
            Text(
                "Say which value is the favourable one: positive = …",
                "Dites quelle valeur est la favorable : positive = …",
            ),
            (name,),
        )
    return np.asarray(column == positive, dtype=np.int8)


def _refuse_lengths(lengths: dict[str, int], name: str) -> None:
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{key}: {length}" for key, length in lengths.items())
        raise AuditRefusedError(
            "audit.length-differs",
            Text(f"The columns differ in length ({shown}).", f"Les colonnes diffèrent en longueur ({shown})."),
            Text("Give one entry a person in each.", "Donnez une entrée par personne dans chacune."),
            (name,),
        )


def _empty(name: str) -> AuditRefusedError:
    return AuditRefusedError(
        "audit.empty",
        Text(f"“{name}” has no rows.", f"« {name} » n’a aucune ligne."),
        Text("Give at least one row.", "Donnez au moins une ligne."),
        (name,),
    )
