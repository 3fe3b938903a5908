"""Search, facets and visibility: what is found, in which order, by whom, and at what cost."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.directory import queries
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.models import Organisation, OrganisationAlias
from tests.factories.organisations import (
    AssetFactory,
    InterestFactory,
    MembershipFactory,
    OrganisationFactory,
    TopicFactory,
)
from tests.factories.people import actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def names(found: queries.FoundOrganisations) -> list[str]:
    return [each.name_ko or each.name_en for each in found]


@pytest.fixture
def companies() -> None:
    organoid = TopicFactory(name_ko="오가노이드", name_en="Organoids", synonyms="mini-organ")
    OrganisationFactory(name_ko="대웅제약", name_en="Daewoong Pharmaceutical")
    OrganisationFactory(name_ko="대웅바이오", name_en="Daewoong Bio", kind="research", country="")
    OrganisationFactory(name_ko="오가노이드사이언스", name_en="Organoid Sciences")
    OrganisationFactory(name_ko="동아ST", name_en="Dong-A ST", sectors=[organoid])
    boston = OrganisationFactory(
        name_ko="", name_en="Charles River Partners", country="US", kind="investor", city="Boston"
    )
    AssetFactory(organisation=boston, name_ko="", name_en="Fund II", summary_en="Growth rounds for antibody makers")
    alias = OrganisationFactory(name_ko="한올바이오파마", name_en="HanAll Biopharma")
    OrganisationAlias.objects.create(organisation=alias, text="한올제약")
    OrganisationAlias.objects.create(organisation=alias, text="하이", is_doubtful=True)
    OrganisationFactory(name_ko="숨은오가노이드", name_en="Hidden Organoids", is_listed=False)
    rebuild_search_index()


@pytest.mark.usefixtures("companies")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("대웅", {"대웅제약", "대웅바이오"}),
        ("대웅제약", {"대웅제약"}),
        ("대웅 제약", {"대웅제약"}),
        ("daewoong", {"대웅제약", "대웅바이오"}),
        ("DAEWO", {"대웅제약", "대웅바이오"}),
        ("daewong", {"대웅제약", "대웅바이오"}),
        ("오가노이드", {"오가노이드사이언스", "동아ST"}),
        ("오가노이두", {"오가노이드사이언스", "동아ST"}),
        ("오가노이드 사이언스", {"오가노이드사이언스"}),
        ("organoid", {"오가노이드사이언스", "동아ST"}),
        ("st", {"동아ST"}),
        ("antibody fund", {"Charles River Partners"}),
        ("boston", {"Charles River Partners"}),
        ("한올제약", {"한올바이오파마"}),
        ("하이", set()),
        ("하이 한올", {"한올바이오파마"}),
        ("하이 대웅", set()),
        ("웅", {"대웅제약", "대웅바이오"}),
        ("삼성", set()),
        ("!?", set()),
        ("\" OR * NEAR( ' --", set()),
    ],
)
def test_search_finds_both_languages_partial_and_misspelt(words: str, found: set[str]) -> None:
    assert set(names(queries.search_organisations(ANONYMOUS, words))) == found


@pytest.mark.usefixtures("companies")
def test_name_stands_before_topic_and_the_closer_name_first() -> None:
    assert names(queries.search_organisations(ANONYMOUS, "오가노이드")) == ["오가노이드사이언스", "동아ST"]
    assert names(queries.search_organisations(ANONYMOUS, "daewoong bio")) == ["대웅바이오"]


@pytest.mark.usefixtures("companies")
def test_search_is_narrowed_by_kind_country_and_topic() -> None:
    topic = queries.all_topics()[0]

    assert names(queries.search_organisations(ANONYMOUS, "대웅", kind="research")) == ["대웅바이오"]
    assert names(queries.search_organisations(ANONYMOUS, country="US")) == ["Charles River Partners"]
    assert names(queries.search_organisations(ANONYMOUS, "organoid", topic=topic.pk)) == ["동아ST"]


@pytest.mark.usefixtures("companies")
def test_unlisted_is_found_by_its_members_and_staff_only_and_after_the_listed() -> None:
    hidden = Organisation.objects.get(name_en="Hidden Organoids")
    member = actor_of(MembershipFactory(organisation=hidden, role="member").user)
    stranger = actor_of(MembershipFactory(organisation__is_listed=False).user)
    expected = ["오가노이드사이언스", "동아ST", "숨은오가노이드"]

    assert names(queries.search_organisations(member, "오가노이드")) == expected
    assert names(queries.search_organisations(admin_actor(), "오가노이드")) == expected
    for other in (ANONYMOUS, stranger):
        assert names(queries.search_organisations(other, "오가노이드")) == expected[:2]
        with pytest.raises(Http404):
            queries.organisation_or_404(other, hidden.public_id)


def test_order_does_not_depend_on_what_is_hidden() -> None:
    for number in range(6):
        OrganisationFactory(name_ko=f"한빛{number}", name_en=f"Alpha Beta {'Gamma ' * number}")
    rebuild_search_index()
    before = queries.search_organisations(ANONYMOUS, "alpha gamma").ids, queries.facets(ANONYMOUS)

    for _number in range(40):
        OrganisationFactory(name_en="Gamma Gamma", name_ko="감마", is_listed=False, kind="press", country="FR")
    rebuild_search_index()

    assert (queries.search_organisations(ANONYMOUS, "alpha gamma").ids, queries.facets(ANONYMOUS)) == before


@pytest.mark.usefixtures("companies")
def test_facets_count_only_what_is_visible() -> None:
    found = queries.facets(ANONYMOUS)

    assert [(kind, number) for kind, _label, number in found.kinds] == [
        ("company", 4),
        ("investor", 1),
        ("research", 1),
    ]
    assert found.countries == [("KR", 4), ("US", 1)]
    assert [(over, [(topic.name_en, number) for topic, number in topics]) for over, topics in found.topics] == [
        ("", [("Organoids", 1)])
    ]


def test_likely_same_asks_only_about_what_may_be_seen() -> None:
    seen = OrganisationFactory(name_ko="(주)대웅 제약", name_en="")
    OrganisationFactory(name_ko="대웅제약", name_en="", is_listed=False)

    assert queries.likely_same(ANONYMOUS, "대웅제약 주식회사", "") == [seen]
    assert queries.likely_same(ANONYMOUS, "", "  ") == []


def _fill(count: int) -> None:
    topic = TopicFactory()
    for _number in range(count):
        made = OrganisationFactory(sectors=[topic])
        InterestFactory(organisation=made, topics=[topic])
        AssetFactory(organisation=made, modality=topic)


def _queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


def test_queries_stay_the_same_at_ten_and_a_hundred_rows(client: Client) -> None:
    owner = MembershipFactory(role="owner")
    client.force_login(owner.user)
    addresses = [
        "/ko/companies/?q=한빛",
        "/ko/companies/",
        "/ko/companies/mine/",
        f"/ko/companies/{owner.organisation.public_id}/",
        f"/ko/companies/{owner.organisation.public_id}/members/",
    ]
    _fill(10)
    rebuild_search_index()
    at_ten = [_queries_of(client, each) for each in addresses]

    _fill(90)
    for _number in range(30):
        AssetFactory(organisation=owner.organisation)
        MembershipFactory(organisation=owner.organisation)
        MembershipFactory(user=owner.user)
    rebuild_search_index()
    client.get(addresses[0])

    assert [_queries_of(client, each) for each in addresses] == at_ten
    assert max(at_ten) <= 18


@pytest.fixture
def thousand() -> None:
    Organisation.objects.bulk_create(
        Organisation(
            name_ko=f"한빛바이오{number}",
            name_en=f"Hanbit Bio {number}",
            summary_ko="항체와 세포치료제를 연구하고 보스턴에서 임상 협력을 찾습니다.",
            summary_en="Antibodies and cell therapies; looking for clinical cooperation in Boston.",
            is_listed=True,
            country="KR",
        )
        for number in range(1000)
    )
    rebuild_search_index()


@pytest.mark.usefixtures("thousand")
def test_search_of_a_thousand_costs_little() -> None:
    # The last is the worst there is: every one of the thousand holds every token of both words.
    for words, limit in (("바이오", 0.03), ("한빛 바이오 500", 0.03), ("hanbit bio", 0.06)):
        spent = []
        for _attempt in range(5):
            started = time.process_time()
            found = queries.search_organisations(Actor(), words)
            found[:24]
            spent.append(time.process_time() - started)

        assert len(found) >= 1
        assert min(spent) < limit, words
