"""Languages: what a text costs in each, and which languages a collection holds."""

from __future__ import annotations

import math
from collections import Counter

from concordance.audit.adapters.files import Declaration, Folder, Records
from concordance.audit.adapters.tokenizer import token_counter
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import count, french, links, share, warn
from concordance.audit.spec import Input, Method
from concordance.base.text import Text

NORMS = links(informs=("eu/ai-act/10.4", "eu/ai-act/95.2", "unesco/recommendation/19", "un/gdc/53"))


def speakers(language: str) -> int:
    """People who speak a language, by the Unicode CLDR figures in `langcodes`; 0 when not known."""
    try:
        import langcodes
    except ImportError as error:
        raise missing_library("langcodes") from error
    return int(langcodes.Language.get(language).speaking_population())


@audit(
    id="diversity.token-premium",
    title=Text("Token premium of languages", "Surcoût en jetons des langues"),
    measures=Text(
        "How many tokens the same text takes in each language, divided by the tokens it takes in the"
        " reference language; and the mean weighted by speakers.",
        "Combien de jetons prend le même texte dans chaque langue, divisé par la langue de référence ; et la"
        " moyenne pondérée par les locuteurs.",
    ),
    why=Text(
        "Tokens are what is paid for, waited for and remembered: a language that takes five times as many is"
        " served five times worse.",
        "Les jetons se paient, se font attendre et remplissent la mémoire : une langue qui en prend cinq fois"
        " plus est cinq fois moins bien servie.",
    ),
    principles=("diversity", "fairness"),
    risks=("divide", "bias"),
    acts=(
        "assess",
        "examine",
        "ensure",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.11", "ISO/IEC 42001 A.5.5"),
    inputs=(
        Input(
            "tokenizer",
            "folder",
            Text(
                "a folder with tokenizer.json or a .gguf file",
                "un dossier avec tokenizer.json ou un fichier .gguf",
            ),
        ),
        Input(
            "translations",
            "records",
            Text(
                "records with language (BCP 47) and text, all saying the same",
                "enregistrements avec language (BCP 47) et text, disant tous la même chose",
            ),
        ),
    ),
    metrics=("token-premium", "speaker-weighted-premium", "characters-per-token"),
    valid_days=730,
    method=Method(
        Text(
            "Token counts of parallel texts; option `reference`, default en; weights are speakers by CLDR.",
            "Comptes de jetons de textes parallèles ; option `reference`, défaut en ; poids : locuteurs selon CLDR.",
        ),
        "Petrov et al. 2023; Ahia et al. 2023",
        ("tokenizers", "langcodes"),
    ),
    limits=(
        Text(
            "A fair price is not yet a good answer: quality by language is another measurement.",
            "Un juste prix n’est pas encore une bonne réponse : la qualité par langue est une autre mesure.",
        ),
        Text(
            "One text, one register. Languages over twice the reference are named: a way to report, not a legal limit.",
            "Un seul texte, un seul registre. Les langues à plus du double sont nommées : façon de rapporter,"
            " non limite légale.",
        ),
    ),
)
def token_premium(context: Context, *, tokenizer: Folder, translations: Records) -> Measured:
    """Ratios of counts; a language over twice the reference is named."""
    tokens_of = token_counter(tokenizer)
    texts = dict(zip(map(str, translations.fields("language")), map(str, translations.fields("text")), strict=True))
    reference = str(context.option("reference", "en"))
    if reference not in texts:
        raise AuditRefusedError(
            "audit.reference-missing",
            Text(
                f"No text in the reference language “{reference}”.",
                f"Pas de texte dans la langue de référence « {reference} ».",
            ),
            Text("Add it, or set the option `reference`.", "Ajoutez-le, ou réglez l’option `reference`."),
            (translations.name,),
        )
    counts = {language: tokens_of(text) for language, text in texts.items()}
    estimates: list[Estimate] = []
    for language, number in sorted(counts.items()):
        estimates += [
            count("token-premium", number / counts[reference], number, language),
            count("characters-per-token", len(texts[language]) / number, number, language),
        ]
    weights = {language: speakers(language) for language in counts if language != reference}
    known = {language: w for language, w in weights.items() if w}
    if known:
        weighted = sum(w * counts[language] / counts[reference] for language, w in known.items()) / sum(known.values())
        estimates.append(count("speaker-weighted-premium", weighted, len(known)))
    dear = {
        language: counts[language] / counts[reference]
        for language in counts
        if counts[language] > 2 * counts[reference]
    }
    findings = [
        warn(
            "diversity.dear-language",
            f"{language}: {premium:.1f} times the tokens of {reference}.",
            f"{language} : {french(premium, '.1f')} fois les jetons de {reference}.",
            language,
        )
        for language, premium in sorted(dear.items())
    ]
    return Measured(tuple(estimates), tuple(findings))


@audit(
    id="diversity.corpus-languages",
    title=Text("Languages of a collection", "Langues d’une collection"),
    measures=Text(
        "The share of texts in each language as identified by machine, their diversity, and which of the"
        " intended languages are missing.",
        "La part des textes par langue identifiée par machine, leur diversité, et les langues visées absentes.",
    ),
    why=Text(
        "A system meant for many languages must have met them.",
        "Un système destiné à plusieurs langues doit les avoir rencontrées.",
    ),
    principles=("diversity", "data-governance"),
    risks=("divide",),
    acts=(
        "assess",
        "examine",
        "ensure",
    ),
    norms=NORMS,
    standards=("ISO/IEC 42001 A.7.4",),
    inputs=(
        Input("texts", "records", Text("records with text", "enregistrements avec text")),
        Input(
            "intended",
            "declaration",
            Text(
                'languages = ["fr", …]: those the system is meant for',
                'languages = ["fr", …] : celles visées',
            ),
            required=False,
        ),
    ),
    metrics=("language-share", "effective-languages"),
    valid_days=365,
    method=Method(
        Text(
            "Identification by py3langid; the effective number of languages is the exponential of the entropy"
            " of the shares.",
            "Identification par py3langid ; le nombre effectif de langues est l’exponentielle de l’entropie des parts.",
        ),
        "Lui and Baldwin 2012; Hill 1973",
        ("py3langid",),
    ),
    limits=(
        Text(
            "Identification knows 97 languages and errs on short texts and close relatives.",
            "L’identification connaît 97 langues et se trompe sur les textes courts et les langues proches.",
        ),
    ),
)
def corpus_languages(context: Context, *, texts: Records, intended: Declaration | None = None) -> Measured:
    """Identify each text."""
    try:
        import py3langid
    except ImportError as error:
        raise missing_library("py3langid") from error
    found = Counter(str(py3langid.classify(str(text))[0]) for text in texts.fields("text"))
    n = found.total()
    estimates = [share("language-share", hits, n, context.level, language) for language, hits in sorted(found.items())]
    entropy = -sum(hits / n * math.log(hits / n) for hits in found.values())
    estimates.append(count("effective-languages", math.exp(entropy), n, unit="languages"))
    missing = (
        []
        if intended is None
        else [str(lang) for lang in intended.values.get("languages", []) if str(lang) not in found]
    )
    findings: list[Finding] = []
    if missing:
        findings.append(
            warn(
                "diversity.language-missing",
                f"Intended but not found: {', '.join(missing)}.",
                f"Visées mais absentes : {', '.join(missing)}.",
                *missing,
            )
        )
    return Measured(tuple(estimates), tuple(findings))
