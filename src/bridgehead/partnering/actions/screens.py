"""The board in the hall: its secret address, and who is named on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit, live
from bridgehead.foundation.refusals import require
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.partnering.models import HALL_PURPOSE, Delegation, HallScreen, PartneringRound
from bridgehead.partnering.queries.lookups import delegacies
from bridgehead.partnering.rules import RoundPhase


@transaction.atomic
def make_screen(*, round_id: int, by: Actor, now: datetime) -> str:
    """Give the board of a round a new secret address; its token is returned and shown once, the one before it ends."""
    held = _officers_round(round_id, by)
    require(held.phase != RoundPhase.CLOSED, _("This round is closed; its board shows nothing any more."))
    token = new_token()
    screen = HallScreen.objects.filter(round=held).first() or HallScreen(round=held)
    screen.token_hash, screen.created_at = token_hash(token, purpose=HALL_PURPOSE), now
    screen.save()
    audit.record("partnering.hall_screen_made", on=screen, by=by, at=now, stream=held.forum.audit_stream)
    return token


@transaction.atomic
def end_screen(*, round_id: int, by: Actor, now: datetime) -> None:
    """End the address of a round's board; doing it twice changes nothing."""
    held = _officers_round(round_id, by)
    for screen in HallScreen.objects.filter(round=held):
        audit.record("partnering.hall_screen_ended", on=screen, by=by, at=now, stream=held.forum.audit_stream)
        screen.delete()
    live.publish(held.hall_topic, {})


@transaction.atomic
def set_named_in_hall(*, delegation_id: int, is_named: bool, by: Actor, now: datetime) -> None:
    """Say whether boards and cards in the hall may name a delegation, as one of its people or an officer."""
    own = Delegation.objects.select_for_update(of=("self",), no_key=True).select_related("round__forum")
    delegation = own.get(pk=delegation_id)
    held = delegation.round
    may = delegacies(by).filter(delegation=delegation).exists() or may_run_forum(by, held.forum_id)
    require(may, _("Only this delegation and the officers can say whether it is named in the hall."))
    if delegation.is_named_in_hall == is_named:
        return
    delegation.is_named_in_hall = is_named
    delegation.save(update_fields=["is_named_in_hall"])
    live.publish(held.hall_topic, {})
    change = {"is_named": (not is_named, is_named)}
    audit.record(
        "partnering.hall_name_set", on=delegation, by=by, at=now, stream=held.forum.audit_stream, change=change
    )


def _officers_round(round_id: int, by: Actor) -> PartneringRound:
    held = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum").get(pk=round_id)
    require(may_run_forum(by, held.forum_id), _("Only an officer of this forum can do this."))
    return held
