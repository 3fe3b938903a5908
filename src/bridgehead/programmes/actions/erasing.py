"""What is forgotten of a person who asks to be erased."""

from __future__ import annotations

from datetime import datetime

from bridgehead.programmes.models import CallQuestion, ProgrammeRole, Renewal


def erase_person(user_id: int, now: datetime) -> None:
    """Forget what a person asked, in their own words, and that they ran programmes; published words stay."""
    CallQuestion.objects.filter(person_id=user_id, published_at__isnull=True).delete()
    CallQuestion.objects.filter(person_id=user_id).update(person_id=None, asked="")
    Renewal.objects.filter(asked_by_id=user_id).update(asked_by_id=None)
    Renewal.objects.filter(decided_by_id=user_id).update(decided_by_id=None)
    ProgrammeRole.objects.filter(user_id=user_id).delete()
