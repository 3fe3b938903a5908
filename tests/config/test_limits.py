"""What no page should have to think about: bodies too large, and addresses with signs that no database stores."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["companies/?kind=a%00b", "companies/?q=%00", "search/?q=a%00b", "forums/?x=%00"])
def test_an_address_with_a_nul_is_not_read(client: Client, page: str) -> None:
    answer = client.get(f"/en/{page}")

    assert (answer.status_code, "We could not read that" in answer.text) == (400, True)


def test_a_body_beyond_the_cap_is_refused_before_it_is_read(client: Client) -> None:
    upload = SimpleUploadedFile("large.bin", b"\0" * 12_000_001)

    answer = client.post("/en/account/login/", {"email": "a@example.com", "file": upload})

    assert (answer.status_code, "incomplete or too large" in answer.text) == (400, True)


def test_a_body_within_the_cap_is_read(client: Client) -> None:
    upload = SimpleUploadedFile("usual.bin", b"\0" * 1_000_000)

    answer = client.post("/en/account/login/", {"email": "no address", "file": upload})

    assert answer.status_code == 422
