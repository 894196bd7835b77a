"""What `concordance incident` says, in English and French."""

from __future__ import annotations

from concordance.base.text import Text

SAID = {
    "written": Text("written to {where}", "écrit dans {where}"),
    "law": Text(
        "The law on {at}, as known on {known}, corpus {corpus}", "Le droit au {at}, connu au {known}, corpus {corpus}"
    ),
    "tell": Text("Who must tell whom by when", "Qui doit informer qui, et quand"),
    "at_once": Text("at once", "sans délai"),
    "by": Text("by", "au plus tard le"),
    "starts": Text("within {within} after: {event}", "dans {within} après : {event}"),
    "no_period": Text("no period", "aucun délai"),
    "may": Text("may", "peut"),
    "form": Text("form", "formulaire"),
    "open": Text("May be due: facts are missing", "Peut-être dû : il manque des faits"),
    "measures": Text("What else is to be done", "Ce qui est dû en outre"),
    "none": Text(
        "On the facts given, no binding norm of the corpus makes anybody tell anybody.",
        "D’après les faits donnés, aucune norme contraignante du corpus n’oblige à informer quiconque.",
    ),
    "limit": Text(
        "This is a reading of the law by a program, not legal advice; read the cited provision before relying on it.",
        "Ceci est une lecture du droit par un programme, non un conseil juridique ; lire la disposition citée.",
    ),
    "kept": Text(
        "incident {id} kept: {steps} steps, {regimes} regimes",
        "incident {id} conservé : {steps} étapes, {regimes} régimes",
    ),
    "sealed": Text("reporter sealed: {commitment}", "auteur scellé : {commitment}"),
    "missing": Text("{form}: still to be given: {fields}", "{form} : reste à renseigner : {fields}"),
    "settled": Text("step {step} settled", "étape {step} réglée"),
    "closed": Text("incident {id} closed", "incident {id} clos"),
}
TEMPLATE = """# A report of an incident. Facts are those of the corpus: `concordance corpus facts incident`.
incident: {id}
kind: incident            # incident, near-miss or whistle-blower
title: {{en: "…", fr: "…"}}
severity: serious-incident  # hazard, serious-hazard, incident, serious-incident or disaster
profile: {profile}
aware_at: "{aware}"
facts:
  incident.kind: []
  incident.occurred_in: []
  incident.causal_link: not-examined
record:
  description: "…"
  contact: "…"
"""
