"""A round as pages see it: officers, two banks of delegations, slots with a pause, tables, and a draft to publish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.foundation import jobs
from bridgehead.partnering.actions import repairs as repair_actions
from bridgehead.partnering.actions import runs
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import (
    Availability,
    Delegation,
    MeetingRequest,
    RoundPhase,
    RunState,
    Slot,
    Table,
    Timetable,
    TimetableRun,
)
from bridgehead.partnering.queries import repairs
from bridgehead.partnering.queries.figures import Compared, Fit
from tests.factories.forums import ForumRoleFactory
from tests.factories.organisations import AssetFactory, InterestFactory, TopicFactory
from tests.factories.partnering import (
    FIRST_SLOT,
    AcceptedRequestFactory,
    RoundFactory,
    TableFactory,
    delegation_of,
)
from tests.factories.people import actor_of

RUN_AT = datetime(2023, 4, 26, 12, 30, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


class Scene:
    """Hanbit and Saebyeok from Korea, Acme and Beacon from the United States; one officer."""

    #: Whether the organisations say of themselves that they are made up.
    is_sample = True
    #: Whether its runs leave the times free at which an organisation presents.
    spares_presenters = False

    def __init__(self, **settings: Any) -> None:
        self.round = RoundFactory(**settings)
        self.officer: User = ForumRoleFactory(forum=self.round.forum).user
        self.topic = TopicFactory()
        self.hanbit = self.delegation("KR", name_ko="한빛", name_en="Hanbit")
        self.saebyeok = self.delegation("KR", name_ko="새벽", name_en="Saebyeok")
        self.acme = self.delegation("US", name_ko="", name_en="Acme")
        self.beacon = self.delegation("US", name_ko="", name_en="Beacon")
        self.slots: list[Slot] = []
        self.tables: list[Table] = []

    def delegation(self, country: str, **organisation: Any) -> Delegation:
        """Add a delegation with one delegate, something it seeks and something it has."""
        made, _actor = delegation_of(self.round, country, is_sample=self.is_sample, **organisation)
        InterestFactory(organisation=made.organisation, topics=[self.topic])
        AssetFactory(organisation=made.organisation)
        return made

    def lay(self, *, tables: int = 2) -> None:
        """Three slots, a pause of twenty minutes, three slots more: nine to half past eleven in Boston."""
        starts = [FIRST_SLOT + timedelta(minutes=20 * number) for number in (0, 1, 2, 4, 5, 6)]
        self.slots = [
            Slot.objects.create(round=self.round, starts_at=start, ends_at=start + timedelta(minutes=20))
            for start in starts
        ]
        self.tables = [TableFactory(round=self.round, number=number + 1) for number in range(tables)]

    def draft(self) -> Timetable:
        """A run's draft: Hanbit meets Acme in the first slot, Beacon in the fourth; one request is left out."""
        if not self.slots:
            self.lay()
        met = [AcceptedRequestFactory(asking=self.hanbit, asked=other) for other in (self.acme, self.beacon)]
        AcceptedRequestFactory(asking=self.beacon, asked=self.saebyeok)
        return self.run(list(zip(met, self.slots[::3], self.tables, strict=True)))

    def run(self, placed: list[tuple[MeetingRequest, Slot, Table]]) -> Timetable:
        """Let a run end with these meetings, and return its draft."""
        asked = {"budget_seconds": 5, "seed": 1, "spares_presenters": self.spares_presenters}
        run = runs.start_run(round_id=self.round.pk, **asked, by=actor_of(self.officer), now=RUN_AT)
        figures = {
            "placed": len(placed),
            "weight": len(placed),
            "weight_bound": run.accepted,
            "breaks": 1,
            "seconds": 0.4,
        }
        found = {
            "status": "optimal",
            "placements": [(asked.pk, slot.pk, table.pk) for asked, slot, table in placed],
            "reasons": [],
        }
        runs.keep_result(run.pk, {**figures, **found}, RUN_AT)
        return Timetable.objects.get(run=run)

    def move(self, phase: RoundPhase) -> None:
        """Move the round to a phase, whatever it was."""
        self.round.phase = phase
        self.round.save(update_fields=["phase"])


class InForce(Scene):
    """Hanbit meets Acme in the first slot and Beacon in the fourth; one table, published."""

    def __init__(self, now: datetime, **settings: object) -> None:
        super().__init__(**settings)
        self.now, self.by = now, actor_of(self.officer)
        self.lay(tables=1)
        self.with_acme, self.with_beacon = (
            AcceptedRequestFactory(asking=self.hanbit, asked=other) for other in (self.acme, self.beacon)
        )
        draft = self.run(
            [
                (self.with_acme, self.slots[0], self.tables[0]),
                (self.with_beacon, self.slots[3], self.tables[0]),
            ]
        )
        self.move(RoundPhase.PLACE)
        self.published = publish_timetable(timetable_id=draft.pk, by=self.by, now=now)

    def closed(self, delegation: Delegation, *numbers: int) -> None:
        for number in numbers:
            Availability.objects.create(delegation=delegation, slot=self.slots[number])

    def fit(self) -> Fit:
        return Compared(self.by, self.round, [self.published]).fit(self.published)

    def repair(self, *, fills: bool = False, moves_others: bool = False) -> TimetableRun:
        asked = {"fills": fills, "moves_others": moves_others}
        run = repair_actions.start_repair(timetable_id=self.published.pk, **asked, by=self.by, now=self.now)
        while run.state in (RunState.QUEUED, RunState.RUNNING):
            assert jobs.run_next(worker="test", now=FAR_AHEAD)
            run = TimetableRun.objects.select_related("round__forum").get(pk=run.pk)
        return run

    def told(self, run: TimetableRun) -> list[tuple[MeetingRequest, str, int | None, int | None, str]]:
        """What the list says: request, kind, numbers of the slots before and after, why."""
        number = {slot.starts_at: position for position, slot in enumerate(self.slots)}
        return [
            (
                each.request,
                str(each.kind),
                number[each.before.starts_at] if each.before else None,
                number[each.after.starts_at] if each.after else None,
                each.why,
            )
            for each in repairs.lines_of(run, repairs.moves_of(run))
        ]


def person(delegation: Delegation) -> User:
    """Return the only delegate of a delegation."""
    return delegation.delegates.get().user


def browser(user: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *ids: object, language: str = "en") -> str:
    """Return the address of a page in a language."""
    with translation.override(language):
        return reverse(name, args=ids)


def states(*requests: MeetingRequest) -> list[str]:
    """Return the states that requests have in the database now."""
    return [MeetingRequest.objects.get(pk=request.pk).state for request in requests]


def in_boston(moment: datetime) -> str:
    """Return how the machine's form of a moment begins on Boston's clock in summer."""
    return f"{moment - timedelta(hours=4):%Y-%m-%dT%H:%M}-04:00"
