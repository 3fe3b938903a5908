"""What the newsroom hears: of a migrated database, and of what happens at its desk."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.dispatch import receiver

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation import clock
from bridgehead.newsroom.actions.approvals import note_approved, note_deleted, note_taken_back
from bridgehead.newsroom.actions.furnishing import furnish
from bridgehead.newsroom.signals import article_approved, article_deleted, article_taken_back

#: The tables that the furnishing writes; a database that is migrated in part may lack some.
_NEEDED = {"newsroom_article", "wagtailcore_workflowcontenttype", "wagtailadmin_admin", "wagtailimages_image"}


def lay_furnishing(**_told: Any) -> None:
    """Lay the furnishing once a database is migrated as far as that."""
    if set(connection.introspection.table_names()) >= _NEEDED:
        furnish()


@receiver(article_approved)
def approved(article_id: int, user_id: int | None, **_told: Any) -> None:
    """Follow an approval up."""
    note_approved(article_id=article_id, by=_doer(user_id), now=clock.now())


@receiver(article_taken_back)
def taken_back(article_id: int, user_id: int | None, **_told: Any) -> None:
    """Follow the taking back of an article up."""
    note_taken_back(article_id=article_id, by=_doer(user_id), now=clock.now())


@receiver(article_deleted)
def deleted(article_id: int, user_id: int | None, **_told: Any) -> None:
    """Let nothing of it be found."""
    note_deleted(article_id=article_id, by=_doer(user_id), now=clock.now())


def _doer(user_id: int | None) -> Actor:
    return SYSTEM if user_id is None else Actor(user_id=user_id)
