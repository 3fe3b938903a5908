"""Who works in the newsroom."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Value
from wagtail.models import Revision

from bridgehead.accounts.actor import HOLDS, PartRows
from bridgehead.newsroom.rules import THE_NEWSROOM, Role


def roles_of(user_id: int) -> PartRows:
    """Return the newsroom's role of a person: part of their Actor."""
    held = Group.objects.filter(user=user_id, name__in=Role.values)
    return held.values_list(Value(HOLDS), "name", Value(THE_NEWSROOM))


def role_kept(user_id: int) -> list[dict[str, Any]]:
    """Return a person's role in the newsroom, and how much they wrote there, for the export of their personal data."""
    held = sorted(name for _says, name, _scope in roles_of(user_id))
    written = Revision.objects.filter(user=user_id, content_type__app_label="newsroom").count()
    return [{"roles": held, "revisions_written": written}] if held or written else []
