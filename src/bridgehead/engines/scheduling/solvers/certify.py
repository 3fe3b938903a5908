"""Writes down why a result is right, so that the `certificates` package can see it without the solvers.

The reasons are found anew, the cheapest that will do: steps of counting, prices from a linear program in whole numbers,
or a refutation by CaDiCaL of the clauses that the checker itself builds.
"""

from collections.abc import Sequence
from dataclasses import replace

from pysat.solvers import Cadical195

from bridgehead.engines.scheduling.certificates.certificate import Certificate, Heaviest, digest
from bridgehead.engines.scheduling.certificates.encoding import Asked, encoded
from bridgehead.engines.scheduling.certificates.prices import most_weight
from bridgehead.engines.scheduling.certificates.verify import (
    mandatory,
    placed_by_all,
    prices_told,
    weight_where_possible,
)
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Result, Status
from bridgehead.engines.scheduling.solvers.domains import Domains, Steps, narrowed
from bridgehead.engines.scheduling.solvers.exact import least_of

MOST_CONFLICTS = 2_000_000


class NoCertificate(RuntimeError):
    """Nothing is proven, or the reasons would take more work than is allowed."""


def certified(problem: Problem, result: Result) -> Certificate:
    """A certificate of what the result claims; raises NoCertificate.

    It speaks of weight alone when that is all that is proven.
    """
    if not problem.is_plain:
        raise NoCertificate("Certificates know the published rules only.")
    steps: Steps = []
    domains = narrowed(problem, steps)
    if result.status is Status.INFEASIBLE:
        return _none(problem, domains, steps)
    if domains is None or result.weight != result.weight_bound or result.status is Status.UNKNOWN:
        raise NoCertificate("Nothing is proven that a certificate could show.")
    certificate = _heaviest(problem, domains, Certificate(digest(problem), excluded=tuple(steps), weight=result.weight))
    return _fewest(problem, domains, certificate, result.breaks) if result.status is Status.OPTIMAL else certificate


def _none(problem: Problem, domains: Domains | None, steps: Steps) -> Certificate:
    if domains is None:
        *excluded, last = steps
        return Certificate(digest(problem), infeasible=True, excluded=tuple(excluded), impossible=last)
    asked = Asked(mandatory(problem), domains, (0,) * len(problem.participants))
    return Certificate(digest(problem), infeasible=True, excluded=tuple(steps), proof=_refutation(problem, asked))


def _heaviest(problem: Problem, domains: Domains, certificate: Certificate) -> Certificate:
    if weight_where_possible(problem, domains) == certificate.weight:
        return certificate
    # imported here because scipy takes longer to load than most certificates to write
    from bridgehead.engines.scheduling.solvers.slot_prices import least_prices

    told = least_prices(problem, domains)
    if told is not None and _is_price(problem, domains, certificate.weight, told):
        return replace(certificate, heaviest=Heaviest.PRICES, prices=told)
    nobody = (0,) * len(problem.participants)
    asked = Asked(mandatory(problem), domains, nobody, weight=certificate.weight + 1)
    return replace(certificate, heaviest=Heaviest.REFUTED, weight_proof=_refutation(problem, asked))


def _is_price(problem: Problem, domains: Domains, weight: int, told: Sequence[object]) -> bool:
    return most_weight(problem, domains, mandatory(problem), prices_told(told)) == weight


def _fewest(problem: Problem, domains: Domains, certificate: Certificate, breaks: int) -> Certificate:
    everything = certificate.heaviest is Heaviest.ALL
    forced = placed_by_all(problem, domains) if everything else mandatory(problem)
    meetings = tuple(replace(meeting, mandatory=number in forced) for number, meeting in enumerate(problem.meetings))
    firm = replace(problem, meetings=meetings)
    steps: Steps = []
    left = narrowed(firm, steps)
    if left is None:
        raise NoCertificate("The schedule breaks a rule.")
    least = tuple(least_of(firm, left))
    certificate = replace(certificate, then_excluded=tuple(steps), least=least, breaks=breaks)
    if sum(least) >= breaks:
        return certificate
    asked = Asked(forced, left, least, None if everything else certificate.weight, breaks - 1)
    return replace(certificate, proof=_refutation(problem, asked))


def _refutation(problem: Problem, asked: Asked) -> bytes:
    cnf = encoded(problem, asked)
    with Cadical195(bootstrap_with=cnf.clauses, with_proof=True) as solver:
        solver.conf_budget(MOST_CONFLICTS)
        if solver.solve_limited() is not False:
            raise NoCertificate("The refutation was not found again within its conflicts.")
        lines: list[str] = solver.get_proof()
    return "".join(f"{line}\n" for line in lines).encode()
