"""Merkle tree hashing and proof verification (RFC 6962 section 2.1; RFC 9162 section 2.1.3-2.1.4).

Sub-tree proofs follow section 4 of draft-ietf-plants-merkle-tree-certs, of which the proofs of RFC 6962
are the case ``start == 0``. Verifiers answer yes or no: the caller names the refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
MAX_SIZE = 1 << 63
"""Tree sizes stay below 2**63 so that every reader with 64-bit integers agrees."""
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry as a leaf: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an interior node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def split_point(size: int) -> int:
    """The largest power of two smaller than ``size`` (``size`` >= 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def valid_subtree(start: int, end: int) -> bool:
    """Whether [start, end) is a sub-tree: ``start`` is a multiple of the power of two covering its length."""
    if not 0 <= start <= end < MAX_SIZE:
        return False
    return start == end or start % (1 << (end - start - 1).bit_length()) == 0


@dataclass(slots=True)
class CompactRange:
    """The roots of the complete sub-trees of [0, size), left to right.

    They are enough to grow a tree and to know its root.
    """

    size: int
    peaks: list[bytes]

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        node, carry = leaf, self.size
        while carry & 1:
            node = node_hash(self.peaks.pop(), node)
            carry >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The RFC 6962 root of the tree so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Root of the tree over these leaf hashes."""
    tree = CompactRange(0, [])
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` is at ``index`` of the tree of ``size`` leaves with ``root``."""
    return verify_subtree_inclusion(index, 0, size, leaf, proof, root)


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree (size2, root2) only appends to the tree (size1, root1).

    A proof from the empty tree says nothing about a log, so ``size1 == 0`` is refused.
    """
    if size1 <= 0:
        return False
    return verify_subtree_consistency(0, size1, size2, root1, root2, proof)


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether ``leaf`` is at ``index`` of the log, inside the sub-tree [start, end) with ``root``."""
    if not (valid_subtree(start, end) and start <= index < end and _all_hashes([leaf, *proof])):
        return False
    path, last, node = index - start, end - start - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if path & 1 or path == last:
            node = node_hash(sibling, node)
            while not path & 1 and path:
                path, last = path >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        path, last = path >> 1, last >> 1
    return last == 0 and node == root


def verify_subtree_consistency(
    start: int, end: int, size: int, subroot: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the sub-tree [start, end) with ``subroot`` is part of the tree (``size``, ``root``).

    An empty sub-tree is part of every tree: its root must be the empty root and its proof empty.
    """
    if not (valid_subtree(start, end) and end <= size < MAX_SIZE and _all_hashes(proof)):
        return False
    if start == end:
        return not proof and subroot == EMPTY_ROOT
    first, last, tree = _climb(start, end - 1, size - 1)
    if first != last and not proof:
        return False
    seed, rest = (subroot, proof) if first == last else (proof[0], proof[1:])
    return _fold(first, last, tree, seed, rest) == (subroot, root)


def _climb(first: int, last: int, tree: int) -> tuple[int, int, int]:
    """Skip the levels where no proof hash is needed: whole right edges of the sub-tree."""
    flush = last == tree
    while first != last and (flush or last & 1):
        first, last, tree = first >> 1, last >> 1, tree >> 1
    return first, last, tree


def _fold(first: int, last: int, tree: int, seed: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Rebuild (sub-tree root, tree root) from the seed, or None when the proof has a wrong length."""
    inner = outer = seed
    for sibling in proof:
        if tree == 0:
            return None
        if last & 1 or last == tree:
            if first < last:
                inner = node_hash(sibling, inner)
            outer = node_hash(sibling, outer)
            while not last & 1 and last:
                first, last, tree = first >> 1, last >> 1, tree >> 1
        else:
            outer = node_hash(outer, sibling)
        first, last, tree = first >> 1, last >> 1, tree >> 1
    return (inner, outer) if tree == 0 else None


def _all_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
