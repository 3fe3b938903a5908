"""The desk's page of electronic signatures, and the page of the test provider behind a signatory's link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bridgehead.agreements.models import Agreement, LocalSigner, Signatory, SigningRequest
from bridgehead.agreements.trail import BY_PARTY, VERBS
from bridgehead.foundation.models import Job
from tests.clocks import standing_still
from tests.factories.agreements import ASKED, LedgerRoleFactory, agreed, answered, asked_of, signed
from tests.factories.signatures import decline, local_provider, paper, pdf, sent, sign, token_of, work

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with standing_still(ASKED), local_provider():
        yield


def keeper(agreement: Agreement) -> Client:
    client = Client()
    client.force_login(LedgerRoleFactory(agency=agreement.keeper).user)
    return client


def at(agreement: Agreement, name: str = "signatures", *, language: str = "en", **ids: Any) -> str:
    with override(language):
        return reverse(f"agreements_desk:{name}", kwargs={"agreement_id": agreement.public_id, **ids})


def page_of(signatory: Signatory, language: str = "en") -> str:
    with override(language):
        return reverse("local_provider:sign", args=[token_of(signatory)])


def text_of(answer: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def typed(agreement: Agreement) -> dict[str, str]:
    return {
        "document": str(paper(agreement).public_id),
        "days": "10",
        "name_ko-1": "김하나",
        "email-1": "kim@example.com",
        "language-1": "ko",
        "name_en-2": "Ann Lee",
        "title_en-2": "CEO",
        "email-2": "lee@example.com",
        "language-2": "en",
    }


def test_an_officer_gives_a_paper_to_be_signed() -> None:
    agreement = agreed()
    client = keeper(agreement)

    answer = client.post(at(agreement), typed(agreement))

    assert (answer.status_code, answer["Location"]) == (302, at(agreement))
    signs = Signatory.objects.values_list("order", "name_ko", "name_en", "title_en", "email", "language")
    assert list(signs) == [
        (1, "김하나", "", "", "kim@example.com", "ko"),
        (2, "", "Ann Lee", "CEO", "lee@example.com", "en"),
    ]
    assert "Being sent" in text_of(client.get(at(agreement)))


def test_a_refused_form_keeps_what_was_typed_and_names_the_field() -> None:
    agreement = agreed()
    given = {**typed(agreement), "email-2": "kim@example.com"}

    answer = keeper(agreement).post(at(agreement), given)

    assert (answer.status_code, SigningRequest.objects.count()) == (422, 0)
    assert "Each side signs for itself" in text_of(answer)
    assert 'value="Ann Lee"' in answer.content.decode()


@pytest.mark.parametrize(("language", "says"), [("en", "Signed by all"), ("ko", "서명 완료")])
def test_the_desk_shows_what_was_signed_and_offers_the_signing(language: str, says: str) -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    work()
    client, agreement = keeper(request.agreement), request.agreement

    shown = text_of(client.get(at(agreement, language=language)))
    desk = reverse("agreements_desk:agreement", kwargs={"public_id": agreement.public_id})

    assert says in shown
    assert 'name="on" value="2023-04-26"' in client.get(desk).content.decode().replace(' id="signed-on"', "")


def test_the_desk_shows_why_somebody_declined() -> None:
    request = sent()
    decline(request.signatories.earliest("order"), "The territory <is> wrong.")
    work()

    shown = text_of(keeper(request.agreement).get(at(request.agreement)))
    assert "Has declined" in shown
    assert "The territory <is> wrong." in shown


def test_a_paper_is_called_back_at_the_desk() -> None:
    request = sent()
    client, to = keeper(request.agreement), at(request.agreement, "recall_signing", paper_id=request.public_id)

    assert client.post(to)["Location"] == at(request.agreement)
    assert "Is being called back" in text_of(client.get(at(request.agreement)))
    work()
    assert "Called back" in text_of(client.get(at(request.agreement)))


def test_the_officer_of_a_rival_finds_nothing() -> None:
    request = sent()
    rival = agreed()
    client, given = keeper(rival), typed(rival)

    answers = [
        client.get(at(request.agreement)),
        client.post(at(request.agreement), given),
        client.post(at(request.agreement, "recall_signing", paper_id=request.public_id)),
    ]
    # Nor by way of an agreement of their own.
    own = agreed()
    answers.append(keeper(own).post(at(own, "recall_signing", paper_id=request.public_id)))

    request.refresh_from_db()
    assert [each.status_code for each in answers] == [404] * 4
    assert (request.recalled_at, SigningRequest.objects.count()) == (None, 1)


def test_without_a_provider_there_is_no_trace_of_it(settings: Any) -> None:
    request = sent()
    agreement, signatory = request.agreement, request.signatories.earliest("order")
    client, link = keeper(agreement), page_of(signatory)
    recall = at(agreement, "recall_signing", paper_id=request.public_id)
    desk = reverse("agreements_desk:documents", kwargs={"public_id": agreement.public_id})
    settings.ESIGN = "none"

    asked = [client.get(at(agreement)), client.post(at(agreement)), client.post(recall), Client().get(link)]
    asked += [Client().post(link), Client().get(f"{link}paper/")]
    shown = client.get(desk).content.decode()

    assert [each.status_code for each in asked] == [404] * 6
    assert ("Electronic signature" in shown, "signatures/" in shown) == (False, False)


# --- The test provider's page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "warns"), [("en", "without legal force"), ("ko", "법적 효력이 없는")])
def test_the_link_opens_the_paper_with_a_warning(language: str, warns: str) -> None:
    signatory = sent().signatories.earliest("order")

    shown = Client().get(page_of(signatory, language))
    file = Client().get(f"{page_of(signatory, language)}paper/")

    assert (shown.status_code, warns in text_of(shown), "김하나" in text_of(shown)) == (200, True, True)
    assert b"".join(file.streaming_content) == pdf()  # type: ignore[attr-defined]  # a FileResponse
    for each in (shown, file):
        assert each["Referrer-Policy"] == "no-referrer"
        assert each["Cache-Control"] == "private, no-store"
        assert "noindex" in each["X-Robots-Tag"]
        assert each.cookies == {}


def test_a_link_signs_once() -> None:
    signatory = sent().signatories.earliest("order")
    to = page_of(signatory)

    first = Client().post(to, {"do": "sign"})
    again = [Client().post(to, {"do": each, "words": "Other."}) for each in ("sign", "decline")]

    assert (first.status_code, first["Location"]) == (302, to)
    assert [each.status_code for each in again] == [302, 302]
    assert LocalSigner.objects.get(key=str(signatory.public_id)).state == "signed"
    assert "You have signed" in text_of(Client().get(to))
    assert Client().get(f"{to}paper/").status_code == 404
    assert Job.objects.filter(name="agreements.tell_by_hook").count() == 1


def test_declining_needs_its_reason() -> None:
    signatory = sent().signatories.earliest("order")
    to = page_of(signatory)

    bare = Client().post(to, {"do": "decline", "words": " "})
    done = Client().post(to, {"do": "decline", "words": "Not as agreed."})

    assert (bare.status_code, done.status_code) == (422, 302)
    assert "You have declined" in text_of(Client().get(to))


def test_looking_writes_nothing() -> None:
    signatory = sent().signatories.earliest("order")
    before = list(LocalSigner.objects.values())
    for to in (page_of(signatory), f"{page_of(signatory)}paper/"):
        answer = Client().get(to)
        assert (answer.status_code, bool(b"".join(answer))) == (200, True)

    assert list(LocalSigner.objects.values()) == before


def test_what_became_of_it_is_said_to_whoever_comes_late() -> None:
    request = sent()
    first, second = request.signatories.all()
    decline(first)

    assert "Somebody else has declined" in text_of(Client().get(page_of(second)))


@pytest.mark.parametrize("token", ["a" * 48, "A" * 47, "x"])
def test_a_wrong_link_opens_nothing(token: str) -> None:
    sent()
    for to in (f"/en/sign/{token}/", f"/en/sign/{token}/paper/"):
        assert Client().get(to).status_code == 404


def test_a_document_that_is_signed_is_put_in_by_the_desk_s_own_form() -> None:
    agreement = agreed()
    client = keeper(agreement)
    to = reverse("agreements_desk:documents", kwargs={"public_id": agreement.public_id})

    client.post(to, {"file": SimpleUploadedFile("a.pdf", pdf()), "kind": "annex", "name_en": "Contract"})

    assert "Contract" in client.get(at(agreement)).content.decode()


def trail_of(agreement: Agreement, language: str) -> str:
    with override(language):
        return reverse("agreements_desk:trail", args=[agreement.public_id])


@pytest.mark.parametrize(("language", "party"), [("en", "a party, through its link"), ("ko", "당사자(링크)")])
def test_the_trail_says_that_a_party_did_what_it_did_through_its_link(language: str, party: str) -> None:
    request = sent()
    first, second = request.signatories.order_by("order")
    sign(first)
    work()
    decline(second)
    work()
    asked = signed()
    answered(asked_of(asked)[0])
    with override(language):
        words = [str(VERBS[verb]) for verb in sorted(BY_PARTY & VERBS.keys())]

    told = [text_of(keeper(each).get(trail_of(each, language))) for each in (request.agreement, asked)]

    confirmed, declined, signs = words
    assert [f"{party} {each}" in told[0] for each in (declined, signs)] == [True, True]
    assert f"{party} {confirmed}" in told[1]
    # What the platform did by itself it still says so.
    assert {"en": "the platform", "ko": "플랫폼"}[language] in told[0]


@pytest.mark.parametrize(
    ("language", "clocks"),
    [("en", "10 May 2023 09:00 New York 22:00 Seoul"), ("ko", "2023년 5월 10일 09:00 뉴욕 22:00 서울")],
)
def test_the_page_tells_the_deadline_on_the_clocks_of_the_mail(language: str, clocks: str) -> None:
    """The factories' second party is in the United States."""
    first, second = sent().signatories.order_by("order")

    shown = [text_of(Client().get(page_of(each, language))) for each in (first, second)]

    assert (clocks in shown[1], "22:00" in shown[0]) == (True, True)
    # Who signs in Korea reads one clock.
    assert "09:00" not in shown[0]


def test_the_page_tells_when_the_time_was_over_on_both_clocks() -> None:
    _first, second = sent().signatories.order_by("order")
    page = page_of(second)

    with standing_still(ASKED + timedelta(days=14)):
        shown = text_of(Client().get(page))

    assert "The time to sign is over" in shown
    assert "10 May 2023 09:00 New York 22:00 Seoul" in shown
