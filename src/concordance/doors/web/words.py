"""Words for the values of enumerations, in both languages; running text stands in the templates."""

from __future__ import annotations

from concordance.base.text import Lang, Text

KINDS: dict[str, Text] = {
    "regulation": Text("Regulation", "Règlement"),
    "directive": Text("Directive", "Directive"),
    "treaty": Text("Treaty", "Traité"),
    "statute": Text("Statute", "Loi"),
    "local-law": Text("Local law", "Loi locale"),
    "administrative-rule": Text("Administrative rule", "Règle administrative"),
    "bill": Text("Bill", "Proposition de loi"),
    "decree": Text("Decree", "Décret"),
    "executive-order": Text("Executive order", "Décret présidentiel"),
    "principles": Text("Principles", "Principes"),
    "declaration": Text("Declaration", "Déclaration"),
    "resolution": Text("Resolution", "Résolution"),
    "standard": Text("Standard", "Norme technique"),
    "recommendation": Text("Recommendation", "Recommandation"),
    "code-of-practice": Text("Code of practice", "Code de conduite"),
}
CONFIDENCE: dict[str, Text] = {
    "confirmed": Text("read in an official text", "lu dans un texte officiel"),
    "secondary": Text("from a secondary source", "de source secondaire"),
    "unverified": Text("unverified", "non vérifié"),
}
EVENTS: dict[str, Text] = {
    "proposed": Text("proposed", "proposé"),
    "adopted": Text("adopted", "adopté"),
    "opened-for-signature": Text("opened for signature", "ouvert à la signature"),
    "signed": Text("signed", "signé"),
    "ratified": Text("ratified", "ratifié"),
    "published": Text("published", "publié"),
    "in-force": Text("in force", "en vigueur"),
    "applies": Text("begins to apply", "commence à s’appliquer"),
    "amended": Text("amended", "modifié"),
    "delayed": Text("delayed", "reporté"),
    "stayed": Text("stayed", "suspendu"),
    "stay-lifted": Text("stay lifted", "suspension levée"),
    "repealed": Text("repealed", "abrogé"),
    "expired": Text("expired", "expiré"),
    "withdrawn": Text("withdrawn", "retiré"),
    "superseded": Text("superseded", "remplacé"),
}
FACT_TYPES: dict[str, Text] = {
    "bool": Text("yes or no", "oui ou non"),
    "choice": Text("one of several", "un choix"),
    "set": Text("any of several", "plusieurs choix"),
    "number": Text("number", "nombre"),
    "money": Text("amount", "montant"),
    "date": Text("date", "date"),
}
TIERS: dict[str, Text] = {
    "prohibited": Text("Prohibited practice", "Pratique interdite"),
    "high-risk": Text("High risk", "Haut risque"),
    "legacy": Text("Supplied before the rules", "Fourni avant les règles"),
    "exempt-6-3": Text("Listed, yet not high risk", "Visé, mais pas à haut risque"),
    "transparency": Text("Transparency duties", "Obligations de transparence"),
    "gpai": Text("General-purpose model", "Modèle à usage général"),
    "gpai-systemic": Text("Model with systemic risk", "Modèle à risque systémique"),
    "minimal": Text("No specific tier", "Aucun palier particulier"),
}

STATUSES: dict[str, Text] = {
    "in-service": Text("in service", "en service"),
    "in-development": Text("in development", "en développement"),
    "no-longer-in-service": Text("no longer in service", "hors service"),
    "on-market": Text("on the market", "sur le marché"),
    "recalled": Text("recalled", "rappelé"),
    "yes": Text("yes", "oui"),
    "no": Text("no", "non"),
}
JOB_STATES: dict[str, Text] = {
    "waiting": Text("waiting", "en attente"),
    "running": Text("under way", "en cours"),
    "done": Text("done", "terminé"),
    "failed": Text("stopped", "arrêté"),
}
HAPPENINGS: dict[str, Text] = {
    "record-added": Text("entered in the register", "inscription au registre"),
    "record-changed": Text("changed", "modification"),
    "record-withdrawn": Text("withdrawn", "retrait"),
    "register-imported": Text("register imported", "registre importé"),
    "system-added": Text("system described", "système décrit"),
    "system-changed": Text("description changed", "description modifiée"),
    "system-removed": Text("system taken out", "système retiré"),
    "organisation-added": Text("organisation entered", "organisation inscrite"),
    "assessment-made": Text("assessment made", "évaluation faite"),
    "document-added": Text("document added", "document ajouté"),
    "document-linked": Text("document linked to more duties", "document lié à d’autres obligations"),
    "document-erased": Text("document erased", "document effacé"),
    "incident-reported": Text("incident reported", "incident signalé"),
    "incident-step": Text("step taken on an incident", "étape d’un incident franchie"),
    "incident-overdue": Text("a deadline of an incident has passed", "délai d’un incident dépassé"),
    "incident-closed": Text("incident closed", "incident clos"),
    "incident-erased": Text("content of an incident erased", "contenu d’un incident effacé"),
    "declaration-added": Text("environmental declaration", "déclaration environnementale"),
    "declaration-changed": Text("declaration changed", "déclaration modifiée"),
    "incident-concern": Text("concern reported", "préoccupation signalée"),
    "incident-concern-message": Text("message on a concern", "message sur une préoccupation"),
    "incident-concern-status": Text("concern moved on", "suite donnée à une préoccupation"),
    "inspection-open": Text("inspection opened", "contrôle ouvert"),
    "inspection-decision": Text("decision confirmed", "décision confirmée"),
    "inspection-request-evidence": Text("evidence asked for", "pièces demandées"),
    "inspection-receive-evidence": Text("evidence handed in", "pièces remises"),
    "inspection-find": Text("findings made", "constatations faites"),
    "inspection-invite-reply": Text("reply invited", "invitation à répondre"),
    "inspection-reply": Text("reply given", "réponse donnée"),
    "inspection-propose": Text("decision proposed", "décision proposée"),
    "inspection-send-back": Text("proposal sent back", "proposition renvoyée"),
    "inspection-appeal": Text("appeal made", "recours formé"),
    "inspection-appeal-outcome": Text("appeal decided", "recours jugé"),
    "inspection-follow-up": Text("followed up", "suivi"),
    "inspection-close": Text("inspection closed", "contrôle clos"),
}
ENTRIES: dict[str, Text] = {
    "registration": Text("registration", "inscription"),
    "assessment": Text("assessment", "évaluation"),
    "audit-evidence": Text("audit evidence", "pièce d’audit"),
    "incident": Text("incident", "incident"),
    "inspection-finding": Text("inspection", "contrôle"),
    "decision": Text("decision", "décision"),
    "agreement": Text("agreement", "accord"),
    "key-rotation": Text("change of key", "changement de clé"),
    "redaction": Text("redaction", "caviardage"),
}
DOCUMENTS: dict[str, Text] = {
    "technical-documentation": Text("technical documentation", "documentation technique"),
    "audit-results": Text("audit results", "résultats d’audit"),
    "test-report": Text("test report", "rapport d’essai"),
    "certificate": Text("certificate", "certificat"),
    "declaration-of-conformity": Text("declaration of conformity", "déclaration de conformité"),
    "instructions": Text("instructions for use", "notice d’utilisation"),
    "impact-assessment": Text("impact assessment", "analyse d’impact"),
    "other": Text("other", "autre"),
}
GROUNDS: dict[str, Text] = {
    "erasure-request": Text("somebody asked for it", "quelqu’un l’a demandé"),
    "retention-ended": Text("it need not be kept any longer", "il n’a plus à être conservé"),
    "mistake": Text("handed in by mistake", "remis par erreur"),
}
SEVERITIES: dict[str, Text] = {
    "hazard": Text("hazard", "danger"),
    "serious-hazard": Text("serious hazard", "danger grave"),
    "incident": Text("incident that did harm", "incident ayant causé un dommage"),
    "serious-incident": Text("serious incident", "incident grave"),
    "disaster": Text("disaster", "catastrophe"),
}
STATES: dict[str, Text] = {
    "opened": Text("opened", "ouvert"),
    "evidence": Text("evidence asked for", "pièces demandées"),
    "findings": Text("findings made", "constatations faites"),
    "hearing": Text("right to be heard", "droit d’être entendu"),
    "proposed": Text("decision proposed", "décision proposée"),
    "decided": Text("decided", "décidé"),
    "appealed": Text("under appeal", "en appel"),
    "follow-up": Text("follow-up", "suivi"),
    "closed": Text("closed", "clos"),
}
MOVES: dict[str, Text] = {
    "request-evidence": Text("ask for evidence", "demander des pièces"),
    "receive-evidence": Text("hand in evidence", "remettre des pièces"),
    "find": Text("make findings", "constater"),
    "invite-reply": Text("invite a reply", "inviter à répondre"),
    "reply": Text("reply", "répondre"),
    "propose": Text("propose a decision", "proposer une décision"),
    "send-back": Text("send back", "renvoyer"),
    "confirm": Text("confirm, by a second person", "confirmer, par une seconde personne"),
    "appeal": Text("appeal", "faire appel"),
    "appeal-outcome": Text("outcome of the appeal", "issue de l’appel"),
    "follow-up": Text("follow up", "suivre"),
    "close": Text("close", "clore"),
}
FOUND: dict[str, Text] = {
    "established": Text("breach established", "manquement établi"),
    "not-established": Text("no breach established", "aucun manquement établi"),
    "unproven": Text("not shown either way", "ni établi ni écarté"),
}
EFFECTS: dict[str, Text] = {
    "fine": Text("fine", "amende"),
    "order": Text("order", "injonction"),
    "warning": Text("warning", "avertissement"),
    "withdrawal": Text("withdrawal from the market", "retrait du marché"),
    "no-action": Text("no further action", "classement sans suite"),
}
WEIGHTS: dict[str, Text] = {
    "neutral": Text("neutral", "neutre"),
    "aggravating": Text("aggravating", "aggravant"),
    "mitigating": Text("mitigating", "atténuant"),
}
APPEALS: dict[str, Text] = {
    "pending": Text("pending", "pendant"),
    "upheld": Text("decision upheld", "décision confirmée"),
    "varied": Text("decision varied", "décision réformée"),
    "annulled": Text("decision annulled", "décision annulée"),
}
ASKED: dict[str, Text] = {
    "request-evidence": Text("evidence", "pièces"),
    "invite-reply": Text("reply", "réponse"),
    "follow-up": Text("follow-up", "suivi"),
}
CONCERNS: dict[str, Text] = {
    "near-miss": Text("near miss", "incident évité de peu"),
    "danger": Text("danger that nobody deals with", "danger que nul ne traite"),
    "incident": Text("incident", "incident"),
    "harm-suffered": Text("harm that I suffered", "dommage que j’ai subi"),
    "breach": Text("breach of the law", "manquement au droit"),
}
PROGRESS: dict[str, Text] = {
    "received": Text("received", "reçu"),
    "acknowledged": Text("acknowledged", "accusé de réception"),
    "examined": Text("being examined", "en cours d’examen"),
    "answered": Text("answered", "répondu"),
    "closed": Text("closed", "clos"),
}
QUANTITIES: dict[str, Text] = {
    "energy": Text("energy", "énergie"),
    "co2e": Text("greenhouse gases", "gaz à effet de serre"),
    "water": Text("water", "eau"),
    "accelerator-time": Text("hours of accelerators", "heures d’accélérateur"),
}
BOUNDARIES: dict[str, Text] = {
    "training": Text("training", "entraînement"),
    "fine-tuning": Text("fine-tuning", "ajustement"),
    "inference": Text("inference", "inférence"),
    "development": Text("development", "développement"),
    "embodied": Text("embodied in hardware", "incorporé au matériel"),
    "operation": Text("operation", "exploitation"),
    "life-cycle": Text("whole life cycle", "cycle de vie entier"),
    "location": Text("mix of the place", "mix du lieu"),
    "market": Text("contracts for electricity", "contrats d’électricité"),
}
ASPECTS: dict[str, Text] = {
    "boundary": Text("boundary", "périmètre"),
    "accounting": Text("accounting", "comptabilité"),
    "per": Text("unit of use", "unité d’usage"),
    "hardware": Text("hardware", "matériel"),
}
METHODS: dict[str, Text] = {
    "measured": Text("measured", "mesuré"),
    "estimated": Text("estimated", "estimé"),
    "modelled": Text("modelled", "modélisé"),
    "supplier-declared": Text("declared by a supplier", "déclaré par un fournisseur"),
}
TIMELINESS: dict[str, Text] = {
    "in-time": Text("in time", "à temps"),
    "late": Text("late", "en retard"),
    "open": Text("not sent yet", "pas encore envoyée"),
    "untimed": Text("sent; no number of days is set", "envoyée ; aucun nombre de jours fixé"),
}
REDRESS: dict[str, Text] = {
    "claimed": Text("claimed", "demandée"),
    "acknowledged": Text("acknowledged", "reconnue"),
    "offered": Text("offered", "proposée"),
    "remedied": Text("remedied", "accordée"),
    "refused": Text("refused", "refusée"),
}
ROLES: dict[str, Text] = {
    "provider": Text("provider", "fournisseur"),
    "deployer": Text("deployer", "déployeur"),
    "auditor": Text("auditor", "auditeur"),
    "witness": Text("witness", "témoin"),
    "authority": Text("authority", "autorité"),
    "public": Text("public", "public"),
}


def name(table: dict[str, Text], key: str, lang: Lang) -> str:
    """The word for a value; a value that has none is shown as it is written in the corpus."""
    return table[key](lang) if key in table else key.replace("-", " ").replace("_", " ")
