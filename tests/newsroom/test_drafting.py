"""Articles that begin with what is there: an agreement in the ledger, or a press text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any
from unicodedata import normalize

import pytest
from django.http import Http404
from django.test import Client
from django.utils.translation import override

from bridgehead.accounts.models import User
from bridgehead.agreements.actions.said import PartySaid
from bridgehead.agreements.models import Agreement, LedgerRole
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Organisation
from bridgehead.foundation.money import Exactness
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions.drafting import draft_from_agreement
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries.desk import standing_of, twin_of
from bridgehead.newsroom.queries.drafting import agreements_to_tell
from bridgehead.newsroom.queries.press_texts import language_of, read_press_text
from bridgehead.newsroom.rules import Role, Twins
from tests.factories.agreements import licence_said, published, signed
from tests.factories.newsroom import section, works_as
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DESK = "/en/desk/newsroom/"
PRESS = {
    "ko": (
        "보도자료\n유일바이오텍, 하버파트너스에 기술수출\n- 6,353억원 규모\n\n"
        "㈜유일바이오텍은 26일 하버파트너스와 6,353억원 규모의 기술수출 계약을 체결했다.\n\n"
        "㈜가온메디도 자리를 함께했다.\n\n끝"
    ),
    "en": (
        "FOR IMMEDIATE RELEASE\n\nYuil Biotech licenses to Harbor Partners\n\n"
        "Yuil Biotech signed a licence agreement worth KRW 635.3 bn with Harbor Partners on April 26, 2023.\n\n"
        "Gaon Medical Inc. attended.\n\n###"
    ),
}


def _firms(**second: Any) -> tuple[Organisation, Organisation]:
    return (
        OrganisationFactory(name_ko="유일바이오텍", name_en="Yuil Biotech"),
        OrganisationFactory(name_ko="하버파트너스", name_en="Harbor Partners", country="US", **second),
    )


def _told(firms: tuple[Organisation, Organisation]) -> Any:
    said = licence_said(*firms)
    return replace(said, amounts=(replace(said.amounts[0], exactness=Exactness.EXACT),))


def _writer(now: datetime) -> User:
    return works_as(UserFactory(), Role.WRITER, now)


def _draft(agreement: Agreement, now: datetime, *languages: str) -> list[Article]:
    return draft_from_agreement(
        agreement_id=agreement.public_id, languages=languages, section=section(), by=actor_of(_writer(now)), now=now
    )


def test_an_article_begins_with_what_the_record_says_in_both_languages(now: datetime) -> None:
    firms = _firms()
    agreement = published(_told(firms))

    korean, english = _draft(agreement, now, "ko", "en")

    assert (korean.headline, english.headline) == (
        "유일바이오텍·하버파트너스, 기술이전(수출) 계약 체결",
        "Yuil Biotech and Harbor Partners sign a licence agreement",
    )
    assert english.text.splitlines()[-1] == (
        "Yuil Biotech and Harbor Partners signed a licence agreement on 26 April 2023. Its subject: New drug"
        " candidate. The ledger records: total value as stated KRW 635.3 bn."
    )
    assert korean.text.splitlines()[-1] == (
        "유일바이오텍, 하버파트너스 양측은 2023년 4월 26일 기술이전(수출) 계약에 서명했다. 대상: 신약 후보물질."
        " 대장에 기록된 금액은 발표된 총액 6,353억 원이다."
    )
    assert (korean.live, english.live) == (False, False)
    assert standing_of(english, twin_of(english)) is Twins.IN_LINE
    for article, words in ((korean, "6,353억 원"), (english, "KRW 635.3 bn")):
        written = article.get_latest_revision_as_object()
        assert [each.organisation for each in written.linked_organisations.all()] == list(firms)
        assert [each.agreement for each in written.linked_agreements.all()] == [agreement]
        assert [(each.words, each.quote.place_in(article.text) is not None) for each in written.figures.all()] == [
            (words, True)
        ]


def test_what_is_kept_from_the_public_is_not_told(now: datetime) -> None:
    hidden = OrganisationFactory(name_en="Hidden party", name_ko="숨은 상대")
    said = licence_said(OrganisationFactory(name_en="Yuil Biotech"))
    said = replace(said, parties=(said.parties[0], PartySaid(organisation_id=hidden.pk, is_disclosed=False)))
    agreement = published(said, concealed=("money", "subject"))

    (article,) = _draft(agreement, now, "en")

    assert article.text == (
        "Yuil Biotech and an undisclosed party sign a licence agreement\n"
        "Yuil Biotech and an undisclosed party signed a licence agreement on 26 April 2023."
    )
    assert article.get_latest_revision_as_object().figures.count() == 0


def test_what_is_not_public_begins_nothing(now: datetime) -> None:
    agreement = signed(_told(_firms()))

    with pytest.raises(Http404):
        _draft(agreement, now, "ko")

    assert Article.objects.count() == 0


def test_who_does_not_work_there_begins_nothing(now: datetime) -> None:
    agreement = published(_told(_firms()))

    with pytest.raises(Refused), override("en"):
        draft_from_agreement(
            agreement_id=agreement.public_id, languages=["ko"], section=section(), by=actor_of(UserFactory()), now=now
        )

    assert Article.objects.count() == 0


def test_concealed_words_find_nothing_for_who_may_not_read_them(now: datetime) -> None:
    hidden = OrganisationFactory(name_en="Zanzibar Partners")
    said = licence_said(OrganisationFactory(name_en="Yuil Biotech"), name_en="Quokka compound")
    said = replace(said, parties=(said.parties[0], PartySaid(organisation_id=hidden.pk, is_disclosed=False)))
    for party in said.parties:
        index_organisation(party.organisation_id or 0)
    agency = OrganisationFactory(kind="agency")
    agreement = published(said, keeper=agency, concealed=("subject",))
    writer, keeper = _writer(now), _writer(now)
    LedgerRole.objects.create(agency=agency, user=keeper)

    found = {
        words: [list(agreements_to_tell(actor_of(each), words, now)) for each in (writer, keeper)]
        for words in ("Quokka", "Zanzibar", "Yuil")
    }

    assert found == {
        "Quokka": [[], [agreement]],
        "Zanzibar": [[], [agreement]],
        "Yuil": [[agreement], [agreement]],
    }


def test_the_page_of_the_ledger_begins_an_article(now: datetime) -> None:
    agreement = published(_told(_firms()))
    hidden = signed(licence_said(OrganisationFactory(), OrganisationFactory(), name_en="Hidden subject"))
    client = Client()
    client.force_login(_writer(now))
    here, place = f"{DESK}from-ledger/", section()

    page = client.get(here).content.decode()
    empty = client.post(here, {"languages": "both", "section": place.pk})
    none = client.post(here, {"languages": "both", "section": place.pk, "agreement": str(hidden.public_id)})
    done = client.post(here, {"languages": "both", "section": place.pk, "agreement": str(agreement.public_id)})

    assert (str(agreement.public_id) in page, "Hidden subject" in page) == (True, False)
    assert (empty.status_code, "Choose an agreement." in empty.content.decode()) == (422, True)
    assert none.status_code == 404
    english = Article.objects.get(locale__language_code="en")
    assert (done.status_code, Article.objects.count()) == (302, 2)
    assert done.headers["Location"].endswith(f"/edit/{english.pk}/")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_press_text_proposes_and_writes_nothing_of_itself(language: str, now: datetime) -> None:
    firms = _firms()
    client = Client()
    client.force_login(_writer(now))

    page = client.post(f"{DESK}press-text/", {"text": PRESS[language], "published": "2023-04-27"}).content.decode()

    stranger = {"ko": "name_ko=%EA%B0%80%EC%98%A8%EB%A9%94%EB%94%94", "en": "name_en=Gaon%20Medical"}[language]
    assert [str(each.public_id) in page for each in firms] == [True, True]
    assert f'href="/en/companies/new/?{stranger}"' in page
    assert "Those who keep a ledger write it down." in page
    assert "/en/desk/ledger/new/" not in page
    assert Article.objects.count() == 0


def test_a_press_text_from_a_mac_tells_the_same(now: datetime) -> None:
    _firms()
    by = actor_of(_writer(now))

    assert read_press_text(by, normalize("NFD", PRESS["ko"]), now) == read_press_text(by, PRESS["ko"], now)
    assert [each.span.words for each in read_press_text(by, PRESS["ko"], now).named] == ["유일바이오텍", "하버파트너스"]


def test_what_is_accepted_of_a_press_text_is_begun(now: datetime) -> None:
    firms = _firms()
    hidden = OrganisationFactory(is_listed=False)
    client = Client()
    client.force_login(_writer(now))
    sent = {
        "text": PRESS["ko"],
        "begin": "yes",
        "section": section().pk,
        "language": "ko",
        "headline": "유일바이오텍, 하버파트너스에 기술수출",
        "lead": "6,353억원 규모",
        "body": "첫 문단 <b>이다</b>.\n\n둘째 문단이다.",
        "organisations": [str(firms[1].public_id)],
    }

    forged = client.post(f"{DESK}press-text/", {**sent, "organisations": [str(hidden.public_id)]})
    empty = client.post(f"{DESK}press-text/", {**sent, "headline": ""})
    before = Article.objects.count()
    done = client.post(f"{DESK}press-text/", sent)

    article = Article.objects.get()
    assert (forged.status_code, empty.status_code, before, done.status_code) == (422, 422, 0, 302)
    assert article.text == "유일바이오텍, 하버파트너스에 기술수출\n6,353억원 규모\n첫 문단 <b>이다</b>.\n둘째 문단이다."
    assert [each.organisation for each in article.linked_organisations.all()] == [firms[1]]
    assert (article.live, article.language) == (False, "ko")


def test_a_ledger_keeper_opens_the_entry_in_the_form_of_the_ledger_and_nothing_is_written(now: datetime) -> None:
    firms = _firms()
    writer = _writer(now)
    LedgerRole.objects.create(agency=OrganisationFactory(kind="agency"), user=writer)
    client = Client()
    client.force_login(writer)

    page = client.post(f"{DESK}press-text/", {"text": PRESS["ko"], "published": "2023-04-27"}).content.decode()
    form = re.search(r'<form method="post" action="([^"]*ledger/new/)">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    sent = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[2])}
    opened = client.post(form[1], sent)
    shown = opened.content.decode()

    assert opened.status_code == 200
    assert Agreement.objects.count() == 0
    assert [f'value="{each.name_en}"' in shown for each in firms] == [True, True]
    assert 'value="635,300,000,000"' in shown
    assert '<option value="licence_out" selected>' in shown
    assert '<option value="headline" selected>' in shown


def test_the_ledger_is_told_each_amount_in_its_shape(now: datetime) -> None:
    firms = _firms()
    text = (
        "유일바이오텍은 하버파트너스와 기술수출 계약을 체결했다. "
        "계약에 따라 선급금 1000만 달러(약 136억원)와 마일스톤 최대 2억 달러, "
        "연간 30억원, 순매출의 8~12%를 로열티로 받는다."
    )

    (entry,) = read_press_text(actor_of(_writer(now)), text, now).entries

    assert entry.typed("ko") == {
        "kind": "licence_out",
        "note_ko": "유일바이오텍은 하버파트너스와 기술수출 계약을 체결했다.",
        **{f"party-{number}-organisation": firm.name for number, firm in enumerate(firms)},
        **{f"party-{number}-chosen": str(firm.public_id) for number, firm in enumerate(firms)},
        **_row(0, component="upfront", amount="10,000,000.00", currency="USD", exactness="exact", note_ko=""),
        **_row(1, component="milestone", amount="200,000,000.00", currency="USD", exactness="at_most", note_ko=""),
        **_row(2, component="headline", amount="3,000,000,000", currency="KRW", exactness="exact", note_ko="연간"),
        "amount-3-component": "royalty",
        "amount-3-amount": "8",
        "amount-3-amount_to": "12",
        "amount-3-exactness": "exact",
    }


def _row(number: int, **told: str) -> dict[str, str]:
    return {f"amount-{number}-{name}": value for name, value in {**told, "amount_to": ""}.items()}


@pytest.mark.parametrize("text", ["", "가" * 50_001], ids=["empty", "too long"])
def test_what_is_no_press_text_is_answered_with_its_field(text: str, now: datetime) -> None:
    client = Client()
    client.force_login(_writer(now))

    told = client.post(f"{DESK}press-text/", {"text": text})

    assert (told.status_code, "The article" in told.content.decode()) == (422, False)
    assert 'aria-invalid="true"' in told.content.decode()


@pytest.mark.parametrize(
    ("text", "language"), [("유일바이오텍 Yuil Bio가 왔다", "ko"), ("Yuil 유일", "ko"), ("Yuil", "en")]
)
def test_a_text_is_in_the_language_of_its_letters(text: str, language: str) -> None:
    assert language_of(text) == language


def test_what_is_sent_twice_is_begun_once(now: datetime) -> None:
    _firms()
    agreement = published(_told(_firms()))
    client = Client()
    client.force_login(_writer(now))
    place = section().pk
    ledger = {"languages": "both", "section": place, "agreement": str(agreement.public_id)}
    text = {
        "text": PRESS["ko"],
        "begin": "yes",
        "section": place,
        "language": "ko",
        "headline": "제목",
        "lead": "",
        "body": "첫 문단이다.",
    }
    for where, sent in (("from-ledger/", ledger), ("press-text/", text)):
        here = f"{DESK}{where}"
        page = (
            client.get(here) if where == "from-ledger/" else client.post(here, {"text": PRESS["ko"]})
        ).content.decode()
        [key] = set(re.findall(r'name="draft_key" value="([^"]+)"', page))
        answers = [client.post(here, {**sent, "draft_key": key}) for _time in range(2)]

        assert [each.status_code for each in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]

    assert Article.objects.count() == 3


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_nobody_can_mean_is_answered_with_its_field(day: str, now: datetime) -> None:
    client = Client()
    client.force_login(_writer(now))

    answer = client.post(f"{DESK}press-text/", {"text": PRESS["ko"], "published": day})

    assert (answer.status_code, "1900" in answer.content.decode()) == (422, True)
