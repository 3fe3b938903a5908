"""Check digits, who may do what, and the next most useful step."""

from __future__ import annotations

import pytest
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.directory.adapters import normal_name
from bridgehead.directory.rules import (
    Completeness,
    ProfileFacts,
    completeness,
    may_edit,
    may_manage_members,
    may_verify,
    registration_number,
    sees_unlisted,
)


@pytest.mark.parametrize(
    ("scheme", "typed", "stored"),
    [
        ("kr_business", "123-45-67891", "123-45-67891"),
        ("kr_business", " 123 45 67891 ", "123-45-67891"),
        ("kr_business", "123-45-67892", None),  # one digit off
        ("kr_business", "213-45-67891", None),  # two digits swapped
        ("kr_business", "123-45-6789", None),
        ("kr_business", "１２３４５６７８９１", None),  # digits, but not ASCII
        ("kr_business", "", None),
        ("kr_corporation", "110111-1234569", "110111-1234569"),
        ("kr_corporation", "1101111234569", "110111-1234569"),
        ("kr_corporation", "110111-1234568", None),
        ("us_ein", "12-3456789", "12-3456789"),
        ("us_ein", "00-3456789", None),
        ("us_ein", "12-345678", None),
        ("lei", "9884007er46l6n7ei764", "9884007ER46L6N7EI764"),
        ("lei", "9884007ER46L6N7EI765", None),
        ("lei", "9884007ER46L6N7EI76", None),
    ],
)
def test_registration_numbers_are_checked(scheme: str, typed: str, stored: str | None) -> None:
    assert registration_number(scheme, typed) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(주)대웅 제약", "대웅제약 주식회사"),
        ("㈜한빛바이오", "한빛 바이오"),
        ("Daewoong Co., Ltd.", "DAEWOONG"),
        ("Café Bio Inc.", "Cafe Bio"),
        ("Co., Ltd.", "co ltd"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other) != ""


def test_different_names_stay_different() -> None:
    assert normal_name("한빛바이오") != normal_name("한빛바이오텍")


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (ANONYMOUS, (False, False, False, False)),
        (Actor(user_id=1, organisations=frozenset({(7, "owner")})), (True, True, False, False)),
        (Actor(user_id=1, organisations=frozenset({(7, "representative")})), (True, False, False, False)),
        (Actor(user_id=1, organisations=frozenset({(7, "member")})), (False, False, False, False)),
        (Actor(user_id=1, organisations=frozenset({(8, "owner")})), (False, False, False, False)),
        (Actor(user_id=1, roles=frozenset({("forum_officer", 3)})), (False, False, True, True)),
        (Actor(user_id=1, roles=frozenset({("forum_staff", 3)})), (False, False, False, False)),
        (Actor(user_id=1, is_platform_admin=True), (True, True, True, True)),
    ],
)
def test_who_may_do_what(actor: Actor, may: tuple[bool, bool, bool, bool]) -> None:
    assert (may_edit(actor, 7), may_manage_members(actor, 7), may_verify(actor), sees_unlisted(actor)) == may


def test_officer_without_second_factor_has_no_staff_powers() -> None:
    officer = Actor(
        user_id=1, is_platform_admin=True, roles=frozenset({("forum_officer", 3), ("forum_staff", 3)})
    ).without_staff_powers()

    assert officer == Actor(user_id=1, roles=frozenset({("forum_staff", 3)}))


def test_meter_names_the_most_useful_step_first() -> None:
    nothing = completeness(ProfileFacts())

    assert (nothing.done, nothing.total) == (0, 10)
    assert nothing.next_step is not None
    assert nothing.next_step.page == "interests"
    with translation.override("ko"):
        assert str(nothing.next_step.sentence) == "찾는 것을 적어 주십시오. 파트너는 이것을 먼저 봅니다."

    everything = ProfileFacts(
        has_both_names=True,
        has_country=True,
        has_summary=True,
        has_both_summaries=True,
        topics=1,
        needs=1,
        offers=1,
        assets=1,
        has_site=True,
    )
    assert completeness(everything) == Completeness(done=10, total=10, next_step=None)


@pytest.mark.parametrize(
    ("notes", "assets", "page"), [(1, 0, "interests"), (1, 2, "interests"), (0, 2, "organisation")]
)
def test_meter_counts_what_is_said_in_one_language_alone(notes: int, assets: int, page: str) -> None:
    facts = ProfileFacts(
        has_both_names=True,
        has_country=True,
        has_summary=True,
        has_both_summaries=True,
        topics=1,
        needs=1,
        offers=1,
        assets=1,
        has_site=True,
        untranslated_notes=notes,
        untranslated_assets=assets,
    )

    meter = completeness(facts)

    assert (meter.done, meter.next_step and meter.next_step.page) == (9, page)
