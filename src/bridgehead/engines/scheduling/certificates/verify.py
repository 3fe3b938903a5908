"""The door: does a certificate prove what it claims about a problem and a schedule?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bridgehead.engines.scheduling.certificates.certificate import Certificate, Claim, Reason, digest
from bridgehead.engines.scheduling.certificates.encoding import Asked, encoded
from bridgehead.engines.scheduling.certificates.exclusions import NotProven, Slots, Step
from bridgehead.engines.scheduling.certificates.least import needs_breaks
from bridgehead.engines.scheduling.certificates.prices import Prices, most_worth
from bridgehead.engines.scheduling.certificates.spelled import Spelled, spelled
from bridgehead.engines.scheduling.certificates.terms import Floor, Term, worth_of
from bridgehead.engines.scheduling.objective import score
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Schedule

SAYS = {
    Term.WEIGHT: "No schedule weighs more than {value}",
    Term.MOVED: "None of that weight moves fewer than {value} meetings",
    Term.PREFERENCE: "None as good so far has more than {value} points for preferred times",
    Term.BREAKS: "None as good so far has fewer than {value} breaks",
}


def proven(
    problem: Problem, schedule: Schedule | None, certificate: Certificate, earlier: Schedule | None = None
) -> list[str]:
    """What is proven, in sentences; raises NotProven, also for a certificate that makes no sense.

    The schedule must keep every rule; that is for `check.py` to say. It is None exactly for a claim that there is none.
    `earlier` is the timetable of which little was to be moved.
    """
    if certificate.problem != digest(problem, earlier):
        raise NotProven("The certificate belongs to another problem, or to another timetable to be kept.")
    try:
        if certificate.infeasible:
            return [_no_schedule(spelled(problem), schedule, certificate)]
        if schedule is None:
            raise NotProven("The certificate speaks of a schedule; give it too.")
        return _best(Case(spelled(problem), earlier), schedule, certificate)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        if isinstance(wrong, NotProven):
            raise
        raise NotProven(f"A part of the certificate makes no sense ({wrong}).") from wrong


@dataclass
class Case:
    """The schedules that are left after some claims: the slots of their ways, and floors under what they bring."""

    spelled: Spelled
    earlier: Schedule | None
    slots: Slots = field(init=False)
    floors: list[Floor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.slots = Slots(self.spelled, self.spelled.mandatory())

    def at_least(self, term: Term, value: int) -> Floor:
        """Schedules that are as good as a value in a term."""
        kept = 0 if self.earlier is None else len(self.earlier.placements)
        return Floor(worth_of(term, self.spelled, self.earlier), kept - value if term is Term.MOVED else value)

    def better(self, term: Term, value: int) -> Floor:
        """Schedules that are better."""
        floor = self.at_least(term, value)
        return Floor(floor.worth, floor.least + 1)

    def bound_by(self, term: Term, prices: Prices) -> int:
        """The best value in a term that prices leave possible."""
        floor = self.at_least(term, 0)
        bound = most_worth(self.slots, floor.worth, self.floors, prices)
        return floor.least - bound if term is Term.MOVED else bound

    def all_weight(self) -> int:
        """The weight of all meetings that have a slot."""
        meetings = enumerate(self.spelled.asked.meetings)
        return sum(meeting.weight for number, meeting in meetings if self.slots.has_place(number))

    def keep(self, claim: Claim, then_excluded: Sequence[Step]) -> None:
        """Go on with the schedules that are as good as claimed; those of that weight use no slot excluded then."""
        if claim.reason is Reason.ALL:
            self._place_all()
        elif claim.term is not Term.BREAKS:
            self.floors.append(self.at_least(claim.term, claim.value))
        if claim.term is Term.WEIGHT:
            self.slots.exclude(then_excluded)

    def _place_all(self) -> None:
        """From here on, only schedules that place whatever weighs something and has a slot."""
        meetings = enumerate(self.spelled.asked.meetings)
        all_placed = {number for number, meeting in meetings if meeting.weight and self.slots.has_place(number)}
        left = self.slots.left
        self.slots = Slots(self.spelled, all_placed.union(self.slots.needed))
        self.slots.left = left


def _no_schedule(spelled: Spelled, schedule: Schedule | None, certificate: Certificate) -> str:
    if schedule is not None:
        raise NotProven("The certificate says that there is no schedule.")
    slots = Slots(spelled, spelled.mandatory())
    slots.exclude(certificate.excluded)
    if certificate.impossible is not None:
        slots.prove_impossible(certificate.impossible)
        return f"No schedule exists: proven in {len(certificate.excluded) + 1} steps of counting."
    return f"No schedule exists: refuted with {_refute(Asked(slots), certificate.proof)} lemmas."


def _best(case: Case, schedule: Schedule, certificate: Certificate) -> list[str]:
    own = score(case.spelled.asked, schedule, earlier=case.earlier)
    values = dict(zip(Term, (own.weight, -own.fewer_moved, own.preference, -own.fewer_breaks), strict=True))
    if [claim.term for claim in certificate.claims] != terms_of(case)[: len(certificate.claims)]:
        raise NotProven("The claims do not stand in the order of what is better.")
    case.slots.exclude(certificate.excluded)
    said = []
    for claim in certificate.claims:
        if values[claim.term] != claim.value:
            raise NotProven(
                f"The certificate claims {claim.term} {claim.value}, the schedule has {values[claim.term]}."
            )
        said.append(f"{SAYS[claim.term].format(value=claim.value)}: {_claim(case, claim, certificate)}.")
        case.keep(claim, certificate.then_excluded)
    return said


def terms_of(case: Case) -> list[Term]:
    """The terms in which a schedule of the problem can be better or worse."""
    wishes = any(person.preferences for person in case.spelled.asked.participants)
    missing = {Term.MOVED: case.earlier is None, Term.PREFERENCE: not wishes}
    return [term for term in Term if not missing.get(term)]


def _claim(case: Case, claim: Claim, certificate: Certificate) -> str:
    """Accept a claim and say why."""
    if claim.reason is Reason.ALL:
        if claim.term is not Term.WEIGHT or case.all_weight() != claim.value:
            raise NotProven("Not everything that has a slot is placed.")
        return "all that can be placed is placed"
    if claim.term is Term.BREAKS:
        return _fewest(case, claim, certificate.least)
    if claim.reason is Reason.PRICES:
        bound = case.bound_by(claim.term, prices_told(claim.prices))
        if bound != claim.value:
            raise NotProven(f"The prices leave {claim.term} {bound} possible.")
        return "prices of what places use up add up to less than one more"
    asked = Asked(case.slots, (*case.floors, case.better(claim.term, claim.value)))
    return f"refuted with {_refute(asked, claim.proof)} lemmas"


def prices_told(told: Sequence[Any] | None) -> Prices:
    """Prices as a claim writes them."""
    unit, floors, *rows = told or ()
    prices = Prices(unit, {tuple(name): price for *name, price in rows}, floors)
    if not all(type(price) is int for price in (unit, *prices.rows.values(), *floors)):
        raise NotProven("Prices are whole numbers.")
    return prices


def _fewest(case: Case, claim: Claim, claimed: Sequence[int]) -> str:
    least = _least(case.slots, claimed)
    if claim.reason is Reason.LEAST:
        if sum(least) < claim.value:
            raise NotProven(f"Participants alone need {sum(least)} breaks.")
        return f"participants alone need {sum(least)}"
    asked = Asked(case.slots, case.floors, least, claim.value - 1)
    return f"refuted with {_refute(asked, claim.proof)} lemmas"


def _least(slots: Slots, claimed: Sequence[int]) -> tuple[int, ...]:
    """The claimed breaks that participants cannot do without, each looked into."""
    for person, (own, breaks) in enumerate(zip(slots.problem.meetings_of, claimed, strict=True)):
        if type(breaks) is not int or breaks < 0:
            raise NotProven(f"Participant {person} cannot need {breaks} breaks.")
        if breaks and not (slots.forced.issuperset(own) and needs_breaks([slots.left[way] for way in own], breaks)):
            raise NotProven(f"It could not be seen that participant {person} needs {breaks} breaks.")
    return tuple(claimed)


def _refute(asked: Asked, proof: bytes | None) -> int:
    """Accept a refutation of what is asked and count its lemmas."""
    # imported here because a proof by counting should not wait for numpy and the compiler
    from bridgehead.engines.scheduling.certificates.refutation import is_refuted, numbers_of

    if proof is None:
        raise NotProven("The proof is missing.")
    cnf = encoded(asked)
    if not is_refuted(cnf.clauses, cnf.variables, numbers_of(proof)):
        raise NotProven("The proof does not hold: a lemma does not follow, or no contradiction is reached.")
    return proof.count(b"\n") - proof.count(b"d")
