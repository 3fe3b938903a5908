"""How many agreements were signed at a forum and by how many organisations, as anybody may know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.said import PartySaid, TermsSaid
from bridgehead.agreements.models import PartyRole
from bridgehead.config.demo.facts import load_facts
from bridgehead.events.actions.figures import add_figure
from bridgehead.events.actions.signing import add_signing
from bridgehead.events.models import ForumSession, ForumState, SessionKind
from bridgehead.events.queries.ceremonies import Ceremony, ceremonies, ceremony_of
from bridgehead.foundation.refusals import Refused
from tests.factories.agreements import licence_said, published
from tests.factories.forums import ForumFactory, ForumSessionFactory, PartFactory, ReportedFigureFactory
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def signing(**forum: object) -> ForumSession:
    held = ForumFactory(state=ForumState.CLOSED, **forum)
    return ForumSessionFactory(part=PartFactory(forum=held), kind=SessionKind.SIGNING)


def put(session: ForumSession, said: TermsSaid, now: datetime, **kept: object) -> None:
    agreement = published(said, **{"since": now, **kept})  # type: ignore[arg-type]  # as the factory takes it
    add_signing(session_id=session.pk, agreement_id=agreement.pk, by=SYSTEM, now=now)


def figures(found: Ceremony | None) -> tuple[int, int, int, int, bool] | None:
    return found and (found.signings, found.contracts, found.mous, found.named, found.has_unnamed)


def test_the_boston_facts_come_out_as_published(now: datetime) -> None:
    forum = load_facts(now + timedelta(days=30))

    (found,) = ceremonies(now + timedelta(days=30))
    pages = {each: Client().get(each).content.decode() for each in (f"/en/forums/{forum.public_id}/", "/en/results/")}

    assert figures(found) == (10, 1, 9, 1, True)
    assert found.stated is not None
    assert (found.stated.value, found.stated.exactness, found.stated.reported_on) == (
        Decimal(19),
        "exact",
        date(2023, 4, 28),
    )
    for to, page in pages.items():
        assert f"/en/forums/{forum.public_id}/#s-{found.session_id}" in page, to
        assert '10<span class="unit"> signings</span>' in page
        assert "1 contract · 9 MOUs" in page
        assert "on no rung of the ladder, and no sum over rungs" in page
        assert "Press report of 28 April 2023" in page


def test_who_signs_twice_is_one_organisation_and_a_witness_signs_nothing(now: datetime) -> None:
    session, (one, two, three) = signing(), [OrganisationFactory() for _ in range(3)]
    witness = PartySaid(organisation_id=three.pk, role=PartyRole.WITNESS)
    said = licence_said(one, two)
    put(session, said, now)
    put(session, replace(said, kind="mou", parties=(*said.parties, witness)), now)
    put(session, replace(said, kind="other"), now)

    found = ceremony_of(session.part.forum, now)

    assert figures(found) == (3, 1, 1, 2, False)
    assert found is not None
    assert found.others == 1


def test_before_its_hour_and_where_it_is_confidential_nothing_is_counted(now: datetime) -> None:
    session = signing()
    put(session, licence_said(OrganisationFactory(), OrganisationFactory()), now, since=now + timedelta(seconds=1))

    assert figures(ceremony_of(session.part.forum, now)) is None
    assert ceremonies(now) == []
    assert figures(ceremony_of(session.part.forum, now + timedelta(seconds=1))) == (1, 1, 0, 2, False)


def test_drafts_and_what_is_made_up_are_told_apart(now: datetime) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    real, made_up = signing(), signing(is_sample=True)
    put(real, said, now)
    put(made_up, said, now)
    draft = signing()
    put(draft, said, now)
    draft.part.forum.state = ForumState.DRAFT
    draft.part.forum.save()

    assert [each.forum for each in ceremonies(now)] == [real.part.forum]
    # A real agreement is none of the made-up ones, whatever the forum.
    assert ceremonies(now, is_sample=True) == []


def test_one_figure_of_a_forum_states_how_many_signed(now: datetime) -> None:
    forum = ForumFactory()
    ReportedFigureFactory(forum=forum, counts="signatories")

    with pytest.raises(Refused, match="counts that already"):
        add_figure(
            forum_id=forum.pk,
            by=SYSTEM,
            now=now,
            label_ko="서명 기관",
            label_en="Signatories",
            value=Decimal(5),
            counts="signatories",
            source_ko="보도",
            source_en="A paper",
            reported_on=now.date(),
        )

    assert forum.figures.count() == 1
