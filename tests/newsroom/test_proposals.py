"""What is read in an article: proposed to an editor as far as that one may know, accepted into a new revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.models import Agreement, AgreementState, Component, LedgerRole
from bridgehead.directory.models import Organisation
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.money import Exactness
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.newsroom.actions.proposals import accept_proposals, release_figure
from bridgehead.newsroom.actions.translating import begin_twin
from bridgehead.newsroom.actions.writing import Ties, approve_article
from bridgehead.newsroom.models import Article, Figure
from bridgehead.newsroom.queries.figures import stale_figures
from bridgehead.newsroom.queries.proposals import ALL, proposals_for
from bridgehead.newsroom.rules import FigureStanding, Quote, Role
from tests.clocks import standing_still
from tests.factories.agreements import corrected, keeper_of, licence_said, published, signed
from tests.factories.newsroom import works_as, wrote
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KOREAN = "<p>유일바이오텍은 26일 하버파트너스와 6,353억원 규모의 기술수출 계약을 체결했다. 상담은 9건이었다.</p>"
ENGLISH = "<p>Yuil Biotech signed a licence agreement worth KRW 635.3 bn with Harbor Partners on April 26, 2023.</p>"


def _firms(**second: Any) -> tuple[Organisation, Organisation]:
    return (
        OrganisationFactory(name_ko="유일바이오텍", name_en="Yuil Biotech"),
        OrganisationFactory(name_ko="하버파트너스", name_en="Harbor Partners", country="US", **second),
    )


def _exactly(firms: tuple[Organisation, Organisation], **other: Any) -> Any:
    said = licence_said(*firms, **other)
    return replace(said, amounts=(replace(said.amounts[0], exactness=Exactness.EXACT),))


def _editor(now: datetime) -> Actor:
    return actor_of(works_as(UserFactory(), Role.WRITER, now))


def _accept(article: Article, by: Actor, now: datetime, *wanted: str) -> int:
    article.refresh_from_db()
    return accept_proposals(
        article_id=article.pk, revision_id=article.latest_revision_id, wanted=wanted or [ALL], by=by, now=now
    )


def _bound(now: datetime, *, body: str = KOREAN, language: str = "ko", **said: Any) -> tuple[Article, Agreement]:
    """An approved article whose number is bound to a public agreement."""
    agreement = published(_exactly(_firms(), **said))
    article = wrote(now=now, language=language, body=[("paragraph", body)])
    _accept(article, _editor(now), now)
    return approve_article(article_id=article.pk, by=SYSTEM), agreement


def _corrected(agreement: Agreement, won: int) -> Agreement:
    agreement.refresh_from_db()
    return corrected(agreement, amounts=(AmountSaid(Component.HEADLINE, Decimal(won), currency="KRW"),))


def _page(article: Article, now: datetime) -> str:
    with standing_still(now):
        return Client().get(f"/{article.language}/news/{article.translation_key}/").content.decode()


@pytest.mark.parametrize(("language", "body"), [("ko", KOREAN), ("en", ENGLISH)])
def test_what_a_text_tells_is_proposed_with_its_places(language: str, body: str, now: datetime) -> None:
    firms = _firms()
    agreement = published(_exactly(firms))
    article = wrote(now=now, language=language, body=[("paragraph", body)])

    told = proposals_for(_editor(now), article.get_latest_revision_as_object(), now)

    assert [each.organisation for each in told.organisations] == list(firms)
    assert [[one.record.public_id for one in each.candidates] for each in told.amounts] == [[agreement.public_id]]
    assert [(each.what.value, str(each.value)) for each in told.besides] == {
        "ko": [("day", "2023-04-26"), ("kind", "licence_out"), ("count", "9")],
        "en": [("kind", "licence"), ("day", "2023-04-26")],
    }[language]
    span = told.organisations[1].span
    assert (
        article.text[span.start : span.end] == span.words == firms[1].name_ko if language == "ko" else firms[1].name_en
    )
    assert len(told.certain) == 3


def test_what_is_accepted_stands_in_a_new_revision_and_not_before_readers(now: datetime) -> None:
    firms = _firms()
    agreement = published(_exactly(firms))
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])

    number = _accept(article, _editor(now), now)
    article.refresh_from_db()
    written = article.get_latest_revision_as_object()

    assert (number, article.linked_organisations.count(), article.figures.count()) == (3, 0, 0)
    assert [each.organisation for each in written.linked_organisations.all()] == list(firms)
    assert [(each.words, each.agreement, each.was_public) for each in written.figures.all()] == [
        ("6,353억원", agreement, True)
    ]
    assert [each.agreement for each in written.linked_agreements.all()] == [agreement]
    assert article.has_unpublished_changes
    assert AuditEntry.objects.filter(verb="newsroom.proposals_accepted").count() == 1


def test_one_is_accepted_and_the_others_stay_proposed(now: datetime) -> None:
    firms, by = _firms(), _editor(now)
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])

    number = _accept(article, by, now, f"organisation:{firms[1].public_id}")
    article.refresh_from_db()
    told = proposals_for(by, article.get_latest_revision_as_object(), now)

    assert (number, [each.is_tied for each in told.organisations]) == (1, [False, True])


@pytest.mark.parametrize("wanted", ["organisation:nothing", "amount:0:x:1", "", "all"])
def test_what_is_not_proposed_is_refused_and_writes_nothing(wanted: str, now: datetime) -> None:
    article = wrote(now=now, body=[("paragraph", "<p>Nothing is named.</p>")])

    with pytest.raises(Refused), override("en"):
        _accept(article, _editor(now), now, wanted)

    assert article.revisions.count() == 1


def test_what_was_written_on_meanwhile_is_not_overwritten(now: datetime) -> None:
    _firms()
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])
    seen = article.latest_revision_id
    article.save_revision()

    with pytest.raises(Overtaken):
        accept_proposals(article_id=article.pk, revision_id=seen, wanted=[ALL], by=_editor(now), now=now)


def test_an_organisation_and_a_record_that_the_editor_may_not_know_of_are_not_proposed(now: datetime) -> None:
    firms = _firms(is_listed=False)
    signed(_exactly(firms))
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])

    told = proposals_for(_editor(now), article.get_latest_revision_as_object(), now)
    of_all = proposals_for(SYSTEM, article.get_latest_revision_as_object(), now)

    assert [each.organisation for each in told.organisations] == [firms[0]]
    assert [len(each.candidates) for each in told.amounts] == [0]
    assert ([len(each.candidates) for each in of_all.amounts], len(of_all.organisations)) == ([1], 2)


def test_money_that_is_concealed_is_proposed_to_nobody_who_may_not_read_it(now: datetime) -> None:
    published(_exactly(_firms()), concealed=("money",))
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])

    told = proposals_for(_editor(now), article.get_latest_revision_as_object(), now)

    assert [len(each.candidates) for each in told.amounts] == [0]


@pytest.mark.parametrize(("language", "body", "words"), [("ko", KOREAN, "6,353억원"), ("en", ENGLISH, "KRW 635.3 bn")])
def test_a_bound_number_leads_readers_to_its_record(language: str, body: str, words: str, now: datetime) -> None:
    article, agreement = _bound(now, language=language, body=body)

    page = _page(article, now)

    assert f'href="/{language}/agreements/{agreement.public_id}/">{words}</a>' in page
    assert stale_figures(_editor(now), now) == []


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        (
            ("quote", {"words": "<b>6,353억원</b> & 그 밖", "who": "오승민", "role": ""}),
            "&lt;b&gt;{}&lt;/b&gt; &amp; 그 밖</p>",
        ),
        (("table", {"caption": "구성", "headings": ["금액"], "rows": [["6,353억원"], ["& 나머지"]]}), "<td>{}</td>"),
    ],
)
def test_a_bound_number_in_a_quotation_or_a_table_leads_there_too(piece: Any, told: str, now: datetime) -> None:
    agreement = published(_exactly(_firms()))
    article = wrote(now=now, language="ko", body=[("paragraph", "<p>유일바이오텍, 하버파트너스</p>"), piece])
    assert _accept(article, _editor(now), now) == 3
    approve_article(article_id=article.pk, by=SYSTEM)

    link = f'<a class="figure-link" href="/ko/agreements/{agreement.public_id}/">6,353억원</a>'
    assert told.format(link) in _page(article, now)


def test_a_corrected_record_makes_the_article_say_so_and_the_desk_too(now: datetime) -> None:
    article, agreement = _bound(now, language="en", body=ENGLISH)
    _corrected(agreement, 600_000_000_000)

    page = _page(article, now)
    stale = stale_figures(_editor(now), now)

    assert "This article says “KRW 635.3 bn”." in page
    assert "KRW 600 bn" in page
    assert [(each.figure.words, each.standing) for each in stale] == [("KRW 635.3 bn", FigureStanding.CHANGED)]
    assert [each.amount.minor for each in stale if each.amount] == [600_000_000_000]


def test_a_record_that_is_taken_back_leads_nobody_anywhere(now: datetime) -> None:
    article, agreement = _bound(now, language="en", body=ENGLISH)
    agreement.refresh_from_db()
    move_agreement(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        state=AgreementState.CANCELLED,
        on=now.date(),
        note="It was called off.",
        by=SYSTEM,
        now=now,
    )

    page = _page(article, now)

    assert ("KRW 635.3 bn" in page, str(agreement.public_id) in page) == (True, False)
    assert [each.standing for each in stale_figures(_editor(now), now)] == [FigureStanding.GONE]


def test_a_record_that_is_not_public_tells_readers_and_colleagues_nothing(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    agreement = signed(_exactly(_firms()), keeper=agency)
    keeper = UserFactory()
    LedgerRole.objects.create(agency=agency, user=keeper)
    by = actor_of(works_as(keeper, Role.WRITER, now))
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])
    before = _page(article, now)
    key = next(
        each for each in proposals_for(by, article.get_latest_revision_as_object(), now).certain if "amount" in each
    )
    _accept(article, by, now, key)
    approve_article(article_id=article.pk, by=SYSTEM)
    bound = _page(article, now)
    _corrected(agreement, 1_000)
    article.refresh_from_db()

    told = proposals_for(_editor(now), article.get_latest_revision_as_object(), now)
    assert Figure.objects.count() == 1
    assert (_body(bound), _body(_page(article, now))) == (_body(before), _body(before))
    assert stale_figures(_editor(now), now) == []
    assert [each.standing for each in stale_figures(by, now)] == [FigureStanding.CHANGED]
    assert [each.bound.standing for each in told.amounts if each.bound] == [FigureStanding.HIDDEN]
    assert [each.bound.record for each in told.amounts if each.bound] == [None]


def _body(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_released_number_is_bound_to_nothing(now: datetime) -> None:
    article, _agreement = _bound(now)
    article.refresh_from_db()
    figure = article.figures.get()

    release_figure(
        article_id=article.pk,
        revision_id=article.latest_revision_id,
        figure_id=figure.public_id,
        by=_editor(now),
        now=now,
    )
    kept = article.figures.count()
    approved = approve_article(article_id=article.pk, by=SYSTEM)

    assert (kept, approved.figures.count()) == (1, 0)


def test_a_twin_begins_without_the_numbers_and_corrections_of_the_other_text(now: datetime) -> None:
    firm = OrganisationFactory()
    article = wrote(now=now, ties=Ties(organisations=[firm]), corrections=((now, "It said eight."),))

    twin = begin_twin(article_id=article.pk, by=SYSTEM, now=now)

    assert (twin.corrections.count(), twin.linked_organisations.count()) == (0, 1)


def test_somebody_else_accepts_nothing(now: datetime) -> None:
    article = wrote(now=now)

    with pytest.raises(Refused), override("en"):
        _accept(article, actor_of(UserFactory()), now)


def test_the_page_shows_and_accepts_without_a_script(now: datetime) -> None:
    firms = _firms()
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])
    client = Client()
    client.force_login(works_as(UserFactory(), Role.WRITER, now))
    here = f"/en/desk/newsroom/articles/{article.public_id}/proposals/"

    page = client.get(here).content.decode()
    sent = {"revision": article.latest_revision_id, "accept": f"organisation:{firms[0].public_id}"}
    done = client.post(here, sent, follow=True).content.decode()
    again = client.post(here, sent, follow=True).content.decode()
    nothing = client.post(here, {"revision": "x", "release": "y"}, follow=True).content.decode()

    assert "<mark>유일바이오텍</mark>은 26일 하버파트너스와" in page
    assert "1 proposal is accepted, in a new revision." in done
    assert "Somebody has written on since you opened the page." in again
    assert "This is no longer there. Load the page again." in nothing


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("So it paid 10 won. Then it paid 10 won again.", 11),
        ("So it paid 10 won, they say.", 11),
        ("They paid 10 won. Then more.", 10),
        ("10 won here and 10 won there", None),
        ("Nothing", None),
    ],
)
def test_a_quote_is_found_again_by_what_stands_around_it(text: str, place: int | None) -> None:
    quote = Quote.of("So it paid 10 won. Then it paid 10 won again.", 11, 17)

    assert quote.place_in(text) == place


def test_the_ledger_keeper_is_an_actor_of_their_own(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    agreement = signed(_exactly(_firms()), keeper=agency)
    article = wrote(now=now, language="ko", body=[("paragraph", KOREAN)])

    told = proposals_for(keeper_of(agency), article.get_latest_revision_as_object(), now)

    assert [[one.record.public_id for one in each.candidates] for each in told.amounts] == [[agreement.public_id]]
