"""A small sample forum whose meetings are held while somebody looks: its day moves with the clock.

It is made as any forum is, deed by deed; only its timetable is told by the sample, so that a start does not wait for
the engine once more. Once few slots are left the same forum is laid to the hour anew, with what was told of its day
taken back: whoever comes to a demo that was left for a week finds meetings that are on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM, Actor, actor_for
from bridgehead.accounts.models import ConsentPurpose, User
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.gathering import type_of
from bridgehead.config.demo.queries import day_forum, sample_officer
from bridgehead.directory.models import Organisation
from bridgehead.events.actions.agenda import add_part, add_session, change_session
from bridgehead.events.actions.appearances import add_appearance
from bridgehead.events.actions.forums import change_forum, create_forum, grant_role, move_forum
from bridgehead.events.actions.registrations import approve_registration, register
from bridgehead.events.models import Forum, ForumRoleKind, ForumSession, ForumState
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering import rules
from bridgehead.partnering.actions.afterwards import say_afterwards
from bridgehead.partnering.actions.day import cannot_come, tell_late
from bridgehead.partnering.actions.requests import accept_request, decline_request, send_request
from bridgehead.partnering.actions.rounds import lay_slots, move_to_phase, open_round, set_tables
from bridgehead.partnering.actions.spots import ask_on_the_spot, set_on_the_spot
from bridgehead.partnering.actions.timetables import publish_anew, publish_timetable
from bridgehead.partnering.models import (
    Afterword,
    Attendance,
    Availability,
    Delegation,
    Lateness,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestState,
    RoundPhase,
    Slot,
    SpotRequest,
    Strength,
    Table,
    TableClosure,
    Timetable,
)

_TOLD = "sample/today.yaml"
_OUT_OF_THE_WAY = timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class Hours:
    """Where and when the day is: at the place of the sample where it is nearest to noon, around a moment."""

    place: Tree
    first: datetime
    slot: timedelta
    slots: int
    around: timedelta

    @property
    def opens(self) -> datetime:
        """When the forum begins."""
        return self.first - self.around

    @property
    def last(self) -> datetime:
        """When the last slot ends."""
        return self.first + self.slot * self.slots

    @property
    def closes(self) -> datetime:
        """When the forum ends."""
        return self.last + self.around

    def of(self, session: Tree) -> tuple[datetime, datetime]:
        """Return from when until when a session of the agenda is."""
        when = session["when"]
        if isinstance(when, list):
            return self.first + self.slot * when[0], self.first + self.slot * (when[1] + 1)
        spans = {"before": (self.opens, self.first), "during": (self.first, self.last)}
        return spans.get(when, (self.last, self.closes))


def hours_around(told: Tree, now: datetime) -> Hours:
    """Return the hours of the day such that some slots are over, one is on, and the others are still to come."""
    slot = timedelta(minutes=told["round"]["slot_minutes"])
    begun = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % slot
    return Hours(
        place=min(told["places"], key=lambda each: abs(_hour(now, each["zone"]) - 12)),
        first=begun - slot * told["slots_over"],
        slot=slot,
        slots=told["slots"],
        around=timedelta(minutes=told["around"]),
    )


def _hour(now: datetime, zone: str) -> float:
    there = now.astimezone(ZoneInfo(zone))
    return there.hour + there.minute / 60


def day_is_due(now: datetime) -> bool:
    """Whether the day is to be laid to this hour; a forum that a visitor called off stays as it is."""
    forum = day_forum()
    if forum is None:
        return True
    starts = list(Slot.objects.filter(round__forum=forum).order_by("starts_at").values_list("starts_at", flat=True))
    to_come = sum(each > now for each in starts)
    return bool(starts) and not forum.is_called_off and not read(_TOLD)["least_to_come"] <= to_come < len(starts)


def keep_day(now: datetime) -> None:
    """Lay the day to this hour where it is due; where deeds of a visitor stand against it, it stays as it was.

    That also holds where an organisation or its people are gone: the demo starts all the same.
    """
    with suppress(Refused, LookupError), transaction.atomic():
        # Asked within: SQLite lets in one at a time, and the second finds it laid.
        if day_is_due(now):
            _lay_day(now)


def _lay_day(now: datetime) -> None:
    # What it says happened before now was mailed before now.
    before = OutboxItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    told = read(_TOLD)
    day = _Day(told, hours_around(told, now), now)
    forum = day_forum()
    if forum is None:
        day.call()
    else:
        day.bring(forum)
    OutboxItem.objects.filter(delivered_at=None, pk__gt=before).update(delivered_at=now)


class _Day:
    """Makes the day of the sample, or brings it to other hours."""

    def __init__(self, told: Tree, hours: Hours, now: datetime) -> None:
        self._told, self._hours, self._now = told, hours, now
        self._officer = actor_for(sample_officer())

    def call(self) -> None:
        """Store the forum with all that led to its day, and let the day be on."""
        called = self._ago("called_days_ago")
        forum = self._forum(called)
        held = open_round(forum_id=forum.pk, by=self._officer, now=called, **self._told["round"])
        lay_slots(round_id=held.pk, windows=[(self._hours.first, self._hours.last)], by=self._officer, now=called)
        set_tables(round_id=held.pk, count=self._told["tables"], by=self._officer, now=called)
        self._gather(forum)
        asked, answered = self._ago("requests_opened_days_ago"), self._ago("answered_days_ago")
        self._move(held, RoundPhase.REQUEST, asked)
        placed = self._agree(held, asked, answered)
        self._move(held, RoundPhase.PLACE, answered)
        draft = self._place(held, placed)
        publish_timetable(timetable_id=draft.pk, by=self._officer, now=answered)
        self._move(held, RoundPhase.RUN, self._now)
        move_forum(forum_id=forum.pk, state=ForumState.RUNNING, by=self._officer, now=self._now)
        for key in set(self._told["takes_part"]) - set(self._told["not_on_the_spot"]):
            own = self._delegations[key]
            set_on_the_spot(delegation_id=own, is_open=True, by=self._actors[key], now=self._now)
        self._tell(held)

    def bring(self, forum: Forum) -> None:
        """Bring the forum, its agenda and its slots to the hours; nothing is told of this day yet."""
        held = PartneringRound.objects.select_for_update(of=("self",), no_key=True).get(forum=forum)
        self._take_back(held)
        change_forum(forum_id=forum.pk, by=self._officer, now=self._now, **self._where())
        told = {each["kind"]: each for each in self._told["sessions"]}
        for session in ForumSession.objects.filter(part__forum=forum, kind__in=told):
            starts_at, ends_at = self._hours.of(told[session.kind])
            change_session(session_id=session.pk, by=self._officer, now=self._now, starts_at=starts_at, ends_at=ends_at)
        self._move_slots(held)
        if forum.state == ForumState.CLOSED:
            move_forum(forum_id=forum.pk, state=ForumState.RUNNING, by=self._officer, now=self._now)
        if rules.may_move_on(held.phase, RoundPhase.RUN):
            self._move(held, RoundPhase.RUN, self._now)
        held = PartneringRound.objects.select_related("forum").get(pk=held.pk)
        publish_anew(held, by=self._officer, now=self._now)
        self._tell(held)

    def _ago(self, what: str) -> datetime:
        return self._now - timedelta(days=self._told["forum"][what])

    def _where(self) -> Tree:
        place = self._hours.place
        when = {"starts_at": self._hours.opens, "ends_at": self._hours.closes}
        return {"zone": place["zone"], **pair("city", place["city"]), **pair("place", place["place"]), **when}

    def _forum(self, now: datetime) -> Forum:
        facts = self._told["forum"]
        hosts = [self._organisations[key].pk for key in facts["hosts"]]
        named = {**pair("name", facts["name"]), **pair("occasion", facts["occasion"])}
        forum = create_forum(
            by=SYSTEM, now=now, hosts=hosts, **named, **pair("purpose", facts["purpose"]), **self._where(),
            registration_opens_at=now, registration_closes_at=self._now - timedelta(days=1),
            capacity=facts["capacity"], is_sample=True,
        )  # fmt: skip
        Forum.objects.filter(pk=forum.pk).update(public_id=public_id("forum", "today"))
        grant_role(forum_id=forum.pk, user_id=self._officer.person_id, role=ForumRoleKind.OFFICER, by=SYSTEM, now=now)
        self._officer = actor_for(sample_officer())
        part = add_part(forum_id=forum.pk, by=self._officer, now=now, **pair("name", self._told["part"]))
        for each in self._told["sessions"]:
            starts_at, ends_at = self._hours.of(each)
            session = add_session(
                part_id=part.pk, by=self._officer, now=now, kind=each["kind"], starts_at=starts_at, ends_at=ends_at,
                **pair("name", each["name"]), **pair("room", each["room"]),
            )  # fmt: skip
            for key in each.get("presents", []):
                own = self._organisations[key].pk
                add_appearance(session_id=session.pk, organisation_id=own, by=self._officer, now=now)
        for state in (ForumState.ANNOUNCED, ForumState.OPEN):
            move_forum(forum_id=forum.pk, state=state, by=self._officer, now=now)
        return Forum.objects.get(pk=forum.pk)

    def _gather(self, forum: Forum) -> None:
        """Register and approve everybody of those who take part."""
        now = self._ago("called_days_ago")
        for key in self._told["takes_part"]:
            for person in self._people(key):
                given = register(
                    forum_id=forum.pk, organisation_id=self._organisations[key].pk,
                    participant_type=type_of(self._organisations[key]), consents={ConsentPurpose.LISTED},
                    by=actor_for(person), now=now,
                )  # fmt: skip
                approve_registration(registration_id=given.pk, by=self._officer, now=now)

    def _agree(self, held: PartneringRound, asked_at: datetime, answered_at: datetime) -> list[tuple[int, int]]:
        """Send and answer the requests of the sample; return those that are agreed, each with its slot's place."""
        agreed = []
        for asking, asked, slot in self._told["meetings"]:
            sent = self._ask(held, asking, asked, asked_at)
            accept_request(request_id=sent.pk, strength=Strength.LIKE, by=self._actors[asked], now=answered_at)
            agreed.append((sent.pk, slot))
        for asking, asked in self._told["declined"]:
            sent = self._ask(held, asking, asked, asked_at)
            decline_request(request_id=sent.pk, by=self._actors[asked], now=answered_at)
        # The database stamped all of them with this minute.
        MeetingRequest.objects.filter(round=held).update(created_at=asked_at)
        return agreed

    def _ask(self, held: PartneringRound, asking: str, asked: str, now: datetime) -> MeetingRequest:
        return send_request(
            round_id=held.pk, asked_id=self._delegations[asked], strength=Strength.LIKE, by=self._actors[asking],
            now=now,
        )  # fmt: skip

    def _place(self, held: PartneringRound, agreed: Sequence[tuple[int, int]]) -> Timetable:
        """Keep a draft with each meeting in its slot, at the first table that is free in it."""
        slots = list(held.slots.values_list("pk", flat=True))
        tables = list(Table.objects.filter(round=held).values_list("pk", flat=True))
        draft = Timetable.objects.create(round=held)
        free = {each: iter(tables) for each in range(len(slots))}
        Meeting.objects.bulk_create(
            Meeting(timetable=draft, request_id=request, slot_id=slots[slot], table_id=next(free[slot]))
            for request, slot in agreed
        )
        return draft

    def _move(self, held: PartneringRound, phase: RoundPhase, now: datetime) -> None:
        move_to_phase(round_id=held.pk, phase=phase, by=self._officer, now=now)

    def _take_back(self, held: PartneringRound) -> None:
        """Forget what was told of the day before: of who is late or absent, of tables and slots, of how it went."""
        Lateness.objects.filter(request__round=held).delete()
        Afterword.objects.filter(request__round=held).delete()
        SpotRequest.objects.filter(round=held).delete()
        Availability.objects.filter(slot__round=held).delete()
        TableClosure.objects.filter(slot__round=held).delete()
        Slot.objects.filter(round=held, is_shut=True).update(is_shut=False)
        Delegation.objects.filter(round=held).update(asked_after_at=None)

    def _move_slots(self, held: PartneringRound) -> None:
        """Let the slots follow one another from the first hour on; out of each other's way first, however they lay."""
        slots = list(Slot.objects.filter(round=held).order_by("starts_at"))
        for first in (self._hours.first + _OUT_OF_THE_WAY, self._hours.first):
            for number, slot in enumerate(slots):
                slot.starts_at = first + self._hours.slot * number
                slot.ends_at = slot.starts_at + self._hours.slot
                slot.save(update_fields=["starts_at", "ends_at"])

    def _tell(self, held: PartneringRound) -> None:
        """Let people tell of the day what the sample says: how it went, who is late or absent, who asks on the spot.

        What no longer fits, because a visitor has changed the day before or whoever says it is gone, is left out.
        """
        slots = list(held.slots.order_by("starts_at").values_list("pk", flat=True))
        told: list[Callable[[], object]] = []
        for attendance in (Attendance.HELD, Attendance.THEY_MISSED):
            for own, other, step in self._told[attendance.value]:
                told.append(partial(self._say, held, own, other, step, attendance))
        for own, other, minutes in self._told["late"]:
            told.append(partial(self._late, held, own, other, minutes))
        for own, slot in self._told["cannot_come"]:
            told.append(partial(self._absent, own, slots[slot]))
        for own, other, slot in self._told["spots"]:
            told.append(partial(self._spot, held, own, other, slots[slot]))
        for each in told:
            with suppress(Refused, LookupError, MeetingRequest.DoesNotExist):
                each()

    def _say(self, held: PartneringRound, own: str, other: str, step: str, attendance: Attendance) -> None:
        met, by = self._between(held, own, other), self._actors[own]
        say_afterwards(request_id=met.pk, attendance=attendance, next_step=step, by=by, now=self._now)

    def _late(self, held: PartneringRound, own: str, other: str, minutes: int) -> None:
        met = self._between(held, own, other)
        tell_late(request_id=met.pk, minutes=minutes, by=self._actors[own], now=self._now)

    def _absent(self, key: str, slot: int) -> None:
        cannot_come(delegation_id=self._delegations[key], slot_ids=[slot], by=self._actors[key], now=self._now)

    def _spot(self, held: PartneringRound, own: str, other: str, slot: int) -> None:
        asked = self._delegations[other]
        ask_on_the_spot(round_id=held.pk, asked_id=asked, slot_id=slot, by=self._actors[own], now=self._now)

    def _between(self, held: PartneringRound, one: str, other: str) -> MeetingRequest:
        sides = [self._delegations[one], self._delegations[other]]
        return MeetingRequest.objects.get(round=held, asking__in=sides, asked__in=sides, state=RequestState.ACCEPTED)

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        keys = [*self._told["takes_part"], *self._told["forum"]["hosts"]]
        ids = {public_id("organisation", key): key for key in keys}
        return {ids[each.public_id]: each for each in Organisation.objects.filter(public_id__in=ids)}

    @cached_property
    def _delegations(self) -> dict[str, int]:
        joined = dict(Delegation.objects.filter(round__forum=day_forum()).values_list("organisation_id", "pk"))
        return {key: joined[own.pk] for key, own in self._organisations.items() if own.pk in joined}

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        people = {key: self._people(key) for key in self._organisations}
        return {key: actor_for(found[0]) for key, found in people.items() if found}

    def _people(self, key: str) -> list[User]:
        return list(User.objects.filter(memberships__organisation=self._organisations[key]).order_by("pk"))
