"""What ``concordance log`` says, in English and French."""

from __future__ import annotations

from typing import Any

PROMISE = """Keep signed evidence in an append-only log that others can check.

\b
What it proves, to whoever holds a receipt and a policy of witnesses:
  - these bytes are in the log, at this index, and were there when the witnesses cosigned;
  - the log was not rewritten, reordered, shortened or shown in two versions to those witnesses.
What it does not prove:
  - that a declaration is true, that everything was declared, or what a model does inside;
  - anything against a fork or a truncation, as long as no independent witness or monitor looks;
  - anything about entries made with a stolen key before its rotation: the log shows them, it cannot tell.

Conserver des preuves signées dans un journal à ajout seul, vérifiable par autrui.

\b
Il prouve, à qui détient un reçu et une politique de témoins :
  - que ces octets sont au journal, à cet indice, et y étaient quand les témoins ont cosigné ;
  - que le journal ne fut ni réécrit, ni réordonné, ni raccourci, ni montré en deux versions à ces témoins.
Il ne prouve pas :
  - qu'une déclaration est vraie, que tout fut déclaré, ni ce qu'un modèle fait en lui-même ;
  - quoi que ce soit contre une bifurcation ou une troncature que nul témoin ni surveillant n'observe ;
  - quoi que ce soit des entrées faites avec une clé volée avant son retrait : il les montre, sans juger.
"""

_TEXTS = {
    "init": {
        "en": "log {origin} created, public key {vkey}",
        "fr": "journal {origin} créé, clé publique {vkey}",
    },
    "keygen": {"en": "public key {vkey}", "fr": "clé publique {vkey}"},
    "sign": {
        "en": "entry of {bytes} bytes written to {out}",
        "fr": "entrée de {bytes} octets écrite dans {out}",
    },
    "prove": {
        "en": "receipt for entry {index} of {size} written to {out}",
        "fr": "reçu de l'entrée {index} sur {size} écrit dans {out}",
    },
    "verify": {
        "en": "verified: entry {index} of {size} in {origin}, seen by {witnesses}",
        "fr": "vérifié : entrée {index} sur {size} dans {origin}, vue par {witnesses}",
    },
    "witness": {
        "en": "cosigned {origin} at {size} entries, written to {out}",
        "fr": "{origin} cosigné à {size} entrées, écrit dans {out}",
    },
    "monitor": {
        "en": "{origin}: {new} new entries read, {size} in all, the root is right",
        "fr": "{origin} : {new} nouvelles entrées lues, {size} en tout, la racine est juste",
    },
    "export": {
        "en": "{size} entries published in {out}, {files} files written",
        "fr": "{size} entrées publiées dans {out}, {files} fichiers écrits",
    },
    "fsck": {
        "en": "{size} entries and {tiles} tiles checked",
        "fr": "{size} entrées et {tiles} tuiles vérifiées",
    },
    "row": {"en": "{index}  {entry}", "fr": "{index}  {entry}"},
    "known": {"en": "{index}  {entry}  (there already)", "fr": "{index}  {entry}  (déjà inscrite)"},
}


def render(result: dict[str, Any], lang: str) -> str:
    """The text of a result for people, faults below."""
    shown = {k: ", ".join(v) if k == "witnesses" else v for k, v in result.items()}
    if result["done"] == "append":
        rows = [_TEXTS["row" if row["new"] else "known"][lang].format(**row) for row in result["entries"]]
        return "\n".join([*rows, result["checkpoint"].rstrip("\n")])
    lines = [_TEXTS[result["done"]][lang].format(**shown)]
    lines += [f"  [{fault['code']}] {fault['message']}" for fault in result.get("faults", [])]
    return "\n".join(lines)
