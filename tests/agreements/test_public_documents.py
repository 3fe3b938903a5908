"""Documents that anybody may have: from the hour of their agreement on, by their hash, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.documents import DocumentSaid, add_document, remove_document
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.models import Agreement, Document
from tests.clocks import standing_still
from tests.factories.agreements import LedgerRoleFactory, licence_said, published
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR = datetime(2023, 4, 28, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAPER = b"%PDF-1.4 canary of the paper"
DIGEST = sha256(PAPER).hexdigest()


def kept(agreement: Agreement, *, content: bytes = PAPER, is_public: bool = True, name: str = "Summary") -> Document:
    return add_document(
        agreement_id=agreement.pk,
        given=ContentFile(content, name="canary of a name.pdf"),
        said=DocumentSaid(kind="annex", name_en=name, is_public=is_public),
        by=SYSTEM,
        now=HOUR - timedelta(days=1),
    )


def page(agreement: Agreement) -> str:
    return f"/en/agreements/{agreement.public_id}/"


def at(agreement: Agreement, digest: str = DIGEST) -> str:
    return f"{page(agreement)}documents/{digest}/"


def answer(to: str) -> tuple[int, bytes]:
    response = Client().get(to)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # a FileResponse streams in order
    return response.status_code, content


def test_a_public_document_is_a_download_that_tells_no_name_of_a_file(now: datetime) -> None:
    agreement = published(since=HOUR)
    kept(agreement)

    with standing_still(HOUR):
        text = Client().get(page(agreement)).content.decode()
        response = Client().get(at(agreement))
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # as above

    assert all(each in text for each in ("Summary", "Annex", DIGEST, f"{len(PAPER)}\xa0bytes", at(agreement)))
    assert "canary of a name" not in text
    assert content == PAPER
    assert response["Content-Disposition"] == f'attachment; filename="{DIGEST[:16]}.pdf"'
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in response["Content-Security-Policy"]


def test_even_a_picture_is_a_download(now: datetime) -> None:
    agreement = published(since=HOUR)
    picture = b"\x89PNG\r\n\x1a\n and more"
    kept(agreement, content=picture)

    with standing_still(HOUR):
        response = Client().get(at(agreement, sha256(picture).hexdigest()))
        b"".join(response.streaming_content)  # type: ignore[attr-defined]  # as above

    assert response["Content-Disposition"].startswith("attachment")


def test_one_second_before_the_hour_there_is_nothing_and_a_guess_tells_nothing(now: datetime) -> None:
    agreement = published(since=HOUR)
    kept(agreement)

    with standing_still(HOUR - SECOND):
        guessed, never = answer(at(agreement)), answer(at(agreement, "0" * 64))
        text = Client().get(page(agreement)).content.decode()
    with standing_still(HOUR):
        there = answer(at(agreement))

    assert (guessed[0], never[0]) == (404, 404)
    # The page leads to itself in the other language; besides, it is the page of what was never there.
    assert guessed[1].replace(DIGEST.encode(), b"") == never[1].replace(b"0" * 64, b"")
    assert DIGEST not in text
    assert there == (200, PAPER)


def test_what_is_not_public_taken_away_or_of_another_agreement_is_not_there(now: datetime) -> None:
    agreement, other = published(since=HOUR), published(since=HOUR)
    inner = b"%PDF-1.4 for the parties"
    kept(agreement, content=inner, is_public=False, name="Signed copy")
    gone = kept(agreement)
    remove_document(document_id=gone.pk, by=SYSTEM, now=HOUR)
    kept(other)

    with standing_still(HOUR + SECOND):
        text = Client().get(page(agreement)).content.decode()
        found = [answer(each)[0] for each in (at(agreement, sha256(inner).hexdigest()), at(agreement), at(other))]

    assert found == [404, 404, 200]
    assert "Signed copy" not in text


@pytest.mark.parametrize("odd", ["x", "A" * 64, DIGEST.upper(), DIGEST[:-1], "1" * 5000])
def test_an_odd_hash_finds_nothing(odd: str, now: datetime) -> None:
    agreement = published(since=HOUR)
    kept(agreement)

    with standing_still(HOUR):
        assert answer(at(agreement, odd))[0] == 404


def test_what_is_made_confidential_or_called_off_takes_its_documents_along(now: datetime) -> None:
    hidden, off = published(since=HOUR), published(since=HOUR)
    for each in (hidden, off):
        kept(each)
        each.refresh_from_db()
    set_publication(
        agreement_id=hidden.pk,
        revision=hidden.revision,
        public_from=HOUR,
        is_confidential=True,
        concealed=(),
        by=SYSTEM,
        now=HOUR,
    )
    move_agreement(
        agreement_id=off.pk, revision=off.revision, state="cancelled", on=HOUR.date(), note="No", by=SYSTEM, now=HOUR
    )

    with standing_still(HOUR + SECOND):
        assert [answer(at(each))[0] for each in (hidden, off)] == [404, 404]


def test_the_preview_shows_which_documents_will_be_public(now: datetime) -> None:
    agreement = published(licence_said(OrganisationFactory()), since=HOUR)
    kept(agreement, name="Public summary")
    kept(agreement, content=b"%PDF-1.4 inner", name="Inner paper", is_public=False)
    keeper = Client()
    keeper.force_login(LedgerRoleFactory(agency=agreement.keeper).user)

    text = keeper.get(f"/en/desk/ledger/{agreement.public_id}/publication/").content.decode()

    assert ("Public summary" in text, "Inner paper" in text, DIGEST in text) == (True, False, True)
