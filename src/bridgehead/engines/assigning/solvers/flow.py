"""An assignment that keeps the rules, or the group that shows that there is none: a maximum flow and its cut.

From the source through an application (as many as it wants), at most one to each organisation, on to a reviewer and to
the sink: on one arc what a reviewer is to take at least, on the other what may come beside. All that comes beside
passes one gate, which lets through only as much as is left when everybody has the fewest. So a flow of all reviews
gives everybody at least the fewest.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from bridgehead.engines.assigning.assignment import Kind, Reason
from bridgehead.engines.assigning.objective import Marks, Numbers
from bridgehead.engines.assigning.solvers.case import Case


@dataclass(frozen=True)
class Cut:
    """Prices by which an assignment would be worth less than nothing, and the group that they speak of."""

    prices: Numbers
    reason: Reason


def flowed(case: Case) -> Marks | Cut:
    """Some assignment with the loads of this case, (applications, reviewers), or why there is none.

    No application may want more reviewers of different organisations than it is permitted.
    """
    if int(case.fewest.sum()) > case.total:
        return _cut(case, np.zeros(len(case.wants), dtype=bool), np.zeros(len(case.fewest), dtype=bool), gate=True)
    network = _Network(case)
    flow = maximum_flow(network.capacity, 0, network.sink)
    if flow.flow_value == case.total:
        return network.pairs(flow.flow)
    residual = (network.capacity - flow.flow).tocsr()
    residual.data = np.maximum(residual.data, 0)
    residual.eliminate_zeros()
    reached = np.zeros(network.nodes, dtype=bool)
    reached[breadth_first_order(residual, 0, return_predecessors=False)] = True
    first = network.first
    return _cut(case, reached[1:first], reached[first : network.gate], gate=bool(reached[network.gate]))


class _Network:
    def __init__(self, case: Case) -> None:
        many, others = case.may.shape
        self.case, self.first, self.gate, self.sink = case, many + 1, many + 1 + others, many + 2 + others
        arcs: list[tuple[Numbers, Numbers, Numbers]] = []
        own, reviewer = np.nonzero(case.may)
        apart = case.organisation[reviewer]
        counts = np.zeros((many, len(np.bincount(case.organisation, minlength=1))), dtype=np.int64)
        np.add.at(counts, (own, apart), 1)
        shared_of, shared_organisation = np.nonzero(counts > 1)
        numbers = np.zeros(counts.shape, dtype=np.int64)
        numbers[shared_of, shared_organisation] = self.sink + 1 + np.arange(len(shared_of))
        through = numbers[own, apart]
        one = np.ones(len(own), dtype=np.int64)
        arcs.append((np.zeros(many, dtype=np.int64), 1 + np.arange(many), case.wants))
        arcs.append((np.where(through > 0, through, own + 1), self.first + reviewer, one))
        arcs.append((1 + shared_of, numbers[shared_of, shared_organisation], np.ones(len(shared_of), dtype=np.int64)))
        seats = self.first + np.arange(others)
        arcs.append((seats, np.full(others, self.sink), case.fewest))
        arcs.append((seats, np.full(others, self.gate), np.minimum(case.most, case.total) - case.fewest))
        left = np.array([case.total - int(case.fewest.sum())])
        arcs.append((np.array([self.gate]), np.array([self.sink]), left))
        self.nodes = self.sink + 1 + len(shared_of)
        self.application = np.concatenate([np.arange(-1, many), np.full(others + 2, -1), shared_of])
        tails, heads, sizes = (np.concatenate(part) for part in zip(*arcs, strict=True))
        size = (self.nodes, self.nodes)
        self.capacity = csr_array((np.maximum(sizes, 0).astype(np.int32), (tails, heads)), shape=size)

    def pairs(self, flow: csr_array) -> Marks:
        """The pairs that a flow of this network uses."""
        used = flow.tocoo()
        right = (used.data > 0) & (used.col >= self.first) & (used.col < self.gate)
        right &= self.application[used.row] >= 0
        pairs = np.zeros(self.case.may.shape, dtype=bool)
        pairs[self.application[used.row[right]], used.col[right] - self.first] = True
        return pairs


def _cut(case: Case, applications: Marks, reviewers: Marks, *, gate: bool) -> Cut:
    """Prices and a group from what the source still reaches.

    If it reaches the gate, those reviewers whom it does not reach are to take more than they can get; if not, those
    whom it reaches would have to take more than they may.
    """
    group = ~reviewers if gate else reviewers
    sign = -1 if gate else 1
    others = np.where(case.may & ~group, 0, -1)
    theirs = np.where(case.may & group, 0, -1)
    elsewhere = _organisations(others, case)
    here = _organisations(theirs, case)
    needed = np.maximum(case.wants - elsewhere, 0)
    given = np.minimum(case.wants, here)
    touched = np.flatnonzero(given if gate else needed)
    bound, wanted = (
        (int(given.sum()), int(case.fewest[group].sum()))
        if gate
        else (
            int(case.most[group].sum()),
            int(needed.sum()),
        )
    )
    kind = Kind.IDLE if gate else Kind.CROWDED
    members = tuple(np.flatnonzero(group).tolist())
    return Cut(sign * group.astype(np.int64), Reason(kind, tuple(touched.tolist()), members, wanted, bound))


def _organisations(scores: Numbers, case: Case) -> Numbers:
    """For each application of how many organisations it is permitted somebody whose score is 0."""
    marks = np.zeros((len(case.wants), len(np.bincount(case.organisation, minlength=1))), dtype=bool)
    own, reviewer = np.nonzero(scores == 0)
    marks[own, case.organisation[reviewer]] = True
    return np.asarray(marks.sum(axis=1), dtype=np.int64)
