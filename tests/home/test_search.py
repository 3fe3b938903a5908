"""One search over everything: everybody finds what they may see, under any of its names, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.lines import rebuild_lines
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.actions.organisations import OrganisationProfile, change_organisation
from bridgehead.directory.actions.standing import unlist_organisation
from bridgehead.directory.models import MembershipRole
from bridgehead.directory.queries import search_organisations
from bridgehead.directory.searching import MOST_FOUND, SEARCHED, Question
from bridgehead.events.models import ForumState
from bridgehead.foundation.jobs import run_next
from tests.clocks import standing_still
from tests.factories.agreements import corrected, keeper_of, licence_said, published, signed
from tests.factories.forums import ForumFactory, ForumSessionFactory, PartFactory, RegistrationFactory, officer_of
from tests.factories.newsroom import wrote
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.partnering import DelegateFactory, DelegationFactory, RoundFactory
from tests.factories.people import ConsentFactory, UserFactory, actor_of
from tests.factories.places import EntitlementFactory, RoomFactory
from tests.factories.programmes import ProgrammeFactory, call_open

_SAID_IN_KOREAN = ("새벽 바이오", "새벽 포럼", "새벽 발표", "새벽 항체", "이 밝았다", "새벽실")
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(actor: Actor, words: str, *, now: datetime = NOW) -> dict[str, int]:
    """How many of each kind are found, in the order in which the kinds stand."""
    return {each.kind.name: len(each.hits) for each in SEARCHED.of(actor, Question.of(words, now))}


def page(address: str, client: Client | None = None, *, now: datetime = NOW) -> str:
    with standing_still(now):
        answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_kind_is_found_in_either_language_by_whoever_may_see_it() -> None:
    forum = ForumFactory(name_ko="새벽 포럼", name_en="Daybreak Forum", state=ForumState.OPEN)
    ForumSessionFactory(part=PartFactory(forum=forum), name_ko="새벽 발표", name_en="Daybreak pitches")
    company = OrganisationFactory(name_ko="새벽 바이오", name_en="Daybreak Bio")
    published(replace(licence_said(OrganisationFactory()), name_ko="새벽 항체", name_en="Daybreak antibody"))
    for language, headline in (("ko", "새벽이 밝았다"), ("en", "Daybreak has come")):
        wrote(now=NOW, language=language, headline=headline)
    programme = ProgrammeFactory(name_ko="새벽 지원사업", name_en="Daybreak programme", is_listed=True)
    call_open(NOW, programme=programme, name_ko="새벽 모집", name_en="Daybreak call")
    room = RoomFactory(name_ko="새벽실", name_en="Daybreak room")
    house = room.floor.premises
    house.name_ko, house.name_en = "새벽 센터", "Daybreak House"
    house.save()
    rebuild_search_index()
    EntitlementFactory(premises=house, organisation=company)
    tenant = actor_of(MembershipFactory(organisation=company).user)
    anybody = {
        "organisations": 1, "forums": 1, "sessions": 1, "news": 1, "agreements": 1, "programmes": 1, "calls": 1,
        "premises": 1,
    }  # fmt: skip

    assert found(ANONYMOUS, "daybreak") == anybody
    assert found(ANONYMOUS, "새벽") == anybody
    assert found(tenant, "daybreak") == {**anybody, "rooms": 1}
    with translation.override("ko"):
        said = page(f"/ko/search/?q={quote('새벽')}")
    assert [each in said for each in _SAID_IN_KOREAN] == [True] * 5 + [False]


def test_a_name_in_either_script_or_another_name_finds_it_and_the_closest_kind_stands_first() -> None:
    company = OrganisationFactory(name_ko="지놈앤컴퍼니", name_en="Genome and Company")
    company.aliases.create(text="GENOMEnCO")
    OrganisationFactory(name_en="Other", summary_en="Boston is where we are.")
    ForumFactory(name_ko="보스턴", name_en="Boston", state=ForumState.OPEN)
    rebuild_search_index()

    assert [found(ANONYMOUS, each) for each in ("지놈앤컴퍼니", "genome", "genomenco", "지놈 앤 컴퍼니")] == [
        {"organisations": 1}
    ] * 4
    # The forum is called so; the company only says it.
    assert list(found(ANONYMOUS, "boston")) == ["forums", "organisations"]


def test_an_agreement_is_found_by_what_one_may_read_of_it_and_by_nobody_else() -> None:
    seller, buyer, silent = (OrganisationFactory(name_en=name) for name in ("Seller", "Buyer", "Silentium"))
    said = replace(licence_said(seller, buyer), name_en="Zephyrine", name_ko="제피린")
    secret = signed(said)
    hidden_subject = published(replace(said, name_en="Obscurine"), concealed=("subject",))
    unnamed = replace(said.parties[1], organisation_id=silent.pk, is_disclosed=False, country="US")
    published(replace(said, name_en="Luminine", parties=(said.parties[0], unnamed)))
    published(replace(said, name_en="Serotine"), since=NOW + timedelta(hours=1))
    party = actor_of(MembershipFactory(organisation=buyer, role=MembershipRole.OWNER).user)
    member = actor_of(MembershipFactory(organisation=buyer, role=MembershipRole.MEMBER).user)
    keeper = keeper_of(secret.keeper)

    def each(actor: Actor, now: datetime = NOW) -> dict[str, int]:
        asked = ("Zephyrine", "제피린", "Obscurine", "Luminine", "Silentium", "Serotine")
        return {word: found(actor, word, now=now).get("agreements", 0) for word in asked}

    nothing = dict.fromkeys(("Zephyrine", "제피린", "Obscurine", "Luminine", "Silentium", "Serotine"), 0)
    # What is signed bears its Korean name everywhere but where the subject is concealed.
    assert each(ANONYMOUS) == each(member) == {**nothing, "Luminine": 1, "제피린": 1}
    assert each(ANONYMOUS, NOW + timedelta(hours=2)) == {**nothing, "Luminine": 1, "제피린": 2, "Serotine": 1}
    assert each(party) == {**nothing, "Zephyrine": 1, "제피린": 4, "Obscurine": 1, "Luminine": 1, "Serotine": 1}
    assert each(keeper) == {**nothing, "Zephyrine": 1, "제피린": 2, "Luminine": 1}
    assert "Obscurine" not in page(f"/en/search/?q={quote('Buyer')}")
    corrected(hidden_subject, name_en="Claritine")
    assert found(ANONYMOUS, "Claritine") == {}


def test_an_agreement_is_found_by_other_names_of_its_parties_as_the_directory_knows_them() -> None:
    seller, buyer, silent = (OrganisationFactory(name_en=name) for name in ("Seller", "Buyer", "Silentium"))
    hidden = OrganisationFactory(name_en="Hidden", is_listed=False)
    said = licence_said(seller, buyer)
    unnamed = replace(said.parties[1], organisation_id=silent.pk, is_disclosed=False, country="US")
    unlisted = replace(said.parties[1], organisation_id=hidden.pk)
    kept = published(said)
    published(replace(said, parties=(said.parties[0], unnamed)), keeper=kept.keeper)
    published(replace(said, parties=(said.parties[0], unlisted)), keeper=kept.keeper)
    signed(said, keeper=kept.keeper)
    owner = actor_of(MembershipFactory(organisation=hidden, role=MembershipRole.OWNER).user)
    party = actor_of(MembershipFactory(organisation=seller, role=MembershipRole.OWNER).user)
    for organisation, names in ((buyer, "Kestrelis\n황조롱이"), (silent, "Quietude"), (hidden, "Cryptonym")):
        profile = OrganisationProfile(
            name_en=organisation.name_en, aliases=frozenset(names.split("\n")), doubtful_aliases=frozenset({"ab"})
        )
        change_organisation(organisation_id=organisation.pk, by=SYSTEM, profile=profile, now=NOW)
    _work()

    def each(actor: Actor) -> list[int]:
        asked = ("Kestrelis", "황조롱이", "Quietude", "Cryptonym", "ab")
        return [found(actor, word).get("agreements", 0) for word in asked]

    # Public: what is public, by the other names that the directory shows; a concealed party's are nobody's.
    assert each(ANONYMOUS) == [1, 1, 0, 0, 0]
    # The other side of an unlisted organisation does not learn what else it is called; who keeps the ledger does.
    assert each(party) == [2, 2, 1, 0, 0]
    assert each(keeper_of(kept.keeper)) == [2, 2, 1, 1, 0]
    assert each(owner) == [1, 1, 0, 0, 0]
    unlist_organisation(organisation_id=buyer.pk, by=SYSTEM, now=NOW)
    _work()
    assert each(ANONYMOUS) == [0, 0, 0, 0, 0]
    assert each(keeper_of(kept.keeper)) == [2, 2, 1, 1, 0]
    rebuild_lines()
    assert each(keeper_of(kept.keeper)) == [2, 2, 1, 1, 0]


def _work() -> None:
    while run_next(now=NOW, worker="tests"):
        pass


def test_agreements_are_found_the_same_after_their_index_was_made_anew() -> None:
    published(replace(licence_said(OrganisationFactory()), name_en="Zephyrine"))
    signed(replace(licence_said(OrganisationFactory()), name_en="Zephyrine two"))

    before = found(ANONYMOUS, "zephyrine")
    rebuild_lines()

    assert before == found(ANONYMOUS, "zephyrine") == {"agreements": 1}


def test_people_are_found_by_those_who_may_see_them() -> None:
    forum = ForumFactory(state=ForumState.OPEN)
    held = RoundFactory(forum=forum)
    names = {"family_name_ko": "독고", "given_name_ko": "영재", "family_name_en": "Dokgo", "given_name_en": "Youngjae"}
    listed, shy = UserFactory(**names), UserFactory(**names)
    ConsentFactory(user=listed)
    for person in (listed, shy):
        DelegateFactory(delegation=DelegationFactory(round=held), user=person)
    hidden = DelegateFactory(delegation=DelegationFactory(round=held, is_listed=False), user=UserFactory(**names)).user
    ConsentFactory(user=hidden)
    colleague = MembershipFactory(user=listed).organisation
    RegistrationFactory(forum=forum, user=shy)

    asked = ("독고영재", "dokgo", "youngjae dokgo")
    participant = actor_of(DelegateFactory(delegation=DelegationFactory(round=held)).user)
    assert [found(participant, each) for each in asked] == [{"delegates": 1}] * 3
    member = actor_of(MembershipFactory(organisation=colleague).user)
    assert [found(member, each) for each in asked] == [{"members": 1}] * 3
    assert [found(officer_of(forum), each) for each in asked] == [{"registrations": 1}] * 3
    assert [found(officer_of(ForumFactory()), each) for each in asked] == [{}] * 3
    assert [found(ANONYMOUS, each) for each in asked] == [{}] * 3


def test_drafts_and_what_is_unlisted_are_found_by_their_own_alone() -> None:
    draft = ForumFactory(name_en="Umbra Forum", state=ForumState.DRAFT)
    ForumSessionFactory(part=PartFactory(forum=draft), name_en="Umbra talk")
    company = OrganisationFactory(name_en="Umbra Bio", is_listed=False)
    ProgrammeFactory(name_en="Umbra programme", is_listed=False)
    wrote(now=NOW, headline="Umbra", public_from=NOW + timedelta(days=1))
    rebuild_search_index()

    assert found(ANONYMOUS, "umbra") == found(actor_of(UserFactory()), "umbra") == {}
    # The agency's people see every organisation.
    assert found(officer_of(draft), "umbra") == {"organisations": 1, "forums": 1, "sessions": 1}
    assert found(actor_of(MembershipFactory(organisation=company).user), "umbra") == {"organisations": 1}


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("boston 2023", ["city", "year"]),
        ("2023 bio", ["year", "name"]),
        ("boston 1999", None),
        ("business forum", None),
    ],
)
def test_a_forum_is_found_by_each_word_apart(words: str, places: list[str] | None) -> None:
    ForumFactory(name_en="Bio Partnering", name_ko="", city_en="Boston", starts_at=NOW, state=ForumState.OPEN)

    groups = SEARCHED.of(ANONYMOUS, Question.of(words, NOW), only="forums")

    assert [list(map(str, hit.places)) for each in groups for hit in each.hits] == ([places] if places else [])


def test_it_is_told_where_a_company_says_it_and_what_only_shares_letters_is_cut() -> None:
    OrganisationFactory(name_en="Barrier", summary_en="Drugs against resistant bacteria.")
    OrganisationFactory(name_en="Fringe", summary_en="Respond, essential, sister, list, stent and anthem.")
    rebuild_search_index()

    [group] = SEARCHED.of(ANONYMOUS, Question.of("resistnt", NOW))

    assert len(search_organisations(ANONYMOUS, "resistnt")) == 2
    assert {hit.organisation.name_en: list(map(str, hit.places)) for hit in group.hits} == {"Barrier": ["description"]}


def test_the_page_shows_the_best_of_each_kind_and_leads_to_all_of_one() -> None:
    for number in range(30):
        ForumFactory(name_en=f"Forum number {number}", state=ForumState.OPEN, starts_at=NOW + timedelta(days=number))

    everything = page("/en/search/?q=forum+number")
    second = page("/en/search/?q=forum+number&of=forums&page=2")

    assert (everything.count('<a href="/en/forums/'), "q=forum+number&amp;of=forums" in everything) == (5 + 2, True)
    assert (second.count("Forum number "), "30 hits" in second) == (10, True)
    assert "Nothing found" in page("/en/search/?q=forum&of=nonsense")


def test_a_search_stays_at_the_desk_or_in_the_menu_from_which_it_was_opened() -> None:
    forum = ForumFactory(name_en="Bio Partnering", state=ForumState.OPEN, starts_at=NOW)
    for number in range(6):
        ForumFactory(name_en=f"Bio {number}", state=ForumState.OPEN, starts_at=NOW + timedelta(days=number))
    officer, person = Client(), Client()
    officer.force_login(User.objects.get(pk=officer_of(forum).user_id))
    person.force_login(UserFactory(language="en"))
    menus = ("Main menu", "Desk menu", "My forum menu")

    def menus_of(client: Client, face: str) -> list[str]:
        return [each for each in menus if f'aria-label="{each}"' in page(f"/en/search/?q=bio&face={face}", client)]

    assert 'href="/en/search/?face=desk"' in page("/en/desk/", officer)
    assert 'href="/en/search/?face=own"' in page("/en/my/", person)
    found_there = page("/en/search/?q=bio&face=desk", officer)
    assert ['name="face" value="desk"' in found_there, "?q=bio&amp;face=desk&amp;of=forums" in found_there] == [
        True
    ] * 2
    assert "?q=bio&amp;face=desk" in page("/en/search/?q=bio&face=desk&of=forums", officer)
    assert [menus_of(officer, each) for each in ("desk", "own", "", "other")] == [
        ["Desk menu"], ["My forum menu"], ["Main menu"], ["Main menu"],
    ]  # fmt: skip
    # Whoever has no desk gets none by an address.
    assert [menus_of(each, "desk") for each in (person, Client())] == [["Main menu"]] * 2
    assert menus_of(Client(), "own") == ["Main menu"]


def test_agreements_of_which_the_subject_is_concealed_are_told_apart_by_what_anybody_may_know() -> None:
    seller, silent = OrganisationFactory(name_en="Seller"), OrganisationFactory(name_en="Silentium")
    said = licence_said(seller, silent)
    unnamed = replace(said.parties[1], is_disclosed=False, country="US")
    made = [
        published(
            replace(said, name_en=name, parties=(said.parties[0], unnamed), territory=territory), concealed=("subject",)
        )
        for name, territory in (("Obscurine", ("KR",)), ("Luminine", ("US",)))
    ]

    shown = page("/en/search/?q=seller&of=agreements")

    lines = [line.split("</li>")[0] for line in shown.split("<li>") if 'href="/en/agreements/' in line]
    told = [(" ".join(re.sub("<[^>]+>", " ", line).split())) for line in lines]
    once = "Licence agreement (out), 26 April 2023 Seller, not disclosed (United States)"
    assert told == [
        f"{once} · {country} · Public since 20 April 2023 · No. {each.public_id.hex[-6:].upper()} Signed"
        for country, each in zip(("United States", "South Korea"), reversed(made), strict=True)
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "What are you looking for?"),
        ("   ", "What are you looking for?"),
        ("!?", "There is no word in that"),
        ("qqqq", "Nothing here holds “qqqq”"),
        ("<script>qqqq", "Nothing here holds “&lt;script&gt;qqqq”"),
        ("one two three four five six seven", "Only its first six words were looked for."),
        ("x" * 500, "Nothing found"),
    ],
)
def test_whatever_is_typed_gets_a_sentence(typed: str, told: str) -> None:
    assert told in page(f"/en/search/?q={quote(typed)}")


def test_as_one_types_only_what_was_found_is_sent() -> None:
    ForumFactory(name_en="Daybreak Forum", state=ForumState.OPEN)

    answer = Client().get("/en/search/?q=daybreak", headers={"hx-request": "true"})

    assert (b"<html" in answer.content, b"Daybreak Forum" in answer.content, answer["Vary"]) == (
        False, True, "HX-Request, Cookie",
    )  # fmt: skip


def test_a_search_asks_as_often_whatever_it_finds() -> None:
    person = UserFactory()
    client = Client()
    client.force_login(person)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/search/?q=daybreak")
        return len(asked)

    def grow(number: int) -> None:
        for _ in range(number):
            forum = ForumFactory(name_en="Daybreak Forum", state=ForumState.OPEN)
            ForumSessionFactory(part=PartFactory(forum=forum), name_en="Daybreak pitches")
            OrganisationFactory(name_en="Daybreak Bio")
            published(replace(licence_said(OrganisationFactory()), name_en="Daybreak"))
            wrote(now=NOW, headline="Daybreak")
            programme = ProgrammeFactory(name_en="Daybreak programme", is_listed=True)
            call_open(NOW, programme=programme, name_en="Daybreak call")
        rebuild_search_index()

    grow(1)
    questions()
    few = questions()
    grow(7)

    assert questions() == few <= 60


def test_a_kind_lists_no_more_than_it_can_be_looked_through() -> None:
    ForumFactory.create_batch(MOST_FOUND + 3, name_en="Daybreak Forum", state=ForumState.OPEN)

    assert found(ANONYMOUS, "daybreak") == {"forums": MOST_FOUND}
    assert "100+" in page("/en/search/?q=daybreak")
