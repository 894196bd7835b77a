"""Refusals of form: bytes, texts and files that are not what their format says."""

from __future__ import annotations

from concordance.evidence.refusal import Help, Refusal

_FORMAT = Help(
    "Compare with the format in spec/evidence-log.md, and fetch the file again from its source.",
    "Comparez avec le format décrit dans spec/evidence-log.md, et reprenez le fichier à sa source.",
)
_ENTRY = Help(
    "Make the entry with `concordance log sign`, which writes the one accepted form.",
    "Produisez l'entrée avec `concordance log sign`, qui écrit la seule forme acceptée.",
)
_OUTSIDE = Help(
    "Keep long or personal content in a blob outside the log, and enter its digest or its salted commitment.",
    "Gardez tout contenu long ou personnel hors du journal ; inscrivez-y son empreinte ou son engagement.",
)
_KEY = Help(
    "Copy the key again, whole and on one line, from the party that publishes it.",
    "Recopiez la clé, entière et sur une seule ligne, auprès de la partie qui la publie.",
)
_TILE = Help(
    "Fetch the tile again; if it stays so, the copy is damaged or incomplete: export it anew.",
    "Reprenez la tuile ; si rien ne change, la copie est abîmée ou incomplète : refaites l'export.",
)

FORM = {
    "base64-not-canonical": Refusal("this is not canonical base64", "ce n'est pas du base64 canonique", _FORMAT),
    "number-not-canonical": Refusal(
        "a number from 0 to 2^63 - 1 without sign or leading zero was expected",
        "il fallait un nombre de 0 à 2^63 - 1, sans signe ni zéro de tête",
        _FORMAT,
    ),
    "json-malformed": Refusal("this is not JSON in UTF-8", "ce n'est pas du JSON en UTF-8", _FORMAT),
    "json-not-canonical": Refusal(
        "this JSON is not in its canonical form (RFC 8785)",
        "ce JSON n'est pas sous sa forme canonique (RFC 8785)",
        _ENTRY,
    ),
    "note-malformed": Refusal(
        "this is not a signed note: text, empty line, signature lines, nothing after",
        "ce n'est pas une note signée : texte, ligne vide, lignes de signature, rien après",
        _FORMAT,
    ),
    "note-signature-malformed": Refusal(
        "a signature line is malformed", "une ligne de signature est mal formée", _FORMAT
    ),
    "note-duplicate-signature": Refusal(
        "the note holds two signatures of one key", "la note porte deux signatures d'une même clé", _FORMAT
    ),
    "note-oversized": Refusal("the note exceeds the limit of {most}", "la note dépasse la limite de {most}", _FORMAT),
    "checkpoint-malformed": Refusal(
        "a checkpoint holds an origin, a size and a 32-byte root, one per line",
        "un point de contrôle porte une origine, une taille et une racine de 32 octets, une par ligne",
        _FORMAT,
    ),
    "receipt-malformed": Refusal(
        "this is not a c2sp.org/tlog-proof@v1 receipt", "ce n'est pas un reçu c2sp.org/tlog-proof@v1", _FORMAT
    ),
    "receipt-oversized": Refusal("the receipt exceeds {most} bytes", "le reçu dépasse {most} octets", _FORMAT),
    "request-malformed": Refusal(
        "this is not an add-checkpoint request", "ce n'est pas une requête add-checkpoint", _FORMAT
    ),
    "state-malformed": Refusal("this is not the state of a monitor", "ce n'est pas l'état d'un surveillant", _FORMAT),
    "tile-path": Refusal("this is not the path of a tile", "ce n'est pas le chemin d'une tuile", _FORMAT),
    "tile-length": Refusal(
        "the tile has {got} bytes where {wanted} were expected",
        "la tuile a {got} octets au lieu de {wanted}",
        _TILE,
    ),
    "tile-missing": Refusal("this tile is missing", "cette tuile manque", _TILE),
    "bundle-malformed": Refusal(
        "lengths, count or end of this entry bundle do not agree",
        "longueurs, nombre ou fin de ce lot d'entrées ne concordent pas",
        _TILE,
    ),
    "entry-empty": Refusal("the entry is empty", "l'entrée est vide", _ENTRY),
    "entry-missing": Refusal(
        "neither the receipt nor the caller gave the entry",
        "ni le reçu ni l'appelant n'ont fourni l'entrée",
        Help("Give the entry with --entry.", "Donnez l'entrée avec --entry."),
    ),
    "entry-oversized": Refusal(
        "the entry has {got} bytes, the limit is {most}",
        "l'entrée a {got} octets, la limite est {most}",
        _OUTSIDE,
    ),
    "entry-malformed": Refusal(
        "this is not a DSSE envelope with an in-toto payload and signatures sorted by key",
        "ce n'est pas une enveloppe DSSE à contenu in-toto et signatures triées par clé",
        _ENTRY,
    ),
    "statement-malformed": Refusal(
        "this is not an in-toto Statement v1 with one digest per subject",
        "ce n'est pas un énoncé in-toto v1 avec une empreinte par sujet",
        _ENTRY,
    ),
    "predicate-unknown": Refusal("unknown predicate; known: {known}", "prédicat inconnu ; connus : {known}", _ENTRY),
    "predicate-field": Refusal(
        "these fields are missing, unknown or not of their type: {fields}",
        "ces champs manquent, sont inconnus ou n'ont pas leur type : {fields}",
        _OUTSIDE,
    ),
    "key-malformed": Refusal("this is not a key in its text form", "ce n'est pas une clé sous forme texte", _KEY),
    "key-name": Refusal(
        "a key name is not empty and holds no space, control character or plus",
        "un nom de clé n'est pas vide et ne contient ni espace, ni caractère de contrôle, ni plus",
        _KEY,
    ),
    "key-id": Refusal(
        "the id in the key of {name} does not match the key",
        "l'identifiant dans la clé de {name} ne correspond pas à la clé",
        _KEY,
    ),
    "policy-malformed": Refusal(
        "this is not a line of a tlog-policy, or the policy lacks its one quorum line",
        "ce n'est pas une ligne de tlog-policy, ou la politique n'a pas son unique ligne quorum",
        _FORMAT,
    ),
    "policy-name": Refusal(
        "the name {name} is not defined above, is taken, or is used twice",
        "le nom {name} n'est pas défini plus haut, est pris, ou sert deux fois",
        _FORMAT,
    ),
    "policy-duplicate-key": Refusal("the key of {name} is listed already", "la clé de {name} figure déjà", _FORMAT),
    "signers-malformed": Refusal(
        "expected `signer <vkey> <predicates>`, each key once",
        "attendu `signer <vkey> <prédicats>`, chaque clé une fois",
        _FORMAT,
    ),
    "commitment-malformed": Refusal(
        "a commitment is 64 hexadecimal digits", "un engagement est fait de 64 chiffres hexadécimaux", _FORMAT
    ),
    "salt-size": Refusal(
        "the salt has {got} bytes instead of {wanted}", "le sel a {got} octets au lieu de {wanted}", _FORMAT
    ),
}
