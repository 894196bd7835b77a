"""Who may put what into a log: the signers file, and the admission of entries by it.

One line per key: ``signer <vkey> <predicate>[,<predicate>...]`` or ``*`` for all predicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concordance.evidence.envelope import Envelope, pae, parse_entry
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, PublicKey, parse_vkey
from concordance.evidence.statement import PREDICATES, Statement

MAX_SIGNERS_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and the predicates it may sign."""

    key: PublicKey
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signers:
    """The keys allowed to make entries, by label (``name+id``)."""

    by_label: Mapping[str, Signer]

    def admit(self, entry: bytes, where: str = "entry") -> Statement:
        """Check form, signatures and authority of an entry.

        Every signature must verify with a known key that may sign this predicate; an agreement needs the
        signature of each party (by key name), a key rotation those of the retired and of the next key.

        Raises:
            EvidenceError: ``signer-unknown``, ``signer-not-allowed``, ``entry-signature-bad``,
                ``party-signature-missing``, ``rotation-refused``, or a code of ``parse_entry``.
        """
        envelope = parse_entry(entry, where)
        statement = envelope.statement
        keys = [self._signer(label, statement, where) for label in labels(envelope)]
        message = pae(envelope.payload)
        for key, signature in zip(keys, envelope.signatures, strict=True):
            if not key.verify(signature.data, message):
                raise EvidenceError("entry-signature-bad", where=where, name=key.label)
        if statement.kind == "agreement":
            _check_parties(statement, keys, where)
        if statement.kind == "key-rotation":
            self._check_rotation(statement, keys, where)
        return statement

    def _signer(self, label: str, statement: Statement, where: str) -> PublicKey:
        if statement.kind == "key-rotation" and label not in self.by_label:
            successor = parse_vkey(str(statement.predicate["next"]), where)
            if successor.label == label:
                return successor
        signer = self.by_label.get(label)
        if signer is None:
            raise EvidenceError("signer-unknown", where=where, name=label)
        if statement.kind != "key-rotation" and statement.kind not in signer.kinds:
            raise EvidenceError("signer-not-allowed", where=where, name=label, kind=statement.kind)
        return signer.key

    def _check_rotation(self, statement: Statement, keys: list[PublicKey], where: str) -> None:
        """The retired key is known, the next one is new, and exactly these two signed."""
        retired = statement.predicate["retired"]
        successor = parse_vkey(str(statement.predicate["next"]), where).label
        signed = {key.label for key in keys} == {retired, successor}
        if not signed or retired not in self.by_label or successor in self.by_label:
            raise EvidenceError("rotation-refused", where=where)

    def after(self, statement: Statement) -> Signers:
        """The signers once an admitted statement is in the log.

        A rotation hands the rights of the retired key to the next one.
        """
        if statement.kind != "key-rotation":
            return self
        retired = self.by_label[str(statement.predicate["retired"])]
        successor = parse_vkey(str(statement.predicate["next"]))
        kept = {label: signer for label, signer in self.by_label.items() if signer is not retired}
        return Signers({**kept, successor.label: Signer(successor, retired.kinds)})


def labels(envelope: Envelope) -> list[str]:
    """The labels of the keys that signed."""
    return [signature.keyid for signature in envelope.signatures]


def _check_parties(statement: Statement, keys: list[PublicKey], where: str) -> None:
    parties = statement.predicate["parties"]
    missing = set(parties if isinstance(parties, list) else ()) - {key.name for key in keys}
    if missing:
        raise EvidenceError("party-signature-missing", where=where, names=", ".join(sorted(missing)))


def parse_signers(data: bytes, where: str = "signers") -> Signers:
    """Read a signers file; ``#`` starts a comment line.

    Raises:
        EvidenceError: ``signers-malformed``, ``wrong-key-type``, or a code of ``parse_vkey``; the place is
            the line.
    """
    if len(data) > MAX_SIGNERS_FILE:
        raise EvidenceError("signers-malformed", where=where)
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise EvidenceError("signers-malformed", where=where) from error
    found: dict[str, Signer] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            signer = _read_signer(line.split(), f"{where}:{number}")
            if signer.key.label in found:
                raise EvidenceError("signers-malformed", where=f"{where}:{number}")
            found[signer.key.label] = signer
    return Signers(found)


def _read_signer(words: list[str], at: str) -> Signer:
    if len(words) != 3 or words[0] != "signer":
        raise EvidenceError("signers-malformed", where=at)
    key = parse_vkey(words[1], at)
    if key.type is not KeyType.STATEMENT:
        raise EvidenceError("wrong-key-type", where=at)
    kinds = frozenset(PREDICATES) if words[2] == "*" else frozenset(words[2].split(","))
    if not kinds <= set(PREDICATES):
        raise EvidenceError("predicate-unknown", where=at, known=", ".join(PREDICATES))
    return Signer(key, kinds)
