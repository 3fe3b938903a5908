"""Who works in the newsroom: appointed, given another role, let go."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import audit
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import require
from bridgehead.newsroom.rules import Role, may_appoint


@transaction.atomic
def appoint(*, user_id: int, role: Role | None, by: Actor, now: datetime) -> None:
    """Give a person a role in the newsroom in the place of the one they had; None lets them go."""
    require(may_appoint(by), _("Only a press officer or an administrator says who works in the newsroom."))
    person = found(User.objects.select_for_update(), user_id)
    held = Group.objects.filter(user=person, name__in=Role.values).values_list("name", flat=True).first()
    if held == (role.value if role else None):
        return
    person.groups.remove(*Group.objects.filter(name__in=Role.values))
    if role is not None:
        person.groups.add(Group.objects.get(name=role.value))
        UserProfile.objects.update_or_create(user=person, defaults={"current_time_zone": person.zone})
    change = {"role": (held, role.value if role else None)}
    audit.record("newsroom.role_given", on=person, by=by, at=now, stream="newsroom", change=change)


def leave_newsroom(user_id: int, now: datetime) -> None:
    """Take a person out of the newsroom, with what its desk remembers of them: part of their erasure.

    What they wrote is the newsroom's and stays; it is tied to an account that says nothing any more.
    """
    person = User.objects.get(pk=user_id)
    person.groups.remove(*Group.objects.filter(name__in=Role.values))
    for profile in UserProfile.objects.filter(user=person):
        if profile.avatar:
            profile.avatar.delete(save=False)
        profile.delete()
