"""The ready-made entries of everybody's own timetable, in both languages, made in a handful of queries.

Publishing writes them and its preview reckons with them, so that the two cannot disagree. They speak for nobody: each
delegate's entries are their own. Of the others' people who come an entry names those who consent to be listed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, TextField
from django.db.models.functions import Cast

from bridgehead.accounts.models import Consent, ConsentPurpose, User
from bridgehead.directory.models import Membership
from bridgehead.partnering.models import (
    Delegation,
    Meeting,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    Timetable,
    TimetableState,
)
from bridgehead.partnering.queries.seating import Seating, seating_of

Entry = dict[str, Any]
#: Who of a delegation sits at a meeting, by their rows' ids.
Sits = tuple[int, ...]
#: What may differ between two versions without the person having to be told.
_UNTOLD: Entry = {"meeting": None, "sequence": None, "ours": None}


def told(entry: Entry) -> Entry:
    """Return what an entry tells its person: where two versions tell the same, nobody need hear of it."""
    return {**entry, **_UNTOLD}


def tell_the_same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Whether two versions of somebody's entries tell the same."""
    return len(some) == len(others) and all(told(one) == told(other) for one, other in zip(some, others, strict=True))


def entries_in_force(held: PartneringRound) -> dict[int, list[Entry]]:
    """Return what each person goes by now; people without an entry are those who were never told."""
    written = PersonalTimetable.objects.filter(timetable__round=held, timetable__state=TimetableState.PUBLISHED)
    texts = dict(written.values_list("user_id", Cast("entries", TextField())))
    # most people of a delegation have the same entries: each text is read once
    read = {text: json.loads(text) for text in set(texts.values())}
    return {user: read[text] for user, text in texts.items()}


def entries_of(timetable: Timetable) -> Mapping[int, list[Entry]]:
    """Return the entries of each delegate (by its row's id), by time, as ``PersonalTimetable`` describes them.

    Each has the meetings to which their delegation sends them. Meetings whose request was taken back since are left
    out. ``sequence`` is for publishing to add.
    """
    seating, partners, people = seating_of(timetable.round), _partners(timetable.round), _people(timetable.round)
    own_names = _own_names(timetable.round, seating)
    entries: dict[int, list[tuple[Sits, Entry]]] = defaultdict(list)
    for meeting in _meetings(timetable):
        place = {"request": meeting.pop("request_id"), "slot": meeting.pop("slot_id")}
        sides = [meeting.pop(side) for side in ("request__asking_id", "request__asked_id")]
        sits = [seating.at(**place, delegation=side) for side in sides]
        entry = _entry(meeting)
        for own, other in ((0, 1), (1, 0)):
            met = [people[each] for each in sits[other] if each in people]
            ours = {"ours": [own_names[each] for each in sits[own]]} if sits[own] and sits[own][0] in own_names else {}
            entries[sides[own]].append((sits[own], {**entry, **partners[sides[other]], "people": met, **ours}))
    return _by_delegate(entries, seating)


def _by_delegate(entries: Mapping[int, list[tuple[Sits, Entry]]], seating: Seating) -> dict[int, list[Entry]]:
    """Give each delegate their own; people of a delegation that all go everywhere share one list."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for delegation, placed in entries.items():
        everybody = seating.people.get(delegation, ())
        whole = [entry for _sits, entry in placed] if all(sits == everybody for sits, _entry in placed) else None
        for each in everybody:
            found[each] = [entry for sits, entry in placed if each in sits] if whole is None else whole
    return found


def _meetings(timetable: Timetable) -> Any:
    agreed = Meeting.objects.filter(timetable=timetable, request__state=RequestState.ACCEPTED)
    meetings = agreed.order_by("slot__starts_at", "table__number")
    place = ("slot__starts_at", "slot__ends_at", "table__number", "table__area_ko", "table__area_en")
    sides = ("request_id", "slot_id", "request__asking_id", "request__asked_id")
    return meetings.values("public_id", "request__public_id", *sides, *place)


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
    told_of = ("pk", "public_id", "organisation__is_sample", "organisation__name_ko", "organisation__name_en")
    return {
        pk: {
            "with_ko": name_ko or name_en,
            "with_en": name_en or name_ko,
            "with_id": str(public_id),
            "is_sample": is_sample,
        }
        for pk, public_id, is_sample, name_ko, name_en in Delegation.objects.filter(round=held).values_list(*told_of)
    }


def _people(held: PartneringRound) -> Mapping[int, dict[str, str]]:
    """The delegates (by their rows' ids) who consent to be listed, as the other side reads of them."""
    titles = _titles(held)
    people: dict[int, dict[str, str]] = {}
    listed = Consent.objects.filter(user=OuterRef("pk"), purpose=ConsentPurpose.LISTED, withdrawn_at=None)
    coming = User.objects.filter(Exists(listed), delegacies__round=held, delegacies__left_at=None)
    coming = coming.annotate(delegate_id=F("delegacies__pk"), organisation_id=F("delegacies__delegation__organisation"))
    for each in coming.only("public_id", *User.NAME_FIELDS):
        title_ko, title_en = titles.get((each.pk, each.organisation_id), ("", ""))
        people[each.delegate_id] = {
            "id": str(each.public_id),
            "name_ko": each.full_name("ko"),
            "name_en": each.full_name("en"),
            "title_ko": title_ko or title_en,
            "title_en": title_en or title_ko,
        }
    return people


def _own_names(held: PartneringRound, seating: Seating) -> Mapping[int, dict[str, str]]:
    """The delegates (by their rows' ids) of delegations with several people, as their own colleagues read of them."""
    several = [each for people in seating.people.values() if len(people) > 1 for each in people]
    if not several:
        return {}
    coming = User.objects.filter(delegacies__round=held, delegacies__left_at=None)
    coming = coming.annotate(delegate_id=F("delegacies__pk")).only("public_id", *User.NAME_FIELDS)
    known = {each.delegate_id: each for each in coming}
    return {
        pk: {
            "id": str(known[pk].public_id),
            "name_ko": known[pk].full_name("ko"),
            "name_en": known[pk].full_name("en"),
        }
        for pk in several
    }


def _titles(held: PartneringRound) -> dict[tuple[int, int], tuple[str, str]]:
    memberships = Membership.objects.filter(organisation__delegations__round=held)
    return {
        (user, organisation): (ko, en)
        for user, organisation, ko, en in memberships.values_list("user_id", "organisation_id", "title_ko", "title_en")
    }
