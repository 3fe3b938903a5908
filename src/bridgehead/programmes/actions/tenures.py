"""How long a place in a cohort lasts: its days, renewals that are asked and decided, graduation and leaving.

The order of locks is programme, place, renewal, what lies behind the door, audit trail.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.records import Change, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.place_telling import tell_admitted, tell_ended, tell_renewal
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.guards import WITHIN_LIMIT
from bridgehead.programmes.models import CohortPlace, PlaceState, Programme, Renewal, RenewalState
from bridgehead.programmes.rules import (
    after_months,
    latest_end,
    may_place_become,
    may_renewal_become,
    may_speak_for,
)
from bridgehead.programmes.signals import place_changed, place_ended, place_granted
from bridgehead.web.formats import format_day


@transaction.atomic
def change_days(*, place_id: int, starts_on: date, ends_on: date, by: Actor, now: datetime) -> CohortPlace:
    """Give a place other days, never more than its tenure and its renewals allow; what it opens follows."""
    place, programme = _run_place(place_id, by)
    require(place.state == PlaceState.ACTIVE, _("This place is over."))
    latest = latest_end(starts_on, programme, _granted(place))
    require(
        ends_on <= latest,
        _("By its tenure and renewals the place ends before %(day)s at the latest.")
        % {"day": format_day(latest, reading_language())},
        field="ends_on",
    )
    change = _set_days(place, starts_on, ends_on)
    if change:
        was_known = change["starts_on"][0] is not None if "starts_on" in change else True
        (place_changed if was_known else place_granted).send(sender=CohortPlace, place_id=place.pk, by=by, now=now)
        if not was_known:
            tell_admitted(place, now)
        told("programmes.place_changed", place, programme=programme, by=by, now=now, change=change)
    return place


@transaction.atomic
def graduate(*, place_id: int, ends_on: date, by: Actor, now: datetime) -> CohortPlace:
    """Say that a company has graduated: from a day within its tenure on nothing is open to it any more."""
    return _end(place_id, PlaceState.GRADUATED, ends_on, "", by=by, now=now)


@transaction.atomic
def leave(*, place_id: int, ends_on: date, reason: str, by: Actor, now: datetime) -> CohortPlace:
    """Say that a company leaves before it graduated, and why; from that day on nothing is open to it any more."""
    require(bool(reason.strip()), _("Say why, in a sentence that the company will read."), field="reason")
    return _end(place_id, PlaceState.LEFT, ends_on, reason.strip(), by=by, now=now)


@transaction.atomic
def ask_renewal(*, place_id: int, reason: str, by: Actor, now: datetime) -> Renewal:
    """Ask for one more tenure, with a reason, while the place lasts and the programme's limit leaves one."""
    known = CohortPlace.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    place = known.filter(pk=place_id).first()
    if place is None or not may_speak_for(by, place.organisation_id):
        raise Refused(_("Only owners and representatives of the company can do that."))
    programme = place.cohort.programme
    require(bool(reason.strip()), _("Say why you ask for a renewal."), field="reason")
    require(place.state == PlaceState.ACTIVE and place.ends_on is not None, _("This place is over."))
    today = now.astimezone(ZoneInfo(programme.zone)).date()
    require(place.ends_on is not None and today < place.ends_on, _("This place is over."))
    require(_granted(place) < programme.most_renewals, _at_most(programme))
    renewal = Renewal(place=place, reason=reason.strip(), asked_at=now, asked_by_id=by.user_id)
    require_valid(renewal)
    renewal.save()
    told("programmes.renewal_asked", renewal, programme=programme, by=by, now=now)
    return renewal


@transaction.atomic
def withdraw_renewal(*, renewal_id: int, by: Actor, now: datetime) -> Renewal:
    """Take a renewal back that nobody has decided yet."""
    renewal = found(Renewal.objects.select_related("place__cohort__programme"), renewal_id)
    require(
        may_speak_for(by, renewal.place.organisation_id),
        _("Only owners and representatives of the company can do that."),
    )
    renewal = _locked(renewal)
    if renewal.state == RenewalState.WITHDRAWN:
        return renewal
    _require_open(renewal, RenewalState.WITHDRAWN)
    renewal.state = RenewalState.WITHDRAWN
    renewal.save(update_fields=["state"])
    programme = renewal.place.cohort.programme
    told("programmes.renewal_withdrawn", renewal, programme=programme, by=by, now=now)
    return renewal


@transaction.atomic
def grant_renewal(*, renewal_id: int, by: Actor, now: datetime, answer: str = "") -> Renewal:
    """Let a place last for one tenure more; the database refuses one beyond the programme's limit."""
    place, programme, renewal = _run_renewal(renewal_id, by)
    if renewal.state == RenewalState.GRANTED:
        return renewal
    _require_open(renewal, RenewalState.GRANTED)
    require(place.state == PlaceState.ACTIVE and place.starts_on is not None, _("This place is over."))
    if place.starts_on is None or place.ends_on is None:
        raise Refused(_("This place is over."))
    renewal.number = _granted(place) + 1
    _decide(renewal, RenewalState.GRANTED, answer, programme, by=by, now=now)
    ends_on = after_months(place.ends_on, programme.tenure_months)
    change = _set_days(place, place.starts_on, min(ends_on, latest_end(place.starts_on, programme, renewal.number)))
    place_changed.send(sender=CohortPlace, place_id=place.pk, by=by, now=now)
    change = {"number": (None, renewal.number), **change}
    tell_renewal(renewal, now)
    told("programmes.renewal_granted", renewal, programme=programme, by=by, now=now, change=change)
    return renewal


@transaction.atomic
def decline_renewal(*, renewal_id: int, answer: str, by: Actor, now: datetime) -> Renewal:
    """Decline a renewal with a sentence that the company reads."""
    _place, programme, renewal = _run_renewal(renewal_id, by)
    require(bool(answer.strip()), _("Say why, in a sentence that the company will read."), field="answer")
    if renewal.state == RenewalState.DECLINED:
        return renewal
    _require_open(renewal, RenewalState.DECLINED)
    _decide(renewal, RenewalState.DECLINED, answer, programme, by=by, now=now)
    tell_renewal(renewal, now)
    told("programmes.renewal_declined", renewal, programme=programme, by=by, now=now)
    return renewal


def _decide(
    renewal: Renewal, state: RenewalState, answer: str, programme: Programme, *, by: Actor, now: datetime
) -> None:
    renewal.state, renewal.answer = state, answer.strip()
    renewal.decided_at, renewal.decided_by_id = now, by.user_id
    require_valid(renewal)
    try:
        with transaction.atomic():
            renewal.save()
    except IntegrityError as refusal:
        if WITHIN_LIMIT not in str(refusal):
            raise
        raise Refused(_at_most(programme)) from refusal


def _at_most(programme: Programme) -> str:
    most = programme.most_renewals
    told_once = _("The programme renews no place.")
    sentence = ngettext(
        "The programme renews a place %(most)d time at most.",
        "The programme renews a place %(most)d times at most.",
        most,
    )
    return sentence % {"most": most} if most else told_once


def _end(place_id: int, state: PlaceState, ends_on: date, reason: str, *, by: Actor, now: datetime) -> CohortPlace:
    place, programme = _run_place(place_id, by)
    if place.state == state:
        return place
    require(may_place_become(place.state, state), _("This place is over."))
    if place.starts_on is None or place.ends_on is None:
        raise Refused(_("Say first from which day until before which day the place lasts."))
    require(
        place.starts_on < ends_on <= place.ends_on, _("Choose a day within the days of the place."), field="ends_on"
    )
    before, place.state, place.reason = place.state, state, reason
    change: Change = {"state": (str(before), str(state)), **_set_days(place, place.starts_on, ends_on)}
    place.save()
    asked = Renewal.objects.filter(place=place, state=RenewalState.ASKED)
    asked.update(state=RenewalState.WITHDRAWN)
    place_ended.send(sender=CohortPlace, place_id=place.pk, by=by, now=now)
    tell_ended(place, now)
    told(f"programmes.place_{state}", place, programme=programme, by=by, now=now, change=change)
    return place


def _set_days(place: CohortPlace, starts_on: date, ends_on: date) -> Change:
    """Give a place its days and save it; return what changed."""
    change: Change = {}
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        before = getattr(place, field)
        if before != day:
            setattr(place, field, day)
            change[field] = (before and before.isoformat(), day.isoformat())
    if change:
        require_valid(place)
        place.save()
    return change


def _granted(place: CohortPlace) -> int:
    return place.renewals.filter(state=RenewalState.GRANTED).count()


def _require_open(renewal: Renewal, state: RenewalState) -> None:
    require(may_renewal_become(renewal.state, state), _("This renewal is decided already."))


def _run_place(place_id: int, by: Actor) -> tuple[CohortPlace, Programme]:
    """Return a place with its row and its programme's locked, for a deed of the programme's officers."""
    known = found(CohortPlace.objects.select_related("cohort"), place_id)
    programme = run_programme(known.cohort.programme_id, by)
    return CohortPlace.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=known.pk), programme


def _run_renewal(renewal_id: int, by: Actor) -> tuple[CohortPlace, Programme, Renewal]:
    known = found(Renewal.objects.all(), renewal_id)
    place, programme = _run_place(known.place_id, by)
    return place, programme, Renewal.objects.select_for_update().get(pk=known.pk)


def _locked(renewal: Renewal) -> Renewal:
    """Return a renewal with its place's row and its own locked, for a deed of the company."""
    CohortPlace.objects.select_for_update().get(pk=renewal.place_id)
    found_anew = Renewal.objects.select_for_update(of=("self",)).select_related("place__cohort__programme")
    return found_anew.get(pk=renewal.pk)
