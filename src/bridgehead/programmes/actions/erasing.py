"""What is forgotten of a person who asks to be erased."""

from __future__ import annotations

from datetime import datetime

from bridgehead.programmes.models import CallQuestion, ProgrammeRole


def erase_person(user_id: int, now: datetime) -> None:
    """Forget what a person asked, in their own words, and that they ran programmes; published words stay."""
    CallQuestion.objects.filter(person_id=user_id, published_at__isnull=True).delete()
    CallQuestion.objects.filter(person_id=user_id).update(person_id=None, asked="")
    ProgrammeRole.objects.filter(user_id=user_id).delete()
