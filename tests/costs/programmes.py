"""A programme that grows: calls, questions about one, officers, and other programmes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.programmes.models import (
    Call,
    CallForm,
    CallQuestion,
    Cohort,
    CohortPlace,
    Programme,
    ProgrammeRole,
    Renewal,
)
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory
from tests.factories.programmes import ASKED, CallFactory, call_open


class Calls:
    """One programme with an open call, which an officer runs."""

    def __init__(self, officer: User, company: Organisation) -> None:
        self.call = call_open(clock.now())
        self.programme = self.call.programme
        later = {"opens_at": self.call.closes_at, "closes_at": self.call.closes_at + timedelta(days=30)}
        self.draft = CallFactory(programme=self.programme, **later)
        CallForm.objects.create(call=self.draft, version=1, definition=ASKED)
        self.role = ProgrammeRole.objects.create(programme=self.programme, user=officer)
        self.place = CohortPlaceFactory(cohort=CohortFactory(programme=self.programme), organisation=company)
        self.renewal = Renewal.objects.create(place=self.place, reason="More", asked_at=clock.now())
        self.question = self._asked(0)
        self.question.save()

    def _asked(self, number: int) -> CallQuestion:
        said = {"asked": f"Who {number}?", "question_en": f"Who {number}?", "answer_en": "All."}
        return CallQuestion(call=self.call, language="en", published_at=self.call.announced_at, **said)

    def grow(self, more: range, people: list[Any], companies: list[Any]) -> None:
        """Make more of everything."""
        listed = [Programme(name_en=f"Programme {n}", is_listed=True) for n in more]
        Programme.objects.bulk_create(listed)
        held = {"state": "announced", "announced_at": self.call.announced_at, "year": 2023}
        days = {"opens_at": self.call.opens_at, "closes_at": self.call.closes_at + timedelta(hours=1)}
        Call.objects.bulk_create(
            Call(programme=programme, name_en=f"Call {n}", **held, **days)
            for n, each in zip(more, listed, strict=True)
            for programme in (each, self.programme)
        )
        CallQuestion.objects.bulk_create(self._asked(n) for n in more)
        Cohort.objects.bulk_create(
            Cohort(programme=self.programme, year=2024 + n // 100, number=1 + n % 100, name_en=f"Cohort {n}")
            for n in more
        )
        CohortPlace.objects.bulk_create(CohortPlace(cohort=self.place.cohort, organisation=each) for each in companies)
        ProgrammeRole.objects.bulk_create(ProgrammeRole(programme=self.programme, user=each) for each in people)

    @property
    def ids(self) -> dict[str, object]:
        """Return what addresses are filled with."""
        return {
            "cohort": self.place.cohort.public_id,
            "place in a cohort": self.place.public_id,
            "renewal": self.renewal.public_id,
            "programme": self.programme.public_id,
            "announced call": self.call.public_id,
            "drafted call": self.call.public_id,
            "call before it is announced": self.draft.public_id,
            "question about a call": self.question.public_id,
            "programme officer": self.role.public_id,
            "section of a form": "company",
            "question of a form": "plan",
        }
