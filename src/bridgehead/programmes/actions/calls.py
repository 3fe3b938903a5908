"""Calls: drafted, announced, given more time, called off."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.idempotency import made_before, remember
from bridgehead.foundation.records import assign, require_as_seen
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.records import run_call, run_programme, told
from bridgehead.programmes.models import Call, CallForm, CallState
from bridgehead.programmes.rules import may_become
from bridgehead.web.questionnaire import questionnaire_of


class CallFields(TypedDict, total=False):
    """What is set of a call; moments are aware."""

    year: int
    name_ko: str
    name_en: str
    summary_ko: str
    summary_en: str
    eligibility_ko: str
    eligibility_en: str
    documents_ko: str
    documents_en: str
    zone: str
    opens_at: datetime
    closes_at: datetime
    questions_until: datetime | None
    places: int
    reserve: int
    earlier_rule: str
    earlier_number: int | None
    earlier_everywhere: bool
    most_employees: int | None
    most_years: int | None
    needs_number: bool


#: What the page of a call shows of it, and what a change of it is held against.
SHOWN = tuple(CallFields.__annotations__)
#: What applicants rely on once a call is announced: it stays.
CHECKED = (
    "earlier_rule", "earlier_number", "earlier_everywhere", "most_employees", "most_years", "needs_number",
)  # fmt: skip
PROMISED = frozenset({"year", "zone", "opens_at", "places", *CHECKED})


@transaction.atomic
def draft_call(*, programme_id: int, by: Actor, now: datetime, key: str = "", **fields: Unpack[CallFields]) -> Call:
    """Begin a call with an empty form; sent twice with one ``key`` it is begun once."""
    programme = run_programme(programme_id, by)
    made = made_before(actor_id=by.user_id or 0, deed="programmes.draft_call", key=key)
    if made is not None:
        return Call.objects.get(public_id=made)
    call = Call(programme=programme)
    change = assign(call, fields)
    _require_questions_within(call)
    call.save()
    CallForm.objects.create(call=call, version=1, definition={})
    remember(actor_id=by.user_id or 0, deed="programmes.draft_call", key=key, made=str(call.public_id))
    told("programmes.call_drafted", call, programme=programme, by=by, now=now, change=change)
    return call


@transaction.atomic
def change_call(
    *, call_id: int, by: Actor, now: datetime | None = None, seen: str | None = None, **fields: Unpack[CallFields]
) -> Call:
    """Change a call. One that is announced keeps what applicants rely on, and closes no earlier than it was told.

    A call that has closed is not opened again: its applicants' answers may have been read by then.
    """
    call = run_call(call_id, by)
    moment = clock.deciding(now)
    require_as_seen(call, SHOWN, seen)
    require(call.state in {CallState.DRAFT, CallState.ANNOUNCED}, _("This call is over; it can no longer be changed."))
    closed_at = call.closes_at
    change = assign(call, fields)
    if call.state == CallState.ANNOUNCED:
        kept = PROMISED & set(change)
        require(
            not kept,
            _("This call is announced: its year, places, time zone, opening and checks stay as they were told."),
            field=next(iter(sorted(kept)), None),
        )
        if "closes_at" in change:
            require(moment < closed_at, _("This call has closed; it cannot be opened again."), field="closes_at")
            require(
                call.closes_at > closed_at,
                _("This call is announced: it can be given more time, but not less."),
                field="closes_at",
            )
    _require_questions_within(call)
    if change:
        call.save()
        verb = "extended" if call.state == CallState.ANNOUNCED and "closes_at" in change else "changed"
        told(f"programmes.call_{verb}", call, programme=call.programme, by=by, now=moment, change=change)
    return call


def _require_questions_within(call: Call) -> None:
    require(
        call.questions_until is None or call.questions_until <= call.closes_at,
        _("Questions end before the call closes."),
        field="questions_until",
    )


@transaction.atomic
def announce_call(*, call_id: int, by: Actor, now: datetime | None = None) -> Call:
    """Announce a call with its form, which is published with it; everybody reads it from now on."""
    call = run_call(call_id, by)
    moment = clock.deciding(now)
    if call.state == CallState.ANNOUNCED:
        return call
    require(may_become(call.state, CallState.ANNOUNCED), _("This call is over; it can no longer be announced."))
    require(call.closes_at > moment, _("This call would be closed already. Set another closing."), field="closes_at")
    draft = CallForm.objects.select_for_update().filter(call=call, published_at=None).first()
    if draft is None or not any(each.fields for each in questionnaire_of(draft.definition).sections):
        raise Refused(_("This call asks nothing yet. Write its form first."))
    draft.published_at = moment
    draft.save(update_fields=["published_at"])
    call.state, call.announced_at = CallState.ANNOUNCED, moment
    call.save(update_fields=["state", "announced_at"])
    told("programmes.call_announced", call, programme=call.programme, by=by, now=moment)
    return call


@transaction.atomic
def cancel_call(*, call_id: int, by: Actor, now: datetime) -> Call:
    """Call a call off: nothing can be handed in any more; what was written stays its writers' own."""
    call = run_call(call_id, by)
    if call.state == CallState.CANCELLED:
        return call
    require(may_become(call.state, CallState.CANCELLED), _("This call is decided; it can no longer be called off."))
    before = call.state
    call.state, call.announced_at = CallState.CANCELLED, call.announced_at or now
    call.save(update_fields=["state", "announced_at"])
    change = {"state": (before, call.state)}
    told("programmes.call_cancelled", call, programme=call.programme, by=by, now=now, change=change)
    return call
