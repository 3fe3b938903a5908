"""Registrations: one's own, and all of a forum for its officers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Membership, Organisation
from bridgehead.events.models import Badge, Forum, ParticipantTerms, Registration, RegistrationState
from bridgehead.events.queries.picks import picks_kept
from bridgehead.events.queries.questions import answers_kept
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation.bases import composed

#: Where a word of a search is looked for in what a person and their organisation are called.
SEARCHED_NAMES = (
    "user__family_name_ko",
    "user__given_name_ko",
    "user__family_name_en",
    "user__given_name_en",
    "organisation__name_ko",
    "organisation__name_en",
)


def my_registration(actor: Actor, forum: Forum) -> Registration | None:
    """Return the actor's own registration for a forum, with its organisation."""
    if actor.user_id is None:
        return None
    found = forum.registrations.select_related("organisation").filter(user_id=actor.user_id).order_by("pk")
    return found.first()


def my_registration_or_404(actor: Actor, forum: Forum) -> Registration:
    """Return the actor's own registration for a forum."""
    found = my_registration(actor, forum)
    if found is None:
        raise Http404
    return found


def place_in_line(registration: Registration) -> int | None:
    """Return the place on the waiting list, 1 for the next one; None for who does not wait.

    Where the person's participant type has places of its own, it is the place among those of the type.
    """
    if registration.state != RegistrationState.WAITING:
        return None
    since = registration.waiting_since
    before = Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lt=registration.pk)
    waiting = Registration.objects.filter(forum_id=registration.forum_id, state=RegistrationState.WAITING)
    own = {"forum_id": registration.forum_id, "participant_type": registration.participant_type}
    if ParticipantTerms.objects.filter(places__isnull=False, **own).exists():
        waiting = waiting.filter(participant_type=registration.participant_type)
    return waiting.filter(before).count() + 1


def my_organisations(actor: Actor) -> list[Organisation]:
    """Return the organisations that the actor can register for."""
    held = Membership.objects.filter(user_id=actor.user_id or 0).select_related("organisation").order_by("pk")
    return [membership.organisation for membership in held]


def registrations_of(
    actor: Actor, forum: Forum, *, state: str = "", participant_type: str = "", words: str = ""
) -> QuerySet[Registration]:
    """Return the registrations of a forum for its officers: to decide, waiting, then the others, the newest first.

    Those of the waiting list alone come in its order.
    """
    if not may_run_forum(actor, forum.pk):
        raise Http404
    found = forum.registrations.select_related("user", "organisation")
    if state in RegistrationState.values:
        found = found.filter(state=state)
    if participant_type:
        found = found.filter(participant_type=participant_type)
    for word in words.split()[:5]:
        found = found.filter(person_says(word, fields=(*SEARCHED_NAMES, "user__email")))
    if state == RegistrationState.WAITING:
        return found.order_by("waiting_since", "pk")
    pressing = [When(state=RegistrationState.APPLIED, then=0), When(state=RegistrationState.WAITING, then=1)]
    return found.order_by(Case(*pressing, default=2), "-applied_at", "-pk")


def registration_counts(actor: Actor, forum: Forum) -> dict[str, int]:
    """Return how many registrations of a forum are in each state, zero included, and ``all``."""
    if not may_run_forum(actor, forum.pk):
        raise Http404
    counted = dict(forum.registrations.order_by().values_list("state").annotate(Count("pk")))
    counts = {state: counted.get(state, 0) for state in RegistrationState.values}
    return {**counts, "all": sum(counts.values())}


def officer_registration_or_404(actor: Actor, forum: Forum, public_id: UUID) -> Registration:
    """Return one registration of a forum that the actor runs."""
    found = registrations_of(actor, forum).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def registration_ids(actor: Actor, forum: Forum, public_ids: Iterable[str]) -> list[int]:
    """Return the ids of those registrations of a forum; what is no id or of another forum is left out."""
    wanted = [each for each in public_ids if _is_uuid(each)]
    return list(registrations_of(actor, forum).filter(public_id__in=wanted).values_list("pk", flat=True))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def registrations_kept(user_id: int) -> list[dict[str, Any]]:
    """Return what is kept of a person's registrations, oldest first: part of the export of their data."""
    answers, picks = answers_kept(user_id), picks_kept(user_id)
    return [
        {
            "forum": str(each.forum.public_id),
            "organisation": str(each.organisation.public_id),
            "participant_type": each.participant_type,
            "state": each.state,
            "reason": each.reason,
            "wants_partnering": each.wants_partnering,
            "may_be_listed": each.may_be_listed,
            "applied_at": each.applied_at.isoformat(),
            "decided_at": each.decided_at.isoformat() if each.decided_at else None,
            "answers": answers.get(each.pk, []),
            "picked": picks.get(each.pk, []),
            "check_ins": _check_ins_kept(each),
        }
        for each in Registration.objects.filter(user_id=user_id)
        .select_related("forum", "organisation", "badge")
        .prefetch_related("badge__check_ins")
        .order_by("applied_at", "pk")
    ]


def _check_ins_kept(registration: Registration) -> list[dict[str, str | None]]:
    badge: Badge | None = getattr(registration, "badge", None)
    return [
        {
            "day": each.day.isoformat(),
            "at": each.at.isoformat(),
            "left_at": each.left_at.isoformat() if each.left_at else None,
        }
        for each in (badge.check_ins.all() if badge else ())
    ]


def person_says(asked: str, at: str = "", *, fields: Collection[str] = SEARCHED_NAMES) -> Q:
    """Return what a word of a search finds in registrations, which lie at ``at`` (``registration__``)."""
    word = composed(asked)
    # A Korean name is written in one word: 김하늘 is family 김 and given 하늘.
    whole = {f"{at}user__family_name_ko": word[:1], f"{at}user__given_name_ko__startswith": word[1:]}
    found = Q(**whole) if len(word) > 1 else Q()
    for field in fields:
        found |= Q(**{f"{at}{field}__icontains": word})
    return found
