"""One company from a call to the day on which the door closes behind it, in a real browser and both languages.

Two companies apply, one of them as a team; more is asked of one; reviewers read without names, one of them steps back
for a conflict; the ranking is frozen and letters go out; who is admitted takes the place, moves in, books, receives a
visitor, reports, is renewed and graduates. The Korean applicants do it on a phone, the English ones at a desk; what is
sent once and for all is sent with the keys. Everything is found by names of fields and by addresses, so that both
languages walk the very same way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from tests.journeys import programmes as steps
from tests.journeys import reviewing as judging
from tests.journeys import tenants as living
from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import IN_TURNS, Arrive, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.long]

OPEN_HOUSE = "from tests.journeys.opened import print_house; print_house({name!r})"


@dataclass
class Cast:
    """Who takes part: the officer, a team of two, another company's owner, and two reviewers."""

    officer: Visitor
    lead: Visitor
    writer: Visitor
    rival: Visitor
    reviewers: list[Visitor]

    def everybody(self) -> list[Visitor]:
        """All of them."""
        return [self.officer, self.lead, self.writer, self.rival, *self.reviewers]


def cast(site: Site, visitors: Arrive, language: str, *, phone: bool) -> Cast:
    """Let everybody arrive and sign in."""

    def arrive(name: str, **how: bool) -> Visitor:
        return visitors(email=f"{name}-{language}@programme.example", language=language, **how)

    site.manage("createsuperuser", "--noinput", "--email", f"officer-{language}@programme.example")
    found = Cast(
        arrive("officer"), arrive("lead", phone=phone), arrive("writer", phone=phone), arrive("rival", phone=phone),
        [arrive("first"), arrive("second"), arrive("third")],
    )  # fmt: skip
    for person in found.everybody():
        sign_in(person, onward="/desk/programmes/" if person is found.officer else "/programmes/")
    return found


@pytest.mark.parametrize("language", IN_TURNS)
def test_company_goes_from_the_call_to_its_graduation(site: Site, visitors: Arrive, language: str) -> None:
    people = cast(site, visitors, language, phone=language == "ko")
    officer, lead, rival = people.officer, people.lead, people.rival
    ours, theirs = (f"{name} {language.upper()}" for name in ("Hanbit Bio", "Saebyeok Bio"))
    house = json.loads(site.manage("shell", "--no-imports", "-c", OPEN_HOUSE.format(name=f"Harbour {language}")))
    desk = steps.set_up_programme(officer, house["house"])
    call = steps.draft_call(officer, desk)
    steps.build_form(officer, call)
    judging.set_up_reviewing(officer, call)
    public = steps.announce(officer, call)

    steps.add_own_organisation(lead, ko=ours, en=ours, onward=public)
    application = steps.begin(lead, public)
    steps.write_and_let_save(lead, application, plan="A laboratory near the hospitals")
    steps.invite(lead, application, people.writer)
    steps.join(people.writer)
    steps.name_who_is_in_charge(people.writer, application, "Yun Seul")
    steps.bring_deck(lead, application)
    steps.hand_in(lead, application, by_keys=True)
    steps.add_own_organisation(rival, ko=theirs, en=theirs, onward=public)
    other = steps.begin(rival, public)
    steps.write_and_let_save(rival, other, plan="A clinic for two years")
    steps.name_who_is_in_charge(rival, other, "Kang Nari")
    steps.bring_deck(rival, other)
    steps.hand_in(rival, other, by_keys=False)
    for reviewer in people.reviewers:
        judging.name_reviewer(officer, desk, reviewer.email)

    with site.later(days=3):
        steps.ask_for_more(officer, call, theirs)
        steps.name_who_is_in_charge(rival, other, "Kang Nari, head of research")
        steps.hand_in(rival, other, by_keys=False)
        stage = judging.open_stage(officer, call, name={"ko": "자격 검토", "en": "Eligibility"}[language])
        judging.pass_all(officer, stage, [ours, theirs])
        stage = judging.open_stage(officer, call, name={"ko": "서면 평가", "en": "Reading"}[language])
        judging.give_out(officer, stage)
        judging.read_all(officer, stage, people.reviewers, hidden=[ours, theirs, "Hanbit"], ours="laboratory")
        judging.freeze(officer, call, first=ours)
        cohort = living.make_cohort(officer, desk)
        living.publish_decisions(officer, call)
        living.read_letter(rival, other, others=[ours])
        living.accept_place(lead, application)
        place = living.place_in(officer, cohort, ours)
        living.move_in(officer, house)
        booking = living.book(lead, house)
        living.receive(officer, lead, house)
        living.report(officer, lead, desk)
        living.renew(officer, lead, place)
        living.graduate(officer, lead, house, place, booking)

    assert {person.email: person.foreign_requests for person in people.everybody() if person.foreign_requests} == {}
