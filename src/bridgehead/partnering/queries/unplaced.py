"""Agreed requests without a place: for officers why and what would help, for a delegate its own calendar alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.statements import Statement
from bridgehead.partnering.adapters.explaining import Act, Explained, Helps, Why
from bridgehead.partnering.models import (
    Availability,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestState,
    RunReason,
    Slot,
    Timetable,
    TimetableRun,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, shown_of
from bridgehead.partnering.queries.timetables import published_timetable


@dataclass(frozen=True, slots=True)
class Span:
    """Slots that follow each other without a pause."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Help:
    """What would give a request a place, as a sentence, and when."""

    sentence: str
    spans: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A request without a place, and why, as a sentence in the reader's language.

    For officers also what would free a place, and where the two have no common time, when each could come.
    """

    request: MeetingRequest
    reason: str
    calendars: Sequence[Help] = ()
    helps: Sequence[Help] = ()


def named(requests: Iterable[int]) -> list[MeetingRequest]:
    """Return requests by their ids with no more than lists show of them, for a page whose caller has checked."""
    return list(_with_names(MeetingRequest.objects.filter(pk__in=list(requests))).order_by("pk"))


def explained(
    run: TimetableRun | None,
    held: PartneringRound,
    requests: Sequence[MeetingRequest],
    slots: Sequence[Slot],
    *,
    taken_out: Collection[int] = (),
) -> list[Unplaced]:
    """Return some of the requests that a run leaves out, each with its reason: two queries for all.

    The reasons are those that the run found, for the round as it stood then; of the requests ``taken_out`` by hand that
    is the reason.
    """
    if not requests:
        return []
    kept = RunReason.objects.filter(run=run, request__in=requests).values_list("content", flat=True)
    found = {each.request: each for each in map(Explained.from_json, kept)}
    others = {each.request for told in found.values() for each in told.helps if each.request is not None}
    words = _Words(run, held, slots, _pairs(others) if others else {})
    return [
        Unplaced(each, _("It was taken out by hand.")) if each.pk in taken_out
        else words.unplaced(each, found.get(each.pk))
        for each in requests
    ]  # fmt: skip


class _Name(NamedTuple):
    """An organisation of which a sentence says the name and no more."""

    name_ko: str
    name_en: str


def _pairs(requests: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return what the two sides of requests are called in the language of the page."""
    sides = [f"{side}__organisation__name_{tongue}" for side in ("asking", "asked") for tongue in ("ko", "en")]
    named = MeetingRequest.objects.filter(pk__in=requests).values_list("pk", *sides)
    return {
        pk: (wording(_Name(*names[:2]), "name").text, wording(_Name(*names[2:]), "name").text) for pk, *names in named
    }


class _Words:
    """Says the values of reasons in the reader's language."""

    def __init__(
        self,
        run: TimetableRun | None,
        held: PartneringRound,
        slots: Sequence[Slot],
        others: Mapping[int, tuple[str, str]],
    ) -> None:
        self.run, self.held, self.others = run, held, others
        self.slots = {each.pk: each for each in slots}

    def unplaced(self, request: MeetingRequest, told: Explained | None) -> Unplaced:
        """Return a request with everything that is said of it."""
        if told is None:
            return Unplaced(request, self._unknown(request))
        sides = (request.asking, request.asked)
        names = {each.pk: each.organisation.name for each in sides}
        calendars = [
            Help(_("%(name)s can come:") % {"name": each.organisation.name}, self._spans(own))
            for each, own in zip(sides, told.open, strict=False)
        ]
        return Unplaced(request, _reason(told, names), calendars, [self._help(each, names) for each in told.helps])

    def _unknown(self, request: MeetingRequest) -> str:
        if self.run and request.answered_at and request.answered_at > self.run.created_at:
            return _("It was agreed after this run began. The next run takes it into account.")
        return _("This run kept no reason for it. The next run says why.")

    def _help(self, helps: Helps, names: Mapping[int, str]) -> Help:
        name = names.get(helps.delegation or 0, "")
        spans = [
            Span(self.slots[each].starts_at, self.slots[each].ends_at) for each in helps.slots if each in self.slots
        ]
        if helps.act == Act.COME:
            return Help(_("If %(name)s could come:") % {"name": name}, spans)
        if helps.act == Act.ADD_TABLE:
            return Help(_("If there were one more table:"), spans)
        if helps.act == Act.RAISE_LIMIT:
            most = self.held.max_meetings
            return Help(
                _("If the limit of meetings for %(name)s were %(number)s.") % {"name": name, "number": (most or 0) + 1}
            )
        one, other = self.others.get(helps.request or 0, ("", ""))
        return Help(_("If %(one)s and %(other)s gave up their meeting:") % {"one": one, "other": other}, spans)

    def _spans(self, ids: Sequence[int]) -> list[Span]:
        return spans([self.slots[each] for each in ids if each in self.slots])


def spans(slots: Sequence[Slot]) -> list[Span]:
    """Return slots, in the order of time, joined where one follows the other without a pause."""
    found: list[Span] = []
    for each in slots:
        if found and found[-1].ends_at == each.starts_at:
            found[-1] = Span(found[-1].starts_at, each.ends_at)
        else:
            found.append(Span(each.starts_at, each.ends_at))
    return found


def _reason(told: Explained, names: Mapping[int, str]) -> str:
    """Why a request has no place, as officers may read it."""
    sentences: dict[str, Callable[[], str]] = {
        Why.NO_COMMON_SLOT: lambda: _("There is no slot in which both can meet."),
        Why.LIMIT: lambda: " ".join(
            _("%(name)s has as many meetings as the round allows.") % {"name": names[each]} for each in told.limited
        ),
        Why.FREE: lambda: _("There is still room for it: a longer run may place it."),
        Why.TABLES_FULL: lambda: _("In every slot that suits both, all tables are taken."),
        Why.SIDE_FULL: lambda: " ".join(
            _(
                "%(name)s has a meeting in every slot open to it: %(heavier)s count more than this one, %(equal)s as "
                "much, %(lighter)s less."
            )
            % {"name": names[each.delegation], "heavier": each.heavier, "equal": each.equal, "lighter": each.lighter}
            for each in told.full
        ),
        Why.CLASH: lambda: (
            _("In each of their %(n)s common slots one of them has another meeting.") % {"n": told.common}
        ),
    }
    return sentences[told.why]()


def _with_names(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """Return requests with no more than lists show of them and of their two sides."""
    sides = ("asking__organisation", "asked__organisation")
    shown = ("public_id", "strength", "answer_strength", "answered_at", *shown_of(*sides))
    return requests.select_related(*sides).only(*shown)


def why_unplaced(request: MeetingRequest, published: Timetable | None) -> str:
    """Say to its two sides where an agreed request stands that has no place.

    The sentence is the same whatever the reason: the reason could give away when others can meet, and whom they meet.
    """
    if published is None:
        return _("The next timetable places it if there is room for both of you.")
    began = (published.made_by or published).created_at
    if request.answered_at and request.answered_at > began:
        return _(
            "It was agreed after the published timetable was made. The next timetable places it if there is room for "
            "both of you."
        )
    return _("It has no place in the published timetable. It is tried again when a new timetable is made.")


def my_unplaced(place: OwnPlace) -> list[Unplaced]:
    """Return the person's agreed meetings that the published timetable leaves out; mostly there are none: one query."""
    left_out = [pk for (pk,) in _LEFT_OUT.ask(place.delegation.pk, place.held.pk)]
    if not left_out:
        return []
    published = published_timetable(place.held)
    mine = _with_names(MeetingRequest.objects.filter(pk__in=left_out))
    return [Unplaced(each, why_unplaced(each, published)) for each in mine.order_by("created_at", "pk")]


def _left_out(own: int, held: int) -> QuerySet[MeetingRequest, tuple[int]]:
    """The agreed requests of a delegation that the published timetable of its round leaves out, if there is one."""
    published = Timetable.objects.filter(round=held, state=TimetableState.PUBLISHED)
    placed = Meeting.objects.filter(request=OuterRef("pk"), timetable__in=published.values("pk"))
    ours = MeetingRequest.objects.filter(Q(asking=own) | Q(asked=own), state=RequestState.ACCEPTED)
    return ours.filter(Exists(published), ~Exists(placed)).order_by().values_list("pk")


#: Asked for each look at a timetable.
_LEFT_OUT = Statement(_left_out)


@dataclass(frozen=True, slots=True)
class OwnView:
    """What a delegate is told beside its meetings without a place: its own calendar, as the engine's ``OwnView``.

    Nothing about the other side, tables or third parties enters it, so nothing can be learned from it.
    """

    free: list[Span]
    closed: int
    meetings: int
    at_limit: bool


def own_view(place: OwnPlace) -> OwnView:
    """Return the own slots that are open and hold no published meeting, and whether the own limit is met."""
    own = place.delegation
    slots = Slot.objects.filter(round=place.held).order_by("starts_at")
    closed = set(Availability.objects.filter(delegation=own).values_list("slot_id", flat=True))
    ours = Q(request__asking=own) | Q(request__asked=own)
    taken = set(
        Meeting.objects.filter(ours, timetable=published_timetable(place.held)).values_list("slot_id", flat=True)
    )
    most = place.held.max_meetings
    return OwnView(
        free=spans([each for each in slots if each.pk not in closed | taken]),
        closed=len(closed),
        meetings=len(taken),
        at_limit=most is not None and len(taken) >= most,
    )
