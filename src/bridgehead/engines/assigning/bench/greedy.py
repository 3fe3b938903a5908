"""What an office does by hand: the best pair first, as long as both have room."""

from bridgehead.engines.assigning.assignment import Assignment
from bridgehead.engines.assigning.problem import Problem


def by_greed(problem: Problem) -> Assignment:
    """Pairs in the order of expertise, each taken if rules and an even load allow it; some reviews may be missing."""
    single = sum(each.most or 0 for each in problem.reviewers)
    even = -(-(problem.reviews - single) // max(len(problem.level), 1))
    room = [even if each.most is None else each.most for each in problem.reviewers]
    wants = [application.reviews for application in problem.applications]
    rows = [set[int]() for _ in problem.applications]
    seen = [set[int]() for _ in problem.applications]
    ranked = sorted(
        (-known, application, reviewer)
        for application, row in enumerate(problem.expertise)
        for reviewer, known in enumerate(row)
        if (application, reviewer) not in problem.conflicts
    )
    for _, application, reviewer in ranked:
        organisation = problem.reviewers[reviewer].organisation
        if not wants[application] or not room[reviewer] or organisation in seen[application]:
            continue
        rows[application].add(reviewer)
        wants[application], room[reviewer] = wants[application] - 1, room[reviewer] - 1
        if organisation is not None:
            seen[application].add(organisation)
    return Assignment(tuple(tuple(sorted(own)) for own in rows))
