"""Badges on paper: eight to a page, whoever wears them and whatever they are called."""

from __future__ import annotations

import pytest

from bridgehead.events.adapters.badges import badge_pages
from bridgehead.events.models import Forum
from tests.factories.forums import ApprovedRegistrationFactory, BadgeFactory, ForumFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def forum() -> Forum:
    found: Forum = ForumFactory()
    return found


def test_eight_badges_fill_a_page_and_long_names_stay_on_theirs(forum: Forum) -> None:
    user = UserFactory(given_name_en="Maximiliana-Alexandra", family_name_en="Featherstonehaugh Cholmondeley")
    firm = OrganisationFactory(name_en="Very Long Biotechnology and Pharmaceuticals Holdings International")
    badges = [
        BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum, organisation=firm, user=user))
        if not number
        else BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum))
        for number in range(9)
    ]

    pages = pages_of(badge_pages(forum, badges))

    assert len(pages) == 2
    assert "Featherstonehaugh" in pages[0]


def test_letter_that_cannot_be_printed_gives_way_to_the_other_script_or_is_told(forum: Forum) -> None:
    twofold = UserFactory(family_name_ko="김", given_name_ko="하늘", given_name_en="ع", family_name_en="")
    alone = UserFactory(family_name_ko="", given_name_ko="", given_name_en="ع", family_name_en="Ali")
    badges = [
        BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum, user=user)) for user in (twofold, alone)
    ]

    first, last = pages_of(badge_pages(forum, badges))

    assert ["김하늘" in first, "□ Ali" in first, "U+0639" in last] == [True, True, True]
