"""The hook of the provider: real or refused, and however real it is, it only has the provider asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bridgehead.agreements.adapters.hooks import signed_headers
from bridgehead.agreements.local_provider import provider
from bridgehead.agreements.models import SigningRequest
from bridgehead.foundation.models import Job
from tests.clocks import standing_still
from tests.factories.agreements import ASKED
from tests.factories.signatures import local_provider, sent, sign, work

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TO = "/hooks/signing/"


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with standing_still(ASKED), local_provider():
        yield


def body_of(reference: str, **more: Any) -> bytes:
    return json.dumps({"reference": reference, **more}).encode()


def post(body: bytes, headers: dict[str, str] | None = None) -> int:
    if headers is None:
        headers = signed_headers(body, secret=provider._hook_secret(), at=ASKED)
    answer = Client(enforce_csrf_checks=True).post(TO, body, content_type="application/json", headers=headers)
    return answer.status_code


def looks() -> int:
    return Job.objects.filter(name="agreements.look_at_signing").count()


def test_a_real_hook_has_the_provider_asked_and_repeated_adds_nothing() -> None:
    request = sent()
    body = body_of(request.reference)

    assert [post(body) for _ in range(3)] == [204] * 3
    assert looks() == 1


def test_what_a_hook_says_of_a_state_is_not_believed() -> None:
    request = sent()

    assert post(body_of(request.reference, state="completed", signed="JVBERi0=")) == 204
    work()

    request.refresh_from_db()
    assert (request.state, request.signed_document_id) == ("open", None)


def test_a_hook_about_what_is_not_open_here_is_taken_and_does_nothing() -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    work()
    before = looks()

    assert [post(body_of(each)) for each in (request.reference, "nobody's", "")] == [204] * 3
    assert looks() == before


def test_a_hook_that_is_not_the_provider_s_is_refused() -> None:
    request = sent()
    body, secret = body_of(request.reference), provider._hook_secret()
    real = signed_headers(body, secret=secret, at=ASKED)
    time, signature = real
    late, early = (signed_headers(body, secret=secret, at=ASKED + timedelta(seconds=off)) for off in (-301, 301))
    wrong = {
        "nothing": {},
        "no time": {signature: real[signature]},
        "no signature": {time: real[time]},
        "another time": {**real, time: str(int(real[time]) + 1)},
        "another signature": {**real, signature: "0" * 64},
        "not ASCII": {**real, signature: "é" * 64},
        "no number": {**real, time: "soon"},
        "a far number": {**real, time: "9" * 40},
        "another secret": signed_headers(body, secret=b"guessed", at=ASKED),
        "late": late,
        "early": early,
    }

    assert {name: post(body, headers) for name, headers in wrong.items()} == dict.fromkeys(wrong, 403)
    assert post(body + b" ", real) == 403
    assert looks() == 0


@pytest.mark.parametrize("off", [-300, 0, 300])
def test_five_minutes_are_fresh(off: int) -> None:
    body = body_of("any")

    assert post(body, signed_headers(body, secret=provider._hook_secret(), at=ASKED + timedelta(seconds=off))) == 204


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"null", b"\xff", b'"reference"'])
def test_a_signed_body_that_says_nothing_is_refused(body: bytes) -> None:
    assert post(body) == 403


def test_bounds_of_the_address(settings: Any) -> None:
    assert post(b"x" * 16_385) == 413
    assert post(b"x" * 16_384) == 403
    assert [getattr(Client(), method)(TO).status_code for method in ("get", "put", "delete")] == [405] * 3
    settings.ESIGN = "none"
    assert post(body_of("any")) == 404
    assert SigningRequest.objects.count() == 0
