"""What is read aloud, written and printed of a signing, and the pages on which an officer prepares it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.models import Agreement, LedgerRole
from bridgehead.directory.models import Organisation
from bridgehead.events.actions.signing import add_signing, change_signing
from bridgehead.events.adapters.ceremony import press_article, script
from bridgehead.events.adapters.signing_papers import PAPERS, paper
from bridgehead.events.models import ForumSession, SigningItem
from bridgehead.events.queries.signing import missing_signatories, running_order, seats
from bridgehead.events.schemas.seating import picture_of
from bridgehead.foundation.refusals import Refused
from tests.factories.agreements import agreed, licence_said
from tests.factories.forums import STARTS_AT, ForumFactory, ForumRoleFactory, officer_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.signings import EVE, signing_session
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HOUR = STARTS_AT + timedelta(hours=2)


def _said(**other: Any) -> Any:
    dasom = OrganisationFactory(name_ko="다솜바이오", name_en="Dasom Bio")
    amber = OrganisationFactory(name_ko="앰버베일", name_en="Ambervale", country="US")
    said = licence_said(dasom, amber, **other)
    signs = {"signatory_ko": "서지안", "signatory_en": "Seo Jian"}
    titled = {"signatory_title_ko": "대표이사", "signatory_title_en": "CEO"}
    helen = {"signatory_ko": "헬렌 애시", "signatory_en": "Helen Ashe"}
    return replace(said, parties=(replace(said.parties[0], **signs, **titled), replace(said.parties[1], **helen)))


@pytest.fixture
def session() -> ForumSession:
    forum = ForumFactory(name_ko="보스턴 포럼", name_en="Boston Forum", contact_email="press@example.org")
    return signing_session(forum)


def _public(agreement: Agreement, hour: datetime | None, **other: Any) -> Agreement:
    wanted = {"is_confidential": False, "concealed": (), **other}
    return set_publication(
        agreement_id=agreement.pk, revision=agreement.revision, public_from=hour, by=SYSTEM, now=EVE, **wanted
    )


def put(session: ForumSession, agreement: Agreement, **fields: Any) -> SigningItem:
    item = add_signing(session_id=session.pk, agreement_id=agreement.pk, by=SYSTEM, now=EVE)
    return change_signing(item_id=item.pk, by=SYSTEM, now=EVE, **fields)


def order_of(session: ForumSession) -> Any:
    return running_order(SYSTEM, session.part.forum, session, EVE)


def test_the_script_says_the_same_in_both_languages(session: ForumSession) -> None:
    put(session, agreed(_said()), is_its_hour=True)

    opening, signing, _closing = script(session.part.forum, order_of(session))

    assert [each.en for each in (*opening.lines, *signing.lines)] == [
        "We now begin the signing ceremony of Boston Forum.",
        "1 agreement is announced and signed today.",
        "Next: licence agreement (out), “New drug candidate”.",
        "For Dasom Bio: Seo Jian, CEO.",
        "For Ambervale: Helen Ashe.",
        "Please take your seats and sign the documents.",
        "Please exchange the signed documents and shake hands.",
        "Please face the photographer for a picture together.",
    ]
    assert [each.ko for each in signing.lines[:3]] == [
        "다음은 기술이전(수출) 계약 “신약 후보물질”입니다.",
        "다솜바이오 측 서명자는 대표이사 서지안님입니다.",
        "앰버베일 측 서명자는 헬렌 애시님입니다.",
    ]


def test_what_is_not_announced_is_in_no_sentence_of_the_script_and_no_line_of_the_programme(
    session: ForumSession,
) -> None:
    put(session, _public(agreed(_said()), HOUR))
    signings = order_of(session)

    spoken = " ".join(f"{line.ko} {line.en}" for scene in script(session.part.forum, signings) for line in scene.lines)
    printed = " ".join(pages_of(paper("programme", session.part.forum, session, signings)))

    for secret in ("Dasom", "다솜", "Seo Jian", "서지안", "candidate", "후보물질", "Licence", "licence"):
        assert secret not in spoken
        assert secret not in printed
    assert "not announced" in spoken
    assert "Not announced" in printed
    # Guests who see three signings hear of as many as they may be told of.
    assert "signed today" not in spoken


def test_the_article_tells_what_the_page_will_and_from_which_hour(session: ForumSession) -> None:
    royalty = AmountSaid(component="royalty", percent=Decimal(4), percent_to=Decimal("6.5"))
    said = _said(territory=("150",))
    put(session, _public(agreed(replace(said, amounts=(*said.amounts, royalty))), HOUR))
    put(session, agreed(_said(name_en="Without an hour")))
    put(session, _public(agreed(_said(name_en="In confidence")), HOUR, is_confidential=True))

    article = press_article(session.part.forum, order_of(session), EVE)

    assert article.en == (
        "[Not to be published before Thursday 27 April 2023, 18:00 Boston · 07:00 +1 Seoul]\n"
        "[1 of these is not signed yet.]\n"
        "\n"
        "1 agreement signed at Boston Forum\n"
        "\n"
        "Boston, 27 April 2023. Signed at Boston Forum: 1 × licence agreement (out).\n"
        "\n"
        "1. Licence agreement (out): New drug candidate\n"
        "   Parties: Dasom Bio (licensor) and Ambervale (licensee)\n"
        "   Signed by: Seo Jian, CEO (Dasom Bio); Helen Ashe (Ambervale)\n"
        "   Territory: Europe\n"
        "   Total value as stated: about KRW 635.3 bn\n"
        "   Royalty: 4–6.5 %\n"
        "\n"
        "Contact: press@example.org\n"
    )
    assert "약 6,353억 원" in article.ko
    assert "엠바고: 2023년 4월 27일 목요일, 18:00 보스턴 · 익일 07:00 서울 이전 보도 금지" in article.ko
    assert (article.hour, article.shown, article.left_out) == (HOUR, 1, 2)


def test_the_article_keeps_quiet_about_what_is_concealed(session: ForumSession) -> None:
    put(session, _public(agreed(_said()), HOUR, concealed=("money", "subject", "signatories")))

    article = press_article(session.part.forum, order_of(session), EVE)

    for secret in ("635", "6,353", "candidate", "후보물질", "Seo Jian", "서지안"):
        assert secret not in article.en + article.ko


@pytest.mark.parametrize("language", ["en", "ko"])
def test_papers_are_printed_in_both_languages(session: ForumSession, language: str) -> None:
    put(session, agreed(_said()), is_its_hour=True)
    signings = order_of(session)

    with override(language):
        said = {kind: pages_of(paper(kind, session.part.forum, session, signings)) for kind in PAPERS}

    for kind, pages in said.items():
        told = " ".join(pages)
        for name in ("서지안", "Seo Jian", "다솜바이오", "Dasom Bio"):
            assert name in told, (kind, name)
    assert [len(said[kind]) for kind in ("cards", "certificates")] == [2, 2]
    assert "16:00" in said["programme"][0]


def test_cards_and_plan_name_nobody_whom_the_public_does_not_learn_of(session: ForumSession) -> None:
    said = _said()
    silent = replace(said.parties[1], is_disclosed=False, country="US")
    put(session, _public(agreed(replace(said, parties=(said.parties[0], silent))), EVE, concealed=("signatories",)))
    signings = order_of(session)

    for kind in ("programme", "script", "seating", "cards"):
        told = " ".join(pages_of(paper(kind, session.part.forum, session, signings)))
        assert [each for each in ("Ambervale", "앰버베일", "Helen", "Seo Jian", "서지안") if each in told] == [], kind
        assert "Dasom Bio" in told


def _called_off(agreement: Agreement) -> Agreement:
    agreement.refresh_from_db()
    deed: dict[str, Any] = {"state": "cancelled", "on": EVE.date(), "note": "No."}
    return move_agreement(agreement_id=agreement.pk, revision=agreement.revision, by=SYSTEM, now=EVE, **deed)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_was_called_off_is_on_no_paper_and_takes_no_number(session: ForumSession, language: str) -> None:
    gone = OrganisationFactory(name_ko="사라진기업", name_en="Goneco")
    off = agreed(licence_said(gone, OrganisationFactory(), name_ko="취소건", name_en="Called off"))
    put(session, off, is_its_hour=True)
    put(session, agreed(_said()), is_its_hour=True)
    _called_off(off)
    signings = order_of(session)

    with override(language):
        told = {kind: pages_of(paper(kind, session.part.forum, session, signings)) for kind in PAPERS}

    words = ("사라진기업", "Goneco", "취소건", "Called off")
    for kind, pages in told.items():
        assert [each for each in words if each in " ".join(pages)] == [], kind
    scenes = script(session.part.forum, signings)
    assert [each.heading.en for each in scenes] == ["Opening", "Signing 1", "Closing"]
    assert scenes[0].lines[1].ko == "오늘 발표하고 체결하는 계약·협약은 1건입니다."
    assert [(each.number, each.starts_at) for each in signings] == [(None, None), (1, STARTS_AT)]
    assert press_article(session.part.forum, signings, EVE).left_out == 1
    assert missing_signatories(signings)[0].party.organisation != gone


def test_who_runs_the_forum_alone_numbers_the_signings_as_the_keeper_does(session: ForumSession) -> None:
    off, on = agreed(_said()), agreed(_said())
    put(session, off)
    put(session, on)
    _called_off(off)

    order = running_order(officer_of(session.part.forum), session.part.forum, session, EVE)

    assert [(each.number, each.stands, each.agreement) for each in order] == [(None, False, None), (1, True, None)]


def test_a_confidential_agreement_is_counted_by_nobody_and_named_to_its_parties_alone(session: ForumSession) -> None:
    secret = licence_said(
        OrganisationFactory(name_ko="비밀기업", name_en="Secretco"),
        OrganisationFactory(name_ko="은밀기업", name_en="Hushco"),
        name_ko="비밀물질",
        name_en="Secret matter",
    )
    put(session, _public(agreed(secret), EVE, is_confidential=True), is_its_hour=True)
    put(session, agreed(_said()), is_its_hour=True)
    signings = order_of(session)
    words = ("Secretco", "비밀기업", "Hushco", "은밀기업", "Secret matter", "비밀물질")

    for kind in ("programme", "script", "seating", "cards"):
        told = " ".join(pages_of(paper(kind, session.part.forum, session, signings)))
        assert [each for each in words if each in told] == [], kind
        assert "Dasom Bio" in told
    opening = script(session.part.forum, signings)[0]
    assert opening.lines[1].en == "1 agreement is announced and signed today."
    printed = pages_of(paper("certificates", session.part.forum, session, signings))
    own = [page for page in printed if "Secretco" in page]
    assert len(own) == 2
    assert all("비공개: 게시 금지 · Confidential: not for display" in page for page in own)


def test_the_desk_marks_what_it_names_of_a_confidential_agreement(session: ForumSession) -> None:
    secret = _public(agreed(_said()), EVE, is_confidential=True)
    put(session, secret)
    client = keeping(session, secret.keeper)

    pages = [client.get(at(name, session)).content.decode() for name in ("signing_order", "signing_seating")]

    assert ["Confidential: not for display" in page for page in pages] == [True, True]
    assert ['<td class="num">1</td>' in pages[0], '<h2 id="table-1">1. ' in pages[1]] == [True, True]
    with pytest.raises(Refused, match="No party may be named on a card"):
        paper("cards", session.part.forum, session, order_of(session))


def test_a_letter_without_a_sign_is_named_and_a_card_is_not_printed_without_it(session: ForumSession) -> None:
    said = _said()
    put(session, agreed(replace(said, parties=(replace(said.parties[0], signatory_en="ع"), said.parties[1]))))
    signings = order_of(session)

    with pytest.raises(Refused, match=r"Our type has no sign for U\+0639 ARABIC LETTER AIN"):
        paper("cards", session.part.forum, session, signings)
    plan = " ".join(pages_of(paper("seating", session.part.forum, session, signings)))

    assert "U+0639 ARABIC LETTER AIN" in plan


def test_a_picture_of_seats_cuts_what_does_not_fit_and_keeps_within_the_table(session: ForumSession) -> None:
    said = _said()
    long = OrganisationFactory(name_ko="아주긴이름의바이오헬스케어연구개발주식회사", name_en="Very Long Name " * 8)
    put(session, agreed(replace(said, parties=(replace(said.parties[0], organisation_id=long.pk), said.parties[1]))))
    (signing,) = order_of(session)

    picture = picture_of(seats(signing))

    assert [each.x for each in picture.seats] == [170, 470]
    assert any(line.text.endswith("…") for line in picture.seats[0].lines)
    assert all(line.y < picture.seat_y for each in picture.seats for line in each.lines)


def keeping(session: ForumSession, agency: Organisation) -> Client:
    """The browser of somebody who runs the forum and keeps the ledger."""
    user = UserFactory()
    ForumRoleFactory(forum=session.part.forum, user=user)
    LedgerRole.objects.create(agency=agency, user=user)
    client = Client()
    client.force_login(user)
    return client


def at(name: str, session: ForumSession, **more: Any) -> str:
    ids = {"public_id": session.part.forum.public_id, "session_id": session.public_id, **more}
    return reverse(f"events_desk:{name}", kwargs=ids)


def test_an_officer_adds_ticks_and_notes_the_signing_on_the_day(session: ForumSession) -> None:
    agreement = agreed(_said())
    client = keeping(session, agreement.keeper)

    with time_machine.travel(STARTS_AT + timedelta(minutes=1)):
        client.post(at("add_signing", session), {"agreement": str(agreement.public_id)})
        item = SigningItem.objects.get()
        check = session.check_items.order_by("order")[0]
        client.post(at("tick", session, check_id=check.public_id), {"ready": "yes"})
        answer = client.post(
            at("note_signed", session, signing_id=item.public_id), {"revision": str(agreement.revision)}, follow=True
        )

    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["The signing is noted in the ledger."]
    page = answer.content.decode()
    assert page.count("27 April 2023") >= 1
    check.refresh_from_db()
    agreement.refresh_from_db()
    assert (agreement.state, check.ticked_at is not None) == ("signed", True)


def test_minutes_out_of_range_are_said_on_the_page(session: ForumSession) -> None:
    client = keeping(session, OrganisationFactory(kind="agency"))

    answer = client.post(at("signing_minutes", session), {"minutes": "999"}, follow=True)

    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "Ensure this value is less than or equal to 120."
    ]
    session.refresh_from_db()
    assert session.minutes_each == 5


def test_the_missing_lead_to_the_ledger_and_the_public_page_lists_what_has_its_hour(session: ForumSession) -> None:
    public = _public(agreed(licence_said(OrganisationFactory(), OrganisationFactory())), EVE)
    put(session, public)
    client = keeping(session, public.keeper)

    page = client.get(at("signing_order", session)).content.decode()
    agenda = Client().get(f"/en/forums/{session.part.forum.public_id}/").content.decode()

    assert "name in Korean, name in English, title in Korean, title in English" in page
    # It is agreed, and not signed yet: nobody outside learns of it.
    assert "New drug candidate" not in agenda
