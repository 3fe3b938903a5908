"""What came of a meeting, for those who run the forum and keep the ledger: nobody else learns of both."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.queries import Deed, deeds, entries_of
from bridgehead.agreements.models import Agreement, AgreementState
from bridgehead.agreements.queries.ledger import ledger
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.events.rules import may_run_forum
from bridgehead.partnering.models import (
    MeetingAgreement,
    MeetingRequest,
    PartneringRound,
    RequestState,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import one_or_404
from bridgehead.partnering.trail import VERBS

#: Of one meeting; so many are offered and listed at the most, the newest first.
MOST_AGREEMENTS, MOST_DEEDS = 100, 50


def meeting_or_404(actor: Actor, held: PartneringRound, request_id: UUID) -> MeetingRequest:
    """Return a meeting of the round that is placed, or of which something came already, by its request."""
    sides = ("asking__organisation", "asked__organisation")
    placed = Q(state=RequestState.ACCEPTED, meetings__timetable__state=TimetableState.PUBLISHED)
    met = MeetingRequest.objects.filter(placed | Q(agreements_begun__isnull=False), round=held).distinct()
    may = may_run_forum(actor, held.forum_id) and keeps_a_ledger(actor)
    return one_or_404((met if may else met.none()).select_related(*sides), request_id)


def came_of(actor: Actor, met: MeetingRequest) -> list[MeetingAgreement]:
    """Return which agreements of the person's ledgers began at a meeting, in the order in which that was noted."""
    begun = _seen(actor, MeetingAgreement.objects.filter(request=met))
    return list(begun.select_related("agreement__current", "agreement__keeper")[:MOST_AGREEMENTS])


def link_or_404(actor: Actor, met: MeetingRequest, link_id: UUID) -> MeetingAgreement:
    """Return one of them."""
    return one_or_404(_seen(actor, MeetingAgreement.objects.filter(request=met)), link_id)


def that_may_have_begun(actor: Actor, met: MeetingRequest) -> list[Agreement]:
    """Return the agreements of the person's ledgers between those who met whose beginning nobody has told."""
    between = ledger(actor).exclude(state=AgreementState.CANCELLED)
    for side in (met.asking, met.asked):
        between = between.filter(current__parties__organisation=side.organisation_id)
    said = MeetingAgreement.objects.filter(agreement=OuterRef("pk"))
    unsaid = between.exclude(Exists(said)).select_related("current")
    return list(unsaid.order_by("-changed_at", "-pk")[:MOST_AGREEMENTS])


def deeds_on(actor: Actor, met: MeetingRequest) -> list[Deed]:
    """Return who noted what of a meeting, the newest first, as far as it speaks of the person's own ledgers."""
    entries = list(entries_of(met.agreements_stream)[:MOST_DEEDS])
    own = ledger(actor).filter(public_id__in={each.object_id for each in entries})
    known = {str(each) for each in own.values_list("public_id", flat=True)}
    return deeds([each for each in entries if each.object_id in known], verbs=VERBS)


def beginning_of(actor: Actor, agreement: Agreement) -> MeetingAgreement | None:
    """Return the meeting at which an agreement began, to those who run its forum and keep the agreement's ledger."""
    sides = ("request__asking__organisation", "request__asked__organisation")
    begun = _seen(actor, MeetingAgreement.objects.filter(agreement=agreement))
    noted = begun.select_related("request__round__forum", *sides).first()
    return noted if noted and may_run_forum(actor, noted.request.round.forum_id) else None


def _seen(actor: Actor, begun: QuerySet[MeetingAgreement]) -> QuerySet[MeetingAgreement]:
    return begun.filter(agreement__in=ledger(actor).values("pk"))
