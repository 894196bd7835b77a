"""The words of the reports, in every language."""

from __future__ import annotations

import re
from datetime import date

from concordance.base.text import Lang, Text
from concordance.norms.outcome import Outcome

OUTCOMES: dict[Outcome, Text] = {
    Outcome.APPLIES: Text("applies", "s’applique"),
    Outcome.DOES_NOT_APPLY: Text("does not apply", "ne s’applique pas"),
    Outcome.UNDETERMINED: Text("undetermined", "indéterminé"),
    Outcome.UNSETTLED: Text("unsettled", "controversé"),
    Outcome.MET: Text("met, on the facts given", "respectée, d’après les faits donnés"),
    Outcome.BREACHED: Text("breached, on the facts given", "enfreinte, d’après les faits donnés"),
    Outcome.UNPROVEN: Text("unproven", "non établi"),
}
MODALITIES: dict[str, Text] = {
    "obligation": Text("must", "doit"),
    "prohibition": Text("must not", "ne doit pas"),
    "permission": Text("may", "peut"),
    "power": Text("has the power", "a le pouvoir"),
    "right": Text("has the right", "a le droit"),
    "commitment": Text("commits to", "s’engage à"),
}
TENSIONS: dict[str, Text] = {
    "ordered-and-forbidden": Text("ordered and forbidden", "ordonné et interdit"),
    "at-least-and-at-most": Text("at least and at most", "au moins et au plus"),
    "opposite-manner": Text("in opposite manners", "de manières opposées"),
    "keep-and-erase": Text("keep and erase", "conserver et effacer"),
    "disclose-and-protect": Text("disclose and keep secret", "divulguer et garder secret"),
}
_SURE = {
    "confirmed": Text("confirmed", "confirmée"),
    "secondary": Text("secondary", "source secondaire"),
    "unverified": Text("unverified", "non vérifiée"),
}
COLON = Text(": ", "\u00a0: ")
"""What stands between a head and what is said under it."""
_CITED_FR = {"Annex": "Annexe", "Decree": "Décret", "Para": "Par", "Preamble": "Préambule"}
WORDS: dict[str, Text] = {
    "assessment": Text("Assessment", "Évaluation"),
    "law_as_of": Text("the law on", "le droit au"),
    "as_known": Text("as known on", "tel que connu le"),
    "corpus": Text("corpus", "corpus"),
    "what_it_is": Text("What the system is", "Ce qu’est le système"),
    "roles": Text("Roles held", "Rôles tenus"),
    "none": Text("none", "aucun"),
    "open": Text("open", "à déterminer"),
    "because": Text("because", "parce que"),
    "missing": Text("would settle it", "le trancherait"),
    "binding_now": Text("What applies now", "Ce qui s’applique maintenant"),
    "coming": Text("What will apply", "Ce qui s’appliquera"),
    "will_apply": Text("will apply", "s’appliquera"),
    "undetermined": Text("Undetermined: facts are missing", "Indéterminé : il manque des faits"),
    "unsettled": Text("Unsettled: the law is read in more than one way", "Controversé : plusieurs lectures du droit"),
    "not_applying": Text("Norms that do not apply", "Normes qui ne s’appliquent pas"),
    "certain_from": Text("whatever the reading, from", "quelle que soit la lecture, à partir du"),
    "from": Text("from", "à partir du"),
    "until": Text("until", "jusqu’au"),
    "timeline": Text("Timeline", "Chronologie"),
    "deadlines": Text("Periods and deadlines", "Délais et échéances"),
    "sanctions": Text("Sanction ceilings for this organisation", "Plafonds de sanction pour cette organisation"),
    "if_open": Text("only if norms that are still open apply", "seulement si des normes encore ouvertes s’appliquent"),
    "ceiling": Text("ceiling", "plafond"),
    "questions": Text("Open questions, most worth first", "Questions ouvertes, de la plus utile à la moins utile"),
    "asks": Text("ask", "demander à"),
    "judgement": Text("legal judgement", "appréciation juridique"),
    "judgements": Text("Legal judgements relied on", "Appréciations juridiques utilisées"),
    "readings": Text("Competing readings", "Lectures concurrentes"),
    "chosen": Text("chosen", "retenue"),
    "sources": Text("Sources and confidence", "Sources et confiance"),
    "limits": Text("Limits", "Limites"),
    "exception": Text("exception", "exception"),
    "exception_holds": Text("takes effect", "joue"),
    "exception_open": Text("may take effect", "pourrait jouer"),
    "sanction": Text("sanction", "sanction"),
    "norm": Text("norm", "norme"),
    "duties": Text("norms", "normes"),
    "official": Text("official", "officielle"),
    "secondary_source": Text("secondary", "secondaire"),
    "not_in_force": Text("not in force on that day", "pas en vigueur ce jour-là"),
    "nobody_knows": Text("Asked, and nobody knows", "Demandé, et nul ne le sait"),
    "out_of_scope": Text("out of scope", "hors champ"),
    "scope_unknown": Text("scope undetermined", "champ indéterminé"),
    "begins": Text("begin to apply", "commencent à s’appliquer"),
    "ends": Text("cease to apply", "cessent de s’appliquer"),
    "opens": Text("become uncertain", "deviennent incertaines"),
    "begins_one": Text("begins to apply", "commence à s’appliquer"),
    "ends_one": Text("ceases to apply", "cesse de s’appliquer"),
    "opens_one": Text("becomes uncertain", "devient incertaine"),
    "worth": Text("worth (bits)", "valeur (bits)"),
    "fact": Text("fact", "fait"),
    "value": Text("value", "valeur"),
    "given_by": Text("given by", "donné par"),
    "profile": Text("the profile", "le profil"),
    "reading": Text("a chosen reading", "une lecture retenue"),
    "yes": Text("yes", "oui"),
    "no": Text("no", "non"),
    "today": Text("this day", "ce jour"),
    "more": Text("more in the JSON and HTML reports", "de plus dans les rapports JSON et HTML"),
    "confidence": Text("confidence", "confiance"),
    "imposed_by": Text("imposed by", "infligée par"),
    "if": Text("if", "si"),
    "equal": Text("equal", "égal"),
    "narrower": Text("narrower", "plus étroit"),
    "wider": Text("wider", "plus large"),
    "overlapping": Text("overlapping", "chevauchement"),
    "disjoint": Text("disjoint", "disjoint"),
    "under_both": Text("One profile can be under both:", "Un même profil peut relever des deux :"),
    "never_both": Text("No profile can be under both.", "Aucun profil ne peut relever des deux."),
    "norms_become": Text("duties are discharged by", "obligations sont acquittées par"),
    "measures_count": Text("measures", "mesures"),
    "no_tension": Text("No tension was found.", "Aucune tension n’a été trouvée."),
    "shown_by": Text("triggered together by", "déclenchées ensemble par"),
    "specific": Text("specific to it", "qui lui est propre"),
    "measures_alone": Text(
        "further measures, most of them for one duty alone", "autres mesures, la plupart pour une seule obligation"
    ),
    "matrix": Text("Regimes and measures", "Régimes et mesures"),
    "measures": Text(
        "Do once: measures that discharge several duties",
        "À faire une fois : mesures qui acquittent plusieurs obligations",
    ),
    "tensions": Text("Tensions between duties", "Tensions entre obligations"),
}
_MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def word(key: str, lang: Lang) -> str:
    """One of the words above."""
    return WORDS[key](lang)


def day(value: date, lang: Lang) -> str:
    """A day written out: 2 August 2026, 2 août 2026."""
    month = (_MONTHS_FR if lang == "fr" else _MONTHS_EN)[value.month - 1]
    first = "1er" if lang == "fr" and value.day == 1 else str(value.day)
    return f"{first} {month} {value.year}"


def cited(citation: str, lang: Lang) -> str:
    """A citation with its head in the language: Annex III point 5(b), Annexe III point 5(b)."""
    head = re.match(r"[A-Za-z]*", citation)
    if lang == "en" or head is None:
        return citation
    return _CITED_FR.get(head[0], head[0]) + citation[head.end() :]


def sure(confidence: str, lang: Lang) -> str:
    """How sure a provision is, in words: secondary, unverified."""
    return _SURE[confidence](lang)


def amount(value: float, currency: str, lang: Lang) -> str:
    """An amount of money with the language's separators."""
    text = f"{value:,.0f}"
    if lang == "fr":
        return text.replace(",", "\u202f") + f"\u00a0{currency}"
    return f"{currency} {text}"


def shown_value(value: object, lang: Lang) -> str:
    """A fact's value for people."""
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "∅"
    return f"{value:,}" if isinstance(value, int) else str(value)
