"""Announcing visitors, letting them in and out, and forgetting them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import clock, idempotency, notices
from bridgehead.foundation.clock import day_bounds
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.records import assign, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.places.actions.records import desk_premises, require_desk, told
from bridgehead.places.models import VISIT_LINK, Premises, Reception, Room, Visit
from bridgehead.places.queries.visitors import is_at_home
from bridgehead.places.rules import day_of
from bridgehead.places.rules.visits import (
    MOST_A_DAY,
    VISITS_KEPT,
    may_deal_with_visit,
    pass_holds,
    why_not_letting_in,
)

_DEED = "places.announce"


@transaction.atomic
def announce_visitor(
    *,
    premises_id: int,
    organisation_id: int | None,
    fields: Mapping[str, Any],
    by: Actor,
    now: datetime | None = None,
    idempotency_key: str = "",
) -> Visit:
    """Announce a visitor (``name``, ``company``, ``email``, ``language``, ``expected_at``, ``room_id``, ``note``).

    For an organisation that is at home or has booked there on that day, by its people; for the house itself (None) by
    venue staff. A visitor with an address is mailed their pass. Sent twice with one key it is done once.
    """
    if by.user_id is None:
        raise Refused(_("Please sign in to announce a visitor."))
    made = idempotency.made_before(actor_id=by.user_id, deed=_DEED, key=idempotency_key)
    if made:
        return Visit.objects.select_related("premises").get(public_id=made)
    premises = Premises.objects.select_for_update().filter(pk=premises_id).first()
    if premises is None:
        raise Refused(_("There are no such premises."))
    now = clock.deciding(now)
    visit = Visit(premises=premises, organisation_id=organisation_id, host_id=by.user_id, **_said(fields))
    _require_announced_by(visit, by)
    _require_day(visit, now)
    _require_room(visit)
    require_valid(visit)
    visit.save()
    told("places.visitor_announced", visit, premises=premises, by=by, now=now)
    _tell_visitor("announced", visit, now)
    idempotency.remember(actor_id=by.user_id, deed=_DEED, key=idempotency_key, made=str(visit.public_id))
    return visit


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    lines = {name: " ".join(str(fields.get(name, "")).split()) for name in ("name", "company", "note")}
    return {
        **lines,
        "email": str(fields.get("email", "")).strip().casefold(),
        "language": fields["language"],
        "expected_at": fields["expected_at"].astimezone(UTC),
        "room_id": fields.get("room_id"),
    }


def _require_announced_by(visit: Visit, by: Actor) -> None:
    """The house's visitors are announced by its staff; an organisation's by its people, while it is at home there."""
    if visit.organisation_id is None:
        require_desk(visit.premises, by)
        return
    require(by.belongs_to(visit.organisation_id), _("Choose an organisation that you belong to."), field="organisation")
    day = day_of(visit.expected_at, ZoneInfo(visit.premises.zone))
    require(
        is_at_home(visit.premises, visit.organisation_id, day),
        _("On that day your organisation has neither a tenancy nor a booking here."),
        field="expected_at",
    )


def _require_day(visit: Visit, now: datetime) -> None:
    zone = ZoneInfo(visit.premises.zone)
    today, day = day_of(now, zone), day_of(visit.expected_at, zone)
    require(day >= today, _("This day is over. Choose one that is still to come."), field="expected_at")
    last = today + timedelta(days=max(visit.premises.days_ahead, 1))
    require(
        day <= last,
        _("Visitors are announced up to %(days)d days ahead.") % {"days": (last - today).days},
        field="expected_at",
    )
    start, end = day_bounds(visit.expected_at, zone)
    of_day = Visit.objects.filter(premises=visit.premises, organisation=visit.organisation_id, called_off_at=None)
    require(
        of_day.filter(expected_at__gte=start, expected_at__lt=end).count() < MOST_A_DAY,
        _("For one day an organisation announces %(most)d visitors at most.") % {"most": MOST_A_DAY},
    )


def _require_room(visit: Visit) -> None:
    """A visitor is sent to a room of the house: one that is booked by the hour, or one's own."""
    if visit.room_id is None:
        return
    rooms = Room.objects.filter(pk=visit.room_id, floor__premises=visit.premises)
    require(rooms.exists(), _("There is no such room."), field="room")


@transaction.atomic
def call_off_visit(*, visit_id: int, by: Actor, now: datetime) -> Visit:
    """Call off a visit that has not begun: its pass no longer holds, and the visitor is told. Twice changes nothing."""
    visit = _locked(visit_id)
    require(may_deal_with_visit(by, visit), _("There is no such visit."))
    if visit.called_off_at is not None:
        return visit
    require(visit.arrived_at is None, _("The visitor has come already. Check them out when they leave."))
    visit.called_off_at = now
    visit.save(update_fields=["called_off_at"])
    visit.keys.all().delete()
    told("places.visit_called_off", visit, premises=visit.premises, by=by, now=now)
    if still_comes(visit, now):
        _tell_visitor("called_off", visit, now)
    return visit


def still_comes(visit: Visit, now: datetime) -> bool:
    """Whether the day of a visit is still to come or under way, whatever became of it."""
    zone = ZoneInfo(visit.premises.zone)
    return day_of(now, zone) <= day_of(visit.expected_at, zone)


@transaction.atomic
def send_pass(*, visit_id: int, by: Actor, now: datetime) -> Visit:
    """Mail a visitor their pass once more, with a new link; the old ones lead nowhere from then on."""
    visit = _locked(visit_id)
    require(may_deal_with_visit(by, visit), _("There is no such visit."))
    require(bool(visit.email), _("No address was given for this visitor."))
    require(pass_holds(visit, now), _("This visit is over or was called off."))
    visit.keys.all().delete()
    told("places.pass_sent", visit, premises=visit.premises, by=by, now=now)
    _tell_visitor("announced", visit, now)
    return visit


@transaction.atomic
def let_in(*, visit_id: int, by: Actor, now: datetime | None = None) -> Visit:
    """Check a visitor in: once on the day of the visit, and its host is told at once.

    Doing it again changes nothing; who had left is back in the house, and the host is not told again.
    """
    visit = _locked(visit_id)
    require_desk(visit.premises, by)
    now = clock.deciding(now)
    if visit.is_inside:
        return visit
    wrong = why_not_letting_in(visit, now)
    if wrong is not None:
        raise Refused(wrong)
    is_first = visit.arrived_at is None
    visit.arrived_at, visit.left_at = visit.arrived_at or now, None
    visit.save(update_fields=["arrived_at", "left_at"])
    told("places.visitor_let_in", visit, premises=visit.premises, by=by, now=now)
    if is_first and visit.host_id is not None and visit.host_id != by.user_id:
        notices.after_commit("places/visitor_here", key=f"places/visitor_here:{visit.pk}", now=now, visit_id=visit.pk)
    return visit


@transaction.atomic
def let_out(*, visit_id: int, by: Actor, now: datetime | None = None) -> Visit:
    """Check a visitor out; who is not in the house stays out."""
    visit = _locked(visit_id)
    require_desk(visit.premises, by)
    now = clock.deciding(now)
    if not visit.is_inside:
        return visit
    visit.left_at = max(now, visit.arrived_at or now)
    visit.save(update_fields=["left_at"])
    told("places.visitor_let_out", visit, premises=visit.premises, by=by, now=now)
    return visit


@transaction.atomic
def change_reception(*, premises_id: int, by: Actor, now: datetime, **fields: str) -> Reception:
    """Say what the front desk tells visitors (``rules_ko``, ``rules_en``)."""
    premises = desk_premises(premises_id, by)
    reception, _new = Reception.objects.get_or_create(premises=premises)
    if assign(reception, fields):
        reception.save()
        told("places.reception_changed", reception, premises=premises, by=by, now=now)
    return reception


@transaction.atomic
def new_pass_link(visit_id: int, now: datetime) -> str | None:
    """Return a fresh token for a pass, of which the hash alone is kept; None for one that no longer holds."""
    visit = Visit.objects.select_for_update(of=("self",)).select_related("premises").filter(pk=visit_id).first()
    if visit is None or not pass_holds(visit, now):
        return None
    token = new_token()
    visit.keys.create(token_hash=token_hash(token, purpose=VISIT_LINK))
    return token


@job("places.forget_visitors")
def forget_visitors(claim: Claim) -> None:
    """Forget visitors whose visit was long ago."""
    forget_visits_before(clock.now() - VISITS_KEPT)


def forget_visits_before(moment: datetime) -> None:
    """Delete the visits that were expected before a moment, with their names and passes; safe to run twice."""
    Visit.objects.filter(expected_at__lt=moment).delete()


@transaction.atomic
def erase_visits(user_id: int, now: datetime) -> None:
    """Forget a person as a visitor; what they announced to come is called off. Safe to run twice."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    Visit.objects.filter(email=address.casefold()).delete()
    to_come = Visit.objects.filter(host_id=user_id, arrived_at=None, called_off_at=None, expected_at__gt=now)
    for pk in list(to_come.order_by("pk").values_list("pk", flat=True)):
        call_off_visit(visit_id=pk, by=SYSTEM, now=now)
    Visit.objects.filter(host_id=user_id).update(host=None, note="")


def _tell_visitor(what: str, visit: Visit, now: datetime) -> None:
    """Have a visitor with an address mailed; the link is made when the mail is."""
    if visit.email:
        key = f"places/visit_{what}:{visit.pk}:{now.isoformat()}"
        notices.after_commit("places/visit", key=key, now=now, visit_id=visit.pk, what=what)


def _locked(visit_id: int) -> Visit:
    visits = Visit.objects.select_for_update(of=("self",)).select_related("premises", "organisation")
    return found(visits, visit_id)
