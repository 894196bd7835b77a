"""Provisions that audits speak to and the corpus does not hold: named here once, or refused.

Every reference of an audit is checked: a norm of an instrument that the corpus holds must be one of its norms; any
other must be declared, here or by the package that adds the audit. What is declared is cited and linked, and shown as
not held: no duty of an assessment comes from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import Audit, audits
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class OutsideProvision:
    """A provision by its reference: the instrument, its year, where the provision stands, what it asks, a link."""

    norm: str
    instrument: Text
    year: int
    cite: Text
    asks: Text
    link: str


_declared: dict[str, OutsideProvision] = {}


def declare_outside(provision: OutsideProvision) -> None:
    """Declare a provision that no corpus at hand holds.

    Raises:
        ValueError: the reference is declared already, and says something else.
    """
    if _declared.setdefault(provision.norm, provision) != provision:
        raise ValueError(f"{provision.norm} is declared twice")


def outside_provision(norm: str) -> OutsideProvision | None:
    """The declared provision of that reference."""
    return _declared.get(norm)


def unknown_references(held: Iterable[str], known: Mapping[str, Audit] | None = None) -> dict[str, tuple[str, ...]]:
    """The references of each audit that are neither norms of the corpus (`held`, as references) nor declared outside.

    A provision of an instrument that the corpus holds cannot be declared outside of it.
    """
    norms = set(held)
    homes = {norm.rpartition("/")[0] for norm in norms}
    registered = audits() if known is None else known

    def unknown(norm: str) -> bool:
        return norm not in norms and (norm.rpartition("/")[0] in homes or norm not in _declared)

    found = {name: tuple(at.norm for at in a.spec.norms if unknown(at.norm)) for name, a in registered.items()}
    return {name: norms for name, norms in found.items() if norms}


def require_known(held: Iterable[str], known: Mapping[str, Audit] | None = None) -> None:
    """Refuse audits that speak to norms nobody can look up.

    Raises:
        AuditRefusedError: `audit.norm-unknown`, with each audit and its references.
    """
    unknown = unknown_references(held, known)
    if unknown:
        raise AuditRefusedError(
            "audit.norm-unknown",
            Text(
                "Audits name norms that the corpus does not hold and nobody declared.",
                "Des audits nomment des normes que le corpus n’a pas et que personne n’a déclarées.",
            ),
            Text(
                "Correct the reference, or declare the provision with `concordance.audit.outside.declare_outside`.",
                "Corrigez la référence, ou déclarez la disposition par `concordance.audit.outside.declare_outside`.",
            ),
            tuple(f"{name}: {norm}" for name, norms in unknown.items() for norm in norms),
        )


for _provision in (
    OutsideProvision(
        "eu/charter/21.1",
        Text(
            "Charter of Fundamental Rights of the European Union",
            "Charte des droits fondamentaux de l’Union européenne",
        ),
        2012,
        Text("Art. 21(1)", "art. 21, par. 1"),
        Text(
            "Prohibits discrimination on any ground, such as sex, race, origin, religion, disability or age.",
            "Interdit toute discrimination, notamment selon le sexe, la race, les origines, la religion, le handicap ou"
            " l’âge.",
        ),
        "http://data.europa.eu/eli/treaty/char_2012/oj",
    ),
    OutsideProvision(
        "eu/infosoc/2",
        Text(
            "Directive 2001/29/EC on copyright in the information society", "Directive 2001/29/CE sur le droit d’auteur"
        ),
        2001,
        Text("Art. 2", "art. 2"),
        Text(
            "Gives authors the exclusive right to authorise reproduction, in whole or in part.",
            "Donne aux auteurs le droit exclusif d’autoriser la reproduction, en tout ou en partie.",
        ),
        "http://data.europa.eu/eli/dir/2001/29/oj",
    ),
    OutsideProvision(
        "eu/dsm-directive/4.3",
        Text(
            "Directive (EU) 2019/790 on copyright in the digital single market",
            "Directive (UE) 2019/790 sur le droit d’auteur dans le marché unique numérique",
        ),
        2019,
        Text("Art. 4(3)", "art. 4, par. 3"),
        Text(
            "Lets right holders reserve their works from text and data mining.",
            "Permet aux titulaires de réserver leurs œuvres face à la fouille de textes et de données.",
        ),
        "http://data.europa.eu/eli/dir/2019/790/oj",
    ),
    OutsideProvision(
        "eu/cra/I.II.1",
        Text("Regulation (EU) 2024/2847, Cyber Resilience Act", "Règlement (UE) 2024/2847 sur la cyberrésilience"),
        2024,
        Text("Annex I, Part II, point 1", "annexe I, partie II, point 1"),
        Text(
            "Makes manufacturers identify the components of a product, in a software bill of materials.",
            "Fait recenser par le fabricant les composants d’un produit, dans une nomenclature des logiciels.",
        ),
        "http://data.europa.eu/eli/reg/2024/2847/oj",
    ),
    OutsideProvision(
        "un/gdc/53",
        Text("Global Digital Compact (A/RES/79/1, annex I)", "Pacte numérique mondial (A/RES/79/1, annexe I)"),
        2024,
        Text("para. 53", "par. 53"),
        Text(
            "States commit to AI that fosters diverse cultures and languages.",
            "Les États s’engagent pour une IA favorable à la diversité des cultures et des langues.",
        ),
        "https://undocs.org/A/RES/79/1",
    ),
    OutsideProvision(
        "us/uniform-guidelines/1607.4.d",
        Text(
            "Uniform Guidelines on Employee Selection Procedures (29 CFR Part 1607)",
            "Lignes directrices fédérales sur la sélection des salariés (29 CFR Part 1607)",
        ),
        1978,
        Text("§ 1607.4(D)", "§ 1607.4(D)"),
        Text(
            "Takes a selection rate under four fifths of the highest for evidence of adverse impact: a rule of thumb.",
            "Voit dans un taux de sélection sous les quatre cinquièmes du plus élevé un indice d’effet défavorable :"
            " règle empirique.",
        ),
        "https://www.ecfr.gov/current/title-29/section-1607.4",
    ),
    OutsideProvision(
        "us-ut/ai-policy-act/required-disclosures",
        Text(
            "Utah Artificial Intelligence Policy Act (SB 149, as amended)", "Loi de l’Utah sur l’IA (SB 149, modifiée)"
        ),
        2024,
        Text("Required disclosures (Utah Code § 13-75-103)", "Informations obligatoires (Utah Code § 13-75-103)"),
        Text(
            "Makes suppliers disclose generative AI when asked, and regulated occupations where risks are high.",
            "Fait signaler l’IA générative à qui le demande, et, à haut risque, par les professions réglementées.",
        ),
        "https://le.utah.gov/~2024/bills/static/SB0149.html",
    ),
):
    declare_outside(_provision)
