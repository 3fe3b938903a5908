"""Rounds and requests as data: phases, states, who may ask whom, and how much a meeting counts.

What may be done when, and why:

- New requests are sent while the phase is *meeting requests*. Answers, questions and withdrawals go on while the
  round is being placed: a late “yes” joins the next run, and nobody waits for an answer that could still be given.
- Availability is told until the meetings begin. From then on a delegation says which coming meetings it cannot keep.
- Runs may be tried from the first requests on; a timetable is published once the round is being placed, and after.
- Whoever was declined does not ask again in that round; whoever declined may still change its mind and ask.
- The asking side is told of an answer a few minutes after it was given. Until then the answer can be taken back, and
  the request waits again as if nothing had been said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from bridgehead.partnering.models import Delegation, MeetingRequest, PartneringRound


class RoundPhase(TextChoices):
    """What the participants of a round can do now."""

    PROFILE = "profile", _("profiles")
    REQUEST = "request", _("meeting requests")
    PLACE = "place", _("placing")
    RUN = "run", _("meetings")
    CLOSED = "closed", _("closed")


class Side(TextChoices):
    """On which bank a delegation stands."""

    HOME = "home", _("home")
    ABROAD = "abroad", _("abroad")


class RequestState(TextChoices):
    """Where a meeting request stands. An accepted one waits for the timetable; a pending one holds no slot."""

    SENT = "sent", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", pgettext_lazy("meeting request", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("meeting request", "withdrawn")
    EXPIRED = "expired", _("expired")


class SpotState(TextChoices):
    """Where a request on the spot stands. One that waits lapses when its slot begins, without a word."""

    ASKED = "asked", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", pgettext_lazy("meeting request", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("meeting request", "withdrawn")
    #: Another meeting has taken the slot of one of the two.
    OVERTAKEN = "overtaken", pgettext_lazy("meeting request", "overtaken")


class Strength(TextChoices):
    """How much somebody wants a meeting."""

    MUST = "must", _("must meet")
    LIKE = "like", _("would like to meet")


class Answer(StrEnum):
    """What the asked side says to a request."""

    ACCEPT = "accept"
    MUST = "must"
    ASK = "ask"
    DECLINE = "decline"


class Shelf(TextChoices):
    """Where a received request stands in the inbox."""

    WAITING = "waiting", pgettext_lazy("inbox", "To answer")
    ASKED = "asked", pgettext_lazy("inbox", "Asked first")
    ACCEPTED = "accepted", pgettext_lazy("inbox", "Accepted")
    DECLINED = "declined", pgettext_lazy("inbox", "Declined")
    ENDED = "ended", pgettext_lazy("inbox", "Ended")

    @property
    def is_open(self) -> bool:
        """Whether what stands there can still be answered."""
        return self in (Shelf.WAITING, Shelf.ASKED)


class InboxOrder(TextChoices):
    """In which order an inbox is read."""

    FIT = "fit", pgettext_lazy("order", "Best fit first")
    NEWEST = "newest", pgettext_lazy("order", "Newest first")
    EXPIRING = "expiring", pgettext_lazy("order", "Expiring first")
    NAME = "name", pgettext_lazy("order", "By name")


class Attendance(TextChoices):
    """Whether a meeting was held, as one side says it."""

    HELD = "held", _("we met")
    THEY_MISSED = "they_missed", _("they did not come")
    WE_MISSED = "we_missed", _("we did not come")


class NextStep(TextChoices):
    """What a side wants to come of a meeting next."""

    NONE = "none", _("nothing further")
    AGAIN = "again", _("meet again")
    MATERIAL = "material", _("exchange material or samples")
    SECRECY = "secrecy", _("sign a confidentiality agreement")
    TALKS = "talks", _("negotiate terms")
    OTHER = "other", pgettext_lazy("next step", "something else")


class Course(TextChoices):
    """What has become of a next step."""

    WAITING = "waiting", pgettext_lazy("follow-up", "not begun yet")
    UNDER_WAY = "under_way", pgettext_lazy("follow-up", "under way")
    AGREED = "agreed", pgettext_lazy("follow-up", "an agreement came of it")
    ENDED = "ended", pgettext_lazy("follow-up", "it came to an end")


#: So many days after a meeting with a next step each side is asked what has become of it.
FOLLOW_UP_DAYS = (30, 90, 180)
#: What ends the asking: there is nothing left to wait for.
CLOSING = frozenset({Course.AGREED, Course.ENDED})

#: Where the organising agency is at home: its country's organisations stand on the home side.
HOME_COUNTRY = "KR"

NEXT_STATES: Mapping[str, frozenset[str]] = {
    RequestState.SENT: frozenset(
        {RequestState.ACCEPTED, RequestState.DECLINED, RequestState.WITHDRAWN, RequestState.EXPIRED}
    ),
    # An answer that nobody was told of yet can be taken back: the request waits again.
    RequestState.ACCEPTED: frozenset({RequestState.WITHDRAWN, RequestState.SENT}),
    RequestState.DECLINED: frozenset({RequestState.SENT}),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.EXPIRED: frozenset(),
}
#: A pair has at most one request in these states.
OPEN_STATES = frozenset({RequestState.SENT, RequestState.ACCEPTED})

#: A phase moves one step on, or one step back to mend something.
NEXT_PHASES: Mapping[str, frozenset[str]] = {
    RoundPhase.PROFILE: frozenset({RoundPhase.REQUEST}),
    RoundPhase.REQUEST: frozenset({RoundPhase.PROFILE, RoundPhase.PLACE}),
    RoundPhase.PLACE: frozenset({RoundPhase.REQUEST, RoundPhase.RUN}),
    RoundPhase.RUN: frozenset({RoundPhase.PLACE, RoundPhase.CLOSED}),
    RoundPhase.CLOSED: frozenset({RoundPhase.RUN}),
}
ASKING = frozenset({RoundPhase.REQUEST})
#: From the first requests on until the round is closed a delegation says who of it goes to which meeting.
SENDING = frozenset({RoundPhase.REQUEST, RoundPhase.PLACE, RoundPhase.RUN})
ANSWERING = frozenset({RoundPhase.REQUEST, RoundPhase.PLACE})
TELLING_AVAILABILITY = frozenset({RoundPhase.PROFILE, RoundPhase.REQUEST, RoundPhase.PLACE})
LAYING_OUT = frozenset({RoundPhase.PROFILE, RoundPhase.REQUEST, RoundPhase.PLACE, RoundPhase.RUN})
SOLVING = frozenset({RoundPhase.REQUEST, RoundPhase.PLACE, RoundPhase.RUN})
PUBLISHING = frozenset({RoundPhase.PLACE, RoundPhase.RUN})

#: While a timetable can be in force, what happens to it is told: who is late or absent, what runs over or is missing.
HAPPENING = PUBLISHING

#: On the spot one is asked while the meetings are held, for so many slots of the day that have not begun.
SPOT_SLOTS = 2
#: So many requests on the spot may one delegation have open for one slot: it can meet only one of them.
MOST_SPOTS = 3

#: From this hour on, at the forum's place, people are told of the meetings of the next day.
REMINDED_FROM = time(18)

#: Whoever is later than this cannot come.
MOST_MINUTES_LATE = 60
#: A day that is moved by more is laid out anew.
MOST_MINUTES_MOVED = 240

#: Each of them is a mail to everybody of the other side: nobody is written to without end.
MOST_REQUESTS_TO_ONE = 4
MOST_MESSAGES = 40
#: So long after an answer the other side is told of it; until then it can be taken back.
TAKING_BACK = timedelta(minutes=10)
#: So many requests are answered at once.
MOST_AT_ONCE = 200
#: Of so many requests to one delegation in a day each comes by a mail of its own; the others come together, once a day.
MAILED_ALONE = 5

MAX_BUDGET_SECONDS = 600
#: By how much the breaks of two delegations may be told to differ; no difference at all leaves hardly a meeting.
MAX_FAIRNESS = 3
MAX_TABLES = 500
MAX_SLOTS = 500


def reminds_from(day: date, zone: str) -> datetime:
    """Return the moment from which people are told of the meetings of a day at a forum's place."""
    return datetime.combine(day - timedelta(days=1), REMINDED_FROM, ZoneInfo(zone))


def may_become(state: str, wanted: str) -> bool:
    """Whether a request may go from one state to another."""
    return wanted in NEXT_STATES[state]


def is_overdue(request: MeetingRequest, now: datetime) -> bool:
    """Whether a request that nobody has answered has run out."""
    return request.state == RequestState.SENT and request.expires_at <= now


def may_move_on(phase: str, wanted: str) -> bool:
    """Whether a round may go from one phase to another."""
    return wanted in NEXT_PHASES[phase]


def begins_meetings(phase: str, wanted: str) -> bool:
    """Whether a move lets the meetings begin, for which a timetable must be published; a step back does not."""
    return phase == RoundPhase.PLACE and wanted == RoundPhase.RUN


def side_of(country: str) -> Side:
    """Return the side on which an organisation of a country stands, until an officer says otherwise."""
    return Side.HOME if country == HOME_COUNTRY else Side.ABROAD


def may_ask(round_: PartneringRound, asking: Delegation, asked: Delegation) -> bool:
    """Whether one delegation may ask another at all: not itself, and across the sides where the round says so."""
    across = asking.side != asked.side or not round_.across_sides_only
    return across and asking.pk != asked.pk and asking.round_id == asked.round_id == round_.pk


def who_sits(people: Sequence[int], *, sent: Collection[int], away: Collection[int]) -> tuple[int, ...]:
    """Return who of a delegation's people sits at one of its meetings.

    Those who are sent and not away; if none of them can come, those who can; and if nobody can, all of them, for a
    meeting that stands is never without people. A delegation has one meeting at a time, so nobody ever has two.
    """
    coming = [each for each in people if each not in away]
    return tuple(each for each in coming if each in sent) or tuple(coming) or tuple(people)


def weight_of(strength: str, answer_strength: str) -> int:
    """Return how much an accepted request counts: 1 when both would like it, 2 when one must, 3 when both must."""
    return 1 + [strength, answer_strength].count(Strength.MUST)
