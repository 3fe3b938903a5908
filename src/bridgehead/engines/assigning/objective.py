"""What "better" means, in order: even loads, then (if `fair`) the weakest review, then the sum of what pairs are worth.

Even: the loads of level reviewers lie within `spread` of each other, or within the least width that can be.

Fair: the floor f is as high as can be, such that every review has f or more expertise, or as much as its application
can ask for where that is less. What an application can ask for is its weakest reviewer when it alone may choose: of its
permitted reviewers the best ones of different organisations, as many as it wants. So one application that nobody knows
anything of does not lower the floor of all others. Fixed and earlier pairs are not held to it.
"""

import numpy as np
import numpy.typing as npt

from bridgehead.engines.assigning.problem import Problem

Numbers = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


def worth(problem: Problem) -> Numbers:
    """What each pair is worth: (applications, reviewers), whole numbers."""
    shape = (len(problem.applications), len(problem.reviewers))
    values = np.array(problem.expertise, dtype=np.int64).reshape(shape)
    for application, reviewer in problem.earlier:
        values[application, reviewer] += problem.keep
    return values


def organisations_of(problem: Problem) -> Numbers:
    """For each reviewer the number of its organisation, from 0 up; who has none is an organisation of its own."""
    numbers: dict[object, int] = {}
    keys = (
        ("own", at) if each.organisation is None else each.organisation for at, each in enumerate(problem.reviewers)
    )
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def permitted(problem: Problem) -> Marks:
    """Which pairs may be beside the fixed ones: no conflict, not fixed, no fixed colleague of the same organisation."""
    may = np.ones((len(problem.applications), len(problem.reviewers)), dtype=bool)
    for application, reviewer in problem.conflicts:
        may[application, reviewer] = False
    organisation = organisations_of(problem)
    for application, reviewer in problem.fixed:
        may[application, organisation == organisation[reviewer]] = False
    return may


def wanted(problem: Problem) -> Numbers:
    """How many reviews each application wants beside the fixed ones."""
    wants = np.array([application.reviews for application in problem.applications], dtype=np.int64)
    for application, _ in problem.fixed:
        wants[application] -= 1
    return wants


def asked_for(problem: Problem, may: Marks) -> Numbers:
    """For each application the most that its weakest review can have if it alone may choose; 0 where it has too few."""
    organisation, wants = organisations_of(problem), wanted(problem)
    asked = np.zeros(len(problem.applications), dtype=np.int64)
    for application, row in enumerate(problem.expertise):
        best: dict[int, int] = {}
        for reviewer in np.flatnonzero(may[application]):
            of = int(organisation[reviewer])
            best[of] = max(best.get(of, 0), row[reviewer])
        ranked = sorted(best.values(), reverse=True)
        if wants[application] and len(ranked) >= wants[application]:
            asked[application] = ranked[wants[application] - 1]
    return asked


def above_floor(problem: Problem, may: Marks, asked: Numbers, floor: int) -> Marks:
    """Which of the permitted pairs may be with this floor: shape (applications, reviewers)."""
    known = np.array(problem.expertise, dtype=np.int64).reshape(may.shape)
    above = known >= np.minimum(asked, floor)[:, None]
    for application, reviewer in problem.earlier:
        above[application, reviewer] = True
    return np.logical_and(may, above)
