"""The door: does a certificate prove what it claims about a problem and a schedule?"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from bridgehead.engines.scheduling.certificates.certificate import Certificate, Heaviest, digest
from bridgehead.engines.scheduling.certificates.encoding import Asked, encoded
from bridgehead.engines.scheduling.certificates.exclusions import NotProven, Slots
from bridgehead.engines.scheduling.certificates.least import needs_breaks
from bridgehead.engines.scheduling.certificates.prices import Prices, most_weight
from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Schedule


def proven(problem: Problem, schedule: Schedule | None, certificate: Certificate) -> list[str]:
    """What is proven, in sentences; raises NotProven, also for a certificate that makes no sense.

    The schedule must keep every rule; that is for `check.py` to say. It is None exactly for a claim that there is none.
    """
    if certificate.problem != digest(problem):
        raise NotProven("The certificate belongs to another problem.")
    if not problem.is_plain:
        raise NotProven("Certificates know the published rules only.")
    try:
        if certificate.infeasible:
            return _no_schedule(problem, schedule, certificate)
        return _best(problem, schedule, certificate)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        if isinstance(wrong, NotProven):
            raise
        raise NotProven(f"A part of the certificate makes no sense ({wrong}).") from wrong


def mandatory(problem: Problem) -> frozenset[int]:
    """The meetings that every schedule places."""
    return frozenset(number for number, meeting in enumerate(problem.meetings) if meeting.mandatory)


def placed_by_all(problem: Problem, left: Sequence[Collection[int]]) -> frozenset[int]:
    """The meetings that every schedule places which weighs as much as all that have a slot."""
    return mandatory(problem) | {
        number for number, meeting in enumerate(problem.meetings) if left[number] and meeting.weight
    }


def weight_where_possible(problem: Problem, left: Sequence[Collection[int]]) -> int:
    """The weight of all meetings that have a slot."""
    return sum(meeting.weight for meeting, slots in zip(problem.meetings, left, strict=True) if slots)


def _no_schedule(problem: Problem, schedule: Schedule | None, certificate: Certificate) -> list[str]:
    if schedule is not None:
        raise NotProven("The certificate says that there is no schedule.")
    slots = Slots(problem, mandatory(problem))
    slots.exclude(certificate.excluded)
    if certificate.impossible is not None:
        slots.prove_impossible(certificate.impossible)
        return [f"No schedule exists: proven in {len(certificate.excluded) + 1} steps of counting."]
    lemmas = _refute(problem, Asked(slots.forced, slots.left, (0,) * len(problem.participants)), certificate.proof)
    return [f"No schedule exists: refuted with {lemmas} lemmas."]


def _best(problem: Problem, schedule: Schedule | None, certificate: Certificate) -> list[str]:
    if schedule is None:
        raise NotProven("The certificate speaks of a schedule; give it too.")
    weight = sum(problem.meetings[number].weight for number in schedule.placements)
    if weight != certificate.weight:
        raise NotProven(f"The schedule weighs {weight}, the certificate claims {certificate.weight}.")
    slots = Slots(problem, mandatory(problem))
    slots.exclude(certificate.excluded)
    said = [_heaviest(problem, slots, certificate)]
    if certificate.breaks is None:
        return said
    breaks = sum(breaks_of(problem, schedule.slots))
    if breaks != certificate.breaks:
        raise NotProven(f"The schedule has {breaks} breaks, the certificate claims {certificate.breaks}.")
    return [*said, _fewest(problem, slots, certificate)]


def _heaviest(problem: Problem, slots: Slots, certificate: Certificate) -> str:
    weight = certificate.weight
    if certificate.heaviest is Heaviest.ALL:
        if weight_where_possible(problem, slots.left) != weight:
            raise NotProven("Not everything that has a slot is placed.")
        return f"No schedule weighs more than {weight}: all that can be placed is placed."
    if certificate.heaviest is Heaviest.PRICES:
        bound = most_weight(problem, slots.left, slots.forced, prices_told(certificate.prices))
        if bound != weight:
            raise NotProven(f"The prices allow a weight of {bound}.")
        return f"No schedule weighs more than {weight}: prices of seats and tables add up to less than {weight + 1}."
    asked = Asked(slots.forced, slots.left, (0,) * len(problem.participants), weight=weight + 1)
    lemmas = _refute(problem, asked, certificate.weight_proof)
    return f"No schedule weighs more than {weight}: refuted with {lemmas} lemmas."


def prices_told(told: Iterable[Any] | None) -> Prices:
    """Prices as a certificate writes them: the unit, then seats, tables, people and days as [who, where, cost]."""
    unit, *charges = told or ()
    seats, tables, people, days = ({(who, where): cost for who, where, cost in one} for one in charges)
    costs = [unit, *(cost for one in (seats, tables, people, days) for cost in one.values())]
    if not all(type(cost) is int for cost in costs):
        raise NotProven("Prices are whole numbers.")
    return Prices(unit, seats, tables, people, days)


def _fewest(problem: Problem, slots: Slots, certificate: Certificate) -> str:
    breaks, everything = certificate.breaks or 0, certificate.heaviest is Heaviest.ALL
    forced = placed_by_all(problem, slots.left) if everything else slots.forced
    slots = Slots(problem, forced)
    slots.exclude((*certificate.excluded, *certificate.then_excluded))
    least = _least(problem, slots, certificate.least)
    if sum(least) >= breaks:
        return f"None of that weight has fewer than {breaks} breaks: participants alone need {sum(least)}."
    asked = Asked(forced, slots.left, least, None if everything else certificate.weight, breaks - 1)
    lemmas = _refute(problem, asked, certificate.proof)
    return f"None of that weight has fewer than {breaks} breaks: refuted with {lemmas} lemmas."


def _least(problem: Problem, slots: Slots, claimed: Sequence[int]) -> tuple[int, ...]:
    """The claimed breaks that participants cannot do without, each looked into."""
    for person, (own, breaks) in enumerate(zip(problem.meetings_of, claimed, strict=True)):
        if type(breaks) is not int or breaks < 0:
            raise NotProven(f"Participant {person} cannot need {breaks} breaks.")
        whole = all(number in slots.forced for number in own)
        if breaks and not (whole and needs_breaks([slots.left[number] for number in own], breaks)):
            raise NotProven(f"It could not be seen that participant {person} needs {breaks} breaks.")
    return tuple(claimed)


def _refute(problem: Problem, asked: Asked, proof: bytes | None) -> int:
    """Accept a refutation of what is asked and count its lemmas."""
    # imported here because a proof by counting should not wait for numpy and the compiler
    from bridgehead.engines.scheduling.certificates.refutation import is_refuted, numbers_of

    if proof is None:
        raise NotProven("The proof is missing.")
    cnf = encoded(problem, asked)
    if not is_refuted(cnf.clauses, cnf.variables, numbers_of(proof)):
        raise NotProven("The proof does not hold: a lemma does not follow, or no contradiction is reached.")
    return proof.count(b"\n") - proof.count(b"d")
