"""Who may read what is under embargo, by which link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from bridgehead.accounts.models import User
from bridgehead.foundation.tokens import token_hash
from bridgehead.newsroom.models import Article, Photo, PressPass
from bridgehead.newsroom.models.press import PRESS_PURPOSE


def pass_or_404(token: str) -> PressPass:
    """Return the pass that a link opens, with its article as it was last approved; of all others nothing is told."""
    found = (
        PressPass.objects.standing()
        .filter(keys__token_hash=token_hash(token, purpose=PRESS_PURPOSE))
        .select_related("article__section", "article__photo", "article__locale")
        .first()
    )
    if found is None:
        raise Http404
    return found


def pass_told(pass_id: int) -> PressPass | None:
    """Return a pass with its article, for the letter that tells of it."""
    return PressPass.objects.select_related("article").filter(pk=pass_id).first()


def photo_by_pass_or_404(held: PressPass, public_id: UUID) -> Photo:
    """Return a photograph of the article that a pass opens."""
    found = held.article.photos.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def passes_to(article: Article) -> QuerySet[PressPass]:
    """Return who may read an article before its hour, or might; the last one given first."""
    return article.press_passes.order_by("-given_at", "-pk")


def press_pass_or_404(public_id: UUID) -> PressPass:
    """Return a pass for the desk; its edge has checked who asks."""
    found = PressPass.objects.select_related("article").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def passes_kept(user_id: int) -> list[dict[str, Any]]:
    """Return the access that a person was given as a journalist, for the export of their personal data."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    return [
        {
            "name": each.name,
            "outlet": each.outlet,
            "email": each.email,
            "language": each.language,
            "given_at": each.given_at.isoformat(),
            "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            "opened": each.opened,
            "last_opened_at": each.last_opened_at.isoformat() if each.last_opened_at else None,
        }
        for each in PressPass.objects.filter(email=address.casefold()).order_by("pk")
    ]
