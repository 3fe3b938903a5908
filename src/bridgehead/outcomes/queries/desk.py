"""What stands on the ladder as those who keep its ledger read it: everything, the withdrawn with its reason too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, Amount, Document, Party
from bridgehead.agreements.queries.ledger import ledger
from bridgehead.agreements.rules import LEDGER_OFFICER, SIGNED_STATES, PartyRole
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import one_or_404, visible_organisations
from bridgehead.events.models import Forum
from bridgehead.events.queries.forums import visible_forums
from bridgehead.outcomes.models import Outcome, StatedEffect
from bridgehead.outcomes.rules import Rung
from bridgehead.web.pages import CountUpTo, FirstOf, count_up_to

#: What a list names a party by.
_OF_PARTY = ("terms", "is_disclosed", "country", "role", "organisation__name_ko", "organisation__name_en")
#: More forums are never offered in one choice.
_MOST_TO_CHOOSE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty: everything that stands."""

    rung: str = ""
    is_withdrawn: bool = False
    organisation_id: int | None = None
    agreement_id: int | None = None


def kept_outcomes(actor: Actor) -> QuerySet[Outcome]:
    """Return what was ever put on the ladder by the ledgers that the person keeps; nobody else's exists here."""
    every = Outcome.objects.all()
    return every if actor.is_platform_admin else every.filter(keeper__in=actor.scopes_of(LEDGER_OFFICER))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What the list shows, the newest first, and how many cases stand on each rung, whichever of them is looked at."""

    listed: FirstOf
    counts: Mapping[Rung, CountUpTo]


def looked_at(actor: Actor, wanted: Wanted) -> LookedAt:
    """Return what is looked at: one query for the list and one for each rung; a page is read in four more."""
    found = kept_outcomes(actor).filter(withdrawn_at__isnull=not wanted.is_withdrawn)
    if wanted.agreement_id:
        found = found.filter(agreement=wanted.agreement_id)
    if wanted.organisation_id:
        return _looked_at_of(found, wanted.organisation_id, wanted.rung)
    counts = {rung: count_up_to(found.filter(rung=rung)) for rung in Rung}
    return LookedAt(FirstOf(found.filter(rung=wanted.rung) if wanted.rung else found, _whole), counts)


def _looked_at_of(found: QuerySet[Outcome], organisation_id: int, rung: str) -> LookedAt:
    """What is an organisation's own, or of an agreement that binds it: few enough to be put in order here.

    Asked for both at once and in order, a database walks through the whole ladder.
    """
    binding = [each for each in PartyRole if each != PartyRole.WITNESS]
    parties = "agreement__current__parties"
    bound = found.filter(**{f"{parties}__organisation": organisation_id, f"{parties}__role__in": binding})
    several = [found.filter(organisation=organisation_id), bound]
    cases = {row for each in several for row in each.order_by().values_list("on", "pk", "rung")}
    counted = Counter(on_rung for _on, _pk, on_rung in cases)
    ids = [pk for _on, pk, on_rung in sorted(cases, reverse=True) if rung in {"", on_rung}]
    counts = {each: CountUpTo.of(counted[each]) for each in Rung}
    return LookedAt(FirstOf(found, _whole, ids=ids), counts)


def _whole(outcomes: QuerySet[Outcome]) -> QuerySet[Outcome]:
    return outcomes.select_related(
        "keeper", "organisation", "forum", "file", "document__agreement", "agreement__current"
    ).prefetch_related(
        Prefetch("agreement__current__parties", Party.objects.select_related("organisation").only(*_OF_PARTY)),
        Prefetch("agreement__current__amounts", Amount.objects.all()),
    )


def outcome_or_404(actor: Actor, public_id: UUID) -> Outcome:
    """Return one of them with all that its page shows."""
    return one_or_404(_whole(kept_outcomes(actor)).select_related("written_by"), public_id=public_id)


def standing_of_agreement(agreement: Agreement) -> list[Outcome]:
    """Return where an agreement stands on the ladder, the firmest written last first; the caller keeps its ledger."""
    return list(agreement.outcomes.filter(withdrawn_at=None).order_by("-on", "-pk"))


def organisation_or_none(actor: Actor, public_id: str) -> Organisation | None:
    """Return the organisation whose cases are looked for; None for what is no id, or of nobody one may know."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return visible_organisations(actor).filter(public_id=wanted).first()


def agreement_or_none(actor: Actor, public_id: str) -> Agreement | None:
    """Return the agreement of a kept ledger whose cases are looked for; None for what is none."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return ledger(actor).filter(public_id=wanted).select_related("current").first()


def signed_agreement_or_404(actor: Actor, public_id: UUID) -> Agreement:
    """Return a signed agreement of a ledger that the person keeps: something can come of it."""
    signed = ledger(actor).filter(state__in=SIGNED_STATES)
    return one_or_404(signed.select_related("keeper", "current"), public_id=public_id)


def proofs_to_choose(agreement: Agreement) -> list[Document]:
    """Return the documents of an agreement, the newest first."""
    return list(agreement.documents.order_by("-created_at", "-pk"))


def forums_to_choose(actor: Actor) -> list[Forum]:
    """Return the forums at which something may have been talked about, the latest first."""
    return list(visible_forums(actor).order_by("-starts_at", "pk")[:_MOST_TO_CHOOSE])


def kept_effects(actor: Actor) -> QuerySet[StatedEffect]:
    """Return the effects that the kept ledgers hold, the latest first, the withdrawn last."""
    every = StatedEffect.objects.select_related("keeper", "forum").order_by("withdrawn_at", "-stated_on", "pk")
    return every if actor.is_platform_admin else every.filter(keeper__in=actor.scopes_of(LEDGER_OFFICER))


def effect_or_404(actor: Actor, public_id: UUID) -> StatedEffect:
    """Return one of them."""
    return one_or_404(kept_effects(actor), public_id=public_id)
