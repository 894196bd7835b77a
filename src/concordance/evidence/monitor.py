"""A monitor: reads every entry of a log, rebuilds the root, and checks each entry and the log's past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.encoding import b64decode, b64encode, canonical_json, parse_decimal
from concordance.evidence.envelope import parse_canonical_json
from concordance.evidence.errors import EvidenceError
from concordance.evidence.merkle import HASH_SIZE, CompactRange, leaf_hash
from concordance.evidence.signers import Signers
from concordance.evidence.tiles import TILE_WIDTH, TileId, TileReader

_FIELDS = {"origin", "size", "peaks"}


@dataclass(frozen=True, slots=True)
class MonitorState:
    """What a monitor keeps between visits: how far it read, and the sub-tree roots up to there."""

    origin: str
    size: int
    peaks: tuple[bytes, ...]

    def encode(self) -> bytes:
        """The state as canonical JSON."""
        peaks = [b64encode(peak) for peak in self.peaks]
        return canonical_json({"origin": self.origin, "peaks": peaks, "size": str(self.size)})

    def tree(self) -> CompactRange:
        """The tree read so far, ready to grow."""
        return CompactRange(self.size, list(self.peaks))


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry of the log that should not be there."""

    index: int
    error: EvidenceError


@dataclass(frozen=True, slots=True)
class Audit:
    """State to keep for the next visit, entries read in this one, what was wrong with them."""

    state: MonitorState
    read: int
    findings: tuple[Finding, ...]


def parse_state(data: bytes, where: str = "state") -> MonitorState:
    """Read a state back.

    Raises:
        EvidenceError: ``state-malformed``, or a code of the encodings.
    """
    value = parse_canonical_json(data, where)
    if not isinstance(value, dict) or set(value) != _FIELDS or not isinstance(value["peaks"], list):
        raise EvidenceError("state-malformed", where=where)
    texts = [value["origin"], value["size"], *value["peaks"]]
    if not all(isinstance(text, str) for text in texts):
        raise EvidenceError("state-malformed", where=where)
    size = parse_decimal(value["size"], f"{where}: size")
    peaks = tuple(b64decode(peak, f"{where}: peaks") for peak in value["peaks"])
    if len(peaks) != size.bit_count() or any(len(peak) != HASH_SIZE for peak in peaks):
        raise EvidenceError("state-malformed", where=where)
    return MonitorState(value["origin"], size, peaks)


def audit(source: TileReader, checkpoint: Checkpoint, state: MonitorState | None, signers: Signers | None) -> Audit:
    """Read what a verified checkpoint adds to the state, and check all of it.

    With ``signers`` each entry must be admissible by the keys of its time, rotations being followed from the
    first entry on; without, only the tree is checked. Findings do not stop the reading; a wrong root does,
    and so does a log that went back.

    Raises:
        EvidenceError: ``wrong-origin``, ``checkpoint-rollback``, ``root-mismatch``, or a code of the reader.
    """
    head = checkpoint.head
    start = MonitorState(head.origin, 0, ()) if state is None else state
    if start.origin != head.origin:
        raise EvidenceError("wrong-origin", where="state", got=start.origin, wanted=head.origin)
    if start.size > head.size:
        raise EvidenceError("checkpoint-rollback", where=head.origin, got=head.size, known=start.size)
    tree, findings = start.tree(), list[Finding]()
    keys = signers
    for index, entry in read_entries(source, start.size, head.size):
        tree.append(leaf_hash(entry))
        if keys is not None:
            keys = _inspect(keys, index, entry, findings)
    if tree.root() != head.root:
        raise EvidenceError("root-mismatch", where=head.origin, size=head.size)
    after = MonitorState(head.origin, tree.size, tuple(tree.peaks))
    return Audit(after, head.size - start.size, tuple(findings))


def _inspect(keys: Signers, index: int, entry: bytes, findings: list[Finding]) -> Signers:
    try:
        return keys.after(keys.admit(entry, f"entry {index}"))
    except EvidenceError as error:
        findings.append(Finding(index, error))
        return keys


def read_entries(source: TileReader, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The entries [start, end) with their indexes, one bundle in memory at a time."""
    for n in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
        first = n * TILE_WIDTH
        entries = source.bundle(TileId(-1, n, min(TILE_WIDTH, end - first)))
        for index, entry in enumerate(entries, first):
            if index >= start:
                yield index, entry
