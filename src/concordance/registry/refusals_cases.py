"""The catalogue, second part: questionnaires, incidents, inspections."""

from __future__ import annotations

from concordance.base.text import Text

CASES: dict[str, tuple[Text, Text]] = {
    "survey-shape": (
        Text("this is no questionnaire that can be read: {why}", "ce n’est pas un questionnaire lisible : {why}"),
        Text("give the file as it is published (SurveyJS JSON)", "donner le fichier tel que publié (JSON SurveyJS)"),
    ),
    "answer-unknown": (
        Text("the questionnaire does not ask `{name}`", "le questionnaire ne demande pas `{name}`"),
        Text("{near}", "vérifier le nom de la question ; {near}"),
    ),
    "answer-misfit": (
        Text("`{value}` is no answer to `{name}`", "`{value}` n’est pas une réponse à `{name}`"),
        Text(
            "give one of its choices; a list where several may be ticked",
            "donner l’un de ses choix ; une liste si plusieurs",
        ),
    ),
    "event-unknown": (
        Text("no clock counts from `{value}`", "aucun délai ne court de `{value}`"),
        Text("{near}", "vérifier le nom de l’événement ; {near}"),
    ),
    "judgement-unknown": (
        Text("`{value}` is no legal standard", "`{value}` n’est pas un standard juridique"),
        Text("{near}", "vérifier le nom ; {near}"),
    ),
    "judgement-unsigned": (
        Text(
            "`{value}` is a legal standard: a named person answers it",
            "`{value}` est un standard juridique : une personne nommée y répond",
        ),
        Text(
            "move it to `judgements:` with `answer:`, `by:` and `reason:`",
            "l’écrire sous `judgements:` avec `answer:`, `by:` et `reason:`",
        ),
    ),
    "record-unknown": (
        Text("a report has no entry `{value}`", "un signalement n’a pas d’entrée `{value}`"),
        Text("{near}", "vérifier le nom ; {near}"),
    ),
    "link-unknown": (
        Text("the corpus knows no `{value}`", "le corpus ne connaît pas `{value}`"),
        Text("{near}", "vérifier le nom ; {near}"),
    ),
    "identity-exposed": (
        Text("`{field}` could say who the whistle-blower is", "`{field}` pourrait révéler qui est le lanceur d’alerte"),
        Text(
            "leave it out; give the identity with --identity, which seals it",
            "l’omettre ; donner l’identité par --identity, qui la scelle",
        ),
    ),
    "exchange-shape": (
        Text("this is no incident in that format: {why}", "ce n’est pas un incident dans ce format : {why}"),
        Text(
            "give the file as `concordance incident export` writes it",
            "donner le fichier tel que `concordance incident export` l’écrit",
        ),
    ),
    "identity-size": (
        Text("the identity is empty or longer than 64 kB", "l’identité est vide ou dépasse 64 ko"),
        Text(
            "give a short text: who, and how to reach them",
            "donner un texte court : qui, et comment joindre la personne",
        ),
    ),
    "identity-unreadable": (
        Text("the vault does not open: {why}", "le coffre ne s’ouvre pas : {why}"),
        Text("check the folder and the commitment", "vérifier le dossier et l’engagement"),
    ),
    "concern-kind": (
        Text("`{value}` is no kind of concern", "`{value}` n’est pas une nature de préoccupation"),
        Text("one of: {known}", "l’une de : {known}"),
    ),
    "concern-empty": (
        Text("there is no text", "il n’y a pas de texte"),
        Text("write what happened, or what you fear", "écrire ce qui s’est passé, ou ce que l’on craint"),
    ),
    "text-long": (
        Text("the text has {count} characters, more than {most}", "le texte a {count} caractères, plus que {most}"),
        Text("shorten it, or send it in several messages", "le raccourcir, ou l’envoyer en plusieurs messages"),
    ),
    "code-unknown": (
        Text("no concern is kept under this code", "aucune préoccupation n’est conservée sous ce code"),
        Text(
            "type the code as it was shown; nobody can send it again",
            "saisir le code tel qu’il fut montré ; nul ne peut le renvoyer",
        ),
    ),
    "no-identity": (
        Text("no identity was given with this concern", "aucune identité ne fut donnée avec cette préoccupation"),
        Text(
            "write it in a message, if the authority is to know it",
            "l’écrire dans un message, si l’autorité doit la connaître",
        ),
    ),
    "concern-order": (
        Text("`{given}` does not come after `{now}`", "`{given}` ne vient pas après `{now}`"),
        Text("choose a later state", "choisir un état ultérieur"),
    ),
    "no-figure": (
        Text("the declaration holds no figure", "la déclaration ne contient aucun chiffre"),
        Text(
            "give at least one: energy, CO2e, water or hours of accelerators",
            "en donner au moins un : énergie, CO2e, eau ou heures d’accélérateur",
        ),
    ),
    "incident-closed": (
        Text("the incident `{id}` is closed", "l’incident `{id}` est clos"),
        Text("report what is new as an incident of its own", "signaler ce qui est nouveau comme un autre incident"),
    ),
    "incident-empty": (
        Text("the content of `{id}` was erased", "le contenu de `{id}` fut effacé"),
        Text("nothing is left to export", "il ne reste rien à exporter"),
    ),
    "incident-unsettled": (
        Text("{count} steps are still open, first: {first}", "{count} étapes restent ouvertes, d’abord : {first}"),
        Text("settle them, or say that they are refused", "les régler, ou dire qu’elles sont refusées"),
    ),
    "step-state": (
        Text("`{state}` does not follow `{now}`", "`{state}` ne suit pas `{now}`"),
        Text("one of: {known}", "l’une de : {known}"),
    ),
    "step-empty": (
        Text("a step says what is to be done", "une étape dit ce qui est à faire"),
        Text("write it", "l’écrire"),
    ),
    "step-kind": (
        Text("`{value}` is no kind of step that can be added", "`{value}` n’est pas une nature d’étape à ajouter"),
        Text("one of: {known}", "l’une de : {known}"),
    ),
    "basis-missing": (
        Text(
            "an inspection rests on a legal basis or on an agreement",
            "une inspection repose sur une base légale ou un accord",
        ),
        Text(
            "give `basis:` (a norm) or `agreement:` (a digest), not both",
            "donner `basis:` (une norme) ou `agreement:` (une empreinte)",
        ),
    ),
    "basis-unknown": (
        Text("the corpus holds no norm `{value}`", "le corpus ne contient pas de norme `{value}`"),
        Text("{near}", "vérifier l’identifiant ; {near}"),
    ),
    "basis-private": (
        Text(
            "`{value}` binds no authority: it gives no power to inspect",
            "`{value}` ne vise aucune autorité : aucun pouvoir d’inspecter",
        ),
        Text("name a norm addressed to an authority", "nommer une norme adressée à une autorité"),
    ),
    "move-unknown": (
        Text("an inspection has no step `{value}`", "une inspection n’a pas d’étape `{value}`"),
        Text("one of: {known}", "l’une de : {known}"),
    ),
    "move-now": (
        Text(
            "`{move}` cannot be done while the case is in `{state}`",
            "`{move}` est impossible tant que le dossier est à `{state}`",
        ),
        Text("possible now: {possible}", "possible à présent : {possible}"),
    ),
    "nothing-established": (
        Text(
            "no breach is established on which to hear anybody", "aucun manquement établi sur lequel entendre quiconque"
        ),
        Text("close the case, or find again", "clore le dossier, ou constater à nouveau"),
    ),
    "evidence-empty": (
        Text("nothing was handed in: no text and no file", "rien n’a été remis : ni texte, ni fichier"),
        Text("write an answer, or add a file", "écrire une réponse ou joindre un fichier"),
    ),
    "not-heard": (
        Text("the organisation may still reply until {until}", "l’organisation peut encore répondre jusqu’au {until}"),
        Text("wait for the reply or for the day to pass", "attendre la réponse ou la fin du délai"),
    ),
    "second-person": (
        Text(
            "`{person}` proposed the decision and cannot confirm it",
            "`{person}` a proposé la décision et ne peut la confirmer",
        ),
        Text("a second person confirms or sends it back", "une seconde personne la confirme ou la renvoie"),
    ),
    "findings-open": (
        Text(
            "breaches are established: the case cannot be closed without a decision",
            "des manquements sont établis : pas de clôture sans décision",
        ),
        Text("hear the organisation and decide", "entendre l’organisation et décider"),
    ),
    "amount-without-fine": (
        Text("the effect `{effect}` has no amount", "l’effet `{effect}` n’a pas de montant"),
        Text("leave the amount out, or make the effect a fine", "omettre le montant, ou choisir l’amende"),
    ),
    "amount-negative": (
        Text("a fine is not below zero", "une amende n’est pas inférieure à zéro"),
        Text("give the amount that the court left", "donner le montant retenu par la juridiction"),
    ),
    "fine-without-assessment": (
        Text(
            "a fine needs a kept assessment, from which its ceiling follows",
            "une amende exige une évaluation conservée, dont suit son plafond",
        ),
        Text("open the case with `assessment:`", "ouvrir le dossier avec `assessment:`"),
    ),
    "fine-incomplete": (
        Text("the fine lacks: {fields}", "il manque à l’amende : {fields}"),
        Text("give sanction, amount and currency", "donner la sanction, le montant et la monnaie"),
    ),
    "sanction-unknown": (
        Text("the assessment knows no sanction `{value}`", "l’évaluation ne connaît pas de sanction `{value}`"),
        Text("one of: {known}", "l’une de : {known}"),
    ),
    "sanction-unrelated": (
        Text(
            "`{value}` does not sanction what was found: {norms}",
            "`{value}` ne sanctionne pas ce qui a été constaté : {norms}",
        ),
        Text(
            "choose a sanction of a norm found breached, or find again",
            "choisir la sanction d’une norme enfreinte, ou constater à nouveau",
        ),
    ),
    "sanction-not-yet": (
        Text("`{value}` can be imposed only from {start}", "`{value}` ne peut être infligée qu’à partir du {start}"),
        Text(
            "choose a sanction in force on the day of the decision",
            "choisir une sanction en vigueur au jour de la décision",
        ),
    ),
    "ceiling-unknown": (
        Text("the ceiling of `{value}` is not known: {facts}", "le plafond de `{value}` est inconnu : {facts}"),
        Text("assess again with these facts", "évaluer à nouveau avec ces faits"),
    ),
    "currency-other": (
        Text("the ceiling is in {wanted}, the fine in {given}", "le plafond est en {wanted}, l’amende en {given}"),
        Text("state the fine in {wanted}", "exprimer l’amende en {wanted}"),
    ),
    "above-ceiling": (
        Text(
            "{amount} is not between 0 and the ceiling of {ceiling} ({citation})",
            "{amount} n’est pas entre 0 et le plafond de {ceiling} ({citation})",
        ),
        Text("stay within the ceiling", "rester sous le plafond"),
    ),
    "factor-missing": (
        Text(
            "the decision does not weigh `{value}` ({citation}): {says}",
            "la décision ne pèse pas `{value}` ({citation})",
        ),
        Text(
            "add it under `factors:`, neutral with a reason if it changes nothing",
            "l’ajouter sous `factors:`, neutre avec un motif s’il ne change rien",
        ),
    ),
}
