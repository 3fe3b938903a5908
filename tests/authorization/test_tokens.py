"""Every form that does a deed carries the token that shows it came from our own page."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.authorization.matrix import MATRIX
from tests.authorization.routes import address, client_of, every_route, is_file
from tests.authorization.scene import Scene
from tests.clocks import standing_still

pytestmark = pytest.mark.django_db

#: There the token in the address is the right, and no cookie lends any: no other site can make a browser use it.
BY_LINK = {
    "confirm:answer",
    "local_provider:sign",
    "follow_up:answer",
    "newsroom:confirm_follow",
    "newsroom:followed",
    "newsroom:leave",
}
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


@pytest.mark.parametrize(
    "role", ["anonymous", "registered", "delegate", "counterparty", "owner", "officer", "ledger officer", "admin"]
)
def test_every_form_that_is_posted_carries_the_token(role: str, scene: Scene, now: datetime) -> None:
    with standing_still(now):
        client, routes = client_of(scene, role), every_route()
        pages = [
            name
            for name, (get, _post) in MATRIX.items()
            if get[role] == "page" and not is_file(name) and name not in BY_LINK
        ]
        told = {
            name: client.get(address(name, routes[name], scene)).content.decode("utf-8", "replace") for name in pages
        }

    forms = {name: [form for form in FORM.findall(text) if 'method="post"' in form] for name, text in told.items()}
    assert any(forms.values())
    assert [name for name, found in forms.items() for form in found if 'name="csrfmiddlewaretoken"' not in form] == []
