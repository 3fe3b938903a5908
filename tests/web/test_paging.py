"""A page of a long list, by its own parameter in the address."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import RequestFactory

from bridgehead.web.pages import page_of


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


def test_names_of_several_are_told_in_the_language_of_the_page() -> None:
    class Named:
        def __init__(self, ko: str, en: str) -> None:
            self.name_ko, self.name_en = ko, en

    things = [Named("항체", "Antibody"), Named("", "R&D")]
    template = engines["django"].from_string(
        "{% load bridgehead i18n %}{% language 'ko' %}{% names_of things %}{% endlanguage %}"
    )

    assert template.render({"things": things}) == '항체, <span lang="en">R&amp;D</span>'
