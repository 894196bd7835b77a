"""What `concordance registry` says, in English and French."""

from __future__ import annotations

from concordance.base.text import Text

SAID = {
    "made": Text("registry ready at {where}", "registre prêt : {where}"),
    "imported": Text(
        "{rows} rows of {register}: {new} new, {changed} changed, {unchanged} unchanged, {withdrawn} withdrawn",
        "{rows} lignes de {register} : {new} nouvelles, {changed} changées, {unchanged} telles quelles, "
        "{withdrawn} retirées",
    ),
    "entered": Text("entered as {id}", "inscrit sous {id}"),
    "attached": Text("kept as {id}", "conservé sous {id}"),
    "erased": Text("(erased)", "(effacé)"),
    "gone": Text("erased; what stays is the commitment {commitment}", "effacé ; reste l’engagement {commitment}"),
    "inventory": Text(
        "{new} new, {changed} changed, {unchanged} unchanged",
        "{new} nouveaux, {changed} changés, {unchanged} tels quels",
    ),
    "used": Text("used by {id}", "employé par {id}"),
    "written": Text("written to {where}", "écrit dans {where}"),
    "listed": Text("{shown} of {total} records", "{shown} fiches sur {total}"),
    "given": Text("given", "donné"),
    "not-provided": Text("not provided", "non fourni"),
    "not-applicable": Text("not applicable", "sans objet"),
    "whole": Text("every event is as it was recorded", "chaque événement est tel qu’il fut consigné"),
    "kept": Text("assessment {id} kept, with corpus {corpus}", "évaluation {id} conservée, avec le corpus {corpus}"),
    "same": Text("the same result, byte for byte", "le même résultat, octet pour octet"),
    "different": Text("another result, at: {places}", "un autre résultat, en : {places}"),
    "corpora": Text("corpus then: {then}; now: {now}", "corpus d’alors : {then} ; d’à présent : {now}"),
    "published": Text("{count} events written to the log", "{count} événements inscrits au journal"),
    "declared": Text("declaration {id} kept", "déclaration {id} conservée"),
    "scored": Text(
        "raw impact {raw} of {raw_max}, mitigation {mitigation} of {mitigation_max}, current score {current}: "
        "impact level {level}",
        "incidence brute {raw} sur {raw_max}, atténuation {mitigation} sur {mitigation_max}, note actuelle {current} : "
        "niveau d’incidence {level}",
    ),
}
