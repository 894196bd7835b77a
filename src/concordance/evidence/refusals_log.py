"""Refusals of state: logs, exports, witnesses and vaults that cannot do what was asked."""

from __future__ import annotations

from concordance.evidence.refusal import Help, Refusal

_RANGE = Help("Ask for what the log holds.", "Demandez ce que le journal contient.")
_RESTORE = Help(
    "Stop writing, keep the file as it is, run `concordance log fsck`, and compare with the exported tiles.",
    "Cessez d'écrire, gardez le fichier, lancez `concordance log fsck`, comparez aux tuiles exportées.",
)
_PATH = Help("Check the path, or choose another.", "Vérifiez le chemin, ou prenez-en un autre.")
_FIRST = Help("Append an entry first: that signs a checkpoint.", "Ajoutez d'abord une entrée : cela signe un point.")
_EXPORT = Help(
    "Export to an empty directory, and find out which of the two histories is right before publishing.",
    "Exportez vers un répertoire vide, et établissez laquelle des deux histoires est juste avant de publier.",
)
_RESEND = Help(
    "Build the consistency proof from the size the witness states, and send again.",
    "Refaites la preuve de cohérence depuis la taille indiquée par le témoin, et renvoyez.",
)
_VAULT = Help(
    "An erased blob cannot come back; a damaged one may be in a back-up.",
    "Un contenu effacé ne revient pas ; un contenu abîmé peut être dans une sauvegarde.",
)

LOG = {
    "index-out-of-range": Refusal(
        "there is no entry {index} among {size}", "il n'y a pas d'entrée {index} parmi {size}", _RANGE
    ),
    "size-out-of-range": Refusal(
        "{size} is not a size between the bounds of this tree, which has {most} entries",
        "{size} n'est pas une taille possible pour cet arbre, qui a {most} entrées",
        _RANGE,
    ),
    "entry-not-found": Refusal("this entry is not in the log", "cette entrée n'est pas au journal", _RANGE),
    "file-unusable": Refusal("this file cannot be used", "ce fichier est inutilisable", _PATH),
    "file-oversized": Refusal("the file exceeds {most} bytes", "le fichier dépasse {most} octets", _PATH),
    "store-missing": Refusal("there is no log here", "il n'y a pas de journal ici", _PATH),
    "store-exists": Refusal(
        "something is here already; it is never overwritten",
        "il y a déjà quelque chose ici ; rien n'est jamais écrasé",
        _PATH,
    ),
    "store-unusable": Refusal(
        "the database is busy, full or not writable",
        "la base est occupée, pleine ou non inscriptible",
        _PATH,
    ),
    "store-corrupt": Refusal("the log or state file is damaged", "le fichier est abîmé", _RESTORE),
    "store-rewound": Refusal(
        "the stored entries no longer give the root that was signed",
        "les entrées conservées ne donnent plus la racine qui fut signée",
        _RESTORE,
    ),
    "checkpoint-missing": Refusal("no checkpoint was signed yet", "aucun point de contrôle n'est signé", _FIRST),
    "checkpoint-empty": Refusal(
        "a checkpoint of an empty log is not cosigned",
        "un point de contrôle d'un journal vide n'est pas cosigné",
        _FIRST,
    ),
    "checkpoint-foreign": Refusal(
        "this checkpoint is not of the history in this store",
        "ce point de contrôle n'est pas de l'histoire conservée ici",
        _EXPORT,
    ),
    "export-conflict": Refusal(
        "the directory holds another file or history under this name",
        "le répertoire contient un autre fichier ou une autre histoire sous ce nom",
        _EXPORT,
    ),
    "export-rollback": Refusal(
        "the directory publishes {published} entries, the checkpoint has {got}",
        "le répertoire publie {published} entrées, le point de contrôle en a {got}",
        _EXPORT,
    ),
    "witness-old-size": Refusal(
        "the old size {got} exceeds the size {most} of the checkpoint",
        "l'ancienne taille {got} dépasse la taille {most} du point de contrôle",
        _RESEND,
    ),
    "witness-size-conflict": Refusal(
        "the request starts at {got}, the witness is at {size}",
        "la requête part de {got}, le témoin en est à {size}",
        _RESEND,
    ),
    "blob-missing": Refusal("no blob for this commitment", "aucun contenu pour cet engagement", _VAULT),
    "blob-altered": Refusal(
        "blob and salt do not open this commitment", "contenu et sel n'ouvrent pas cet engagement", _VAULT
    ),
}
