"""Meetings in a person's calendar by mail: sent, moved, taken out, until what it was sent is what they are shown.

A person's delegacy is locked first: two that bring the same calendar up to date come one after the other, and the later
one reads what the earlier has written. Nothing is staged where nothing has changed, so all of it may run twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit, notices
from bridgehead.foundation.refusals import require
from bridgehead.partnering.models import Delegate, Invitation, MeetingMails, MeetingRequest
from bridgehead.partnering.queries import invitations as queries
from bridgehead.partnering.queries.invitations import Wanted


@transaction.atomic
def keep_invited(*, delegate_id: int, now: datetime) -> None:
    """Bring what a delegate's calendar was sent in line with what the delegate is shown.

    Who wants no invitations is sent no new ones; those that their calendar has are kept right to the end. A meeting
    that has begun stays as it is.
    """
    delegate = Delegate.objects.select_for_update(no_key=True).get(pk=delegate_id)
    wanted, kept = queries.wanted_by(delegate, now=now), queries.kept_of(delegate)
    staged: list[tuple[Invitation, str]] = []
    for request, each in kept.items():
        if request in wanted:
            staged += _follow(each, wanted[request], delegate, now)
        elif each.stands and datetime.fromisoformat(each.content["starts_at"]) > now:
            staged += _take_out(each, now)
    if wanted.keys() - kept.keys() and queries.is_invited(delegate.user_id):
        staged += _invite(delegate, {key: wanted[key] for key in wanted.keys() - kept.keys()}, now)
    items = [
        (f"partnering/invitation:{each.pk}:{each.sequence}", {**_told(each), "news": news}) for each, news in staged
    ]
    notices.after_commit_each("partnering/invitation", items, now=now)


def _told(invitation: Invitation) -> dict[str, int]:
    return {"invitation_id": invitation.pk, "sequence": invitation.sequence}


def _invite(delegate: Delegate, wanted: dict[str, Wanted], now: datetime) -> list[tuple[Invitation, str]]:
    rows = MeetingRequest.objects.filter(public_id__in=wanted).values_list("public_id", "pk")
    by_time = sorted((wanted[str(public_id)].content["starts_at"], pk, str(public_id)) for public_id, pk in rows)
    return [(_made(delegate, pk, wanted[request], now), "new") for _starts, pk, request in by_time]


def _made(delegate: Delegate, request: int, wanted: Wanted, now: datetime) -> Invitation:
    told = {"sequence": wanted.sequence, "content": wanted.content, "changed_at": now}
    return Invitation.objects.create(user_id=delegate.user_id, request_id=request, **told)


def _follow(kept: Invitation, wanted: Wanted, delegate: Delegate, now: datetime) -> list[tuple[Invitation, str]]:
    """Send a meeting anew that has changed, or stands again after it had been taken out."""
    if kept.stands and kept.content == wanted.content:
        return []
    if not kept.stands and not queries.is_invited(delegate.user_id):
        return []
    news = "changed" if kept.stands and kept.begun_at else "new"
    kept.content, kept.stands = wanted.content, True
    return _raise(kept, news, now, at_least=wanted.sequence)


def _take_out(kept: Invitation, now: datetime) -> list[tuple[Invitation, str]]:
    if kept.begun_at is None:
        kept.delete()
        return []
    kept.stands = False
    return _raise(kept, "off", now)


def _raise(kept: Invitation, news: str, now: datetime, *, at_least: int = 0) -> list[tuple[Invitation, str]]:
    kept.sequence, kept.changed_at = max(at_least, kept.sequence + 1), now
    kept.save(update_fields=["content", "stands", "sequence", "changed_at"])
    return [(kept, news)]


@transaction.atomic
def begin_inviting(*, invitation_id: int, sequence: int, now: datetime) -> Invitation | None:
    """Return an invitation that is to be mailed now, and keep that it was begun.

    None where it has changed since, or where its meeting has begun: then it is no news to a calendar.
    """
    mailed = Invitation.objects.filter(pk=invitation_id, sequence=sequence)
    if not mailed.filter(begun_at=None).update(begun_at=now) and not mailed.exists():
        return None
    found = queries.invitation_to_send(invitation_id, sequence)
    return found if found and datetime.fromisoformat(found.content["starts_at"]) > now else None


@transaction.atomic
def choose_mails(*, invites: bool, reminds: bool, by: Actor, now: datetime) -> None:
    """Choose which mails of one's meetings one gets; with invitations the meetings that stand are sent at once.

    Whoever has no calendar address and wants invitations wants them as long as they have none.
    """
    require(by.user_id is not None, _("Sign in first."))
    until_fetched = invites and not queries.is_fetched(by.user_id or 0)
    said = {"invites": None if until_fetched else invites, "reminds": reminds}
    chosen, _made = MeetingMails.objects.update_or_create(user_id=by.user_id or 0, defaults=said)
    for delegate in queries.delegacies_of(by.user_id or 0) if invites else ():
        keep_invited(delegate_id=delegate.pk, now=now)
    audit.record("partnering.mails_chosen", on=chosen, by=by, at=now)
