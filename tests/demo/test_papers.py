"""The sample's paper is signed by one of two sides; the other finds its link among the mails."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import mail

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.models import SigningRequest
from bridgehead.config.demo.files import read
from bridgehead.config.demo.papers import give_papers
from bridgehead.foundation import clock, notices
from tests.factories.agreements import agreed, licence_said
from tests.factories.organisations import OrganisationFactory
from tests.factories.signatures import local_provider
from tests.paper import pages_of

pytestmark = pytest.mark.django_db


def test_one_side_has_signed_and_the_other_has_its_link() -> None:
    told = read("sample/agreements.yaml")
    seller, buyer = OrganisationFactory(country="KR", name_ko="다솜진테라"), OrganisationFactory(country="US")
    said = licence_said(seller, buyer)
    key = next(each["key"] for each in told["agreements"] if "paper" in each)
    signs = [replace(each, signatory_en=f"Signs Number{number}") for number, each in enumerate(said.parties)]
    agreement = agreed(replace(said, parties=tuple(signs)))

    with local_provider():
        give_papers(told, {key: agreement}, SYSTEM, clock.now())
        while notices.deliver_next(clock.now()):
            pass

    given = SigningRequest.objects.get()
    assert (given.state, list(given.signatories.values_list("state", flat=True))) == ("open", ["signed", "waiting"])
    assert ["/en/sign/" in str(each.body) for each in mail.outbox] == [True]
    with given.document.file.content.open("rb") as kept:
        (page,) = pages_of(kept.read())
    assert [word in page for word in ("다솜진테라", "제1조", "Article 3", "기술 제공자")] == [True] * 4


def test_without_the_test_provider_the_sample_has_no_paper() -> None:
    give_papers(read("sample/agreements.yaml"), {}, SYSTEM, clock.now())

    assert SigningRequest.objects.count() == 0
