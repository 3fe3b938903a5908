"""Who may do what in the newsroom, and how articles and their twins stand."""

from __future__ import annotations

import pytest

from bridgehead.accounts.actor import Actor
from bridgehead.newsroom.rules import (
    THE_NEWSROOM,
    Role,
    Twins,
    Version,
    may_appoint,
    may_approve,
    may_write,
    twins,
    works_here,
)

NOBODY = Actor(user_id=1)
ADMINISTRATOR = Actor(user_id=1, is_platform_admin=True)


def _who(role: Role) -> Actor:
    return Actor(user_id=1, roles=frozenset({(role.value, THE_NEWSROOM)}))


def test_each_role_may_more_than_the_one_before() -> None:
    may = {
        who: tuple(rule(actor) for rule in (works_here, may_write, may_approve, may_appoint))
        for who, actor in {
            "nobody": NOBODY,
            "administrator": ADMINISTRATOR,
            **{each: _who(each) for each in Role},
        }.items()
    }

    assert may == {
        "nobody": (False, False, False, False),
        # Sets the newsroom up, and reads nothing in it.
        "administrator": (False, True, True, True),
        Role.WRITER: (True, True, False, False),
        Role.EDITOR: (True, True, False, False),
        Role.OFFICER: (True, True, True, True),
    }


@pytest.mark.parametrize("role", Role)
def test_the_newsroom_asks_for_a_second_factor_and_gives_no_other_power(role: Role) -> None:
    who = _who(role)

    assert (who.has_desk, who.is_staff, works_here(who.without_staff_powers())) == (True, False, False)


def test_twins_are_stale_when_the_followed_one_went_on() -> None:
    source = Version(latest=7, follows=None)
    told = [
        twins(Version(latest=9, follows=7), source),
        twins(Version(latest=9, follows=6), source),
        twins(source, Version(latest=9, follows=7)),
        twins(source, Version(latest=9, follows=6)),
        twins(source, None),
    ]

    assert told == [Twins.IN_LINE, Twins.STALE, Twins.IN_LINE, Twins.AHEAD, Twins.MISSING]
