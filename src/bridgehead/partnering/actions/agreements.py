"""The thread from the table to the ledger: an agreement began at a meeting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import held_agreement, terms_of
from bridgehead.agreements.actions.said import PartySaid, TermsSaid
from bridgehead.agreements.actions.terms import draft_agreement
from bridgehead.agreements.models import Agreement, AgreementState
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import require, require_valid
from bridgehead.partnering.models import MeetingAgreement, MeetingRequest, MeetingState
from bridgehead.partnering.queries.timetables import meeting_in_force
from bridgehead.partnering.schemas.grid import in_order


@transaction.atomic
def begin_agreement(
    *,
    request_id: int,
    keeper_id: int,
    kind: str,
    name_ko: str = "",
    name_en: str = "",
    by: Actor,
    now: datetime,
    idempotency_key: str = "",
) -> Agreement:
    """Write down, as a draft between the two organisations of a meeting, the agreement that began there."""
    met = _met(request_id, by)
    _require_place(met)
    sides = [each.organisation for each in in_order(met.asking, met.asked)]
    agreement = draft_agreement(
        keeper_id=keeper_id,
        said=TermsSaid(
            kind=kind,
            name_ko=name_ko,
            name_en=name_en,
            parties=tuple(PartySaid(organisation_id=each.pk) for each in sides),
        ),
        by=by,
        now=now,
        idempotency_key=idempotency_key,
        # What somebody made up who never met is counted nowhere.
        is_sample=met.round.forum.is_sample or any(each.is_sample for each in sides),
    )
    if not MeetingAgreement.objects.filter(agreement=agreement).exists():
        _note("partnering.agreement_begun", met, agreement, by=by, now=now)
    return agreement


@transaction.atomic
def link_agreement(*, request_id: int, agreement_id: int, by: Actor, now: datetime) -> MeetingAgreement:
    """Note that an agreement of the ledger began at a meeting; both who met there are parties to it."""
    met = _met(request_id, by)
    agreement = held_agreement(agreement_id, by=by)
    _require_place(met)
    require(agreement.state != AgreementState.CANCELLED, _("This agreement is called off."), field="agreement")
    parties = set(terms_of(agreement).parties.values_list("organisation_id", flat=True))
    require(
        {met.asking.organisation_id, met.asked.organisation_id} <= parties,
        _("Both organisations that met must be parties to the agreement."),
        field="agreement",
    )
    return _note("partnering.agreement_linked", met, agreement, by=by, now=now)


@transaction.atomic
def unlink_agreement(*, link_id: int, by: Actor, now: datetime) -> None:
    """Take back that an agreement began at a meeting; in the ledger it stays as it is."""
    noted = found(MeetingAgreement.objects.all(), link_id)
    met = _met(noted.request_id, by)
    agreement = held_agreement(noted.agreement_id, by=by)
    # Of two who take it back at once, the second is told.
    found(MeetingAgreement.objects.all(), link_id).delete()
    _record("partnering.agreement_unlinked", met, agreement, by=by, now=now)


def _met(request_id: int, by: Actor) -> MeetingRequest:
    sides = ("asking__organisation", "asked__organisation")
    met = found(MeetingRequest.objects.select_related("round__forum", *sides), request_id)
    require(may_run_forum(by, met.round.forum_id), _("Only an officer of this forum can do this."))
    return met


def _require_place(met: MeetingRequest) -> None:
    meeting = meeting_in_force(met)
    took_place = meeting is not None and meeting.state == MeetingState.PLACED
    require(took_place, _("Only of a meeting that has its place in the published timetable can something come."))


def _note(verb: str, met: MeetingRequest, agreement: Agreement, *, by: Actor, now: datetime) -> MeetingAgreement:
    noted = MeetingAgreement(request=met, agreement=agreement, noted_at=now, noted_by_id=by.user_id)
    require_valid(noted)
    noted.save()
    _record(verb, met, agreement, by=by, now=now)
    return noted


def _record(verb: str, met: MeetingRequest, agreement: Agreement, *, by: Actor, now: datetime) -> None:
    audit.record(verb, on=agreement, by=by, at=now, stream=met.agreements_stream)
