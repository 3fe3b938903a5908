"""The door of a forum: the list that a device holds, who is here, who waits to be let in, and badges to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.queries import proven_addresses
from bridgehead.events.models import (
    Badge,
    CheckIn,
    Forum,
    ForumSession,
    ParticipantType,
    Registration,
    RegistrationState,
    RetiredCode,
    WalkIn,
)
from bridgehead.events.queries.registrations import person_says
from bridgehead.events.rules import may_run_forum
from bridgehead.events.rules.check_in import may_check_in
from bridgehead.foundation.bilingual import wording

_APPROVED = Q(registration__state=RegistrationState.APPROVED) | Q(walk_in__state=RegistrationState.APPROVED)
#: What is told of a badge's holder hangs on these.
_NAMED = ("registration__user", "registration__organisation", "walk_in__forum")
#: So many are found by name at a door without a script.
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of a badge's holder: a name in each script, whom they come for, as what; empty where not known."""

    name_ko: str
    name_en: str
    organisation_ko: str
    organisation_en: str
    participant_type: str
    is_sample: bool = False

    @property
    def type_label(self) -> str:
        """As what they take part, in words."""
        return str(ParticipantType(self.participant_type).label)


@dataclass(frozen=True, slots=True)
class OnTheList:
    """One line of the list at the door: a badge, whose it is, and the day's check-in as far as it is known."""

    badge: Badge
    shown: Shown
    check_in: CheckIn | None


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many of a type are expected, came on the day, and are here."""

    participant_type: str
    label: str
    expected: int
    came: int
    here: int


def door_forum_or_404(actor: Actor, public_id: UUID) -> Forum:
    """Return a forum at whose door the actor serves."""
    found = Forum.objects.filter(public_id=public_id).first()
    if found is None or not may_check_in(actor, found.pk):
        raise Http404
    return found


def shown(badge: Badge) -> Shown:
    """Return what is told of a badge's holder; what a walk-in wrote stands in either script as it was written."""
    held = badge.holder
    if isinstance(held, Registration):
        organisation = held.organisation
        # Who has given no name is called by their organisation: no address comes to a door.
        called = held.user if held.user.has_name else organisation
        names = (called.name_ko, called.name_en, organisation.name_ko, organisation.name_en)
        return Shown(*names, str(held.participant_type), held.user.is_sample)
    ko, en = _by_script(held.name)
    organisation_ko, organisation_en = _by_script(held.organisation)
    return Shown(ko, en, organisation_ko, organisation_en, str(held.participant_type), held.forum.is_sample)


def _by_script(text: str) -> tuple[str, str]:
    return (text, "") if any("가" <= letter <= "힣" for letter in text) else ("", text)


def door_list(forum: Forum, day: date | None) -> list[OnTheList]:
    """Return everybody who is let in, in the order of their badges, with what the day knows of them."""
    badges = _with_names(forum.badges.filter(_APPROVED, revoked_at=None))
    came = {each.badge_id: each for each in CheckIn.objects.filter(badge__forum=forum, day=day)} if day else {}
    return [OnTheList(each, shown(each), came.get(each.pk)) for each in badges.order_by("pk")]


def codes_without_entry(forum: Forum) -> dict[str, str]:
    """Return by code why it lets nobody in: replaced, blocked, or of a registration that ended; without a name."""
    badges = forum.badges.exclude(_APPROVED, revoked_at=None).select_related("registration", "walk_in")
    ended = {each.code: "revoked" if _is_approved(each) else "cancelled" for each in badges.order_by("pk")}
    retired = RetiredCode.objects.filter(badge__forum=forum).order_by("pk").values_list("code", flat=True)
    return ended | dict.fromkeys(retired, "replaced")


def _is_approved(badge: Badge) -> bool:
    return badge.holder.state == RegistrationState.APPROVED


def found_at_door(forum: Forum, words: str, day: date | None) -> list[OnTheList]:
    """Return whom a search by name or organisation finds among those who are let in, the first few."""
    badges = _with_names(forum.badges.filter(_APPROVED, revoked_at=None))
    for word in words.split()[:5]:
        badges = badges.filter(_says(word))
    some = list(badges.order_by("pk")[:MOST_FOUND])
    came = {each.badge_id: each for each in CheckIn.objects.filter(badge__in=some, day=day)} if day else {}
    return [OnTheList(each, shown(each), came.get(each.pk)) for each in some]


def check_ins(
    actor: Actor, forum: Forum, day: date, *, standing: str = "", participant_type: str = "", words: str = ""
) -> list[CheckIn]:
    """Return who came on a day, the latest first, for the forum's officers; ``standing`` is ``here`` or ``left``."""
    if not may_run_forum(actor, forum.pk):
        raise Http404
    came = CheckIn.objects.filter(badge__forum=forum, day=day)
    if participant_type:
        came = came.filter(_of_type(participant_type, "badge__"))
    for word in words.split()[:5]:
        came = came.filter(_says(word, "badge__"))
    found = came.select_related(*(f"badge__{each}" for each in _NAMED)).order_by("-at", "-pk")
    wanted = {"here": True, "left": False}.get(standing)
    return [each for each in found if wanted is None or each.is_here is wanted]


def check_in_or_404(forum: Forum, public_id: UUID) -> CheckIn:
    """Return one check-in at a forum."""
    found = CheckIn.objects.filter(badge__forum=forum, public_id=public_id).select_related("badge").first()
    if found is None:
        raise Http404
    return found


def counts_by_type(forum: Forum, day: date) -> list[TypeCount]:
    """Return for each type how many are expected, came on a day and are here; types of nobody are left out."""
    expected: Counter[str] = Counter()
    for model in (Registration, WalkIn):
        approved = model._default_manager.filter(forum=forum, state=RegistrationState.APPROVED)
        expected.update(approved.values_list("participant_type", flat=True))
    came, here = Counter[str](), Counter[str]()
    of_day = CheckIn.objects.filter(badge__forum=forum, day=day)
    for each in of_day.select_related("badge__registration", "badge__walk_in"):
        kind = str(each.badge.holder.participant_type)
        came[kind] += 1
        here[kind] += each.is_here
    return [
        TypeCount(value, str(label), expected[value], came[value], here[value])
        for value, label in ParticipantType.choices
        if expected[value] or came[value]
    ]


def waiting_walk_ins(forum: Forum) -> QuerySet[WalkIn]:
    """Return who waits at the door for an officer, the first to come first."""
    return forum.came_without.filter(state=RegistrationState.APPLIED, forgotten_at=None).order_by("came_at", "pk")


def walk_in_or_404(forum: Forum, public_id: UUID) -> WalkIn:
    """Return one walk-in of a forum."""
    found = forum.came_without.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def badges_to_print(actor: Actor, forum: Forum) -> list[Badge]:
    """Return the badges of all who are let in, by name, for the forum's officers."""
    if not may_run_forum(actor, forum.pk):
        raise Http404
    found = _with_names(forum.badges.filter(_APPROVED, revoked_at=None))
    return sorted(found, key=lambda badge: (shown(badge).name_ko or shown(badge).name_en, badge.pk))


def people_to_sign(actor: Actor, forum: Forum) -> list[Shown]:
    """Return who is let in to a forum, by name in the language of the page, for its officers."""
    named = [shown(each) for each in badges_to_print(actor, forum)]
    return sorted(named, key=lambda each: (wording(each, "name").text, wording(each, "organisation").text))


def sessions_to_sign(forum: Forum) -> list[ForumSession]:
    """Return the sessions of a forum whose time is known, by time."""
    found = ForumSession.objects.filter(part__forum=forum, starts_at__isnull=False)
    return list(found.order_by("starts_at", "pk"))


def badge_count(forum: Forum) -> int:
    """Return how many badges there are to print."""
    return forum.badges.filter(_APPROVED, revoked_at=None).count()


def badge_of(registration: Registration) -> Badge | None:
    """Return the badge of a registration; None where it was never approved."""
    return _with_names(Badge.objects.filter(registration=registration)).first()


def badge_or_404(forum: Forum, public_id: UUID) -> Badge:
    """Return one badge of a forum."""
    found = _with_names(forum.badges.filter(public_id=public_id)).first()
    if found is None:
        raise Http404
    return found


def walk_ins_kept(user_id: int) -> list[dict[str, Any]]:
    """Return what is kept of a person as a walk-in, by the addresses that they have proven to be theirs."""
    found = WalkIn.objects.filter(email__in=proven_addresses(user_id)).select_related("forum")
    return [
        {
            "forum": str(each.forum.public_id),
            "name": each.name,
            "organisation": each.organisation,
            "email": each.email,
            "participant_type": each.participant_type,
            "state": each.state,
            "came_at": each.came_at.isoformat(),
            "check_ins": [came.at.isoformat() for came in CheckIn.objects.filter(badge__walk_in=each)],
        }
        for each in found.order_by("came_at", "pk")
    ]


def shown_of(found: Iterable[CheckIn]) -> list[tuple[CheckIn, Shown]]:
    """Return each check-in with what is told of its person."""
    return [(each, shown(each.badge)) for each in found]


def _with_names(badges: QuerySet[Badge]) -> QuerySet[Badge]:
    return badges.select_related(*_NAMED)


def _of_type(participant_type: str, at: str = "") -> Q:
    registered = Q(**{f"{at}registration__participant_type": participant_type})
    return registered | Q(**{f"{at}walk_in__participant_type": participant_type})


def _says(word: str, at: str = "") -> Q:
    walked_in = Q(**{f"{at}walk_in__name__icontains": word}) | Q(**{f"{at}walk_in__organisation__icontains": word})
    return walked_in | person_says(word, f"{at}registration__")
