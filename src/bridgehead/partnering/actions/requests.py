"""Meeting requests: ask, answer, talk first, take back, let expire; and the private “no thanks”.

A pending request holds nothing: no slot, no table, no place in a timetable. What the asking side sees of it never
depends on what the asked side keeps to itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.events.adapters import told_moment
from bridgehead.foundation import audit, clock, idempotency, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.models import (
    Delegation,
    Meeting,
    MeetingRequest,
    NoThanks,
    PartneringRound,
    RequestMessage,
    RequestState,
    Strength,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import answer_key, delegacies

EXPIRE_AT_ONCE = 500
#: Deeds of which the other side is told only when they can no longer be taken back.
_ANSWERS = frozenset({"request_accepted", "request_declined"})


class AlreadyAsked(Refused):
    """The other side has asked already: answering its request is the way. ``request`` is theirs."""

    def __init__(self, theirs: MeetingRequest) -> None:
        super().__init__(_("They have already asked you: answer their request."))
        self.request = theirs


def send_request(
    *,
    round_id: int,
    asked_id: int,
    strength: str,
    message: str = "",
    by: Actor,
    now: datetime | None = None,
    idempotency_key: str = "",
) -> MeetingRequest:
    """Ask another delegation for a meeting. Sent twice with one key, it is one request.

    Here and in every answer, what is overdue is decided by the database's clock, unless the moment is passed in.
    """
    try:
        with transaction.atomic():
            return _send(round_id, asked_id, (strength, message), by, now, idempotency_key)
    except IntegrityError as error:
        # The other side was quicker by a moment: the database let one of the two through.
        raise _refusal_for_open_pair(round_id, asked_id, by) from error


def _send(
    round_id: int, asked_id: int, wish: tuple[str, str], by: Actor, moment: datetime | None, key: str
) -> MeetingRequest:
    held = PartneringRound.objects.select_related("forum").get(pk=round_id)
    asking = _own_delegation(held, by)
    now = clock.deciding(moment)
    strength, message = wish
    if key:
        made = idempotency.made_before(actor_id=by.user_id or 0, deed="partnering.send_request", key=key)
        if made:
            return MeetingRequest.objects.get(public_id=made)
    require(held.phase in rules.ASKING, _("Meeting requests can be sent while the round is open for requests."))
    asked = Delegation.objects.filter(pk=asked_id, round=held, is_listed=True).select_related("organisation").first()
    if asked is None:
        raise Refused(_("This organisation does not take part in the round."))
    _require_strength(strength)
    require(len(message) <= 600, _("Write at most %(n)s characters.") % {"n": 600}, field="message")
    require(asking.pk != asked.pk, _("You cannot ask your own organisation for a meeting."))
    require(rules.may_ask(held, asking, asked), _("In this round, meetings are between the two sides."))
    _require_free_pair(asking, asked, now)
    _require_within_quota(held, asking, strength)
    NoThanks.objects.filter(delegation=asking, about=asked).delete()
    sent = MeetingRequest.objects.create(
        round=held,
        asking=asking,
        asked=asked,
        strength=strength,
        message=message.strip(),
        expires_at=now + timedelta(days=held.expiry_days),
        sent_by_id=by.user_id,
    )
    idempotency.remember(actor_id=by.user_id or 0, deed="partnering.send_request", key=key, made=str(sent.public_id))
    _tell("request_sent", sent, by, now)
    return sent


@transaction.atomic
def accept_request(
    *, request_id: int, strength: str = Strength.LIKE, by: Actor, now: datetime | None = None
) -> MeetingRequest:
    """Accept a meeting request; the next run will place it. Done twice, it is done once."""
    answered, now = _request_to_answer(request_id, RequestState.ACCEPTED, by, now)
    if answered.state == RequestState.ACCEPTED:
        return answered
    _require_strength(strength)
    _require_within_quota(answered.round, answered.asked, strength, asks=False)
    NoThanks.objects.filter(delegation=answered.asked, about=answered.asking).delete()
    answered.answer_strength = strength
    _close(answered, RequestState.ACCEPTED, now, "answer_strength")
    _tell("request_accepted", answered, by, now)
    return answered


@transaction.atomic
def decline_request(*, request_id: int, reason: str = "", by: Actor, now: datetime | None = None) -> MeetingRequest:
    """Decline a meeting request; the reason, if any, is for the asking side to read. Done twice, it is done once."""
    answered, now = _request_to_answer(request_id, RequestState.DECLINED, by, now)
    if answered.state == RequestState.DECLINED:
        return answered
    require(len(reason) <= 300, _("Write at most %(n)s characters.") % {"n": 300}, field="reason")
    answered.decline_reason = reason.strip()
    _close(answered, RequestState.DECLINED, now, "decline_reason")
    _tell("request_declined", answered, by, now)
    return answered


@transaction.atomic
def change_strength(*, request_id: int, strength: str, by: Actor, now: datetime | None = None) -> MeetingRequest:
    """Say anew how much one's own side wants a meeting, as long as a run to come may still go by it."""
    held, own = locked_request(request_id, by)
    now = clock.deciding(now)
    field = "strength" if held.asking_id == own.pk else "answer_strength"
    require(
        held.state == RequestState.ACCEPTED or (held.state == RequestState.SENT and field == "strength"),
        _("This request is closed."),
    )
    _require_in_time(held, by, now)
    require(held.round.phase in rules.ANSWERING, _("Wishes no longer change: the meetings are being held."))
    _require_strength(strength)
    if getattr(held, field) == strength:
        return held
    _require_within_quota(held.round, own, strength, asks=False)
    setattr(held, field, strength)
    held.save(update_fields=[field])
    audit.record("partnering.strength_changed", on=held, by=by, at=now, stream=held.round.forum.audit_stream)
    return held


@transaction.atomic
def withdraw_request(*, request_id: int, by: Actor, now: datetime) -> MeetingRequest:
    """Take a request back, or an accepted meeting that no published timetable holds."""
    held, own = locked_request(request_id, by)
    is_asking = held.asking_id == own.pk
    require(
        is_asking or held.state == RequestState.ACCEPTED,
        _("You can accept or decline this request; only the other side can take it back."),
    )
    require(rules.may_become(held.state, RequestState.WITHDRAWN), _("This request is already closed."))
    require(held.round.phase in rules.ANSWERING, _("The meetings are being held. Ask the organisers to cancel yours."))
    _require_not_in_force(held)
    _close(held, RequestState.WITHDRAWN, now)
    _tell("request_withdrawn", held, by, now)
    return held


@transaction.atomic
def take_back_answer(*, request_id: int, by: Actor, now: datetime | None = None) -> MeetingRequest:
    """Take an answer back that the asking side was not told of yet: the request waits again. Done twice, once."""
    held, own = locked_request(request_id, by)
    now = clock.deciding(now)
    require(held.asked_id == own.pk, _("Only the organisation that was asked can answer."))
    if held.state == RequestState.SENT:
        return held
    require(rules.may_become(held.state, RequestState.SENT), _("This request is already closed."))
    require(held.round.phase in rules.ANSWERING, _("Requests are no longer answered: the meetings are being held."))
    require(held.expires_at > now, _("The request would have expired by now; the answer stays."))
    _require_not_in_force(held)
    require(notices.call_back(answer_key(held)), _("They have been told of your answer already."))
    before, held.state, held.answered_at = held.state, RequestState.SENT, None
    held.answer_strength = held.decline_reason = ""
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "answered_at", "answer_strength", "decline_reason"])
    except IntegrityError as error:
        raise Refused(_("Since you declined, another request between you was made; answer that one.")) from error
    change = {"state": (str(before), str(RequestState.SENT))}
    stream = held.round.forum.audit_stream
    audit.record("partnering.answer_taken_back", on=held, by=by, at=now, stream=stream, change=change)
    return held


def _require_not_in_force(held: MeetingRequest) -> None:
    in_force = Meeting.objects.filter(request=held, timetable__state=TimetableState.PUBLISHED).exists()
    require(not in_force, _("This meeting stands in the published timetable. Ask the organisers to cancel it."))


@transaction.atomic
def write_message(*, request_id: int, text: str, by: Actor, now: datetime | None = None) -> RequestMessage:
    """Write to the other side of an open request: ask first, or reply; the request stays open."""
    held, author = locked_request(request_id, by)
    now = clock.deciding(now)
    require(held.state in rules.OPEN_STATES and held.round.phase in rules.ANSWERING, _("This request is closed."))
    _require_in_time(held, by, now)
    require(bool(text.strip()), _("Write something first."), field="text")
    require(len(text) <= 600, _("Write at most %(n)s characters.") % {"n": 600}, field="text")
    require(
        held.messages.filter(author=author).count() < rules.MOST_MESSAGES,
        _("You have written %(n)s messages about this request, as many as there can be.") % {"n": rules.MOST_MESSAGES},
        field="text",
    )
    written = RequestMessage.objects.create(request=held, author=author, written_by_id=by.user_id, text=text.strip())
    audit.record("partnering.message_written", on=held, by=by, at=now, stream=held.round.forum.audit_stream)
    notices.after_commit("partnering/message_written", now=now, message_id=written.pk)
    return written


def expire_requests(now: datetime) -> int:
    """Close the requests that nobody answered in time; return how many."""
    late = MeetingRequest.objects.filter(state=RequestState.SENT, expires_at__lte=now)
    count = 0
    for pk in late.order_by("pk").values_list("pk", flat=True)[:EXPIRE_AT_ONCE]:
        with transaction.atomic():
            count += _expire(pk, now)
    return count


@job("partnering.expire_requests", attempts=2)
def expire_requests_job(claim: Claim) -> None:
    """Close unanswered requests; queued periodically."""
    while expire_requests(clock.database_now()) == EXPIRE_AT_ONCE:
        claim.renew(clock.now())


@transaction.atomic
def say_no_thanks(*, delegation_about_id: int, by: Actor, now: datetime) -> NoThanks:
    """Privately want no meeting with another delegation: its request stays unseen, and it never learns why."""
    about = _other_delegation(delegation_about_id)
    own = _own_delegation(about.round, by)
    require(own.pk != about.pk, _("This is your own organisation."))
    return NoThanks.objects.get_or_create(delegation=own, about=about)[0]


@transaction.atomic
def take_back_no_thanks(*, delegation_about_id: int, by: Actor, now: datetime) -> None:
    """Be open again to a delegation; a request of theirs that still waits appears."""
    about = _other_delegation(delegation_about_id)
    NoThanks.objects.filter(delegation=_own_delegation(about.round, by), about=about).delete()


def _other_delegation(delegation_id: int) -> Delegation:
    found = Delegation.objects.select_related("round").filter(pk=delegation_id).first()
    if found is None:
        raise Refused(_("This organisation does not take part in the round."))
    return found


def _own_delegation(held: PartneringRound, by: Actor) -> Delegation:
    """Return the delegation that the person acts for, locked: its quota is what a request makes scarcer."""
    delegate = delegacies(by).filter(round=held).first()
    if delegate is None:
        raise Refused(_("You do not take part in this round."))
    return _locked_delegation(delegate.delegation_id)


def _locked_delegation(delegation_id: int) -> Delegation:
    return Delegation.objects.select_for_update(no_key=True).get(pk=delegation_id)


def locked_request(request_id: int, by: Actor) -> tuple[MeetingRequest, Delegation]:
    """Return a request and its person's own delegation, the delegation locked first, to one of its two sides."""
    seen = MeetingRequest.objects.filter(pk=request_id).values_list("round", "asking", "asked").first()
    own = seen and delegacies(by).filter(round=seen[0]).values_list("delegation", flat=True).first()
    if not seen or own not in seen[1:]:
        raise Refused(_("This request is not yours."))
    mine = _locked_delegation(own)
    held = MeetingRequest.objects.select_for_update(of=("self",), no_key=True).select_related(
        "round__forum", "asked", "asking"
    )
    return held.get(pk=request_id), mine


def _request_to_answer(
    request_id: int, wanted: RequestState, by: Actor, moment: datetime | None
) -> tuple[MeetingRequest, datetime]:
    """Return a request that the person may answer so, or has, and the moment of the answer."""
    asked, own = locked_request(request_id, by)
    now = clock.deciding(moment)
    require(asked.asked_id == own.pk, _("Only the organisation that was asked can answer."))
    if asked.state == wanted:
        return asked, now
    require(rules.may_become(asked.state, wanted), _("This request is already closed."))
    _require_in_time(asked, by, now)
    require(asked.round.phase in rules.ANSWERING, _("Requests are no longer answered: the meetings are being held."))
    return asked, now


def _require_in_time(held: MeetingRequest, by: Actor, now: datetime) -> None:
    """Refuse what comes after a request has expired, whether or not the periodic job has closed it yet."""
    if rules.is_overdue(held, now):
        moment = told_moment(held.expires_at, held.round.forum, zone=by.zone)
        raise Refused(_("This request expired on %(moment)s. You can ask them yourself.") % {"moment": moment})


def _require_strength(strength: str) -> None:
    require(strength in Strength.values, _("Say “must meet” or “would like to meet”."), field="strength")


def _require_free_pair(asking: Delegation, asked: Delegation, now: datetime) -> None:
    """Refuse to ask somebody with whom a request is open, or who has declined; what is overdue expires first."""
    between = MeetingRequest.objects.filter(asking=asking, asked=asked) | MeetingRequest.objects.filter(
        asking=asked, asked=asking
    )
    for overdue in between.filter(state=RequestState.SENT, expires_at__lte=now).values_list("pk", flat=True):
        _expire(overdue, now)
    standing = between.filter(state__in=rules.OPEN_STATES).first()
    if standing is not None:
        raise _refusal_for(standing, asking)
    declined = between.filter(asking=asking, state=RequestState.DECLINED).exists()
    require(not declined, _("They have declined a meeting with you in this round."))
    require(
        between.filter(asking=asking).count() < rules.MOST_REQUESTS_TO_ONE,
        _("You have asked them %(n)s times in this round; they have read it.") % {"n": rules.MOST_REQUESTS_TO_ONE},
    )


def _refusal_for(standing: MeetingRequest, asking: Delegation) -> Refused:
    if standing.state == RequestState.ACCEPTED:
        return Refused(_("A meeting between you is agreed already."))
    if standing.asking_id == asking.pk:
        return Refused(_("You have already asked them; they have not answered yet."))
    return AlreadyAsked(standing)


def _refusal_for_open_pair(round_id: int, asked_id: int, by: Actor) -> Refused:
    own = delegacies(by).filter(round_id=round_id).select_related("delegation").first()
    if own is not None:
        pair = {own.delegation_id, asked_id}
        standing = MeetingRequest.objects.filter(
            asking_id__in=pair, asked_id__in=pair, state__in=rules.OPEN_STATES
        ).first()
        if standing is not None:
            return _refusal_for(standing, own.delegation)
    return Refused(_("This could not be saved; please try again."))


def _require_within_quota(held: PartneringRound, own: Delegation, strength: str, *, asks: bool = True) -> None:
    """Hold a delegation to the round's limits; it counts only what it sent and answered itself."""
    sent = MeetingRequest.objects.filter(asking=own, state__in=rules.OPEN_STATES)
    if asks and held.max_requests is not None:
        require(
            sent.count() < held.max_requests,
            _("You have %(n)s requests open or agreed, as many as this round allows. Take one back to send another.")
            % {"n": held.max_requests},
        )
    if strength == Strength.MUST:
        answered = MeetingRequest.objects.filter(asked=own, state=RequestState.ACCEPTED, answer_strength=Strength.MUST)
        musts = sent.filter(strength=Strength.MUST).count() + answered.count()
        require(
            musts < held.max_musts,
            _("You have named %(n)s meetings as “must meet”, as many as this round allows.") % {"n": held.max_musts},
            field="strength",
        )


def _close(held: MeetingRequest, state: RequestState, now: datetime, *also: str) -> None:
    held.state, held.answered_at = state, now
    held.save(update_fields=["state", "answered_at", *also])


def _expire(request_id: int, now: datetime) -> int:
    """Expire one request, unless somebody answered it meanwhile."""
    done = MeetingRequest.objects.filter(pk=request_id, state=RequestState.SENT, expires_at__lte=now).update(
        state=RequestState.EXPIRED, answered_at=now
    )
    if done:
        expired = MeetingRequest.objects.select_related("round__forum").get(pk=request_id)
        _tell("request_expired", expired, SYSTEM, now)
    return done


def _tell(deed: str, held: MeetingRequest, by: Actor, now: datetime) -> None:
    """Write the deed to the forum's trail and stage its notice; both hold ids only."""
    audit.record(f"partnering.{deed}", on=held, by=by, at=now, stream=held.round.forum.audit_stream)
    if deed in _ANSWERS:
        at = now + rules.TAKING_BACK
        notices.after_commit(f"partnering/{deed}", key=answer_key(held), now=at, request_id=held.pk)
    else:
        notices.after_commit(f"partnering/{deed}", now=now, request_id=held.pk)
