"""Trust policies (C2SP tlog-policy): which logs, which witnesses, and which sets of them are enough.

Groups let a quorum say "three of five regions and one civil-society witness", so that no single bloc can
vouch for a log alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from concordance.evidence.checkpoint import Checkpoint, check_log_signature, witness_time
from concordance.evidence.encoding import parse_decimal
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, PublicKey, parse_vkey

MAX_POLICY = 1 << 20
NONE = "none"
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_LOG_TYPES = (KeyType.LOG,)
_WITNESS_TYPES = (KeyType.WITNESS, KeyType.WITNESS_ML_DSA_44)


@dataclass(frozen=True, slots=True)
class Group:
    """``threshold`` of ``members`` (names of witnesses or earlier groups)."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vouchers:
    """Who vouched for a checkpoint: the log, and the time of each policy witness that cosigned it."""

    log: PublicKey
    witnesses: dict[str, int]


@dataclass(slots=True)
class Policy:
    """A parsed policy. ``logs`` by origin, ``witnesses`` and ``groups`` by the names of the file.

    ``addresses`` holds where witnesses answer, for those whose line says so.
    """

    logs: dict[str, list[PublicKey]] = field(default_factory=dict)
    witnesses: dict[str, PublicKey] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""

    def satisfied(self, cosigners: Collection[str], name: str | None = None) -> bool:
        """Whether these witnesses make the quorum (or the named group)."""
        wanted = self.quorum if name is None else name
        if wanted == NONE:
            return True
        group = self.groups.get(wanted)
        if group is None:
            return wanted in cosigners
        return sum(self.satisfied(cosigners, member) for member in group.members) >= group.threshold

    def check(self, checkpoint: Checkpoint, where: str = "checkpoint") -> Vouchers:
        """Verify a checkpoint against the policy.

        Raises:
            EvidenceError: ``unknown-log``, ``quorum-not-met``, ``cosignature-bad``, or a code of
                ``check_log_signature``.
        """
        log = self._check_log(checkpoint, where)
        times = {name: witness_time(checkpoint, key, where) for name, key in self.witnesses.items()}
        present = {name: time for name, time in times.items() if time is not None}
        if not self.satisfied(present):
            raise EvidenceError("quorum-not-met", where=where, quorum=self.quorum, present=len(present))
        return Vouchers(log, present)

    def _check_log(self, checkpoint: Checkpoint, where: str) -> PublicKey:
        keys = self.logs.get(checkpoint.head.origin, [])
        if not keys:
            raise EvidenceError("unknown-log", where=where, got=checkpoint.head.origin)
        signed = [s for s in checkpoint.note.signatures for k in keys if (s.name, s.key_id) == (k.name, k.id)]
        known = [k for k in keys if any((s.name, s.key_id) == (k.name, k.id) for s in signed)] or keys[:1]
        for key in known:  # a known key that signed badly condemns the note, whatever the others say
            check_log_signature(checkpoint, key, where)
        return known[0]


def parse_policy(data: bytes, where: str = "policy") -> Policy:
    """Read a policy file.

    Raises:
        EvidenceError: ``policy-malformed``, ``policy-name``, ``policy-duplicate-key``, ``wrong-key-type``, or
            a code of ``parse_vkey``; the place is the line.
    """
    if len(data) > MAX_POLICY or _CONTROL.search(data):
        raise EvidenceError("policy-malformed", where=where)
    policy, seen, used = Policy(), set[bytes](), set[str]()
    for number, raw in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = raw.replace("\t", " ").strip(" ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            _read_line(policy, words, seen, used, f"{where}:{number}")
    if not policy.quorum:
        raise EvidenceError("policy-malformed", where=f"{where}: quorum")
    return policy


def _read_line(policy: Policy, words: list[str], seen: set[bytes], used: set[str], at: str) -> None:
    keyword, arguments = words[0], words[1:]
    if keyword == "group":
        _read_group(policy, arguments, used, at)
        return
    reader = _READERS.get(keyword)
    if reader is None:
        raise EvidenceError("policy-malformed", where=at)
    reader(policy, arguments, seen, at)


def _read_log(policy: Policy, words: list[str], seen: set[bytes], at: str) -> None:
    if len(words) not in (1, 2):
        raise EvidenceError("policy-malformed", where=at)
    key = _new_key(words[0], seen, _LOG_TYPES, at)
    policy.logs.setdefault(key.name, []).append(key)


def _read_witness(policy: Policy, words: list[str], seen: set[bytes], at: str) -> None:
    if len(words) not in (2, 3):
        raise EvidenceError("policy-malformed", where=at)
    _check_new_name(policy, words[0], at)
    policy.witnesses[words[0]] = _new_key(words[1], seen, _WITNESS_TYPES, at)
    if len(words) == 3:
        policy.addresses[words[0]] = words[2]


def _read_quorum(policy: Policy, words: list[str], seen: set[bytes], at: str) -> None:
    if len(words) != 1 or policy.quorum:
        raise EvidenceError("policy-malformed", where=at)
    if words[0] != NONE and words[0] not in policy.witnesses and words[0] not in policy.groups:
        raise EvidenceError("policy-name", where=at, name=words[0])
    policy.quorum = words[0]


def _read_group(policy: Policy, words: list[str], used: set[str], at: str) -> None:
    if len(words) < 3:
        raise EvidenceError("policy-malformed", where=at)
    name, count, *members = words
    _check_new_name(policy, name, at)
    for member in members:  # each name counts once, so that a witness weighs in at one place only
        if member in used or (member not in policy.witnesses and member not in policy.groups):
            raise EvidenceError("policy-name", where=at, name=member)
        used.add(member)
    fixed = {"any": 1, "all": len(members)}
    threshold = fixed[count] if count in fixed else parse_decimal(count, at)
    if not 1 <= threshold <= len(members):
        raise EvidenceError("policy-malformed", where=at)
    policy.groups[name] = Group(threshold, tuple(members))


_READERS: dict[str, Callable[[Policy, list[str], set[bytes], str], None]] = {
    "log": _read_log,
    "witness": _read_witness,
    "quorum": _read_quorum,
}


def _new_key(text: str, seen: set[bytes], types: tuple[KeyType, ...], at: str) -> PublicKey:
    key = parse_vkey(text, at)
    if key.type not in types:
        raise EvidenceError("wrong-key-type", where=at)
    if key.data in seen:
        raise EvidenceError("policy-duplicate-key", where=at, name=key.name)
    seen.add(key.data)
    return key


def _check_new_name(policy: Policy, name: str, at: str) -> None:
    if name == NONE or name in policy.witnesses or name in policy.groups:
        raise EvidenceError("policy-name", where=at, name=name)
