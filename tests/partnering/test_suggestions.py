"""Suggested partners: why, for whom, and that nothing of it depends on what others keep to themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.directory.models import Interest, Topic
from bridgehead.foundation import clock
from bridgehead.partnering.actions import requests
from bridgehead.partnering.adapters import suggesting
from bridgehead.partnering.adapters.suggesting import Advice, Known, Reason, Why, advised
from bridgehead.partnering.models import Availability, Delegation, MeetingRequest, NoThanks, RoundPhase
from bridgehead.partnering.queries import suggestions
from bridgehead.partnering.queries.lookups import OwnPlace
from bridgehead.partnering.queries.suggestions import ASKERS
from tests.clocks import standing_still
from tests.factories.organisations import InterestFactory, OrganisationFactory, TopicFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegateFactory,
    DelegationFactory,
    RequestFactory,
    RoundFactory,
    delegation_of,
)
from tests.factories.people import UserFactory, actor_of
from tests.partnering.scenes import address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget()


def forget() -> None:
    """What a process keeps of the rounds that are over, and of the engine's answers."""
    suggesting._partners.cache_clear()
    suggestions._asked_before.cache_clear()


class Bank:
    """Hanbit seeks an antibody to take in and offers imaging; three from abroad answer to that more and less."""

    def __init__(self) -> None:
        self.round = RoundFactory()
        self.slot = self.round.slots.create(starts_at="2023-04-28T13:00:00Z", ends_at="2023-04-28T13:20:00Z")
        self.fields = TopicFactory(name_en="Modalities", name_ko="양식")
        self.antibody = TopicFactory(name_en="Antibodies", name_ko="항체", broader=self.fields)
        self.adc = TopicFactory(name_en="ADC", name_ko="항체–약물 접합체", broader=self.antibody)
        self.bispecific = TopicFactory(name_en="Bispecifics", name_ko="이중항체", broader=self.antibody)
        self.imaging = TopicFactory(name_en="Imaging", name_ko="영상", broader=self.fields)
        self.cells = TopicFactory(name_en="Cells", name_ko="세포", broader=self.fields)
        self.hanbit = self.delegation("KR", "Hanbit")
        self.wants(self.hanbit, "need", "licence_in", self.antibody)
        self.wants(self.hanbit, "offer", "co_development", self.imaging)
        self.saebyeok = self.delegation("KR", "Saebyeok")
        self.wants(self.saebyeok, "offer", "licence_out", self.antibody)
        self.acme = self.delegation("US", "Acme")
        self.wants(self.acme, "offer", "licence_out", self.adc)
        self.wants(self.acme, "need", "clinical", self.imaging)
        self.beacon = self.delegation("US", "Beacon")
        self.wants(self.beacon, "offer", "licence_out", self.cells)
        self.cedar = self.delegation("US", "Cedar")
        self.wants(self.cedar, "offer", "distribution", self.cells)
        self.client = browser(person(self.hanbit))
        self.crowd: list[Delegation] = []

    def gather(self, many: int) -> None:
        """Let more come from home, of whom everybody may know."""
        self.crowd = [self.delegation("KR", f"Crowd {number}") for number in range(many)]

    def delegation(self, country: str, name: str, kind: str = "company") -> Delegation:
        made, _ = delegation_of(self.round, country, name_ko="", name_en=name, kind=kind)
        return made

    def wants(self, delegation: Delegation, side: str, kind: str, *topics: Topic) -> Interest:
        made: Interest = InterestFactory(
            organisation=delegation.organisation, side=side, kind=kind, topics=list(topics)
        )
        return made

    def found(self, delegation: Delegation | None = None) -> list[tuple[str, list[Why]]]:
        """Who is suggested to a delegation, and why."""
        found = suggestions.suggestions_for(OwnPlace(self.round, delegation or self.hanbit), clock.now())
        return [(each.delegation.organisation.name_en, [one.why for one in each.reasons]) for each in found.partners]

    def page(self, language: str = "en", query: str = "", client: Client | None = None, **headers: str) -> str:
        at = address("partnering:partners", self.round.public_id, language=language) + query
        return (client or self.client).get(at, headers=headers).text

    def earlier(self) -> Earlier:
        return Earlier(self)


class Earlier:
    """A round that is over, in which organisations of the present one took part too."""

    def __init__(self, bank: Bank, phase: RoundPhase = RoundPhase.CLOSED) -> None:
        self.round = RoundFactory(phase=phase)
        self.bank = bank

    def of(self, delegation: Delegation) -> Delegation:
        found = Delegation.objects.filter(round=self.round, organisation=delegation.organisation).first()
        if found is None:
            found = DelegationFactory(round=self.round, organisation=delegation.organisation, side=delegation.side)
        return found

    def asked(self, whom: Delegation, times: int, kind: str = "company") -> None:
        forget()
        for _ in range(times):
            asking = DelegationFactory(round=self.round, organisation=OrganisationFactory(kind=kind))
            RequestFactory(asking=asking, asked=self.of(whom))


def said(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def without_tokens(page: str) -> str:
    return re.sub(r'value="[0-9A-Za-z]{64}"', "", page)


def test_partners_are_suggested_by_what_is_sought_and_offered_with_the_reasons() -> None:
    bank = Bank()

    assert bank.found() == [("Acme", [Why.OFFERS, Why.SEEKS]), ("Beacon", [Why.OFFERS])]
    told = said(bank.page())
    assert "Recommended for you" in told
    assert "They offer what you seek: Antibodies They seek what you offer: Imaging" in told
    # Beacon gives licences out, on another topic.
    assert "They offer what you seek: in-licensing" in told
    assert "찾으시는 것을 제안합니다: 항체 제안하시는 것을 찾고 있습니다: 영상" in said(bank.page("ko"))


def test_who_is_near_is_said_to_be_near_and_one_heading_over_both_is_no_reason() -> None:
    bank = Bank()
    Interest.objects.all().delete()
    bank.wants(bank.hanbit, "need", "investment", bank.adc)
    bank.wants(bank.acme, "offer", "regulatory", bank.bispecific)
    bank.wants(bank.beacon, "offer", "regulatory", bank.cells)

    assert bank.found() == [("Acme", [Why.OFFERS])]
    assert "They offer something near what you seek: Antibodies" in said(bank.page())
    assert bank.found(bank.acme) == [("Hanbit", [Why.SEEKS])]
    client = browser(person(bank.acme))
    assert "They seek something near what you offer: Antibodies" in said(bank.page(client=client))


def test_ones_own_side_is_suggested_only_where_it_may_be_asked() -> None:
    bank = Bank()
    assert "Saebyeok" not in dict(bank.found())
    bank.round.across_sides_only = False
    assert next(iter(dict(bank.found()))) in {"Saebyeok", "Acme"}
    assert "Saebyeok" in dict(bank.found())


def test_who_was_asked_or_is_not_wanted_is_suggested_no_more(now: datetime) -> None:
    bank = Bank()
    actor = actor_of(person(bank.hanbit))
    requests.say_no_thanks(delegation_about_id=bank.acme.pk, by=actor, now=now)
    assert list(dict(bank.found())) == ["Beacon"]
    requests.take_back_no_thanks(delegation_about_id=bank.acme.pk, by=actor, now=now)
    RequestFactory(asking=bank.acme, asked=bank.hanbit)
    RequestFactory(asking=bank.hanbit, asked=bank.beacon, state="withdrawn")
    assert bank.found() == []
    assert "Recommended" not in bank.page()


def test_no_thanks_on_the_page_takes_a_suggestion_away() -> None:
    bank = Bank()
    at = address("partnering:no_thanks", bank.round.public_id, bank.acme.public_id)
    assert f'action="{at}"' in bank.page().split('id="filter-h"')[0]
    bank.client.post(at)
    assert f'action="{at}"' not in bank.page()


def says_no_thanks(bank: Bank) -> None:
    NoThanks.objects.create(delegation=bank.acme, about=bank.hanbit)
    NoThanks.objects.create(delegation=bank.saebyeok, about=bank.beacon)


def asks_another(bank: Bank) -> None:
    RequestFactory(asking=bank.acme, asked=bank.saebyeok, strength="must")
    for each in bank.crowd:
        RequestFactory(asking=each, asked=bank.acme)


def has_answered_others(bank: Bank) -> None:
    for each, state in zip(bank.crowd, ["accepted", "declined", "expired", "withdrawn"] * 3, strict=True):
        RequestFactory(asking=each, asked=bank.beacon, state=state)


def cannot_come(bank: Bank) -> None:
    Availability.objects.create(delegation=bank.acme, slot=bank.slot)


def comes_unlisted(bank: Bank) -> None:
    hidden = bank.delegation("US", "Hidden")
    bank.wants(hidden, "offer", "licence_out", bank.antibody)
    bank.wants(hidden, "need", "co_development", bank.imaging)
    Delegation.objects.filter(pk=hidden.pk).update(is_listed=False)


def few_asked_it_before(bank: Bank) -> None:
    bank.earlier().asked(bank.cedar, ASKERS - 1)


def declined_others_before(bank: Bank) -> None:
    earlier = bank.earlier()
    earlier.asked(bank.acme, ASKERS - 1)
    MeetingRequest.objects.filter(round=earlier.round).update(state="declined")
    NoThanks.objects.create(delegation=earlier.of(bank.acme), about=earlier.of(bank.saebyeok))


def is_asked_in_another_round_that_goes_on(bank: Bank) -> None:
    Earlier(bank, RoundPhase.REQUEST).asked(bank.cedar, 2 * ASKERS)


SECRETS = [
    says_no_thanks,
    asks_another,
    has_answered_others,
    cannot_come,
    comes_unlisted,
    few_asked_it_before,
    declined_others_before,
    is_asked_in_another_round_that_goes_on,
]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_byte_of_the_suggestions_depends_on_a_secret(secret: Callable[[Bank], None], language: str) -> None:
    bank = Bank()
    bank.gather(12)
    before = without_tokens(bank.page(language))
    assert 'id="suggested-h"' in before

    secret(bank)
    forget()

    assert without_tokens(bank.page(language)) == before


def inbox(bank: Bank, language: str = "en") -> str:
    """Hanbit's inbox, without what is made anew for each page."""
    page = bank.client.get(address("partnering:requests", bank.round.public_id, language=language)).text
    return re.sub(r'name="key" value="\w+"', "", without_tokens(page))


def who_asks(page: str) -> list[str]:
    return re.findall(r'<h3 id="name-[^>]*><a [^>]*>(?:<[^>]*>)?([^<]+)<', page)


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_byte_of_the_inbox_depends_on_a_secret(secret: Callable[[Bank], None], language: str) -> None:
    bank = Bank()
    bank.gather(12)
    for each in (bank.cedar, bank.beacon, bank.acme):
        RequestFactory(asking=each, asked=bank.hanbit)
    before = inbox(bank, language)
    assert who_asks(before) == ["Acme", "Beacon", "Cedar"]

    secret(bank)
    forget()

    assert inbox(bank, language) == before


def test_the_inbox_is_ranked_by_what_both_sides_say_of_themselves_and_tells_two_reasons() -> None:
    """The control of the above: a change of a profile does change order and reasons."""
    bank = Bank()
    for each in (bank.cedar, bank.beacon, bank.acme):
        RequestFactory(asking=each, asked=bank.hanbit)
    rows = inbox(bank).split('<li class="ask"')
    assert "They offer what you seek: Antibodies They seek what you offer: Imaging" in said(rows[1])
    assert "They offer what you seek: in-licensing" in said(rows[2])
    assert 'class="reasons"' not in rows[3]

    bank.wants(bank.cedar, "offer", "licence_out", bank.antibody)
    bank.wants(bank.cedar, "need", "co_development", bank.imaging)
    earlier = bank.earlier()
    AcceptedRequestFactory(asking=earlier.of(bank.cedar), asked=earlier.of(bank.hanbit))

    assert who_asks(inbox(bank)) == ["Cedar", "Acme", "Beacon"]
    # Of three reasons the two strongest are told.
    assert inbox(bank).split('<li class="ask"')[1].count("<li>") == 2


def test_who_is_not_listed_but_asks_is_shown_without_reasons() -> None:
    bank = Bank()
    Delegation.objects.filter(pk=bank.acme.pk).update(is_listed=False)
    for each in (bank.acme, bank.beacon):
        RequestFactory(asking=each, asked=bank.hanbit)

    assert who_asks(inbox(bank)) == ["Beacon", "Acme"]
    assert 'class="reasons"' not in inbox(bank).split('<li class="ask"')[2]


def test_what_everybody_may_know_does_change_them() -> None:
    """The control of the above: the same comparison finds a change of a profile, and five earlier askers."""
    bank = Bank()
    before = without_tokens(bank.page())
    bank.wants(bank.cedar, "offer", "licence_out", bank.antibody)
    changed = without_tokens(bank.page())
    bank.earlier().asked(bank.acme, ASKERS)
    asked = without_tokens(bank.page())

    assert len({before, changed, asked}) == 3


def test_what_many_of_a_kind_asked_for_in_rounds_that_are_over_is_told_to_that_kind_alone() -> None:
    bank = Bank()
    earlier = bank.earlier()
    earlier.asked(bank.cedar, ASKERS - 1)
    earlier.asked(bank.cedar, ASKERS, kind="investor")
    assert "Cedar" not in dict(bank.found())
    investor = bank.delegation("KR", "Han River", kind="investor")
    assert dict(bank.found(investor))["Cedar"] == [Why.ASKED]
    client = browser(person(investor))
    assert "Investors like you asked to meet them at earlier forums." in said(bank.page(client=client))

    bank.earlier().asked(bank.cedar, 1)
    assert dict(bank.found())["Cedar"] == [Why.ASKED]
    assert "Companies like yours asked to meet them at earlier forums." in said(bank.page())
    assert "지난 포럼에서 여러 기업이 미팅을 신청한 곳입니다." in said(bank.page("ko"))


def test_one_more_asker_changes_nothing_before_the_next_step() -> None:
    bank = Bank()
    earlier = bank.earlier()
    earlier.asked(bank.cedar, ASKERS)
    before = without_tokens(bank.page())
    earlier.asked(bank.cedar, ASKERS - 1)

    assert without_tokens(bank.page()) == before


def test_a_meeting_agreed_on_before_is_a_reason_for_the_two_alone() -> None:
    bank = Bank()
    earlier = bank.earlier()
    AcceptedRequestFactory(asking=earlier.of(bank.cedar), asked=earlier.of(bank.hanbit))
    RequestFactory(asking=earlier.of(bank.hanbit), asked=earlier.of(bank.beacon), state="declined")

    assert dict(bank.found())["Cedar"] == [Why.AGAIN]
    assert Why.AGAIN not in dict(bank.found())["Beacon"]
    assert "You agreed on a meeting at an earlier forum." in said(bank.page())
    assert Why.AGAIN in dict(bank.found(bank.cedar))["Hanbit"]
    assert "Cedar" not in dict(bank.found(bank.saebyeok))


def test_who_has_said_nothing_yet_is_asked_to_where_that_can_be_done() -> None:
    bank = Bank()
    Interest.objects.filter(organisation=bank.hanbit.organisation).delete()
    invitation = "Say what you seek and what you offer, and partners that fit are recommended here."
    at = address("directory:interests", bank.hanbit.organisation.public_id)
    page = bank.page()
    assert (invitation in said(page), f'href="{at}"' in page) == (True, True)
    guest = UserFactory()
    DelegateFactory(delegation=bank.hanbit, user=guest)
    assert invitation not in said(bank.page(client=browser(guest)))


def test_suggestions_stand_on_the_first_page_alone_and_until_the_meetings_are_over() -> None:
    bank = Bank()
    shown = 'id="suggested-h"'
    assert shown in bank.page()
    assert shown not in bank.page(query="?words=acme")
    assert shown not in bank.page(query="?page=1")
    assert shown not in bank.page(**{"HX-Request": "true"})
    for phase in RoundPhase:
        bank.round.phase = phase
        bank.round.save()
        page = bank.page()
        assert (shown in page) is (phase is not RoundPhase.CLOSED)
        asked = f'href="{address("partnering:partner", bank.round.public_id, bank.acme.public_id)}#ask"'
        assert (asked in page.split('id="filter-h"')[0]) is (phase is RoundPhase.REQUEST)


def test_no_more_than_five_are_suggested_at_the_same_cost_however_many_there_are() -> None:
    costs = []
    for size in (6, 60):
        bank = Bank()
        for number in range(size):
            other = bank.delegation("US", f"Firm {number}")
            bank.wants(other, "offer", "licence_out", bank.adc if number % 2 else bank.antibody)
        bank.page()
        with CaptureQueriesContext(connection) as captured:
            assert bank.page().count('aria-describedby="suggested-') == 10
        costs.append(len(captured))
        # The next has topics of the same names.
        Interest.objects.all().delete()
        Topic.objects.update(broader=None)
        Topic.objects.all().delete()

    assert costs[0] == costs[1]


def test_a_delegation_that_is_not_listed_itself_gets_suggestions() -> None:
    bank = Bank()
    Delegation.objects.filter(pk=bank.hanbit.pk).update(is_listed=False)
    bank.hanbit.refresh_from_db()

    assert next(iter(dict(bank.found()))) == "Acme"
    assert "Hanbit" not in dict(bank.found(bank.acme))


def test_what_the_engine_answers_is_kept_until_what_is_known_changes() -> None:
    members = ((1, "company", "home"), (2, "company", "abroad"), (3, "company", "abroad"))
    interests = ((1, "need", "licence_in", 7), (2, "offer", "licence_out", 8), (3, "offer", "licence_in", None))
    known = Known(members, interests, ((8, 7), (7, 8), (9, 9)), ())
    expected = [Advice(2, (Reason(Why.OFFERS, (7,)),))]

    assert advised(known, 1, met=(), without=(), most=5) == expected
    assert advised(known, 1, met=(), without=(2,), most=5) == []
    assert advised(known, 1, met=(3,), without=(2,), most=5) == [Advice(3, (Reason(Why.AGAIN),))]
    assert suggesting._partners.cache_info().misses == 1
    assert advised(Known(members, interests[:1], (), ()), 1, met=(), without=(), most=5) == []
    assert suggesting._partners.cache_info().misses == 2


def test_what_was_asked_before_is_counted_once_an_hour(now: datetime) -> None:
    bank = Bank()
    earlier = bank.earlier()
    earlier.asked(bank.cedar, ASKERS)
    assert dict(bank.found())["Cedar"] == [Why.ASKED]
    bank.hanbit.organisation.kind = "venue"
    bank.hanbit.organisation.save()
    MeetingRequest.objects.filter(round=earlier.round).delete()
    assert "Cedar" not in dict(bank.found())
    assert dict(bank.found(bank.saebyeok))["Cedar"] == [Why.ASKED]

    with standing_still(now + timedelta(hours=1)):
        assert "Cedar" not in dict(bank.found(bank.saebyeok))
