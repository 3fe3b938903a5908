"""How the newsroom's notices are delivered."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.adapters.deadlines import told_near
from bridgehead.agreements.deliveries import Contacted
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.notices import Staged
from bridgehead.newsroom.actions.press import new_press_link
from bridgehead.newsroom.queries.press import pass_told

#: The other clock that the newsroom tells every moment by.
ABROAD = "America/New_York"


def press_given(staged: Staged) -> None:
    """Send a journalist their link; not when it was revoked meanwhile, or the hour has come."""
    pass_id = staged.payload["pass_id"]
    token = new_press_link(pass_id, clock.database_now())
    held = pass_told(pass_id) if token else None
    if held is None or held.article.public_from is None:
        return
    with translation.override(held.language):
        page = settings.SITE_ADDRESS + reverse("newsroom:press", args=[token])
    mail.send(
        "newsroom/mail/press_given",
        to=Contacted(held.email, held.language, held.name),
        key=staged.key,
        # What the article says stands behind the link alone: a letter cannot be revoked.
        context={"page": page, "until": told_near(held.article.public_from, ABROAD, held.language)},
    )


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("newsroom/press_given")(press_given)
