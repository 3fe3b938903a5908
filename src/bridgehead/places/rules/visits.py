"""Who announces visitors and lets them in, and when a pass holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.places.models import Visit
from bridgehead.places.rules.deeds import serves_at
from bridgehead.places.rules.times import day_of

#: So many days after a visit its names are forgotten.
VISITS_KEPT = timedelta(days=30)
#: An organisation announces no more than so many for one day: each may send a mail to any address.
MOST_A_DAY = 100


def may_deal_with_visit(actor: Actor, visit: Visit) -> bool:
    """Whether the person may read a visit: of their own organisation, or as venue staff."""
    if serves_at(actor, visit.premises_id):
        return True
    return visit.organisation_id is not None and actor.belongs_to(visit.organisation_id)


def is_day_of(visit: Visit, now: datetime) -> bool:
    """Whether it is the day of a visit at its premises; they are at hand."""
    zone = ZoneInfo(visit.premises.zone)
    return day_of(visit.expected_at, zone) == day_of(now, zone)


def pass_holds(visit: Visit, now: datetime) -> bool:
    """Whether a pass says anything: until the end of its day, and as long as somebody is still inside."""
    if visit.called_off_at is not None:
        return False
    zone = ZoneInfo(visit.premises.zone)
    return day_of(now, zone) <= day_of(visit.expected_at, zone) or visit.is_inside


def why_not_letting_in(visit: Visit, now: datetime) -> Promise | None:
    """Return the sentence that says why a visitor is not checked in now, or None when they can be."""
    if visit.called_off_at is not None:
        return _("This visit was called off. Ask whom they want to see.")
    if not is_day_of(visit, now):
        return _("This visit is for another day. Ask whom they want to see to announce them for today.")
    return None
