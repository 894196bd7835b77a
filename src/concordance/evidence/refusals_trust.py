"""Refusals of trust: well-formed things that are not signed, not proven or not consistent."""

from __future__ import annotations

from concordance.evidence.refusal import Help, Refusal

_POLICY = Help(
    "Check that this is the log you mean and that your policy lists its current key.",
    "Vérifiez que c'est bien le journal voulu et que votre politique porte sa clé actuelle.",
)
_REJECT = Help(
    "Do not rely on it: it was altered or forged. Ask its source for the original.",
    "Ne vous y fiez pas : c'est altéré ou forgé. Demandez l'original à sa source.",
)
_ALARM = Help(
    "Keep both checkpoints and publish them: a log that shows two histories breaks its promise.",
    "Gardez les deux points de contrôle et publiez-les : un journal à deux histoires rompt sa promesse.",
)
_CLOCK = Help(
    "Check the clocks on both sides, then ask for a new cosignature.",
    "Vérifiez les horloges des deux côtés, puis demandez une nouvelle cosignature.",
)
_SIGNERS = Help(
    "Have the entry signed by a key that the signers file allows for it, or correct that file.",
    "Faites signer l'entrée par une clé que le fichier des signataires autorise, ou corrigez ce fichier.",
)
_TYPE = Help(
    "Use a key made for this purpose (`concordance log keygen --type …`).",
    "Utilisez une clé faite pour cet usage (`concordance log keygen --type …`).",
)

TRUST = {
    "wrong-origin": Refusal(
        "the checkpoint is of log {got}, not of {wanted}",
        "le point de contrôle est du journal {got}, non de {wanted}",
        _POLICY,
    ),
    "unknown-log": Refusal("the log {got} is not known here", "le journal {got} n'est pas connu ici", _POLICY),
    "log-signature-missing": Refusal(
        "the log {name} did not sign this checkpoint with the known key",
        "le journal {name} n'a pas signé ce point de contrôle avec la clé connue",
        _POLICY,
    ),
    "log-signature-bad": Refusal(
        "the signature of the log {name} is false", "la signature du journal {name} est fausse", _REJECT
    ),
    "cosignature-bad": Refusal("the cosignature of {name} is false", "la cosignature de {name} est fausse", _REJECT),
    "cosignature-future": Refusal(
        "this cosignature is dated {seconds} s ahead of the clock",
        "cette cosignature est datée de {seconds} s en avance sur l'horloge",
        _CLOCK,
    ),
    "clock-out-of-range": Refusal(
        "the time is not positive, or lies before the last cosignature",
        "l'heure n'est pas positive, ou précède la dernière cosignature",
        _CLOCK,
    ),
    "checkpoint-stale": Refusal(
        "no quorum cosigned this checkpoint in the last {seconds} s",
        "aucun quorum n'a cosigné ce point de contrôle dans les {seconds} dernières secondes",
        Help("Fetch a newer receipt.", "Demandez un reçu plus récent."),
    ),
    "quorum-not-met": Refusal(
        "{present} witnesses of the policy cosigned, which does not make the quorum {quorum}",
        "{present} témoins de la politique ont cosigné, ce qui n'atteint pas le quorum {quorum}",
        Help("Have more witnesses of the policy cosign.", "Faites cosigner d'autres témoins de la politique."),
    ),
    "inclusion-bad": Refusal(
        "the proof does not show this entry at index {index} of {size}",
        "la preuve ne montre pas cette entrée à l'indice {index} de {size}",
        _REJECT,
    ),
    "entry-mismatch": Refusal(
        "the receipt carries another entry than the one given",
        "le reçu porte une autre entrée que celle donnée",
        _REJECT,
    ),
    "consistency-bad": Refusal(
        "nothing proves that the tree of {new} entries extends the one of {old}",
        "rien ne prouve que l'arbre de {new} entrées prolonge celui de {old}",
        _ALARM,
    ),
    "log-forked": Refusal(
        "the log signed two different trees of {size} entries",
        "le journal a signé deux arbres différents de {size} entrées",
        _ALARM,
    ),
    "checkpoint-rollback": Refusal(
        "the log shows {got} entries after having shown {known}",
        "le journal montre {got} entrées après en avoir montré {known}",
        _ALARM,
    ),
    "root-mismatch": Refusal(
        "the {size} entries do not give the signed root",
        "les {size} entrées ne donnent pas la racine signée",
        _ALARM,
    ),
    "tile-mismatch": Refusal(
        "hash {place} of this tile is not that of what it covers",
        "l'empreinte {place} de cette tuile n'est pas celle de ce qu'elle couvre",
        _REJECT,
    ),
    "signer-unknown": Refusal("no known signer {name}", "signataire inconnu {name}", _SIGNERS),
    "signer-not-allowed": Refusal(
        "{name} may not sign entries of type {kind}",
        "{name} ne peut pas signer d'entrée de type {kind}",
        _SIGNERS,
    ),
    "entry-signature-bad": Refusal(
        "the signature of {name} on the entry is false",
        "la signature de {name} sur l'entrée est fausse",
        _REJECT,
    ),
    "party-signature-missing": Refusal(
        "these parties to the agreement did not sign: {names}",
        "ces parties à l'accord n'ont pas signé : {names}",
        _SIGNERS,
    ),
    "rotation-refused": Refusal(
        "a rotation is signed by the known retired key and by the new next key, and by no other",
        "un renouvellement est signé par la clé connue qu'il retire et par la nouvelle, et par nulle autre",
        _SIGNERS,
    ),
    "wrong-key": Refusal("the key is not {wanted}", "la clé n'est pas {wanted}", _TYPE),
    "wrong-key-type": Refusal("this type of key does not serve here", "ce type de clé ne sert pas ici", _TYPE),
    "ml-dsa-missing": Refusal(
        "the installed cryptography library has no ML-DSA-44",
        "la bibliothèque cryptography installée n'a pas ML-DSA-44",
        Help(
            "Use an Ed25519 witness key, or a newer library.",
            "Prenez une clé Ed25519, ou une version plus récente.",
        ),
    ),
    "name-too-long": Refusal(
        "an ML-DSA-44 cosignature allows names of 255 bytes at most",
        "une cosignature ML-DSA-44 admet des noms de 255 octets au plus",
        _TYPE,
    ),
}
