"""A programme with a call that everybody reads, a draft that its officers alone do, and what was asked about it."""

from __future__ import annotations

from datetime import timedelta

from bridgehead.accounts.models import User
from bridgehead.programmes.models import CallForm, CallQuestion, ProgrammeRole, Renewal
from tests.conftest import NOW
from tests.factories.cohorts import BenefitFactory, CohortFactory, CohortPlaceFactory
from tests.factories.places import PremisesFactory
from tests.factories.programmes import ASKED, CallFactory, ProgrammeFactory, call_open

CANARIES = {
    "draft of a call": "canary-draft-of-a-call",
    "form of a draft": "canary-form-of-a-draft",
    "question about a call": "canary-asked-about-a-call",
    "answer that is kept back": "canary-kept-back",
    "unlisted programme": "canary-unlisted-programme",
    "reason of a renewal": "canary-renewal-reason",
    "unlisted cohort": "canary-unlisted-cohort",
}


def call_for_companies(people: dict[str, User], canaries: dict[str, str]) -> dict[str, object]:
    """Let the officer run it, and the other one another that is not listed; the delegate has asked."""
    programme = ProgrammeFactory()
    other = ProgrammeFactory(name_en=canaries["unlisted programme"], name_ko="", is_listed=False)
    held = ProgrammeRole.objects.create(programme=programme, user=people["officer"])
    ProgrammeRole.objects.create(programme=programme, user=people["admin"])
    ProgrammeRole.objects.create(programme=other, user=people["other officer"])
    announced = call_open(NOW, programme=programme)
    later = {"opens_at": NOW + timedelta(days=60), "closes_at": NOW + timedelta(days=90)}
    draft = CallFactory(programme=programme, name_en=canaries["draft of a call"], name_ko="", **later)
    section = ASKED["sections"][0]
    asked = {"sections": [section | {"title": {"en": canaries["form of a draft"]}}]}
    CallForm.objects.create(call=draft, version=1, definition=asked)
    question = CallQuestion.objects.create(
        call=draft, person=people["delegate"], asked=canaries["question about a call"], language="en",
        answer_en=canaries["answer that is kept back"],
    )  # fmt: skip
    cohort = CohortFactory(programme=programme)
    CohortFactory(programme=programme, year=2024, name_en=canaries["unlisted cohort"], name_ko="", is_listed=False)
    company = people["delegate"].memberships.get().organisation
    place = CohortPlaceFactory(cohort=cohort, organisation=company)
    renewal = Renewal.objects.create(place=place, reason=canaries["reason of a renewal"], asked_at=NOW)
    benefit = BenefitFactory(programme=programme, premises=PremisesFactory(is_listed=False).public_id)
    return {
        "cohort": cohort.public_id,
        "place in a cohort": place.public_id,
        "renewal": renewal.public_id,
        "benefit": benefit.public_id,
        "programme": programme.public_id,
        "announced call": announced.public_id,
        "drafted call": draft.public_id,
        "question about a call": question.public_id,
        "programme officer": held.public_id,
        "section of a form": "company",
        "question of a form": "plan",
    }
