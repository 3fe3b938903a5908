"""Readers who follow the news by mail: asking, confirming, changing what they follow, leaving.

A reader's follows are nobody else's matter: the trail is not told of them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import require
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.newsroom.models import Follow, Follower, FollowerKey, FollowRequest, ToldArticle
from bridgehead.newsroom.models.follows import CONFIRM_PURPOSE, FOLLOWER_PURPOSE, Subject
from bridgehead.newsroom.queries.follows import (
    CONFIRMED_WITHIN,
    LINK_LASTS,
    follower_at,
    follows_of,
    request_by_link,
    request_told,
)

#: So many letters that ask for a confirmation go to one address while none is confirmed.
MOST_ASKED = 6
#: Nobody follows more.
MOST_FOLLOWED = 100


@transaction.atomic
def ask_to_follow(*, email: str, language: str, rhythm: str, subject: Subject, now: datetime) -> None:
    """Send a letter that asks an address to confirm; the same is done whether or not anything is known of it.

    An address that was asked too often of late is left in peace, and whoever asks is not told.
    """
    address = email.lower()
    lately = FollowRequest.objects.filter(email=address, asked_at__gt=now - CONFIRMED_WITHIN, confirmed_at=None)
    if lately.count() >= MOST_ASKED:
        return
    asked = FollowRequest.objects.create(email=address, language=language, rhythm=rhythm, asked_at=now, **subject.named)
    notices.after_commit(
        "newsroom/follow_asked", key=f"newsroom/follow:{asked.public_id}", now=now, request_id=asked.pk
    )


@transaction.atomic
def new_confirm_link(request_id: int, now: datetime) -> str | None:
    """Return a fresh token that confirms a request, of which the hash alone is kept; None where it is too late."""
    asked = request_told(request_id, now)
    if asked is None:
        return None
    token = new_token()
    asked.keys.create(token_hash=token_hash(token, purpose=CONFIRM_PURPOSE))
    return token


@transaction.atomic
def confirm_follow(token: str, now: datetime) -> str | None:
    """Follow what a letter asked to confirm; return a token of the follower's page, None where it was too late.

    A second confirmation changes nothing. Who follows too much is refused, and can be let to their page by
    ``link_of_asked``.
    """
    asked = request_by_link(token, now)
    if asked is None:
        return None
    asked = FollowRequest.objects.select_for_update().get(pk=asked.pk)
    held = _follower_at(asked.email, language=asked.language, rhythm=asked.rhythm, now=now)
    if asked.confirmed_at is None:
        _set(held, language=asked.language, rhythm=asked.rhythm)
        _begin(held, asked.subject, now)
        asked.confirmed_at = now
        asked.save(update_fields=["confirmed_at"])
    return new_follower_link(held.pk, now)


@transaction.atomic
def link_of_asked(token: str, now: datetime) -> str | None:
    """Return a token of the page of who follows already at the address that a letter asked; None where nobody does."""
    asked = request_by_link(token, now)
    held = follower_at(asked.email) if asked is not None else None
    return new_follower_link(held.pk, now) if held is not None else None


@transaction.atomic
def follow(*, subject: Subject, language: str, rhythm: str, by: Actor, now: datetime) -> Follower:
    """Have a signed-in person follow something, at the address that they sign in with."""
    require(not by.is_anonymous, _("Sign in first."))
    held = _follower_of(found(User.objects, by.person_id), language=language, rhythm=rhythm, now=now)
    _set(held, language=language, rhythm=rhythm)
    _begin(held, subject, now)
    return held


@transaction.atomic
def change_follows(*, follower_id: int, language: str, rhythm: str, kept: Collection[UUID]) -> bool:
    """Keep some of what somebody follows, and write in this language and rhythm; False when they follow nothing now."""
    held = found(Follower.objects.select_for_update(), follower_id)
    gone = [each.pk for each in follows_of(held) if each.public_id not in kept]
    Follow.objects.filter(pk__in=gone).delete()
    if not held.follows.exists():
        leave(follower_id)
        return False
    _set(held, language=language, rhythm=rhythm)
    return True


@transaction.atomic
def leave(follower_id: int) -> None:
    """Forget a follower with all that they follow and were told of; done twice it changes nothing."""
    held = Follower.objects.select_for_update(of=("self",)).filter(pk=follower_id).select_related("person").first()
    if held is not None:
        FollowRequest.objects.filter(email=held.address.lower()).delete()
        held.delete()


@transaction.atomic
def new_follower_link(follower_id: int, now: datetime) -> str:
    """Return a fresh token of a follower's page, of which the hash alone is kept."""
    token = new_token()
    FollowerKey.objects.create(
        held_by_id=follower_id, token_hash=token_hash(token, purpose=FOLLOWER_PURPOSE), made_at=now
    )
    return token


@job("newsroom.forget_followers")
def forget_followers(claim: Claim) -> None:
    """Forget addresses that nobody confirmed, and links that have run out."""
    forget_unconfirmed(clock.now())


def forget_unconfirmed(now: datetime) -> None:
    """Delete what was asked for too long ago, and the links of letters that are too old."""
    FollowRequest.objects.filter(asked_at__lte=now - CONFIRMED_WITHIN).delete()
    FollowerKey.objects.filter(made_at__lte=now - LINK_LASTS).delete()


def forget_follows_of(user_id: int, now: datetime) -> None:
    """Delete what a person follows, with an account or by their address: part of their erasure."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id).lower()
    Follower.objects.filter(Q(person=user_id) | Q(email=address)).delete()
    FollowRequest.objects.filter(email=address).delete()


def _follower_at(address: str, *, language: str, rhythm: str, now: datetime) -> Follower:
    """The follower at an address: the person who signs in with it, if there is one."""
    person = User.objects.filter(email=address, is_active=True).first()
    if person is not None:
        return _follower_of(person, language=language, rhythm=rhythm, now=now)
    begun = {"language": language, "rhythm": rhythm, "looked_at": now}
    return Follower.objects.select_for_update().get_or_create(email=address, defaults=begun)[0]


def _follower_of(person: User, *, language: str, rhythm: str, now: datetime) -> Follower:
    """The follower that a person is; what was followed at their address before is theirs."""
    at_address = Follower.objects.select_for_update().filter(email=person.email.lower()).first()
    if at_address is not None and not Follower.objects.filter(person=person).exists():
        Follower.objects.filter(pk=at_address.pk).update(person=person, email="")
        at_address = None
    begun = {"language": language, "rhythm": rhythm, "looked_at": now}
    held = Follower.objects.select_for_update().get_or_create(person=person, defaults=begun)[0]
    if at_address is not None:
        _take_over(held, at_address)
    return held


def _take_over(held: Follower, other: Follower) -> None:
    """Let a follower follow what another did as well, whose address became theirs: one letter is enough."""
    for each in other.follows.all():
        _follow(held, each.subject, each.at)
    told = other.told.values_list("translation_key", "told_at")
    ToldArticle.objects.bulk_create(
        [ToldArticle(follower=held, translation_key=key, told_at=at) for key, at in told], ignore_conflicts=True
    )
    other.delete()


def _set(held: Follower, *, language: str, rhythm: str) -> None:
    held.language, held.rhythm = language, rhythm
    held.save(update_fields=["language", "rhythm"])


def _begin(held: Follower, subject: Subject, now: datetime) -> None:
    before = held.follows.count()
    _follow(held, subject, now)
    after = held.follows.count()
    sentence = _("You cannot follow more than %(most)s things. Leave some of them first.") % {"most": MOST_FOLLOWED}
    require(after == before or after <= MOST_FOLLOWED, sentence)


def _follow(held: Follower, subject: Subject, at: datetime) -> None:
    """Have somebody follow something unless they do, also where its topic is merged just now into one they follow."""
    Follow.objects.bulk_create([Follow(follower=held, **subject.named, at=at)], ignore_conflicts=True)
