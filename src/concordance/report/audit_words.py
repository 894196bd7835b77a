"""The words of the audit reports, in every language."""

from __future__ import annotations

from concordance.base.text import Lang, Text

AUDIT_WORDS: dict[str, Text] = {
    "report": Text("Audit", "Audit"),
    "page": Text("For the person responsible", "Pour la personne responsable"),
    "annex": Text("Annex for the auditor", "Annexe pour l’auditeur"),
    "measured_on": Text("measured on", "mesuré le"),
    "law_as_of": Text("the law on", "le droit au"),
    "contradicted": Text("Contradicted by a measurement", "Contredites par une mesure"),
    "contradicted_note": Text(
        "A measurement speaks against these duties being met. That is no finding of a breach: read the limits, look"
        " into it, and let a person decide.",
        "Une mesure parle contre le respect de ces obligations. Ce n’est pas le constat d’un manquement : lisez les"
        " limites, examinez, et qu’une personne décide.",
    ),
    "inconclusive": Text("Measured, and still unproven", "Mesurées, et toujours non établies"),
    "inconclusive_note": Text(
        "The uncertainty is too large to say. More cases would help.",
        "L’incertitude est trop grande pour conclure. Plus de cas aideraient.",
    ),
    "evidenced": Text("Evidenced", "Étayées"),
    "evidenced_note": Text(
        "Measurements support these duties, as far as they can be measured, until the day given.",
        "Des mesures étayent ces obligations, pour ce qui se mesure, jusqu’au jour indiqué.",
    ),
    "partly": Text("Evidenced in part", "Étayées en partie"),
    "partly_note": Text(
        "These duties ask to examine, test or monitor, and that was done. Whether it was enough, and what follows from"
        " the figures, a person must judge.",
        "Ces obligations demandent d’examiner, d’essayer ou de surveiller, et cela a été fait. Si c’est assez, et ce"
        " qui suit des chiffres, une personne doit en juger.",
    ),
    "informed": Text("Informed, and still unproven", "Éclairées, et toujours non établies"),
    "informed_note": Text(
        "No law or standard sets a limit for these figures: they inform, and a person must judge them.",
        "Aucune loi ni norme ne fixe de limite à ces chiffres : ils éclairent, et une personne doit en juger.",
    ),
    "set-aside": Text("Set aside", "Écartées"),
    "set-aside_note": Text(
        "This evidence has expired or was made on other files. It does not count.",
        "Ces preuves ont expiré ou portent sur d’autres fichiers. Elles ne comptent pas.",
    ),
    "not_measured": Text("No measurement", "Aucune mesure"),
    "could": Text("Still unproven: an audit could speak to these", "Non établies : un audit pourrait en parler"),
    "could_note": Text(
        "These audits were not run, or their evidence was not given.",
        "Ces audits n’ont pas été faits, ou leurs preuves n’ont pas été données.",
    ),
    "unreached": Text("Still unproven: no audit reaches these", "Non établies : aucun audit ne les atteint"),
    "unreached_note": Text(
        "They are shown by documents, decisions and people, not by a measurement.",
        "Elles se prouvent par des documents, des décisions et des personnes, non par une mesure.",
    ),
    "unbound": Text("Of norms that do not bind this system", "À propos de normes qui ne lient pas ce système"),
    "unbound_note": Text(
        "Worth knowing all the same; the assessment does not change.",
        "Bon à savoir malgré tout ; l’évaluation ne change pas.",
    ),
    "no_profile": Text(
        "No profile says what this system is, so no duty is named: add `profile` to audit.toml.",
        "Aucun profil ne dit ce qu’est ce système ; aucune obligation n’est nommée : ajoutez `profile` à audit.toml.",
    ),
    "left_out": Text("Audits that did not count", "Audits qui ne comptent pas"),
    "do_next": Text("Do next", "À faire ensuite"),
    "limits": Text("What this cannot show", "Ce que cela ne peut pas montrer"),
    "figures": Text("What was measured", "Ce qui a été mesuré"),
    "bind_now": Text("duties that bind on that day", "obligations qui lient ce jour-là"),
    "bind_later": Text("that will bind later", "qui lieront plus tard"),
    "from": Text("from", "à partir du"),
    "may_bind": Text("may bind: facts are missing", "lie peut-être : il manque des faits"),
    "until": Text("counts until", "compte jusqu’au"),
    "metric": Text("metric", "métrique"),
    "subject": Text("of", "de"),
    "value": Text("value", "valeur"),
    "interval": Text("interval", "intervalle"),
    "held_against": Text("held against", "confronté à"),
    "command": Text("To make it again", "Pour le refaire"),
    "method": Text("Method", "Méthode"),
    "findings": Text("Findings", "Constats"),
    "inputs": Text("Inputs measured (SHA-256)", "Entrées mesurées (SHA-256)"),
    "environment": Text("Made with", "Fait avec"),
    "effect": Text("What it does to norms", "Ce que cela fait aux normes"),
    "standards": Text("Standards", "Normes techniques"),
    "valid_until": Text("valid until", "valable jusqu’au"),
    "seed": Text("seed", "graine"),
    "level": Text("level", "niveau"),
    "colon": Text(":", "\u00a0:"),
    "needs": Text("needs", "demande"),
    "at_hand": Text("given", "donné"),
    "optional": Text("optional", "facultatif"),
    "names-the-norm": Text("made for it", "fait pour elle"),
    "same-article": Text("made for the same article", "fait pour le même article"),
    "same-principle-and-act": Text("same principle and act", "même principe et même acte"),
    "supports": Text("supports", "étaye"),
    "contradicts": Text("contradicts", "contredit"),
    "examines": Text("is part of what it asks", "fait partie de ce qu’elle demande"),
    "informs": Text("informs", "informe"),
    "measured": Text("measured", "mesuré"),
    "partial": Text("partial", "partiel"),
    "refused": Text("refused", "refusé"),
    "serious": Text("serious", "grave"),
    "warning": Text("warning", "attention"),
    "info": Text("note", "note"),
    "norms_spoken": Text(
        "{norms} norms of the corpus serve it, audits name {spoken} of them",
        "{norms} normes du corpus le servent, des audits en nomment {spoken}",
    ),
    "no_metric": Text("no metric reaches this principle", "aucune métrique n’atteint ce principe"),
    "unnamed": Text("No audit names this norm.", "Aucun audit ne nomme cette norme."),
    "not_held": Text("not held here", "non détenu ici"),
    "gap_principles": Text("Principles that no metric reaches", "Principes qu’aucune métrique n’atteint"),
    "gap_audits": Text("Audits that no norm of the corpus asks for", "Audits qu’aucune norme du corpus ne demande"),
    "gap_norms": Text("Norms of the corpus that no audit names", "Normes du corpus qu’aucun audit ne nomme"),
    "chance": Text("│ chance alone would stay under this", "│ le hasard seul resterait en deçà"),
    "disclaimer": Text(
        "This report measures what was given, on that day, with the limits it states. It proves no compliance with any"
        " law, and it is not legal advice.",
        "Ce rapport mesure ce qui a été donné, ce jour-là, avec les limites qu’il énonce. Il ne prouve la conformité à"
        " aucune loi, et n’est pas un conseil juridique.",
    ),
}
VERDICTS: dict[str, Text] = {
    "supports": Text("supports", "étaye"),
    "contradicts": Text("speaks against", "parle contre"),
    "inconclusive": Text("undecided", "ne tranche pas"),
    "examines": Text("is part of what it asks", "fait partie de ce qu’elle demande"),
    "partly": Text("done in part", "fait en partie"),
    "informs": Text("informs", "informe"),
    "measured": Text("measured, no limit set", "mesuré, sans limite fixée"),
    "partial": Text("measured in part", "mesuré en partie"),
    "refused": Text("refused", "refusé"),
}

TAGS: dict[str, Text] = {
    "contradicted": Text("contradicted by a measurement", "contredite par une mesure"),
    "inconclusive": Text("measured, undecided", "mesurée, non tranchée"),
    "evidenced": Text("evidenced by a measurement", "étayée par une mesure"),
    "partly": Text("evidenced in part by a measurement", "étayée en partie par une mesure"),
    "informed": Text("informed by a measurement", "éclairée par une mesure"),
    "set-aside": Text("evidence set aside", "preuve écartée"),
}
"""The states of one duty, beside it."""


def told(key: str, lang: Lang) -> str:
    """One of the words above."""
    return AUDIT_WORDS[key](lang)
