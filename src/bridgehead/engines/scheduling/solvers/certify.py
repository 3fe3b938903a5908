"""Writes down why a result is right, so that the `certificates` package can see it without the solvers.

The reasons are found anew, the cheapest that will do: steps of counting, prices from a linear program in whole numbers,
or a refutation by CaDiCaL of the clauses that the checker itself builds.
"""

from collections.abc import Iterator

from pysat.solvers import Cadical195

from bridgehead.engines.scheduling.certificates.certificate import Certificate, Claim, Reason, digest
from bridgehead.engines.scheduling.certificates.counting import TooLarge
from bridgehead.engines.scheduling.certificates.encoding import Asked, encoded
from bridgehead.engines.scheduling.certificates.prices import Prices
from bridgehead.engines.scheduling.certificates.spelled import spelled
from bridgehead.engines.scheduling.certificates.terms import Term
from bridgehead.engines.scheduling.certificates.verify import Case, terms_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Result, Schedule, Status
from bridgehead.engines.scheduling.solvers.domains import Steps, narrowed
from bridgehead.engines.scheduling.solvers.exact import least_of
from bridgehead.engines.scheduling.solvers.ways import Ways, ways_of

MOST_CONFLICTS = 2_000_000
MOST_PLACES, MOST_PLACES_REFUTED = 200_000, 50_000


class NoCertificate(RuntimeError):
    """Nothing is proven, or the reasons would take more work than is allowed."""


def certified(problem: Problem, result: Result, earlier: Schedule | None = None) -> tuple[Certificate, str]:
    """A certificate of what the result claims, and a sentence on what had to be left out ("" if nothing was).

    `earlier` is the timetable of which little was to be moved. The claims are those of the first terms, as far as they
    are proven; raises NoCertificate if that is none.
    """
    steps: Steps = []
    ways = ways_of(problem)
    domains = narrowed(ways, steps)
    if result.status is Status.UNKNOWN or (domains is None and result.status is not Status.INFEASIBLE):
        raise NoCertificate("Nothing is proven that a certificate could show.")
    if sum(map(len, domains or ())) > MOST_PLACES:
        raise NoCertificate(f"The round has more than {MOST_PLACES:,} places, a meeting in a slot being one.")
    case = Case(spelled(problem), earlier)
    if result.status is Status.INFEASIBLE:
        return _none(case, digest(problem, earlier), steps, found=domains is None), ""
    writer = _Writer(case, ways, result, steps)
    return writer.certificate(digest(problem, earlier)), writer.unsaid


def _none(case: Case, problem: str, steps: Steps, *, found: bool) -> Certificate:
    if found:
        *excluded, last = steps
        return Certificate(problem, infeasible=True, excluded=tuple(excluded), impossible=last)
    case.slots.exclude(steps)
    return Certificate(problem, infeasible=True, excluded=tuple(steps), proof=_refutation(Asked(case.slots)))


class _Writer:
    """Finds a reason for one claim after the other."""

    def __init__(self, case: Case, ways: Ways, result: Result, steps: Steps) -> None:
        self.case, self.ways, self.result, self.steps = case, ways, result, steps
        self.then_steps: Steps = []
        self.least: tuple[int, ...] = ()
        self.unsaid = ""

    def certificate(self, problem: str) -> Certificate:
        """The claims that could be shown."""
        self.case.slots.exclude(self.steps)
        claims = tuple(self._claims())
        if not claims:
            raise NoCertificate(self.unsaid or "Nothing is proven that a certificate could show.")
        return Certificate(
            problem,
            excluded=tuple(self.steps),
            claims=claims,
            then_excluded=tuple(self.then_steps),
            least=self.least,
        )

    def _claims(self) -> Iterator[Claim]:
        result = self.result
        figures = {
            Term.WEIGHT: (result.weight, result.weight_bound),
            Term.MOVED: (result.moved, result.moved_bound),
            Term.PREFERENCE: (result.preference, result.preference_bound),
            Term.BREAKS: (result.breaks, result.breaks_bound),
        }
        for term in terms_of(self.case):
            value, bound = figures[term]
            if value != bound:
                return
            try:
                claim = self._claim(term, value)
            except NoCertificate as left_out:
                self.unsaid = f"It leaves out what is proven from {term} on. {left_out}"
                return
            yield claim
            self.case.keep(claim, ())
            if term is Term.WEIGHT:
                self._narrow(claim.reason)

    def _narrow(self, reason: Reason) -> None:
        """What is excluded, and what participants cannot do without, in schedules of that weight."""
        firm = self.ways
        if reason is Reason.ALL:
            firm = firm.demanding(firm.slots_of(self.result.schedule))
        domains = narrowed(firm, self.then_steps)
        if domains is None:
            raise NoCertificate("The schedule breaks a rule.")
        self.case.slots.exclude(self.then_steps)
        self.least = tuple(least_of(firm, domains))

    def _claim(self, term: Term, value: int) -> Claim:
        case = self.case
        if term is Term.WEIGHT and case.all_weight() == value:
            return Claim(term, value, Reason.ALL)
        if term is Term.BREAKS:
            if sum(self.least) >= value:
                return Claim(term, value, Reason.LEAST)
            asked = Asked(case.slots, case.floors, self.least, value - 1)
            return Claim(term, value, Reason.REFUTED, proof=_refutation(asked))
        for prices in self._prices(term):
            if case.bound_by(term, prices) == value:
                return Claim(term, value, Reason.PRICES, prices=told(prices))
        asked = Asked(case.slots, (*case.floors, case.better(term, value)))
        return Claim(term, value, Reason.REFUTED, proof=_refutation(asked))

    def _prices(self, term: Term) -> Iterator[Prices]:
        """Prices that may close a claim, those that cost little before those that cost much."""
        case = self.case
        yield Prices(1, {}, (0,) * len(case.floors))
        # imported here because scipy takes longer to load than most certificates to write
        from bridgehead.engines.scheduling.solvers.prices import counted_prices, least_prices

        if term is Term.WEIGHT:
            yield counted_prices(self.ways, case.slots)
        prices = least_prices(case.slots, case.at_least(term, 0).worth, case.floors)
        if prices is not None:
            yield prices


def told(prices: Prices) -> tuple[object, ...]:
    """Prices as a claim writes them."""
    return (prices.unit, list(prices.floors), *([*name, price] for name, price in prices.rows.items()))


def _refutation(asked: Asked) -> bytes:
    if sum(map(len, asked.slots.left)) > MOST_PLACES_REFUTED:
        raise NoCertificate(f"To refute takes at most {MOST_PLACES_REFUTED:,} places, a meeting in a slot being one.")
    try:
        cnf = encoded(asked)
    except TooLarge as large:
        raise NoCertificate(f"To refute what is better {large}.") from large
    with Cadical195(bootstrap_with=cnf.clauses, with_proof=True) as solver:
        solver.conf_budget(MOST_CONFLICTS)
        if solver.solve_limited() is not False:
            raise NoCertificate(f"To refute what is better took more than {MOST_CONFLICTS:,} conflicts.")
        lines: list[str] = solver.get_proof()
    return "".join(f"{line}\n" for line in lines).encode()
