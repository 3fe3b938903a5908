"""Who of a delegation goes to which of its meetings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.timetables import publish_anew
from bridgehead.partnering.models import (
    Delegate,
    Delegation,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestDelegate,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import delegacies


@transaction.atomic
def send_delegates(
    *, delegation_id: int, sent: Mapping[int, Collection[int]], by: Actor, now: datetime
) -> list[MeetingRequest]:
    """Say who of a delegation goes to the meetings of some requests (ids of delegates by ids of requests).

    Nobody, or all of them, means whoever takes part for it then. Return the requests for which that is new; where one
    of them is placed the timetable in force is published anew, and those whose own has changed are told.
    """
    delegation = Delegation.objects.filter(pk=delegation_id).first()
    if delegation is None:
        raise Refused(_("This is gone already."))
    # Locked as publishing locks it: who goes where and a version that says so come one after the other.
    rounds = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum")
    held = rounds.get(pk=delegation.round_id)
    own = delegacies(by).filter(delegation=delegation).exists()
    require(own or may_run_forum(by, held.forum_id), _("Only this delegation and the officers can say who goes."))
    require(held.phase in rules.SENDING, _("Who goes can be said from the first requests until the round is closed."))
    people = set(Delegate.objects.filter(delegation=delegation, left_at=None).values_list("pk", flat=True))
    require(
        {each for chosen in sent.values() for each in chosen} <= people,
        _("Somebody whom you chose takes part for you no longer; look at your people again."),
    )
    changed = [each for each in _requests(delegation, sent) if _send(each, set(sent[each.pk]), people)]
    if not changed:
        return []
    placed = Meeting.objects.filter(timetable__state=TimetableState.PUBLISHED, request__in=changed)
    begun = placed.filter(slot__starts_at__lte=now).exists()
    require(not begun, _("A meeting that has begun keeps its people. Choose among those to come."))
    audit.record("partnering.delegates_sent", on=delegation, by=by, at=now, stream=held.forum.audit_stream)
    if placed.exists() and held.phase in rules.PUBLISHING:
        publish_anew(held, by=by, now=now)
    return changed


def _requests(delegation: Delegation, sent: Mapping[int, Collection[int]]) -> list[MeetingRequest]:
    ours = Q(asking=delegation) | Q(asked=delegation)
    found = list(MeetingRequest.objects.filter(ours, pk__in=sent, state__in=rules.OPEN_STATES).order_by("pk"))
    require(len(found) == len(sent), _("Some of these requests are closed meanwhile; look at them again."))
    return found


def _send(request: MeetingRequest, chosen: set[int], people: set[int]) -> bool:
    """Keep whom a delegation sends to a request; whether that is new."""
    wanted = chosen if chosen != people else set()
    lines = RequestDelegate.objects.filter(request=request, delegate__in=people)
    before = set(lines.values_list("delegate_id", flat=True))
    lines.filter(delegate__in=before - wanted).delete()
    RequestDelegate.objects.bulk_create(
        RequestDelegate(request=request, delegate_id=each) for each in sorted(wanted - before)
    )
    return wanted != before
