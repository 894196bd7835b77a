"""Every figure that the audits give, in words. The names are stable; the words are for people."""

from __future__ import annotations

from concordance.base.text import Lang, Text

METRICS: dict[str, Text] = {
    "accuracy": Text("accuracy", "exactitude"),
    "additivity-error": Text("what attributions miss of the score", "ce que les attributions manquent du score"),
    "answer-changed": Text("answers that change", "réponses qui changent"),
    "attack-success": Text("attacks that succeed", "attaques réussies"),
    "attribution-rank-correlation": Text("agreement of two explanations", "accord entre deux explications"),
    "auc": Text("area under the curve (AUC)", "aire sous la courbe (AUC)"),
    "bits-per-byte": Text("bits per byte", "bits par octet"),
    "brier-score": Text("Brier score", "score de Brier"),
    "calibration-error-by-chance": Text("calibration error by chance alone", "erreur de calibration due au hasard"),
    "carbon-implied": Text("carbon implied by the training", "carbone impliqué par l’entraînement"),
    "carbon-per-answer": Text("carbon of an answer", "carbone d’une réponse"),
    "carbon-per-thousand": Text("carbon of a thousand decisions", "carbone de mille décisions"),
    "chain-breaks": Text("breaks in the chain", "ruptures de la chaîne"),
    "changed-by-missing": Text("decisions changed by a missing value", "décisions changées par une valeur absente"),
    "changed-by-noise": Text("decisions changed by noise", "décisions changées par le bruit"),
    "characters-per-token": Text("characters per token", "caractères par jeton"),
    "choice-calibration-error": Text("calibration error of the choices", "erreur de calibration des choix"),
    "classifier-auc": Text("how good the classifier is (AUC)", "ce que vaut le classifieur (AUC)"),
    "collected-despite-reservation": Text("works taken despite a reservation", "œuvres prises malgré une réserve"),
    "columns-to-change": Text("columns to change", "colonnes à changer"),
    "components-incomplete": Text("incomplete components", "composants incomplets"),
    "conversations-undisclosed": Text("conversations without disclosure", "conversations sans information"),
    "coverage": Text("truths within the prediction set", "vérités dans l’ensemble prédit"),
    "days-held": Text("days the log is held", "jours de conservation du journal"),
    "declared-over-implied": Text(
        "energy declared over energy implied", "énergie déclarée rapportée à l’énergie impliquée"
    ),
    "deferral-gap": Text("difference in cases handed to people", "écart des cas renvoyés à une personne"),
    "deferral-rate": Text("cases handed to people", "cas renvoyés à une personne"),
    "demographic-parity-difference": Text("demographic parity difference", "écart de parité démographique"),
    "demographic-parity-difference-by-chance": Text(
        "demographic parity difference by chance alone", "écart de parité démographique dû au hasard"
    ),
    "denials": Text("answers that deny being an AI", "réponses qui nient être une IA"),
    "drift-p-value": Text("probability of such a drift by chance", "probabilité d’une telle dérive par hasard"),
    "drift-statistic": Text("distance between the periods", "distance entre les périodes"),
    "effective-languages": Text("languages that count, by Shannon’s measure", "langues qui pèsent, selon Shannon"),
    "energy-implied": Text("energy implied by the training", "énergie impliquée par l’entraînement"),
    "energy-per-answer": Text("energy of an answer", "énergie d’une réponse"),
    "energy-per-thousand": Text("energy of a thousand decisions", "énergie de mille décisions"),
    "equalised-odds-difference": Text("equalised odds difference", "écart d’égalité des chances"),
    "equalised-odds-difference-by-chance": Text(
        "equalised odds difference by chance alone", "écart d’égalité des chances dû au hasard"
    ),
    "error-at-coverage": Text("errors among the cases kept", "erreurs parmi les cas gardés"),
    "error-reduction": Text("errors avoided by handing cases over", "erreurs évitées en renvoyant des cas"),
    "events-incomplete": Text("incomplete events", "événements incomplets"),
    "events-without": Text("events without the field", "événements sans le champ"),
    "expected-calibration-error": Text("expected calibration error", "erreur de calibration attendue"),
    "faithfulness-gain": Text(
        "gain of explanations over a random order", "gain des explications sur un ordre au hasard"
    ),
    "false-alarms": Text("unmarked texts taken for marked", "textes sans marque pris pour marqués"),
    "false-negative-rate": Text("false negative rate", "taux de faux négatifs"),
    "false-positive-rate": Text("false positive rate", "taux de faux positifs"),
    "feature-proxy-auc": Text("how well a feature tells the group (AUC)", "ce qu’une variable dit du groupe (AUC)"),
    "field-missing": Text("missing point", "point manquant"),
    "fields-missing": Text("missing fields", "champs manquants"),
    "fields-present": Text("fields present", "champs présents"),
    "figure-computed": Text("figures that the rule asks for", "chiffres que la règle demande"),
    "flip-rate": Text("decisions that turn", "décisions qui basculent"),
    "guessing": Text("what guessing would reach", "ce que donnerait le hasard"),
    "harmful-answered": Text("harmful requests answered", "demandes nuisibles satisfaites"),
    "harmless-refused": Text("harmless requests refused", "demandes anodines refusées"),
    "head-matches": Text("head of the log as published", "tête du journal telle que publiée"),
    "hits": Text("passages found", "passages trouvés"),
    "impact-ratio": Text("impact ratio", "rapport d’impact"),
    "insulting-texts": Text("insulting texts", "textes injurieux"),
    "items-annotated-twice": Text("items annotated twice", "éléments annotés deux fois"),
    "krippendorff-alpha": Text(
        "agreement of annotators (Krippendorff’s alpha)", "accord des annotateurs (alpha de Krippendorff)"
    ),
    "language-share": Text("share of a language", "part d’une langue"),
    "licence-identified": Text("sources with a licence that is known", "sources dont la licence est connue"),
    "longest-run": Text("longest passage taken over, in words", "plus long passage repris, en mots"),
    "mark-found": Text("marks found", "marques trouvées"),
    "mean-score": Text("mean score", "score moyen"),
    "mean-z": Text("mean strength of the mark (z)", "force moyenne de la marque (z)"),
    "median-distance": Text(
        "median distance of what turns a decision", "distance médiane de ce qui renverse une décision"
    ),
    "membership-auc": Text("how well members are told apart (AUC)", "ce qui distingue les membres (AUC)"),
    "missing-cells": Text("empty cells", "cellules vides"),
    "observed-frequency": Text("observed frequency", "fréquence observée"),
    "override-rate": Text("decisions overruled", "décisions infirmées"),
    "overrides-without-effect": Text("overrulings without effect", "décisions infirmées sans effet"),
    "parity-difference": Text("difference from the reference language", "écart à la langue de référence"),
    "planted-errors-caught": Text("planted errors caught", "erreurs semées et vues"),
    "positive-predictive-value": Text("positive predictive value", "valeur prédictive positive"),
    "precision": Text("precision", "précision"),
    "predictive-value-difference": Text("predictive value difference", "écart de valeur prédictive"),
    "proxy-auc": Text("how well the features tell the group (AUC)", "ce que les variables disent du groupe (AUC)"),
    "quantile": Text("scores this far from the truth are kept", "écart à la vérité en deçà duquel un cas est gardé"),
    "quotations-not-found": Text("quotations not in the source", "citations absentes de la source"),
    "recourse-rate": Text("adverse decisions that can be turned", "décisions défavorables réversibles"),
    "representation-p-value": Text("probability of such shares by chance", "probabilité de telles parts par hasard"),
    "schema-errors": Text("faults against the schema", "fautes face au schéma"),
    "seconds": Text("seconds for a thousand decisions", "secondes pour mille décisions"),
    "seconds-to-stop": Text("seconds to stop", "secondes jusqu’à l’arrêt"),
    "selection-rate": Text("selection rate", "taux de sélection"),
    "sensitivity": Text("sensitivity", "sensibilité"),
    "sequence-gaps": Text("gaps in the sequence", "lacunes dans la suite"),
    "share-difference": Text(
        "share in the data less share in the population", "part des données moins part de la population"
    ),
    "share-embodied": Text("share of the making of machines", "part de la fabrication des machines"),
    "signature-valid": Text("signature that holds", "signature qui tient"),
    "smallest-group": Text("smallest group of people alike", "plus petit groupe de personnes semblables"),
    "speaker-weighted-premium": Text("tokens paid, weighted by speakers", "jetons payés, pondérés par les locuteurs"),
    "specificity": Text("specificity", "spécificité"),
    "stereotype-preference": Text("stereotypes preferred", "stéréotypes préférés"),
    "stops-failed": Text("stops that failed", "arrêts ratés"),
    "suspect-labels": Text("suspect labels", "étiquettes suspectes"),
    "swap-p-value": Text("probability of such a difference by chance", "probabilité d’un tel écart par hasard"),
    "swap-score-difference": Text("score difference between names", "écart de score entre prénoms"),
    "texts-with-hits": Text("texts with such a passage", "textes avec un tel passage"),
    "texts-with-long-run": Text("texts with a long passage taken over", "textes reprenant un long passage"),
    "token-premium": Text("tokens beside the reference language", "jetons face à la langue de référence"),
    "true-positives-at-1-percent": Text(
        "members found at one false alarm in a hundred", "membres trouvés pour une fausse alerte sur cent"
    ),
    "truthful-choices": Text("true choices", "choix vrais"),
    "turned-by-search": Text("decisions that a search turns", "décisions qu’une recherche renverse"),
    "unique-rows": Text("people alone of their kind", "personnes seules de leur espèce"),
    "unmarked-files": Text("files without a mark", "fichiers sans marque"),
    "unsafe-files": Text("unsafe files", "fichiers dangereux"),
    "untrusted-files": Text("files signed by a stranger", "fichiers signés par un inconnu"),
    "violations": Text("cells against the schema", "cellules contraires au schéma"),
    "water-per-answer": Text("water of an answer", "eau d’une réponse"),
    "watermark-found": Text("texts with the watermark", "textes portant le filigrane"),
    "words-recited": Text("words in a row recited", "mots récités d’affilée"),
    "works-recited": Text("works recited", "œuvres récitées"),
}

UNITS: dict[str, Text] = {
    "J": Text("joules", "joules"),
    "bit/byte": Text("bits per byte", "bits par octet"),
    "columns": Text("columns", "colonnes"),
    "days": Text("days", "jours"),
    "fields": Text("fields", "champs"),
    "files": Text("files", "fichiers"),
    "kWh": Text("kWh", "kWh"),
    "kg CO2e": Text("kg CO2e", "kg éq. CO2"),
    "languages": Text("languages", "langues"),
    "mL": Text("mL", "mL"),
    "mg CO2e": Text("mg CO2e", "mg éq. CO2"),
    "rows": Text("rows", "lignes"),
    "s": Text("s", "s"),
    "score": Text("of the score", "du score"),
    "standard deviations": Text("standard deviations", "écarts types"),
    "words": Text("words", "mots"),
}
"""The units of figures, beside “1” for a share or a ratio."""


def unit_words(unit: str, lang: Lang) -> str:
    """A unit for people; itself when a package gave no words."""
    return UNITS[unit](lang) if unit in UNITS else unit


def metric_words(metric: str, lang: Lang) -> str:
    """A metric for people; the name itself for one of a package that gave no words."""
    return METRICS[metric](lang) if metric in METRICS else metric.replace("-", " ")
