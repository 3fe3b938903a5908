"""Journalists let in before the hour, and shut out again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.newsroom.models import Article, PressPass
from bridgehead.newsroom.models.press import PRESS_PURPOSE
from bridgehead.newsroom.rules import gives_press_access

#: Who reads again within the hour is noted in the trail once; the count takes every opening.
NOTED_AGAIN_AFTER = timedelta(hours=1)
#: So long after the hour, or after it was revoked, is kept who had access.
KEPT = timedelta(days=90)


@transaction.atomic
def give_press_access(*, article_id: int, fields: Mapping[str, Any], by: Actor, now: datetime) -> PressPass:
    """Let a journalist (``name``, ``outlet``, ``email``, ``language``) read what is under embargo; mail a link."""
    require(gives_press_access(by), _("Only a press officer lets journalists read before the hour."))
    article = found(Article.objects.select_for_update(), article_id)
    if not article.is_under_embargo(now):
        raise Refused(_("This article is not under embargo: it has to be approved, and its hour still to come."))
    said = {**fields, "email": fields["email"].casefold()}
    if PressPass.objects.filter(article=article, email=said["email"], revoked_at=None).exists():
        raise Refused(_("This address has access already. Revoke it to send a new link."), field="email")
    given = PressPass.objects.create(article=article, given_at=now, **said)
    notices.after_commit("newsroom/press_given", key=f"newsroom/press:{given.public_id}", now=now, pass_id=given.pk)
    change = {"article": (None, article.public_id)}
    audit.record("newsroom.press_given", on=given, by=by, at=now, stream="newsroom", change=change)
    return given


@transaction.atomic
def revoke_press_access(*, pass_id: int, by: Actor, now: datetime) -> None:
    """Shut a journalist out: the link leads nowhere from now on."""
    require(gives_press_access(by), _("Only a press officer lets journalists read before the hour."))
    held = found(PressPass.objects.select_for_update(), pass_id)
    if held.revoked_at is not None:
        return
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    held.keys.all().delete()
    change = {"article": (held.article.public_id, None)}
    audit.record("newsroom.press_revoked", on=held, by=by, at=now, stream="newsroom", change=change)


@transaction.atomic
def new_press_link(pass_id: int, now: datetime) -> str | None:
    """Return a fresh token for a pass, of which the hash alone is kept; None for one that opens nothing any more."""
    held = PressPass.objects.select_for_update().filter(pk=pass_id).first()
    if held is None or not PressPass.objects.before_hour(now).filter(pk=pass_id).exists():
        return None
    token = new_token()
    held.keys.create(token_hash=token_hash(token, purpose=PRESS_PURPOSE))
    return token


@transaction.atomic
def note_opened(pass_id: int, now: datetime) -> None:
    """Count that a journalist opened the article, and tell the trail once an hour."""
    held = found(PressPass.objects.select_for_update(), pass_id)
    PressPass.objects.filter(pk=pass_id).update(opened=F("opened") + 1, last_opened_at=now)
    if held.last_opened_at is None or now - held.last_opened_at >= NOTED_AGAIN_AFTER:
        audit.record("newsroom.press_opened", on=held, by=ANONYMOUS, at=now, stream="newsroom")


@job("newsroom.forget_press")
def forget_press(claim: Claim) -> None:
    """Forget who had access to what has long been public, or was shut out long ago."""
    forget_passes_before(clock.now() - KEPT)


def forget_passes_before(moment: datetime) -> None:
    """Delete the passes that ended before a moment; of what was taken back, those that were given before it."""
    PressPass.objects.filter(article__live=True, article__public_from__lt=moment).delete()
    PressPass.objects.filter(article__live=False, given_at__lt=moment).delete()
    PressPass.objects.filter(revoked_at__lt=moment).delete()


def forget_passes_of(user_id: int, now: datetime) -> None:
    """Delete what a person with an account may read before its hour: part of their erasure."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    PressPass.objects.filter(email=address.casefold()).delete()
