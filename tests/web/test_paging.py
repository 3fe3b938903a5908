"""A page of a long list, by its own parameter in the address."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import RequestFactory

from bridgehead.directory.models import Organisation
from bridgehead.web.pages import CountUpTo, FirstOf, count_up_to, page_of
from tests.factories.organisations import OrganisationFactory


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [1, 2]),
        ("?older=2", [3, 4]),
        ("?older=9", [5]),
        ("?older=nonsense", [1, 2]),
        ("?page=2", [1, 2]),
    ],
)
def test_page_is_the_one_that_its_own_parameter_asks_for(query: str, shown: list[int]) -> None:
    request = RequestFactory().get(f"/{query}")

    assert list(page_of(request, [1, 2, 3, 4, 5], 2, name="older")) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "told"), [(2, CountUpTo(2, is_more=False)), (5, CountUpTo(4, is_more=True))])
def test_a_long_list_goes_so_far_and_says_that_there_is_more(number: int, told: CountUpTo) -> None:
    """A page of it is read whole, and in its order."""
    OrganisationFactory.create_batch(number)
    found = Organisation.objects.order_by("-pk")
    first = FirstOf(found, lambda some: some.only("name_en"), most=4)

    assert count_up_to(found, 4) == CountUpTo(len(first), first.is_more) == told
    page = page_of(RequestFactory().get("/?page=9"), first, 3)
    assert list(page) == list(found[:4][3 * (number > 3) :])
    known = FirstOf(found, lambda some: some, ids=[found[1].pk])
    assert list(page_of(RequestFactory().get("/"), known, 3)) == [found[1]]


def test_names_of_several_are_told_in_the_language_of_the_page() -> None:
    class Named:
        def __init__(self, ko: str, en: str) -> None:
            self.name_ko, self.name_en = ko, en

    things = [Named("항체", "Antibody"), Named("", "R&D")]
    template = engines["django"].from_string(
        "{% load bridgehead i18n %}{% language 'ko' %}{% names_of things %}{% endlanguage %}"
    )

    assert template.render({"things": things}) == '항체, <span lang="en">R&amp;D</span>'
