"""Why an assignment cannot be better, in prices; verified in whole numbers, without the solver and its libraries.

The argument, for any prices v of reviewers (whole numbers, of either sign). An assignment is worth what its pairs are
worth less their reviewers' prices, and the prices of all loads added again. The first part is at most what each
application has at most if it alone may choose; the second at most v times the most load where v > 0, v times the
fewest where v < 0. Level loads lie in a window [l, l + spread]; for each l the least of what the given prices prove
counts, and of all l the greatest. With all pairs worth nothing an assignment is worth 0: prices that prove less prove
that there is none.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from heapq import nlargest

from bridgehead.engines.assigning.problem import Problem

Prices = tuple[int, ...]
Scores = list[dict[int, int]]
NOTHING_PROVEN = 10**30


@dataclass(frozen=True)
class Certificate:
    """What is claimed, and for each claim the prices that prove it.

    With `bound` None: there is no assignment, because application `short` has too few reviewers or by `impossible`.
    Otherwise: by `uneven` no spread below `spread`, by `unfair` no floor above `floor` with this spread, by `best` no
    value above `bound` with both. `problem` is the digest of the problem of which all this is said, `seal` that of all
    the rest: it shows what was altered by mistake, which may prove something still.
    """

    problem: str
    spread: int
    floor: int | None
    bound: int | None
    short: int | None = None
    impossible: tuple[Prices, ...] = ()
    uneven: tuple[Prices, ...] = ()
    unfair: tuple[Prices, ...] = ()
    best: tuple[Prices, ...] = ()
    seal: str = ""


def sealed(certificate: Certificate) -> Certificate:
    """The certificate with its seal (SHA-256, hexadecimal)."""
    said = json.dumps(asdict(replace(certificate, seal="")), sort_keys=True)
    return replace(certificate, seal=hashlib.sha256(said.encode()).hexdigest())


def digest_of(problem: Problem) -> str:
    """A fingerprint (SHA-256, hexadecimal) of everything a problem says."""
    said = [
        [application.reviews for application in problem.applications],
        [[each.fewest, each.most, each.organisation] for each in problem.reviewers],
        problem.expertise,
        *(sorted(pairs) for pairs in (problem.conflicts, problem.fixed, problem.earlier)),
        [problem.keep, problem.spread, problem.fair],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def unproven(problem: Problem, certificate: Certificate) -> list[str]:
    """Sentences for what a certificate claims and does not prove; empty when everything holds."""
    if certificate != sealed(certificate):
        return ["The certificate was altered since it was written."]
    if certificate.problem != digest_of(problem):
        return ["The certificate is for another problem."]
    every = (*certificate.impossible, *certificate.uneven, *certificate.unfair, *certificate.best)
    if any(len(prices) != len(problem.reviewers) for prices in every):
        return ["Some prices are not one for each reviewer."]
    return list(_unproven_none(problem, certificate) if certificate.bound is None else _unproven(problem, certificate))


def _unproven_none(problem: Problem, certificate: Certificate) -> Iterator[str]:
    scores = _scores(problem, worth_counts=False, floor=None)
    if certificate.short is not None:
        known = 0 <= certificate.short < len(problem.applications)
        if not known or not _is_short(problem, scores, certificate.short):
            yield "The application that is said to have too few reviewers has enough."
    elif not _refuted(problem, certificate.impossible, scores, problem.reviews):
        yield "The prices do not prove that there is no assignment."


def _unproven(problem: Problem, certificate: Certificate) -> Iterator[str]:
    spread = certificate.spread
    plain = _scores(problem, worth_counts=False, floor=None)
    if spread < problem.spread:
        yield "The spread is less than the one that was asked for."
    elif spread > problem.spread and not _refuted(problem, certificate.uneven, plain, spread - 1):
        yield "The prices do not prove that loads can be no more even."
    if (certificate.floor is not None) != problem.fair:
        yield "A floor is told where none was asked for, or none where one was."
    elif certificate.floor is not None and certificate.floor < max(_asked(problem), default=0):
        above = _scores(problem, worth_counts=False, floor=certificate.floor + 1)
        if not _refuted(problem, certificate.unfair, above, spread):
            yield "The prices do not prove that the floor can be no higher."
    if _most(problem, certificate.best, _scores(problem, worth_counts=True, floor=certificate.floor), spread) != (
        certificate.bound
    ):
        yield "The prices do not prove the bound."


def _is_short(problem: Problem, scores: Scores, application: int) -> bool:
    organisations = {_organisation(problem, reviewer) for reviewer in scores[application]}
    fixed = sum(1 for of, _ in problem.fixed if of == application)
    return len(organisations) < problem.applications[application].reviews - fixed


def _organisation(problem: Problem, reviewer: int) -> tuple[str, int]:
    told = problem.reviewers[reviewer].organisation
    return ("own", reviewer) if told is None else ("of", told)


def _scores(problem: Problem, *, worth_counts: bool, floor: int | None) -> Scores:
    """For each application what each reviewer is worth that may be chosen for it, beside the fixed ones."""
    least = [0] * len(problem.applications) if floor is None else [min(floor, asked) for asked in _asked(problem)]
    taken = [set[tuple[str, int]]() for _ in problem.applications]
    for application, reviewer in problem.fixed:
        taken[application].add(_organisation(problem, reviewer))
    organisations = [_organisation(problem, reviewer) for reviewer in range(len(problem.reviewers))]
    scores: Scores = []
    for application, row in enumerate(problem.expertise):
        own: dict[int, int] = {}
        for reviewer, known in enumerate(row):
            pair = (application, reviewer)
            if pair in problem.conflicts or organisations[reviewer] in taken[application]:
                continue
            stood = pair in problem.earlier
            if known >= least[application] or stood:
                own[reviewer] = known + problem.keep * stood if worth_counts else 0
        scores.append(own)
    return scores


def _asked(problem: Problem) -> list[int]:
    """For each application the weakest of its reviewers if it alone may choose; 0 if it has too few."""
    plain = _scores(problem, worth_counts=False, floor=None)
    asked = []
    for application, own in enumerate(plain):
        best: dict[tuple[str, int], int] = {}
        for reviewer in own:
            of, known = _organisation(problem, reviewer), problem.expertise[application][reviewer]
            best[of] = max(best.get(of, 0), known)
        many = problem.applications[application].reviews - sum(1 for of, _ in problem.fixed if of == application)
        chosen = nlargest(many, best.values())
        asked.append(chosen[-1] if many and len(chosen) == many else 0)
    return asked


def _refuted(problem: Problem, proofs: tuple[Prices, ...], scores: Scores, spread: int) -> bool:
    """Whether the prices prove an assignment worth less than the 0 that every one is worth."""
    return _most(problem, proofs, scores, spread, fixed_counts=False) < 0


def _most(
    problem: Problem, proofs: tuple[Prices, ...], scores: Scores, spread: int, *, fixed_counts: bool = True
) -> int:
    """The most that an assignment is worth, by these prices."""
    if not proofs:
        return NOTHING_PROVEN
    chosen = [_chosen(problem, prices, scores, fixed_counts=fixed_counts) for prices in proofs]
    starts = range(problem.reviews + 1) if problem.level and spread < problem.reviews else range(1)
    held = max((problem.fixed_load[reviewer] for reviewer in problem.level), default=0)
    found = [
        min(own + _loaded(problem, prices, start, spread) for own, prices in zip(chosen, proofs, strict=True))
        for start in starts
        if start + spread >= held or not problem.level
    ]
    return max(found)


def _chosen(problem: Problem, prices: Prices, scores: Scores, *, fixed_counts: bool) -> int:
    """What all applications have at most, each for itself, after prices."""
    organisations = [_organisation(problem, reviewer) for reviewer in range(len(problem.reviewers))]
    wants = [application.reviews for application in problem.applications]
    total = 0
    for application, reviewer in problem.fixed:
        wants[application] -= 1
        total -= prices[reviewer]
        if fixed_counts:
            stood = (application, reviewer) in problem.earlier
            total += problem.expertise[application][reviewer] + problem.keep * stood
    for many, own in zip(wants, scores, strict=True):
        best: dict[tuple[str, int], int] = {}
        for reviewer, value in own.items():
            of, left = organisations[reviewer], value - prices[reviewer]
            if of not in best or left > best[of]:
                best[of] = left
        total += sum(nlargest(many, best.values()))
    return total


def _loaded(problem: Problem, prices: Prices, start: int, spread: int) -> int:
    """What the prices of all loads come to at most, with level loads from `start` to `start + spread`."""
    total = 0
    for number, (price, reviewer) in enumerate(zip(prices, problem.reviewers, strict=True)):
        if not price:
            continue
        held = problem.fixed_load[number]
        most = problem.reviews if reviewer.most is None else min(reviewer.most, problem.reviews)
        fewest, most = (start, start + spread) if reviewer.is_level else (reviewer.fewest or 0, most)
        total += price * most if price > 0 else price * max(fewest, held)
    return total
