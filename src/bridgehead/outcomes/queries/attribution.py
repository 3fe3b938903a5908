"""What the parties say would have come about without the support, and who appears in more than one case.

Rung by rung: answers and cases are counted on each by itself, and no amount is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Confirmation, Counterfactual, QuestionState
from bridgehead.agreements.rules import PartyRole, is_asked
from bridgehead.directory.models import Organisation
from bridgehead.outcomes.models import Outcome
from bridgehead.outcomes.queries.desk import kept_outcomes
from bridgehead.outcomes.rules import HOPED, Rung

#: The rungs of agreements, of which the parties are asked; of what is only hoped for nobody is.
ASKED_RUNGS = tuple(each for each in Rung if each not in HOPED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer, and how many parties gave it of the agreements on each rung, in the order of ``ASKED_RUNGS``."""

    label: str
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """How many agreements stand on each rung, and what their parties judged."""

    cases: Sequence[int]
    judgements: Sequence[Judgement]


def _standing(actor: Actor, *, is_sample: bool) -> QuerySet[Outcome]:
    return kept_outcomes(actor).filter(withdrawn_at=None, is_sample=is_sample).order_by()


def attribution(actor: Actor, *, is_sample: bool = False) -> Attribution:
    """Return what the parties of the kept agreements judged, by the last answer of each to the terms that hold."""
    standing = _standing(actor, is_sample=is_sample).filter(agreement__isnull=False)
    cases = dict(standing.values_list("rung").annotate(Count("agreement", distinct=True)))
    given = "agreement__current__parties__confirmations"
    told = standing.filter(**{f"{given}__in": _last_answers()}).values_list("rung", f"{given}__counterfactual")
    counted = {(rung, said): number for rung, said, number in told.annotate(Count(given, distinct=True))}
    return Attribution(
        cases=[cases.get(rung, 0) for rung in ASKED_RUNGS],
        judgements=[
            Judgement(str(said.label), [counted.get((rung, said), 0) for rung in ASKED_RUNGS])
            for said in Counterfactual
        ],
    )


def _last_answers() -> QuerySet[Confirmation]:
    answered = Confirmation.objects.filter(state=QuestionState.ANSWERED)
    later = answered.filter(party=OuterRef("party"), pk__gt=OuterRef("pk"))
    return answered.filter(~Exists(later)).exclude(counterfactual="")


#: From an outcome to who is bound by its agreement. The roles are asked for with it, in one and the same join.
_PARTIES = "agreement__current__parties"
_BINDING = {
    f"{_PARTIES}__organisation__isnull": False,
    f"{_PARTIES}__role__in": [each for each in PartyRole if is_asked(each)],
}


@dataclass(frozen=True, slots=True)
class Repeated:
    """An organisation of more than one case, by its id, and how many."""

    organisation_id: int
    cases: int


def repeated(actor: Actor, *, is_sample: bool = False) -> list[Repeated]:
    """Return who appears in more than one case, who has most first: two queries, each walking the ladder once.

    An agreement is one case on however many rungs it stands; so is each value that was consulted about or pursued.
    Neither a witness nor the agency in whose ledger an agreement stands is helped by it.
    """
    standing = _standing(actor, is_sample=is_sample)
    whose = f"{_PARTIES}__organisation"
    bound = standing.filter(**_BINDING).values_list(whose, "keeper")
    found: Counter[int] = Counter()
    for organisation, keeper, number in bound.annotate(Count("agreement", distinct=True)):
        found[organisation] += number if organisation != keeper else 0
    hoped = standing.filter(organisation__isnull=False).values_list("organisation")
    found.update(dict(hoped.annotate(Count("pk"))))
    several = (Repeated(organisation, number) for organisation, number in found.items() if number > 1)
    return sorted(several, key=lambda each: (-each.cases, each.organisation_id))


@dataclass(frozen=True, slots=True)
class RepeatedShown:
    """An organisation of more than one case, and how many of them stand on each rung, in the order of the rungs."""

    organisation: Organisation
    cases: int
    numbers: Sequence[tuple[str, int]]


def shown_repeated(some: Sequence[Repeated], actor: Actor, *, is_sample: bool = False) -> list[RepeatedShown]:
    """Return a page of them with their cases by rung: three queries."""
    standing, ids = _standing(actor, is_sample=is_sample), [each.organisation_id for each in some]
    whose = f"{_PARTIES}__organisation"
    bound = standing.filter(**_BINDING, **{f"{whose}__in": ids}).values_list(whose, "rung", "keeper")
    on: Counter[tuple[int, str]] = Counter()
    for organisation, rung, keeper, number in bound.annotate(Count("agreement", distinct=True)):
        on[organisation, rung] += number if organisation != keeper else 0
    for organisation, rung, number in (
        standing.filter(organisation__in=ids).values_list("organisation", "rung").annotate(Count("pk"))
    ):
        on[organisation, rung] += number
    read = Organisation.objects.in_bulk(ids)
    return [
        RepeatedShown(
            read[each.organisation_id],
            each.cases,
            [(rung.value, on[each.organisation_id, rung.value]) for rung in Rung],
        )
        for each in some
    ]


def has_samples(actor: Actor) -> bool:
    """Whether something made up stands in the ledgers that the person keeps."""
    return _standing(actor, is_sample=True).exists()
