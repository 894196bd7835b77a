"""Copyright: verbatim runs, reservations of rights, licences."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from concordance.audit.adapters.files import Records
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import count, links, serious, share, warn
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text

_WORD = re.compile(r"\w+", re.UNICODE)


def longest_run(text: str, work: str) -> int:
    """The longest run of words that both hold, whatever the case and the punctuation."""
    a, b = _WORD.findall(text.casefold()), _WORD.findall(work.casefold())
    places: dict[str, list[int]] = {}
    for place, word in enumerate(b):
        places.setdefault(word, []).append(place)
    best, ending = 0, dict[int, int]()
    for word in a:
        ending = {place: ending.get(place - 1, 0) + 1 for place in places.get(word, ())}
        best = max(best, max(ending.values(), default=0))
    return best


@audit(
    id="copyright.verbatim",
    title=Text("Verbatim runs of protected works", "Suites textuelles d’œuvres protégées"),
    measures=Text(
        "The longest run of words of a work in each generated text, and the share of texts with a run of"
        " eleven words or more.",
        "La plus longue suite de mots d’une œuvre dans chaque texte généré, et la part des textes avec une"
        " suite d’au moins onze mots.",
    ),
    why=Text("A model that recites a work copies it.", "Un modèle qui récite une œuvre la copie."),
    principles=("copyright",),
    risks=("copyright-infringement",),
    acts=(
        "establish",
        "comply",
    ),
    norms=links(informs=("eu/ai-act/53.1.c", "eu/infosoc/2", "eu/dsm-directive/4.3")),
    standards=("ISO/IEC 42001 A.7.3",),
    inputs=(
        Input(
            "outputs",
            "records",
            Text(
                "records with text, and work: the id of the work it was prompted with",
                "enregistrements avec text, et work : l’identifiant de l’œuvre amorcée",
            ),
        ),
        Input("works", "records", Text("records with id and text", "enregistrements avec id et text")),
    ),
    metrics=("longest-run", "texts-with-long-run"),
    valid_days=180,
    method=Method(
        Text(
            "Longest common run of words, case and punctuation apart; eleven or more are named, since the Court of"
            " Justice held that an extract of eleven words can be protected.",
            "Plus longue suite commune de mots, casse et ponctuation à part ; onze ou plus sont signalés, la Cour de"
            " justice ayant jugé qu’un extrait de onze mots peut être protégé.",
        ),
        "Carlini et al. 2023; CJEU C-5/08",
        (),
    ),
    limits=(
        Text(
            "Whether a run is protected, or its use allowed, is a question of law, not of length.",
            "Qu’une suite soit protégée, ou son usage permis, est une question de droit, non de longueur.",
        ),
        Text(
            "Only the works given are compared; paraphrase is not seen.",
            "Seules les œuvres données sont comparées ; la paraphrase n’est pas vue.",
        ),
    ),
)
def verbatim(context: Context, *, outputs: Records, works: Records) -> Measured:
    """Compare each text with the work it names."""
    library = dict(zip(map(str, works.fields("id")), map(str, works.fields("text")), strict=True))
    runs = [
        longest_run(str(t), _work(library, str(w)))
        for t, w in zip(outputs.fields("text"), outputs.fields("work"), strict=True)
    ]
    long = [n for n, run in enumerate(runs, 1) if run >= 11]
    estimates = (
        count("longest-run", max(runs), len(runs), unit="words"),
        share("texts-with-long-run", len(long), len(runs), context.level),
    )
    words = (
        f"{len(long)} texts recite eleven words or more of a work (longest: {max(runs)}).",
        f"{len(long)} textes récitent onze mots ou plus d’une œuvre (maximum : {max(runs)}).",
    )
    return Measured(
        estimates,
        (serious("copyright.recited", *words, *(f"{outputs.name}:{n}" for n in long[:20])),) if long else (),
    )


def _work(library: dict[str, str], name: str) -> str:
    if name not in library:
        raise AuditRefusedError(
            "audit.work-unknown",
            Text(f"No work “{name}” was given.", f"Aucune œuvre « {name} » n’a été donnée."),
            Text(
                f"Works given: {', '.join(list(library)[:8])}.",
                f"Œuvres données : {', '.join(list(library)[:8])}.",
            ),
            (name,),
        )
    return library[name]


@audit(
    id="copyright.reservations",
    title=Text("Reservations of rights respected", "Réserves de droits respectées"),
    measures=Text(
        "The number of collected addresses whose site, in the robots file kept at the time, refused the"
        " collecting agent.",
        "Le nombre d’adresses collectées dont le site, dans le fichier robots gardé alors, refusait l’agent"
        " de collecte.",
    ),
    why=Text(
        "The exception for text and data mining ends where the holder reserves the right.",
        "L’exception de fouille de textes s’arrête où le titulaire réserve son droit.",
    ),
    principles=("copyright", "data-governance"),
    risks=("copyright-infringement",),
    acts=(
        "establish",
        "comply",
        "document",
    ),
    norms=links(contradicts=("eu/ai-act/53.1.c", "eu/dsm-directive/4.3")),
    standards=("RFC 9309", "ISO/IEC 42001 A.7.3"),
    inputs=(
        Input(
            "collected",
            "records",
            Text(
                "records with url, agent and robots (the text of robots.txt kept at the time)",
                "enregistrements avec url, agent et robots (le texte de robots.txt gardé alors)",
            ),
        ),
    ),
    metrics=("collected-despite-reservation",),
    valid_days=365,
    thresholds=(
        Threshold(
            "collected-despite-reservation",
            Relation.AT_MOST,
            0,
            Source("norm", "Directive (EU) 2019/790 Art. 4(3)"),
        ),
    ),
    method=Method(
        Text(
            "The robots rules are read as RFC 9309 says, for the agent that collected.",
            "Les règles robots sont lues selon la RFC 9309, pour l’agent de collecte.",
        ),
        "RFC 9309",
        (),
    ),
    limits=(
        Text(
            "Reservations made elsewhere (terms, metadata, registries) are not seen.",
            "Les réserves faites ailleurs (conditions, métadonnées, registres) ne sont pas vues.",
        ),
    ),
)
def reservations(context: Context, *, collected: Records) -> Measured:
    """Read each robots file for the agent."""
    rows = list(zip(collected.fields("url"), collected.fields("agent"), collected.fields("robots"), strict=True))
    refused = [n for n, (url, agent, robots) in enumerate(rows, 1) if not _allowed(str(url), str(agent), str(robots))]
    words = (
        f"{len(refused)} of {len(rows)} addresses were collected although the site refused the agent.",
        f"{len(refused)} adresses sur {len(rows)} collectées alors que le site refusait l’agent.",
    )
    findings = (
        (
            serious(
                "copyright.reserved",
                *words,
                *(f"{collected.name}:{n} {urlsplit(str(rows[n - 1][0])).hostname}" for n in refused[:20]),
            ),
        )
        if refused
        else ()
    )
    return Measured((count("collected-despite-reservation", len(refused), len(rows)),), findings)


def _allowed(url: str, agent: str, robots: str) -> bool:
    parser = RobotFileParser()
    parser.parse(robots.splitlines())
    return parser.can_fetch(agent, url)


@audit(
    id="copyright.licences",
    title=Text("Licences of the sources", "Licences des sources"),
    measures=Text(
        "The share of sources whose licence is named by an SPDX identifier.",
        "La part des sources dont la licence est nommée par un identifiant SPDX.",
    ),
    why=Text(
        "A right that nobody wrote down cannot be relied upon.",
        "Un droit que personne n’a noté ne peut être invoqué.",
    ),
    principles=("copyright", "data-governance", "accountability"),
    risks=("copyright-infringement",),
    acts=(
        "document",
        "establish",
        "comply",
    ),
    norms=links(informs=("eu/ai-act/53.1.c", "eu/ai-act/53.1.d", "eu/ai-act/10.2.b")),
    standards=("ISO/IEC 5962:2021", "ISO/IEC 42001 A.7.5"),
    inputs=(
        Input(
            "sources",
            "records",
            Text(
                "records with name and licence (may be empty)",
                "enregistrements avec name et licence (peut être vide)",
            ),
        ),
    ),
    metrics=("licence-identified",),
    valid_days=365,
    method=Method(
        Text(
            "Identifiers of the SPDX list; Wilson interval.",
            "Identifiants de la liste SPDX ; intervalle de Wilson.",
        ),
        "SPDX License List",
        ("cyclonedx-python-lib",),
    ),
    limits=(
        Text(
            "A named licence may not be the right one, nor allow what is done.",
            "Une licence nommée peut n’être pas la bonne, ni permettre ce qui est fait.",
        ),
    ),
)
def licences(context: Context, *, sources: Records) -> Measured:
    """Look each licence up."""
    try:
        from cyclonedx.spdx import is_supported_id
    except ImportError as error:
        raise missing_library("cyclonedx-python-lib") from error
    names = [str(n) for n in sources.fields("name")]
    unknown = [
        n for n, item in zip(names, sources.items, strict=True) if not is_supported_id(str(item.get("licence") or ""))
    ]
    words = (
        f"{len(unknown)} of {len(names)} sources have no identified licence.",
        f"{len(unknown)} sources sur {len(names)} n’ont pas de licence identifiée.",
    )
    return Measured(
        (share("licence-identified", len(names) - len(unknown), len(names), context.level),),
        (warn("copyright.licence-unknown", *words, *unknown[:20]),) if unknown else (),
    )
