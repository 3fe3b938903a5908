"""Is a set of clauses contradictory, as a DRUP proof says? Every lemma must follow by unit propagation alone.

A proof is a stream of numbers as in the text format of drat-trim: the literals of a lemma, then 0; the same after
`DELETE` takes a clause away. Deletions only save time: one that names no clause is passed over, and what was already
derived stays, which is sound.
"""

import warnings
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

DELETE = 2_000_000_000
HASH = 0x9E3779B97F4A7C15

Kernel = TypeVar("Kernel", bound=Callable[..., object])
Numbers = NDArray[np.int64]


def _compiled(kernel: Kernel) -> Kernel:
    try:
        return cast(Kernel, numba.njit(cache=True)(kernel))
    except RuntimeError:  # neither this folder nor the user's cache can be written
        return cast(Kernel, numba.njit(kernel))


def is_refuted(clauses: Iterable[Sequence[int]], variables: int, proof: Numbers) -> bool:
    """Whether the proof's lemmas follow one from the other and end in a contradiction."""
    given = np.fromiter(chain.from_iterable((*clause, 0) for clause in clauses), np.int64)
    if not _is_stream(proof, variables):
        return False
    return bool(_holds(given, proof, variables))


def _is_stream(proof: Numbers, variables: int) -> bool:
    """Whether every number is in its place; the compiled code below trusts that."""
    deletes = proof == DELETE
    named = proof[~deletes]
    if len(named) and not (-variables <= int(named.min()) and int(named.max()) <= variables):
        return False
    before = np.concatenate([np.zeros(1, np.int64), proof[:-1]])
    return bool((before[deletes] == 0).all()) and (not len(proof) or int(proof[-1]) == 0)


def numbers_of(proof: bytes) -> Numbers:
    """A proof in drat-trim's text format as a stream of numbers; raises ValueError for anything else."""
    if proof.translate(None, b"0123456789-d \n"):
        raise ValueError("a proof holds numbers, d, spaces and line ends only")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return np.fromstring(proof.replace(b"d", b"%d" % DELETE), dtype=np.int64, sep=" ")
        except DeprecationWarning as wrong:  # numpy's word for what it cannot read
            raise ValueError("a proof holds whole numbers") from wrong


@_compiled
def _holds(given: Numbers, proof: Numbers, variables: int) -> bool:
    """Take in the clauses, then each lemma after its check; true as soon as they contradict each other."""
    clauses = int((given == 0).sum() + (proof == 0).sum())
    store = _store(clauses, len(given) + len(proof), variables)
    literals = np.empty(len(given) + len(proof), np.int64)
    place = 0
    while place < len(given):
        size, place = _next(given, place, literals)
        if not _add(store, literals, size):
            return True
    place = 0
    while place < len(proof):
        deleted = proof[place] == DELETE
        size, place = _next(proof, place + deleted, literals)
        if deleted:
            _delete(store, literals, size)
        elif not _follows(store, literals, size):
            return False
        elif not _add(store, literals, size):
            return True
    return False


@_compiled
def _next(stream: Numbers, place: int, literals: Numbers) -> tuple[int, int]:
    """The clause that begins at `place`, literals as 2·variable (+ 1 when negated), and where the next one begins."""
    size = 0
    while stream[place] != 0:
        number = stream[place]
        literals[size] = 2 * abs(number) + (number < 0)
        size += 1
        place += 1
    return size, place + 1


@_compiled
def _store(clauses: int, literals: int, variables: int) -> Any:
    """Clauses end to end, two watched literals each (the first two), lists of watchers, a trail, and a hash table."""
    buckets = 1
    while buckets < 2 * clauses:
        buckets *= 2
    return (
        np.empty(literals, np.int32),  # 0 what each clause says
        np.zeros(clauses + 1, np.int64),  # 1 where each clause begins; the last entry in use is the end
        np.zeros(2 * variables + 2, np.int8),  # 2 1 for a literal that holds, -1 for one that does not
        np.empty(variables + 1, np.int32),  # 3 literals that hold, in order
        np.zeros(4, np.int64),  # 4 clauses, literals on the trail, of these propagated, of these for good
        np.full(2 * variables + 2, -1, np.int32),  # 5 first watcher of each literal: 2·clause + which
        np.full(2 * clauses + 2, -1, np.int32),  # 6 next watcher
        np.zeros(clauses + 1, np.bool_),  # 7 whether the clause is deleted
        np.full(buckets, -1, np.int32),  # 8 first clause of each bucket
        np.full(clauses + 1, -1, np.int32),  # 9 next clause in the bucket
        np.zeros(2 * variables + 2, np.bool_),  # 10 marks, all clear between calls
    )


@_compiled
def _assign(store: Any, literal: int) -> None:
    values, trail, counts = store[2], store[3], store[4]
    values[literal] = 1
    values[literal ^ 1] = -1
    trail[counts[1]] = literal
    counts[1] += 1


@_compiled
def _undo(store: Any, length: int) -> None:
    values, trail, counts = store[2], store[3], store[4]
    while counts[1] > length:
        counts[1] -= 1
        literal = trail[counts[1]]
        values[literal] = 0
        values[literal ^ 1] = 0
    counts[2] = length


@_compiled
def _propagated(store: Any) -> bool:  # noqa: C901 - the inner loop; with a call for each watcher it takes five times as long
    """Draw every conclusion; false at a contradiction."""
    said, begin, values, trail, counts, first, following, gone = store[:8]
    while counts[2] < counts[1]:
        false = trail[counts[2]] ^ 1
        counts[2] += 1
        watcher = first[false]
        first[false] = -1
        while watcher >= 0:
            clause, onward = watcher >> 1, following[watcher]
            if gone[clause]:
                watcher = onward
                continue
            mine, other = begin[clause] + (watcher & 1), said[begin[clause] + 1 - (watcher & 1)]
            moved = False
            if values[other] != 1:
                for place in range(begin[clause] + 2, begin[clause + 1]):
                    literal = said[place]
                    if values[literal] >= 0:
                        said[mine], said[place] = literal, false
                        following[watcher] = first[literal]
                        first[literal] = watcher
                        moved = True
                        break
            if not moved:
                following[watcher] = first[false]
                first[false] = watcher
                if values[other] == -1:
                    _kept(first, following, false, onward)
                    return False
                if values[other] == 0:
                    _assign(store, other)
            watcher = onward
    return True


@_compiled
def _kept(first: Any, following: Any, literal: int, watcher: int) -> None:
    """Put the watchers that were not looked at back on the literal's list."""
    while watcher >= 0:
        onward = following[watcher]
        following[watcher] = first[literal]
        first[literal] = watcher
        watcher = onward


@_compiled
def _follows(store: Any, literals: Numbers, size: int) -> bool:
    """Whether denying every literal leads to a contradiction by propagation; the trail is left as it was."""
    values, counts = store[2], store[4]
    length = counts[1]
    contradicted = False
    for index in range(size):
        literal = literals[index]
        if values[literal] == 1:
            contradicted = True
            break
        if values[literal] == 0:
            _assign(store, literal ^ 1)
    if not contradicted:
        contradicted = not _propagated(store)
    _undo(store, length)
    return contradicted


@_compiled
def _add(store: Any, literals: Numbers, size: int) -> bool:
    """Take a clause in (each literal once, those that do not fail first); false if all is contradictory now."""
    said, begin, values, counts, marks = store[0], store[1], store[2], store[4], store[10]
    clause, place, open_literals = counts[0], begin[counts[0]], 0
    for index in range(size):
        literal = literals[index]
        if marks[literal]:
            continue
        marks[literal] = True
        said[place] = literal
        if values[literal] >= 0:
            swap = begin[clause] + open_literals
            said[place], said[swap] = said[swap], said[place]
            open_literals += 1
        place += 1
    begin[clause + 1] = place
    counts[0] += 1
    for index in range(begin[clause], place):
        marks[said[index]] = False
    _enter(store, clause)
    if place - begin[clause] > 1:
        _watch(store, clause)
    if open_literals == 0:
        return False
    if open_literals == 1 and values[said[begin[clause]]] == 0:
        _assign(store, said[begin[clause]])
        return _propagated(store)
    return True


@_compiled
def _watch(store: Any, clause: int) -> None:
    said, begin, first, following = store[0], store[1], store[5], store[6]
    for which in range(2):
        literal = said[begin[clause] + which]
        following[2 * clause + which] = first[literal]
        first[literal] = 2 * clause + which


@_compiled
def _bucket(store: Any, literals: Any, start: int, end: int) -> int:
    """Where a clause lies in the hash table, whatever the order of its literals."""
    total = np.uint64(0)
    for index in range(start, end):
        mixed = np.uint64(literals[index]) * np.uint64(HASH)
        total += mixed ^ (mixed >> np.uint64(29))
    return int((total ^ (total >> np.uint64(32))) & np.uint64(len(store[8]) - 1))


@_compiled
def _enter(store: Any, clause: int) -> None:
    said, begin, bucket, following = store[0], store[1], store[8], store[9]
    index = _bucket(store, said, begin[clause], begin[clause + 1])
    following[clause] = bucket[index]
    bucket[index] = clause


@_compiled
def _delete(store: Any, literals: Numbers, size: int) -> None:
    """Take away one clause of exactly these literals, if there is one."""
    said, begin, gone, bucket, following, marks = store[0], store[1], store[7], store[8], store[9], store[10]
    for index in range(size):
        marks[literals[index]] = True
    where = _bucket(store, literals, 0, size)
    before, clause = -1, bucket[where]
    while clause >= 0:
        same = begin[clause + 1] - begin[clause] == size
        for index in range(begin[clause], begin[clause + 1]):
            same = same and marks[said[index]]
        if same:
            gone[clause] = size > 1
            if before < 0:
                bucket[where] = following[clause]
            else:
                following[before] = following[clause]
            break
        before, clause = clause, following[clause]
    for index in range(size):
        marks[literals[index]] = False
