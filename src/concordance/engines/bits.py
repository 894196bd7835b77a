"""Millions of profiles at once: every node is two bitmaps, known-true and known-false; connectives are bitwise words.

Input is an Arrow table: a column per fact (bool, dictionary-encoded choice, number, date32), and a bool column
`fact/word` per word of a set fact; null is unknown. Arrow's value and validity bitmaps are used as they are: true is
`value & valid`, false is `valid & ~value`. Not costs nothing: it swaps the two bitmaps.
Profiles are taken in blocks so that the bitmaps stay in cache, and a bitmap is reused once nobody reads it any more.
Needs the extra `bulk` (NumPy, PyArrow).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from concordance.compile.dag import And, Atom, Constant, Dag, Not, Or

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.float64] | npt.NDArray[np.int64]
BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Bitmaps:
    """Results: `true[i]` and `false[i]` are the bitmaps of target i, one bit a profile, least significant bit first."""

    true: npt.NDArray[np.uint8]
    false: npt.NDArray[np.uint8]
    rows: int

    def counts(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """How many profiles make each target true, and false."""
        return _popcount(self.true), _popcount(self.false)

    def booleans(self, target: int) -> npt.NDArray[np.bool_]:
        """Which profiles make one target true, a byte a profile."""
        return np.unpackbits(self.true[target], count=self.rows, bitorder="little").astype(bool)

    def truth(self, target: int, row: int) -> bool | None:
        """The value of one target for one profile."""
        byte, bit = divmod(row, 8)
        if self.true[target, byte] >> bit & 1:
            return True
        return False if self.false[target, byte] >> bit & 1 else None


def _popcount(planes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = np.bitwise_count(planes.view(np.uint64)).sum(axis=1, dtype=np.int64)
    return counts


def evaluate(dag: Dag, targets: Sequence[int], table: pa.Table, block: int = BLOCK) -> Bitmaps:
    """Every target for every row of the table.

    Raises KeyError when a fact that a target needs has no column: give an all-null column for a fact nobody knows.
    """
    plan = _plan(dag, targets)
    rows = table.num_rows
    arrays = _arrays(table)
    width = (rows + 63) // 64 * 8
    true = np.zeros((len(targets), width), dtype=np.uint8)
    false = np.zeros((len(targets), width), dtype=np.uint8)
    for start in range(0, rows, block):
        columns = _Columns(arrays, start, min(block, rows - start))
        for index, pair in plan.run(columns):
            at = slice(start // 8, start // 8 + columns.width)
            true[index, at] = pair[0].view(np.uint8)[: columns.width]
            false[index, at] = pair[1].view(np.uint8)[: columns.width]
    return Bitmaps(true, false, rows)


def _arrays(table: pa.Table) -> dict[str, pa.Array]:
    """Every column as one array that begins at the start of its buffers."""
    table = table.unify_dictionaries().combine_chunks()
    arrays = {
        name: column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return {name: pa.concat_arrays([array]) if array.offset else array for name, array in arrays.items()}


@dataclass(frozen=True, slots=True)
class _Plan:
    """Nodes in order, which of them are read last where, and where the targets are."""

    dag: Dag
    order: tuple[int, ...]
    free_after: dict[int, tuple[int, ...]]
    targets: dict[int, tuple[int, ...]]

    def run(self, columns: _Columns) -> Iterator[tuple[int, tuple[Words, Words]]]:
        """Evaluate one block; yields each target as soon as it is there."""
        planes: dict[int, tuple[Words, Words]] = {}
        pool: list[Words] = []
        for node in self.order:
            planes[node] = self._evaluate(node, planes, columns, pool)
            for index in self.targets.get(node, ()):
                yield index, planes[node]
            for dead in self.free_after.get(node, ()):
                if isinstance(self.dag.nodes[dead], And | Or):
                    pool.extend(planes[dead])
                del planes[dead]

    def _evaluate(
        self, node: int, planes: dict[int, tuple[Words, Words]], columns: _Columns, pool: list[Words]
    ) -> tuple[Words, Words]:
        match self.dag.nodes[node]:
            case Constant(value=value):
                return columns.constant(value)
            case Atom() as atom:
                return columns.atom(atom)
            case Not(of=inner):
                return planes[inner][1], planes[inner][0]
            case And(of=inners):
                true, false = _take(pool, columns), _take(pool, columns)
                return _fold([planes[i] for i in inners], true, false)
            case Or(of=inners):
                true, false = _take(pool, columns), _take(pool, columns)
                swapped = _fold([planes[i][::-1] for i in inners], false, true)
                return swapped[1], swapped[0]


def _take(pool: list[Words], columns: _Columns) -> Words:
    return pool.pop() if pool else np.empty(columns.words, dtype=np.uint64)


def _fold(pairs: list[tuple[Words, Words]], true: Words, false: Words) -> tuple[Words, Words]:
    """Kleene's and: true where all are true, false where one is false."""
    np.bitwise_and(pairs[0][0], pairs[1][0], out=true)
    np.bitwise_or(pairs[0][1], pairs[1][1], out=false)
    for other in pairs[2:]:
        np.bitwise_and(true, other[0], out=true)
        np.bitwise_or(false, other[1], out=false)
    return true, false


def _plan(dag: Dag, targets: Sequence[int]) -> _Plan:
    """Negations share the bitmaps of what they negate, so both live until the last reader of either."""
    order = tuple(dag.reachable(targets))
    base: dict[int, int] = {}
    for node in order:
        content = dag.nodes[node]
        base[node] = base[content.of] if isinstance(content, Not) else node
    last: dict[int, int] = {}
    for node in order:
        for child in dag.children(node):
            last[base[child]] = node
    aliases: dict[int, list[int]] = {}
    for node in order:
        aliases.setdefault(base[node], []).append(node)
    kept = {base[target] for target in targets}
    free_after: dict[int, list[int]] = {}
    for owner, reader in last.items():
        reader = max([reader, *(alias for alias in aliases[owner])])
        if owner not in kept:
            free_after.setdefault(reader, []).extend(aliases[owner])
    places: dict[int, list[int]] = {}
    for index, target in enumerate(targets):
        places.setdefault(target, []).append(index)
    return _Plan(
        dag,
        order,
        {node: tuple(dead) for node, dead in free_after.items()},
        {node: tuple(indices) for node, indices in places.items()},
    )


class _Columns:
    """One block of the columns as bitmaps. Blocks begin at whole words, so that bitmaps are views where they can be."""

    def __init__(self, arrays: dict[str, pa.Array], start: int, rows: int) -> None:
        self.arrays, self.start, self.rows = arrays, start, rows
        self.width = (rows + 7) // 8
        self.words = (self.width + 7) // 8
        self._full = self._pack(np.ones(rows, dtype=bool))
        self._empty = np.zeros(self.words, dtype=np.uint64)
        self._slices: dict[str, tuple[list[Words], Words]] = {}
        self._numbers: dict[str, tuple[Numbers, Words]] = {}

    def _pack(self, values: npt.NDArray[np.bool_]) -> Words:
        return self._padded(np.packbits(values, bitorder="little"))

    def _padded(self, data: npt.NDArray[np.uint8]) -> Words:
        if len(data) == self.words * 8:
            return data.view(np.uint64)
        padded = np.zeros(self.words * 8, dtype=np.uint8)
        padded[: self.width] = data[: self.width]
        return padded.view(np.uint64)

    def constant(self, value: bool) -> tuple[Words, Words]:
        """All profiles true, or all false."""
        return (self._full, self._empty) if value else (self._empty, self._full)

    def atom(self, atom: Atom) -> tuple[Words, Words]:
        """The bitmaps of a test of one fact."""
        if atom.test == "has":
            return self._bool(f"{atom.fact}/{atom.value}")
        if atom.test == "is":
            return self._bool(atom.fact) if atom.value is True else self._word(atom.fact, str(atom.value))
        assert isinstance(atom.value, int | float)
        values, valid = self._number(atom.fact)
        holds = values >= atom.value if atom.test == "ge" else values > atom.value
        return _split(self._pack(holds), valid)

    def _array(self, name: str) -> pa.Array:
        if name not in self.arrays:
            raise KeyError(f"the table has no column `{name}`")
        return self.arrays[name]

    def _bool(self, name: str) -> tuple[Words, Words]:
        valid, values = self._array(name).buffers()[:2]
        return _split(self._bitmap(values), self._bitmap(valid))

    def _bitmap(self, buffer: pa.Buffer | None) -> Words:
        """A bitmap of Arrow for this block; an absent one says that all are valid."""
        if buffer is None:
            return self._full
        start = self.start // 8
        if self.rows % 64 == 0:
            return np.frombuffer(buffer, dtype=np.uint64, count=self.words, offset=start)
        data = np.frombuffer(buffer, dtype=np.uint8)[start : start + self.width]
        return self._padded(data) & self._full

    def _number(self, name: str) -> tuple[Numbers, Words]:
        if name not in self._numbers:
            array = self._array(name)
            day = pa.types.is_date32(array.type)
            dtype = np.int32 if day else array.type.to_pandas_dtype()
            values = np.frombuffer(array.buffers()[1], dtype=dtype)[self.start : self.start + self.rows]
            self._numbers[name] = (values + _EPOCH if day else values, self._bitmap(array.buffers()[0]))
        return self._numbers[name]

    def _word(self, name: str, word: str) -> tuple[Words, Words]:
        """One word of a choice, from the bit slices of its codes."""
        array = self._array(name)
        words = array.dictionary.to_pylist()
        slices, valid = self._sliced(name, array, len(words))
        if word not in words:
            return self._empty, valid
        code = words.index(word)
        true = valid.copy()
        for bit, plane in enumerate(slices):
            np.bitwise_and(true, plane if code >> bit & 1 else ~plane, out=true)
        return true, valid ^ true

    def _sliced(self, name: str, array: pa.DictionaryArray, count: int) -> tuple[list[Words], Words]:
        if name not in self._slices:
            codes = array.indices
            dtype = codes.type.to_pandas_dtype()
            data = np.frombuffer(codes.buffers()[1], dtype=dtype)[self.start : self.start + self.rows]
            planes = [self._pack((data >> bit & 1).astype(bool)) for bit in range(max(1, (count - 1).bit_length()))]
            self._slices[name] = (planes, self._bitmap(codes.buffers()[0]))
        return self._slices[name]


def _split(values: Words, valid: Words) -> tuple[Words, Words]:
    """Known-true and known-false."""
    true = values & valid
    return true, valid ^ true


_EPOCH = 719_163
"""The ordinal of 1970-01-01, where Arrow's days begin."""
