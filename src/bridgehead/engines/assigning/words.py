"""What the command says of a result, a reason or a broken rule, in the names of the file."""

from collections.abc import Sequence

from bridgehead.engines.assigning.assignment import Kind, Reason, Result, Status
from bridgehead.engines.assigning.check import Rule, Violation, loads_of
from bridgehead.engines.assigning.formats import NamedProblem, outward

MOST_NAMES = 8
ROUNDED = ("seconds", "cpu_seconds")
BROKEN = {
    Rule.UNKNOWN: "it names somebody who is not in the problem",
    Rule.REVIEWS: "it has not as many reviews as it wants",
    Rule.TWICE: "somebody reads it twice",
    Rule.CONFLICT: "somebody reads it in spite of a conflict",
    Rule.FIXED: "somebody who is fixed does not read it",
    Rule.ORGANISATION: "several of one organisation read it",
    Rule.FEWEST: "too few reviews",
    Rule.MOST: "too many reviews",
}


def as_json(source: NamedProblem, result: Result) -> dict[str, object]:
    """The object that `--json` prints."""
    shown: dict[str, object] = {"status": result.status.value}
    shown |= {name: getattr(result, name) for name in ("value", "bound", "spread", "floor", "kept")}
    shown |= {name: round(getattr(result, name), 3) for name in ROUNDED}
    shown["seed"] = result.seed
    shown["reasons"] = [
        {
            "kind": each.kind.value,
            "window": each.window,
            "applications": [source.applications[number] for number in each.applications],
            "reviewers": [source.reviewers[number] for number in each.reviewers],
            "wanted": each.wanted,
            "possible": each.possible,
            "sentence": reason_sentence(source, each),
        }
        for each in result.reasons
    ]
    if result.assignment is None:
        return shown | {"loads": None, "assignment": None}
    loads = loads_of(source.problem, result.assignment)
    named = dict(zip(source.reviewers, loads, strict=True))
    return shown | {"loads": named, "assignment": outward(source, result.assignment)}


def sentences(source: NamedProblem, result: Result) -> list[str]:
    """The same as a reader wants it: a line for the result, one for each reason."""
    reasons = [reason_sentence(source, each) for each in result.reasons]
    seconds = f"{result.seconds:.2f} s"
    if result.assignment is None:
        return [f"No assignment keeps every rule (proven in {seconds}).", *reasons]
    worth = f"worth {result.value} (at most {result.bound})"
    floor = "" if result.floor is None else f", weakest review held to {result.floor}"
    kept = f", {result.kept} of {len(source.problem.earlier)} earlier pairs kept" if source.problem.earlier else ""
    proven = "proven optimal" if result.status is Status.OPTIMAL else "the best that was found"
    reviews = f"{source.problem.reviews} reviews, {_loads(source, result)}"
    return [f"{reviews}{floor}, {worth}{kept}: {proven} in {seconds}. Add --json for who reads what.", *reasons]


def _loads(source: NamedProblem, result: Result) -> str:
    if result.assignment is None or not source.problem.level:
        return "all loads bounded singly"
    loads = loads_of(source.problem, result.assignment)
    level = [loads[number] for number in source.problem.level]
    return f"{min(level)} to {max(level)} for each reviewer whose load is not bounded singly"


def reason_sentence(source: NamedProblem, reason: Reason) -> str:
    """Why something cannot be, as one counts it."""
    own = names(source.applications, reason.applications)
    theirs = names(source.reviewers, reason.reviewers)
    within = "" if reason.window is None else f"With loads from {reason.window[0]} to {reason.window[1]}: "
    if reason.kind is Kind.SHORT:
        return (
            f"{own} wants {reason.wanted} reviewers beside those who are fixed, and {reason.possible} of different "
            f"organisations may read it: {theirs}."
        )
    if reason.kind is Kind.CROWDED:
        return (
            f"{within}the applications {own} want at least {reason.wanted} reviews of {theirs}, who may take "
            f"{reason.possible}."
        )
    return (
        f"{within}{theirs} are to take at least {reason.wanted} reviews, and the applications {own} can give them "
        f"{reason.possible}."
    )


def violation_sentence(source: NamedProblem, violation: Violation) -> str:
    """Which rule is broken, and where."""
    if violation.application is None:
        of = names(source.reviewers, violation.reviewers) or "The assignment"
        return f"{of}: {BROKEN[violation.rule]}."
    own = source.applications[violation.application]
    return f"{own}: {BROKEN[violation.rule]} ({names(source.reviewers, violation.reviewers)})."


def names(called: Sequence[str], numbers: Sequence[int]) -> str:
    """Names, the first ones of many."""
    first = ", ".join(called[number] for number in numbers[:MOST_NAMES])
    return f"{first} … ({len(numbers)} in all)" if len(numbers) > MOST_NAMES else first or "nobody"
