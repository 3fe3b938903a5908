"""Following up what was signed: asked at its days, answered by those who keep the ledger, closed when it ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import locked_agreements
from bridgehead.agreements.actions.questions import void_open
from bridgehead.agreements.models import Agreement
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.clock import day_at_home
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.records import Change, found
from bridgehead.foundation.refusals import require, require_valid
from bridgehead.outcomes.models import FollowUp, Inquiry
from bridgehead.outcomes.rules import (
    FOLLOWED,
    CameOfIt,
    Closing,
    FollowUpState,
    due_on,
    may_write_outcomes,
    steps_to_make,
)

#: So many agreements are held at once: an officer's answer waits no longer than for these.
AT_ONCE = 50
#: Why nobody is asked about an agreement at all, whatever was answered.
_OVER = frozenset({Closing.CALLED_OFF, Closing.ENDED})
_ANSWER = ("state", "answered_at", "answered_by", "came_of", "note", "on_word_of")


def keep_follow_ups(agreements: Sequence[Agreement], *, now: datetime) -> None:
    """See to it that each signed agreement is asked about at its days; safe to run twice.

    The days of those that are open follow a corrected day of signing. The caller holds the agreements' rows, and has
    read ``current`` since it does.
    """
    held: dict[int, list[FollowUp]] = defaultdict(list)
    for each in FollowUp.objects.filter(agreement__in=agreements):
        held[each.agreement_id].append(each)
    missing = [made for each in agreements for made in _missing(each, held[each.pk], day_at_home(now))]
    FollowUp.objects.bulk_create(missing)
    moved = [each for agreement in agreements for each in _moved(agreement, held[agreement.pk], day_at_home(now))]
    FollowUp.objects.bulk_update(moved, ["due_on", "told_at"])


def _missing(agreement: Agreement, held: Sequence[FollowUp], today: date) -> Iterator[FollowUp]:
    terms = agreement.current
    if terms is None or terms.signed_on is None or agreement.state not in FOLLOWED:
        return
    if any(each.came_of == CameOfIt.ENDED for each in held):
        return
    last = max((each.step for each in held), default=0)
    answered = max((each.step for each in held if each.state == FollowUpState.ANSWERED), default=0)
    for step in steps_to_make(terms.signed_on, today, last=last, answered=answered):
        day = due_on(terms.signed_on, step)
        yield FollowUp(agreement=agreement, keeper_id=agreement.keeper_id, step=step, due_on=day)


def _moved(agreement: Agreement, held: Iterable[FollowUp], today: date) -> Iterator[FollowUp]:
    signed_on = agreement.current.signed_on if agreement.current else None
    for each in held:
        day = due_on(signed_on, each.step) if signed_on and each.state == FollowUpState.OPEN else each.due_on
        if day != each.due_on:
            each.due_on = day
            if day > today:
                each.told_at = None  # it is told of again once that day has come
            yield each


def close_follow_ups(
    agreement_id: int, *, closing: Closing, by: Actor, now: datetime, before: int | None = None
) -> None:
    """Ask no more about an agreement, or only not at the steps ``before`` one, and keep why; nor its parties.

    An answer leaves open what is asked at it; of an agreement that is itself over nobody is asked at any step.
    """
    waiting = FollowUp.objects.filter(agreement=agreement_id, state=FollowUpState.OPEN)
    if before is not None:
        waiting = waiting.filter(step__lt=before)
    closed = list(waiting.values_list("pk", flat=True))
    waiting.update(state=FollowUpState.CLOSED, closed_at=now, closed_for=closing)
    of_it = Inquiry.objects.filter(follow_up__agreement=agreement_id)
    void_open(of_it if closing in _OVER else of_it.filter(follow_up__in=closed), by=by, now=now)


@transaction.atomic
def answer_follow_up(
    *, follow_up_id: int, came_of: str, by: Actor, now: datetime, note: str = "", on_word_of: Inquiry | None = None
) -> FollowUp:
    """Say what has come of an agreement so far: that covers the steps before, and the next follows unless it ended."""
    follow_up = held_follow_up(follow_up_id, by=by)
    require(follow_up.state == FollowUpState.OPEN, _("This has been answered or closed already."))
    require(came_of in CameOfIt.values, _("Say what has come of it."), field="came_of")
    follow_up.state, follow_up.answered_at, follow_up.answered_by_id = FollowUpState.ANSWERED, now, by.user_id
    follow_up.came_of, follow_up.note, follow_up.on_word_of = CameOfIt(came_of), note.strip(), on_word_of
    require_valid(follow_up)
    follow_up.save(update_fields=_ANSWER)
    about = follow_up.agreement_id
    close_follow_ups(about, closing=Closing.COVERED, by=by, now=now, before=follow_up.step)
    if came_of == CameOfIt.ENDED:
        close_follow_ups(about, closing=Closing.CAME_TO_AN_END, by=by, now=now)
    else:
        keep_follow_ups([follow_up.agreement], now=now)
    change: Change = {"came_of": (None, str(came_of)), "step": (None, follow_up.step)}
    if on_word_of is not None:
        change["on_word_of"] = (None, on_word_of.public_id)
    audit.record("outcomes.follow_up_answered", on=follow_up, by=by, at=now, change=change)
    return follow_up


@transaction.atomic
def reopen_follow_up(*, follow_up_id: int, by: Actor, now: datetime) -> FollowUp:
    """Take back an answer that was a slip: it is asked again, and so is all that was closed because of it.

    What the parties were asked at the steps that it covered stays void: they are asked anew where that is wanted.
    """
    follow_up = held_follow_up(follow_up_id, by=by)
    require(follow_up.state == FollowUpState.ANSWERED, _("Only what was answered can be taken back."))
    require(follow_up.agreement.state in FOLLOWED, _("Of this agreement nobody asks any more."))
    because_of_it = Q(closed_for=Closing.COVERED, step__lt=follow_up.step, closed_at=follow_up.answered_at)
    if follow_up.came_of == CameOfIt.ENDED:
        because_of_it |= Q(closed_for=Closing.CAME_TO_AN_END)
    closed = FollowUp.objects.filter(because_of_it, agreement=follow_up.agreement_id)
    closed.update(state=FollowUpState.OPEN, closed_at=None, closed_for="")
    change = {"came_of": (str(follow_up.came_of), None), "step": (None, follow_up.step)}
    follow_up.state, follow_up.answered_at, follow_up.answered_by = FollowUpState.OPEN, None, None
    follow_up.came_of, follow_up.note, follow_up.on_word_of = "", "", None
    follow_up.save(update_fields=_ANSWER)
    # The day of signing may have been corrected since.
    keep_follow_ups([follow_up.agreement], now=now)
    audit.record("outcomes.follow_up_reopened", on=follow_up, by=by, at=now, change=change)
    return follow_up


def held_follow_up(follow_up_id: int, *, by: Actor) -> FollowUp:
    """Return a follow-up for a deed of its keepers, under the lock of its agreement: its signing or end may move it."""
    follow_up = found(FollowUp.objects.all(), follow_up_id)
    require(may_write_outcomes(by, follow_up.keeper_id), _("Only those who keep this ledger can do that."))
    (agreement,) = locked_agreements(Agreement.objects.filter(pk=follow_up.agreement_id))
    follow_up.refresh_from_db()
    follow_up.agreement = agreement
    return follow_up


# --- By the clock ----------------------------------------------------------------------------------------------------


def follow_next(now: datetime, *, after: int = 0) -> int:
    """Make what is missing of the next agreements: those signed before any was followed up, and the next of each.

    Return the key of the last, to go on after it; 0 when there was none.
    """
    keys = list(_unfollowed(day_at_home(now)).filter(pk__gt=after).values_list("pk", flat=True)[:AT_ONCE])
    with transaction.atomic():
        # One may have been answered, corrected or ended since it was looked for: what holds is read under its lock.
        keep_follow_ups(locked_agreements(Agreement.objects.filter(pk__in=keys)), now=now)
    return keys[-1] if keys else 0


def _unfollowed(today: date) -> QuerySet[Agreement]:
    """Signed agreements of which nothing is still to be asked, though they have not come to an end."""
    of_it = FollowUp.objects.filter(agreement=OuterRef("pk"))
    followed = Exists(of_it.filter(due_on__gt=today)) | Exists(of_it.filter(came_of=CameOfIt.ENDED))
    return Agreement.objects.filter(~followed, state__in=FOLLOWED).order_by("pk")


def tell_due(now: datetime) -> int:
    """Tell those who keep each ledger once of all that has fallen due since they were last told; return how many."""
    today = day_at_home(now)
    due = FollowUp.objects.filter(state=FollowUpState.OPEN, told_at=None, due_on__lte=today)
    keepers = list(due.order_by("keeper").values_list("keeper", flat=True).distinct())
    for keeper_id in keepers:
        with transaction.atomic():
            # What somebody answers at this moment is not waited for: it is told of another time if it stays due.
            theirs = due.filter(keeper=keeper_id).select_for_update(of=("self",), skip_locked=True, no_key=True)
            if FollowUp.objects.filter(pk__in=theirs.values("pk")).update(told_at=now):
                notices.after_commit("outcomes/follow_ups_due", now=now, keeper_id=keeper_id, on=today.isoformat())
    return len(keepers)


@job("outcomes.mind_follow_ups", attempts=3)
def mind_follow_ups(claim: Claim) -> None:
    """Ask what came of signed agreements at their days, and tell those who keep them; periodic."""
    now, last = clock.database_now(), 0
    while last := follow_next(now, after=last):
        claim.renew(clock.now())
    tell_due(now)
