"""The ready-made entries of everybody's own timetable, in both languages, made in a handful of queries.

Publishing writes them and its preview reckons with them, so that the two cannot disagree. They speak for nobody: each
delegation's entries go to its own people. Of the others' people an entry names those who consent to be listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bridgehead.accounts.models import ConsentPurpose
from bridgehead.accounts.queries import consents_in_force
from bridgehead.directory.models import Membership
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import (
    Delegate,
    Delegation,
    Meeting,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    Timetable,
    TimetableState,
)

Entry = dict[str, Any]
#: What may differ between two versions without the person having to be told.
_UNTOLD = frozenset({"meeting", "sequence"})


def told(entry: Entry) -> Entry:
    """Return what an entry tells its person: where two versions tell the same, nobody need hear of it."""
    return {field: value for field, value in entry.items() if field not in _UNTOLD}


def entries_in_force(held: PartneringRound) -> dict[int, list[Entry]]:
    """Return what each person goes by now; people without an entry are those who were never told."""
    written = PersonalTimetable.objects.filter(timetable__round=held, timetable__state=TimetableState.PUBLISHED)
    return dict(written.values_list("user_id", "entries"))


def entries_of(timetable: Timetable) -> Mapping[int, list[Entry]]:
    """Return the entries of each delegation (by its row's id), by time, as ``PersonalTimetable`` describes them.

    Meetings whose request was taken back since are left out. ``sequence`` is for publishing to add.
    """
    partners = _partners(timetable.round)
    entries: dict[int, list[Entry]] = defaultdict(list)
    for meeting in _meetings(timetable):
        asking, asked = meeting.pop("request__asking_id"), meeting.pop("request__asked_id")
        entry = _entry(meeting)
        entries[asking].append({**entry, **partners[asked]})
        entries[asked].append({**entry, **partners[asking]})
    return entries


def _meetings(timetable: Timetable) -> Any:
    agreed = Meeting.objects.filter(timetable=timetable, request__state=RequestState.ACCEPTED)
    meetings = agreed.order_by("slot__starts_at", "table__number")
    place = ("slot__starts_at", "slot__ends_at", "table__number", "table__area_ko", "table__area_en")
    return meetings.values("public_id", "request__public_id", "request__asking_id", "request__asked_id", *place)


def _entry(meeting: Mapping[str, Any]) -> Entry:
    return {
        "meeting": str(meeting["public_id"]),
        "request": str(meeting["request__public_id"]),
        "starts_at": meeting["slot__starts_at"].isoformat(),
        "ends_at": meeting["slot__ends_at"].isoformat(),
        "table": meeting["table__number"],
        "area_ko": meeting["table__area_ko"] or meeting["table__area_en"],
        "area_en": meeting["table__area_en"] or meeting["table__area_ko"],
    }


def _partners(held: PartneringRound) -> dict[int, Entry]:
    """What an entry tells of each delegation to the one that meets it."""
    people = _people(held)
    return {
        each.pk: {
            "with_ko": wording(each.organisation, "name", "ko").text,
            "with_en": wording(each.organisation, "name", "en").text,
            "with_id": str(each.public_id),
            "is_sample": each.organisation.is_sample,
            "people": people[each.pk],
        }
        for each in Delegation.objects.filter(round=held).select_related("organisation")
    }


def _people(held: PartneringRound) -> Mapping[int, list[dict[str, str]]]:
    titles = _titles(held)
    people: dict[int, list[dict[str, str]]] = defaultdict(list)
    coming = Delegate.objects.filter(round=held, left_at=None).select_related("user", "delegation").order_by("pk")
    listed = consents_in_force(coming.values_list("user_id", flat=True), ConsentPurpose.LISTED)
    for each in (each for each in coming if each.user_id in listed):
        title_ko, title_en = titles.get((each.user_id, each.delegation.organisation_id), ("", ""))
        people[each.delegation_id].append(
            {
                "id": str(each.user.public_id),
                "name_ko": each.user.full_name("ko"),
                "name_en": each.user.full_name("en"),
                "title_ko": title_ko or title_en,
                "title_en": title_en or title_ko,
            }
        )
    return people


def _titles(held: PartneringRound) -> dict[tuple[int, int], tuple[str, str]]:
    memberships = Membership.objects.filter(organisation__delegations__round=held)
    return {
        (user, organisation): (ko, en)
        for user, organisation, ko, en in memberships.values_list("user_id", "organisation_id", "title_ko", "title_en")
    }
