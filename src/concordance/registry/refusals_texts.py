"""The catalogue: code → what is wrong, and the way out. First registers and records, then cases of every kind."""

from __future__ import annotations

from concordance.base.text import Text
from concordance.registry.refusals_cases import CASES
from concordance.registry.refusals_documents import DOCUMENTS

RECORDS: dict[str, tuple[Text, Text]] = {
    "registry-absent": (
        Text("there is no registry at {where}", "il n’y a pas de registre à {where}"),
        Text("make one with `concordance registry init`", "en créer un avec `concordance registry init`"),
    ),
    "registry-version": (
        Text(
            "the registry is at version {found}, this program wants {wanted}",
            "le registre est à la version {found}, ce programme attend {wanted}",
        ),
        Text(
            "run `concordance registry init` on it: it upgrades", "lancer `concordance registry init` : il met à jour"
        ),
    ),
    "registry-unusable": (
        Text("the database cannot be used: {why}", "la base de données est inutilisable : {why}"),
        Text("check the address, the server and the rights", "vérifier l’adresse, le serveur et les droits"),
    ),
    "value-unusable": (
        Text("the database cannot hold a value: {why}", "la base de données ne peut garder une valeur : {why}"),
        Text("shorten it, and leave out control characters", "la raccourcir, et ôter les caractères de contrôle"),
    ),
    "registry-extra": (
        Text("this database needs the library `{library}`", "cette base exige la bibliothèque `{library}`"),
        Text("pip install 'concordance-ai[registry,postgres]'", "pip install 'concordance-ai[registry,postgres]'"),
    ),
    "in-use": (
        Text("`{id}` cannot be removed: {by} holds something about it", "`{id}` ne peut être retiré : {by} en parle"),
        Text("say that it is out of service instead", "dire plutôt qu’il n’est plus en service"),
    ),
    "bad-token": (
        Text(
            "`{value}` cannot be an identifier",
            "`{value}` ne peut pas être un identifiant",
        ),
        Text(
            "use letters, digits and . _ : / # - only, at most 200, beginning with a letter or digit",
            "n’employer que lettres, chiffres et . _ : / # -, 200 au plus, en commençant par une lettre ou un chiffre",
        ),
    ),
    "bad-moment": (
        Text("`{value}` is no moment with a time zone", "`{value}` n’est pas un instant avec fuseau horaire"),
        Text("write for instance 2028-02-18T16:40:00+01:00", "écrire par exemple 2028-02-18T16:40:00+01:00"),
    ),
    "taken": (
        Text("{what} `{id}` exists already", "{what} `{id}` existe déjà"),
        Text(
            "choose another identifier, or change the one there is",
            "choisir un autre identifiant, ou modifier l’existant",
        ),
    ),
    "not-held": (
        Text("the registry holds no {what} `{id}`", "le registre ne contient pas de {what} `{id}`"),
        Text(
            "check the identifier with `concordance registry list`",
            "vérifier l’identifiant : `concordance registry list`",
        ),
    ),
    "history-altered": (
        Text("event {seq} is not what was recorded", "l’événement {seq} n’est pas celui qui fut consigné"),
        Text(
            "compare with the transparency log and with back-ups", "comparer au journal de transparence et aux copies"
        ),
    ),
    "history-gap": (
        Text("events are missing before {seq}", "des événements manquent avant {seq}"),
        Text(
            "compare with the transparency log and with back-ups", "comparer au journal de transparence et aux copies"
        ),
    ),
    "unknown-register": (
        Text("no register is called `{value}`", "aucun registre ne s’appelle `{value}`"),
        Text("one of: {known}", "l’un de : {known}"),
    ),
    "register-shape": (
        Text(
            "this is no file of the register `{register}`: {why}",
            "ce n’est pas un fichier du registre `{register}` : {why}",
        ),
        Text("give the file as the register publishes it", "donner le fichier tel que le registre le publie"),
    ),
    "file-unusable": (
        Text("the file cannot be used: {why}", "le fichier est inutilisable : {why}"),
        Text("check the path and the encoding (UTF-8)", "vérifier le chemin et l’encodage (UTF-8)"),
    ),
    "file-outside": (
        Text("`{value}` lies outside the folder of the report", "`{value}` est hors du dossier du signalement"),
        Text("put the file beside the report, and name it from there", "placer le fichier à côté du signalement"),
    ),
    "row-shape": (
        Text("row {row} is no record: {why}", "la ligne {row} n’est pas un enregistrement : {why}"),
        Text("give every record the fields of the register", "donner à chaque enregistrement les champs du registre"),
    ),
    "row-key": (
        Text(
            "row {row} has no `{field}` of 1 to 500 characters, by which records are known",
            "la ligne {row} n’a pas de `{field}` de 1 à 500 caractères, par lequel les fiches sont connues",
        ),
        Text("give every record its own `{field}`", "donner à chaque enregistrement son `{field}`"),
    ),
    "row-twice": (
        Text(
            "row {row} has the same `{field}` as row {first}: {value}",
            "la ligne {row} a le même `{field}` que la ligne {first} : {value}",
        ),
        Text("keep one of the two", "garder l’une des deux"),
    ),
    "row-value": (
        Text(
            "row {row}: `{field}` wants {wanted}, not {value}", "ligne {row} : `{field}` attend {wanted}, non {value}"
        ),
        Text("correct the value, or leave the field empty", "corriger la valeur, ou laisser le champ vide"),
    ),
    "nothing-imported": (
        Text(
            "nothing was imported: {bad} of {rows} rows are bad",
            "rien n’a été importé : {bad} lignes sur {rows} sont fautives",
        ),
        Text(
            "correct them, or import the others without --all-or-nothing",
            "les corriger, ou importer les autres sans --all-or-nothing",
        ),
    ),
    "not-replayable": (
        Text(
            "the assessment used corpus {recorded}; the corpus given is {given}",
            "l’évaluation a employé le corpus {recorded} ; le corpus donné est {given}",
        ),
        Text(
            "give the recorded corpus with --corpus, or ask with --any-corpus what differs",
            "donner le corpus consigné avec --corpus, ou demander par --any-corpus ce qui diffère",
        ),
    ),
    "log-refused": (
        Text(
            "the transparency log refused the events: {why}",
            "le journal de transparence a refusé les événements : {why}",
        ),
        Text("check the key and the signers of the log", "vérifier la clé et les signataires du journal"),
    ),
    "period-backwards": (
        Text("the period ends before it begins", "la période finit avant de commencer"),
        Text("exchange `from` and `until`", "échanger `from` et `until`"),
    ),
    "unit-unknown": (
        Text("`{value}` is no unit of this quantity", "`{value}` n’est pas une unité de cette grandeur"),
        Text("one of: {known}", "l’une de : {known}"),
    ),
    "figure-negative": (
        Text("a quantity cannot be below zero", "une grandeur ne peut être négative"),
        Text("declare what was avoided elsewhere, not as a negative figure", "déclarer ailleurs ce qui fut évité"),
    ),
    "figure-outside": (
        Text(
            "{value} lies outside its own interval {low} to {high}", "{value} est hors de son intervalle {low} à {high}"
        ),
        Text("correct the figure or its bounds", "corriger le chiffre ou ses bornes"),
    ),
    "coverage-missing": (
        Text("an interval without its coverage says little", "un intervalle sans son taux de couverture dit peu"),
        Text("add for instance `coverage: 0.95`", "ajouter par exemple `coverage: 0.95`"),
    ),
    "coverage-range": (
        Text("a coverage lies between 0 and 1", "un taux de couverture est entre 0 et 1"),
        Text("write 0.95 for 95 %", "écrire 0.95 pour 95 %"),
    ),
}
CATALOGUE = {**RECORDS, **CASES, **DOCUMENTS}
