"""What the parties say would have come about without the support, and who appears in more than one case.

Rung by rung: answers and cases are counted on each by itself, and no amount is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Confirmation, ConfirmationState, Counterfactual, Party
from bridgehead.agreements.rules import PartyRole
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bilingual import reading_language
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
    answered = Confirmation.objects.filter(state=ConfirmationState.ANSWERED)
    later = answered.filter(party=OuterRef("party"), pk__gt=OuterRef("pk"))
    return answered.filter(~Exists(later)).exclude(counterfactual="")


def _bound(standing: QuerySet[Outcome]) -> QuerySet[Party]:
    """Who is bound by agreements on the ladder: no witness, and not the agency in whose ledger they stand."""
    agreements = standing.filter(agreement__isnull=False).values("agreement")
    parties = Party.objects.filter(terms__current_of__in=agreements, organisation__isnull=False)
    return parties.exclude(role=PartyRole.WITNESS).exclude(organisation=F("terms__agreement__keeper")).order_by()


def repeated(actor: Actor, *, is_sample: bool = False) -> QuerySet[Organisation]:
    """Return the organisations that appear in more than one case, with how many ``cases``, those with most first.

    An agreement is one case on however many rungs it stands; so is each value that was consulted about or pursued.
    """
    standing = _standing(actor, is_sample=is_sample)
    bound, hoped = _bound(standing), standing.filter(organisation__isnull=False)
    known = Organisation.objects.filter(Q(pk__in=bound.values("organisation")) | Q(pk__in=hoped.values("organisation")))
    counted = known.annotate(cases=_number(bound) + _number(hoped)).filter(cases__gt=1)
    return counted.order_by("-cases", f"name_{reading_language()}", "pk")


def _number(records: QuerySet[Party] | QuerySet[Outcome]) -> Coalesce:
    of_it = records.filter(organisation=OuterRef("pk")).values("organisation").annotate(number=Count("pk"))
    return Coalesce(Subquery(of_it.values("number"), output_field=IntegerField()), 0)


def cases_by_rung(
    organisations: Collection[Organisation], actor: Actor, *, is_sample: bool = False
) -> Mapping[int, Mapping[str, int]]:
    """Return by organisation how many of its cases stand on each rung: two queries for a page of them."""
    standing = _standing(actor, is_sample=is_sample)
    hoped = standing.filter(organisation__in=organisations).values_list("organisation", "rung")
    parties = _bound(standing).filter(organisation__in=organisations)
    whose = "agreement__current__parties"
    bound = standing.filter(**{f"{whose}__in": parties}).values_list(f"{whose}__organisation", "rung")
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for organisation, rung, number in [
        *hoped.annotate(Count("pk")),
        *bound.annotate(Count("agreement", distinct=True)),
    ]:
        found[organisation][rung] = number
    return found


def has_samples(actor: Actor) -> bool:
    """Whether something made up stands in the ledgers that the person keeps."""
    return _standing(actor, is_sample=True).exists()
