"""The catalogue, third part: documents that are handed in."""

from __future__ import annotations

from concordance.base.text import Text

DOCUMENTS: dict[str, tuple[Text, Text]] = {
    "document-name": (
        Text("`{value}` is no name for a document", "`{value}` n’est pas un nom de document"),
        Text(
            "give a plain name without folders, such as report.pdf, of at most 120 characters",
            "donner un nom simple sans dossiers, tel que rapport.pdf, de 120 caractères au plus",
        ),
    ),
    "document-size": (
        Text(
            "the document has {size} bytes; one to {most} are taken",
            "le document a {size} octets ; de un à {most} sont acceptés",
        ),
        Text("split it, or make its pictures smaller", "le diviser, ou réduire ses images"),
    ),
    "document-type": (
        Text("documents of this type are not taken", "les documents de ce type ne sont pas acceptés"),
        Text("hand it in as one of: {known}", "le remettre sous l’une de ces formes : {known}"),
    ),
    "document-broken": (
        Text(
            "the content is not what the name says: {why}",
            "le contenu n’est pas ce que le nom annonce : {why}",
        ),
        Text(
            "check that it opens, and save it again under the right ending",
            "vérifier qu’il s’ouvre, et l’enregistrer sous la bonne terminaison",
        ),
    ),
    "document-unsafe": (
        Text("the document holds {what}", "le document contient {what}"),
        Text(
            "take it out; save a PDF as PDF/A, and a ZIP without a password",
            "le retirer ; enregistrer un PDF en PDF/A, et un ZIP sans mot de passe",
        ),
    ),
    "document-bomb": (
        Text("unpacked, the document is larger than {most}", "décompressé, le document dépasse {most}"),
        Text("hand it in in several parts", "le remettre en plusieurs parties"),
    ),
    "document-kind": (
        Text("no document is of the kind `{value}`", "aucun document n’est du genre `{value}`"),
        Text("one of: {known}", "l’un de : {known}"),
    ),
    "document-ground": (
        Text("`{value}` is no ground for erasing", "`{value}` n’est pas un motif d’effacement"),
        Text("one of: {known}", "l’un de : {known}"),
    ),
    "document-quota": (
        Text(
            "the system has {most} documents or {bytes} bytes already, the most that is kept",
            "le système a déjà {most} documents ou {bytes} octets, le maximum conservé",
        ),
        Text("erase what is no longer needed", "effacer ce qui ne sert plus"),
    ),
    "document-erased": (
        Text("the document `{id}` was erased", "le document `{id}` a été effacé"),
        Text("ask whoever handed it in", "le demander à qui l’a remis"),
    ),
    "document-lost": (
        Text(
            "the bytes of the document are not there as they were: {why}",
            "les octets du document ne sont plus tels qu’ils étaient : {why}",
        ),
        Text(
            "check the folder of documents, and restore it from a back-up",
            "vérifier le dossier des documents, et le restaurer d’une copie",
        ),
    ),
}
