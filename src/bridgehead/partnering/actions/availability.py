"""When a delegation can meet: said for all of it, or for one of its people.

Where each of its people is away the delegation cannot meet: such slots are kept closed beside those closed for all of
it, so that whoever asks when it can meet need not know its people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require
from bridgehead.partnering import rules
from bridgehead.partnering.models import Availability, Delegate, DelegateAway, Delegation, Slot
from bridgehead.partnering.queries.lookups import delegacies


@transaction.atomic
def set_availability(*, delegation_id: int, closed_slot_ids: Collection[int], by: Actor, now: datetime) -> int:
    """Say in which slots a delegation cannot meet; the others are open. Return how many are closed.

    What is closed because each of its people is away stays as they say it.
    """
    held = _delegation_to_tell_of(delegation_id, by)
    wanted = _slots_of(held, closed_slot_ids)
    lines = Availability.objects.filter(delegation=held)
    before = set(lines.filter(by_each=False).values_list("slot_id", flat=True))
    by_each = set(lines.filter(by_each=True).values_list("slot_id", flat=True))
    lines.filter(by_each=False, slot_id__in=before - wanted).delete()
    Availability.objects.bulk_create(
        Availability(delegation=held, slot_id=each) for each in sorted(wanted - before - by_each)
    )
    if wanted - by_each != before:
        keep_closed(held.pk)
        _record(held, by, now)
    return len(wanted | by_each)


@transaction.atomic
def set_away(*, delegate_id: int, away_slot_ids: Collection[int], by: Actor, now: datetime) -> int:
    """Say in which slots one delegate cannot come, for oneself or for a colleague; return in how many."""
    delegate = Delegate.objects.get(pk=delegate_id)
    held = _delegation_to_tell_of(delegate.delegation_id, by)
    require(delegate.left_at is None, _("This person takes part no longer."))
    wanted = _slots_of(held, away_slot_ids)
    before = set(DelegateAway.objects.filter(delegate=delegate).values_list("slot_id", flat=True))
    DelegateAway.objects.filter(delegate=delegate, slot_id__in=before - wanted).delete()
    DelegateAway.objects.bulk_create(DelegateAway(delegate=delegate, slot_id=each) for each in sorted(wanted - before))
    if wanted != before:
        keep_closed(held.pk)
        _record(held, by, now)
    return len(wanted)


def keep_closed(delegation_id: int) -> None:
    """Close, in the caller's transaction, the slots in which each of a delegation's people is away, and no others."""
    held = Delegation.objects.select_for_update(of=("self",), no_key=True).get(pk=delegation_id)
    people = Delegate.objects.filter(delegation=held, left_at=None).count()
    away = Counter(
        DelegateAway.objects.filter(delegate__delegation=held, delegate__left_at=None).values_list("slot_id", flat=True)
    )
    wanted = {slot for slot, number in away.items() if number == people}
    lines = Availability.objects.filter(delegation=held)
    lines.filter(by_each=True).exclude(slot_id__in=wanted).delete()
    closed = set(lines.values_list("slot_id", flat=True))
    Availability.objects.bulk_create(
        Availability(delegation=held, slot_id=each, by_each=True) for each in sorted(wanted - closed)
    )


def open_again(delegation_id: int, *, after: datetime) -> bool:
    """Open, in the caller's transaction, every slot that begins after a moment; whether one was closed.

    Who said of themselves that they are away stays so where others of the delegation can come.
    """
    lines = Availability.objects.filter(delegation=delegation_id, slot__starts_at__gt=after)
    was_closed = lines.delete()[0] > 0
    keep_closed(delegation_id)
    nobody_comes = list(lines.values_list("slot_id", flat=True))
    DelegateAway.objects.filter(delegate__delegation=delegation_id, slot__in=nobody_comes).delete()
    lines.delete()
    return was_closed


def _delegation_to_tell_of(delegation_id: int, by: Actor) -> Delegation:
    """Return a delegation, locked, to its people and the officers, while it can still be said when it can meet."""
    held = (
        Delegation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__forum")
        .get(pk=delegation_id)
    )
    own = delegacies(by).filter(delegation=held).exists()
    is_officer = may_run_forum(by, held.round.forum_id)
    require(own or is_officer, _("Only this delegation and the officers can say when it can meet."))
    require(
        held.round.phase in rules.TELLING_AVAILABILITY,
        _("The meetings have begun; ask the organisers if you cannot come to one."),
    )
    return held


def _slots_of(held: Delegation, slot_ids: Collection[int]) -> set[int]:
    wanted = set(Slot.objects.filter(round=held.round, pk__in=slot_ids).values_list("pk", flat=True))
    require(wanted == set(slot_ids), _("The slots have changed meanwhile; look at them again."))
    return wanted


def _record(held: Delegation, by: Actor, now: datetime) -> None:
    # The trail tells that it was done, never which slots: an officer of the trail need not know them.
    audit.record("partnering.availability_set", on=held, by=by, at=now, stream=held.round.forum.audit_stream)
