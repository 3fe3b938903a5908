"""The signing at a forum: who may put what on its running order, what the database refuses, what the day notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import change_draft
from bridgehead.agreements.models import Agreement
from bridgehead.events.actions.agenda import change_session
from bridgehead.events.actions.signing import (
    add_check_item,
    add_signing,
    change_signing,
    move_signing,
    note_signed,
    remove_check_item,
    remove_signing,
    set_minutes_each,
    take_standard_checklist,
    tick,
)
from bridgehead.events.models import CheckItem, ForumSession, SigningItem
from bridgehead.events.queries import agenda
from bridgehead.events.queries.signing import (
    agreements_to_add,
    missing_signatories,
    overrun,
    public_signings,
    running_order,
    seats,
)
from bridgehead.events.rules import STANDARD_CHECKLIST
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.clocks import standing_still
from tests.factories.agreements import agreed, drafted, keeper_of, licence_said, published, signed
from tests.factories.forums import STARTS_AT, ForumFactory, ForumSessionFactory, officer_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.signings import EVE, keeping_officer, signing_session

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def session() -> ForumSession:
    return signing_session()


def put(session: ForumSession, *agreements: Agreement) -> list[SigningItem]:
    """Put agreements on the running order."""
    return [add_signing(session_id=session.pk, agreement_id=each.pk, by=SYSTEM, now=EVE) for each in agreements]


def verbs(session: ForumSession) -> list[str]:
    entries = AuditEntry.objects.filter(stream__name=session.part.forum.audit_stream).order_by("position")
    return [each.verb.removeprefix("events.") for each in entries]


def everything() -> list[Any]:
    models = (SigningItem, CheckItem, ForumSession, Agreement, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_who_runs_the_forum_and_keeps_the_ledger_puts_an_agreement_on_the_running_order(session: ForumSession) -> None:
    agreement = agreed()
    by = keeping_officer(session.part.forum, agreement.keeper)

    item = add_signing(session_id=session.pk, agreement_id=agreement.pk, by=by, now=EVE)

    assert (item.order, item.agreement_id, item.forum_id) == (1, agreement.pk, session.part.forum_id)
    entry = AuditEntry.objects.get(verb="events.signing_added")
    assert (entry.object_id, entry.change) == (str(item.public_id), {"agreement": [None, str(agreement.public_id)]})
    assert session.check_items.count() == len(STANDARD_CHECKLIST)


def test_neither_the_forum_alone_nor_the_ledger_alone_is_enough(session: ForumSession) -> None:
    agreement = agreed()
    (item,) = put(session, agreed(keeper=agreement.keeper))
    before = everything()

    for by, sentence in [
        (officer_of(session.part.forum), "Only those who keep this ledger can do that"),
        (keeping_officer(session.part.forum, OrganisationFactory(kind="agency")), "Only those who keep this ledger"),
        (keeper_of(agreement.keeper), "Only the officers of this forum can do that"),
        (keeping_officer(ForumFactory(), agreement.keeper), "Only the officers of this forum can do that"),
    ]:
        common: dict[str, Any] = {"by": by, "now": EVE}
        deeds: list[Callable[[], object]] = [
            lambda common=common: add_signing(session_id=session.pk, agreement_id=agreement.pk, **common),
            lambda common=common: change_signing(item_id=item.pk, is_its_hour=True, **common),
            lambda common=common: note_signed(item_id=item.pk, revision=item.agreement.revision, **common),
        ]
        for deed in deeds:
            with pytest.raises(Refused, match=sentence):
                deed()

    assert everything() == before


def test_only_what_is_agreed_comes_into_a_signing_session(session: ForumSession) -> None:
    draft, done = drafted(), signed()
    off = agreed()
    off = move_agreement(
        agreement_id=off.pk, revision=off.revision, state="cancelled", on=EVE.date(), by=SYSTEM, now=EVE, note="No."
    )
    talk = ForumSessionFactory(part=session.part)
    put(session, done)
    before = everything()

    for each in (draft, off):
        with pytest.raises(Refused, match="Only what is agreed can be signed"):
            put(session, each)
    with pytest.raises(Refused, match="in a session of the kind “signing”"):
        put(talk, agreed())
    with pytest.raises(Refused, match="signed at the forum already"):
        put(session, done)

    assert everything()[:3] == before[:3]


def test_a_session_in_which_something_is_signed_stays_a_signing(session: ForumSession) -> None:
    put(session, agreed())

    with pytest.raises(Refused, match="Take them off its running order first"):
        change_session(session_id=session.pk, kind="networking", by=SYSTEM, now=EVE)

    assert ForumSession.objects.get().kind == "signing"


def _row(session: ForumSession, agreement: Agreement, **other: Any) -> SigningItem:
    return SigningItem(**{"forum": session.part.forum, "session": session, "agreement": agreement, "order": 7, **other})


def test_the_database_refuses_what_no_deed_would_do(session: ForumSession) -> None:
    (item,) = put(session, agreed())
    other_forum, talk = ForumFactory(), ForumSessionFactory(part=session.part)
    twin = signing_session(session.part.forum)
    broken: dict[str, Callable[[], object]] = {
        "one agreement twice at a forum": _row(twin, item.agreement).save,
        "one place twice": _row(session, agreed(), order=item.order).save,
        "another forum's": _row(session, agreed(), forum=other_forum).save,
        "no signing session": _row(talk, agreed()).save,
        "a draft": _row(session, drafted()).save,
        "moved to a talk": lambda: SigningItem.objects.filter(pk=item.pk).update(session=talk),
        "the session a talk": lambda: ForumSession.objects.filter(pk=session.pk).update(kind="case_talk"),
        "no minutes": lambda: ForumSession.objects.filter(pk=session.pk).update(minutes_each=0),
        "a check without words": CheckItem(session=session, order=99).save,
        "an agreement of a running order": item.agreement.delete,
    }
    before = everything()

    for what, deed in broken.items():
        refused = False
        try:
            with transaction.atomic():
                deed()
        except IntegrityError:
            refused = True
        assert (what, refused) == (what, True)

    assert everything() == before


def test_from_until_follow_from_the_minutes_and_the_order(session: ForumSession) -> None:
    first, second = put(session, agreed(), agreed())
    session = set_minutes_each(session_id=session.pk, minutes=8, by=SYSTEM, now=EVE)
    move_signing(item_id=second.pk, step=-1, by=SYSTEM, now=EVE)
    ForumSession.objects.update(ends_at=STARTS_AT + timedelta(minutes=15))
    session.refresh_from_db()

    order = running_order(SYSTEM, session.part.forum, session, EVE)

    minutes = [((each.starts_at or EVE) - STARTS_AT, (each.ends_at or EVE) - STARTS_AT) for each in order]
    assert [each.item.pk for each in order] == [second.pk, first.pk]
    assert minutes == [(timedelta(0), timedelta(minutes=8)), (timedelta(minutes=8), timedelta(minutes=16))]
    assert overrun(session, order) == STARTS_AT + timedelta(minutes=16)
    with pytest.raises(Refused):
        set_minutes_each(session_id=session.pk, minutes=0, by=SYSTEM, now=EVE)


def test_what_was_put_on_is_taken_off_and_the_ledger_keeps_it(session: ForumSession) -> None:
    agreement = agreed()
    (item,) = put(session, agreement)

    remove_signing(item_id=item.pk, by=officer_of(session.part.forum), now=EVE)

    assert (SigningItem.objects.count(), Agreement.objects.get().state) == (0, "agreed")
    assert verbs(session) == ["signing_added", "signing_removed"]


def test_signed_now_is_noted_once_with_the_day_of_the_forums_place(session: ForumSession) -> None:
    agreement = agreed()
    (item,) = put(session, agreement)
    by = keeping_officer(session.part.forum, agreement.keeper)
    # In Seoul it is the next day already.
    at_the_table = STARTS_AT + timedelta(minutes=20)

    for _ in range(2):
        note_signed(item_id=item.pk, revision=agreement.revision, by=by, now=at_the_table)

    agreement.refresh_from_db()
    assert agreement.current is not None
    assert (agreement.state, agreement.current.signed_on) == ("signed", date(2023, 4, 27))
    assert verbs(session) == ["signing_added", "signing_done"]


def test_what_was_changed_since_the_page_is_not_signed_unseen(session: ForumSession) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    agreement = agreed(said)
    (item,) = put(session, agreement)
    shown = agreement.revision
    common: dict[str, Any] = {"agreement_id": agreement.pk, "by": SYSTEM, "now": EVE}
    agreement = move_agreement(revision=shown, state="draft", on=EVE.date(), **common)
    with pytest.raises(Refused, match="Somebody has changed this agreement"):
        note_signed(item_id=item.pk, revision=shown, by=SYSTEM, now=STARTS_AT)
    change_draft(revision=agreement.revision, said=replace(said, name_en="Another"), **common)
    agreement.refresh_from_db()

    with pytest.raises(Refused, match="that is “draft” cannot become “signed”"):
        note_signed(item_id=item.pk, revision=agreement.revision, by=SYSTEM, now=STARTS_AT)

    agreement.refresh_from_db()
    assert (agreement.state, verbs(session)) == ("draft", ["signing_added"])


def test_a_checklist_in_both_languages_is_ticked_by_somebody_at_a_time(session: ForumSession) -> None:
    by = officer_of(session.part.forum)
    for _ in range(2):
        take_standard_checklist(session_id=session.pk, by=by, now=EVE)
    own = add_check_item(session_id=session.pk, name_ko="꽃", by=by, now=EVE)
    for _ in range(2):
        tick(item_id=own.pk, is_ready=True, by=by, now=EVE)
    own.refresh_from_db()
    assert (own.ticked_at, own.ticked_by_id) == (EVE, by.user_id)
    tick(item_id=own.pk, is_ready=False, by=by, now=EVE)
    own.refresh_from_db()
    assert (own.ticked_at, own.ticked_by_id) == (None, None)
    remove_check_item(item_id=own.pk, by=by, now=EVE)
    first = session.check_items.order_by("order")[0]

    assert session.check_items.count() == len(STANDARD_CHECKLIST)
    assert (first.name_en, first.name_ko) == (str(STANDARD_CHECKLIST[0]), "원본: 당사자와 언어마다 2부, 합의문과 대조")
    assert verbs(session) == [
        "check_list_taken",
        "check_item_added",
        "check_item_ticked",
        "check_item_unticked",
        "check_item_removed",
    ]
    with pytest.raises(Refused, match="what must be ready"):
        add_check_item(session_id=session.pk, by=by, now=EVE)


def test_parties_sit_by_their_order_on_the_side_that_was_chosen(session: ForumSession) -> None:
    (item,) = put(session, agreed())
    (signing,) = running_order(SYSTEM, session.part.forum, session, EVE)
    first, second = signing.parties
    assert (seats(signing).left, seats(signing).right) == ([first], [second])

    change_signing(item_id=item.pk, first_side="right", by=SYSTEM, now=EVE)

    (signing,) = running_order(SYSTEM, session.part.forum, session, EVE)
    assert (seats(signing).left, seats(signing).right) == ([second], [first])


def test_whoever_is_not_named_yet_is_a_thing_to_do(session: ForumSession) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    full = {"signatory_ko": "서지안", "signatory_en": "Seo Jian", "signatory_title_ko": "대표이사"}
    put(session, agreed(replace(said, parties=(replace(said.parties[0], **full), said.parties[1]))))

    missing = missing_signatories(running_order(SYSTEM, session.part.forum, session, EVE))

    assert [list(each.fields) for each in missing] == [
        ["signatory_title_en"],
        ["signatory_ko", "signatory_en", "signatory_title_ko", "signatory_title_en"],
    ]


def _published(agreement: Agreement, hour: datetime | None, **other: Any) -> Agreement:
    wanted = {"is_confidential": False, "concealed": (), **other}
    return set_publication(
        agreement_id=agreement.pk, revision=agreement.revision, public_from=hour, by=SYSTEM, now=EVE, **wanted
    )


@pytest.mark.parametrize(
    ("hour", "is_its_hour", "is_confidential", "is_announced"),
    [
        (STARTS_AT, False, False, True),
        (STARTS_AT + timedelta(seconds=1), False, False, False),
        (STARTS_AT, True, False, True),
        (None, False, False, False),
        (None, True, False, True),
        (STARTS_AT, True, True, False),
    ],
)
def test_nothing_is_spoken_before_its_hour_or_in_confidence(
    session: ForumSession, hour: datetime | None, is_its_hour: bool, is_confidential: bool, is_announced: bool
) -> None:
    agreement = _published(agreed(), hour, is_confidential=is_confidential)
    (item,) = put(session, agreement)
    change_signing(item_id=item.pk, is_its_hour=is_its_hour, by=SYSTEM, now=EVE)

    (signing,) = running_order(SYSTEM, session.part.forum, session, EVE)

    assert (signing.announced is not None) is is_announced
    # The article waits for the hour of the ledger, whatever is said at the table.
    assert (signing.article is not None) is (hour is not None and not is_confidential)


@pytest.mark.parametrize(("over", "is_announced"), [(-1, True), (0, True), (1, False)])
def test_an_hour_given_after_the_tick_holds_and_is_not_moved_by_the_signing(
    session: ForumSession, over: int, is_announced: bool
) -> None:
    agreement = agreed()
    (item,) = put(session, agreement)
    change_signing(item_id=item.pk, is_its_hour=True, by=SYSTEM, now=EVE)
    agreement.refresh_from_db()
    agreement = _published(agreement, STARTS_AT + timedelta(seconds=over))

    (signing,) = running_order(SYSTEM, session.part.forum, session, EVE)
    note_signed(item_id=item.pk, revision=agreement.revision, by=SYSTEM, now=STARTS_AT)

    agreement.refresh_from_db()
    assert (signing.announced is not None) is is_announced
    assert agreement.public_from == STARTS_AT + timedelta(seconds=over)


def test_the_ceremony_is_not_said_to_be_the_hour_of_what_has_a_later_one(session: ForumSession) -> None:
    (at_its_start,) = put(session, _published(agreed(), STARTS_AT))
    (later,) = put(session, _published(agreed(), STARTS_AT + timedelta(seconds=1)))
    change_signing(item_id=at_its_start.pk, is_its_hour=True, by=SYSTEM, now=EVE)
    before = everything()

    with pytest.raises(Refused, match="The ledger gives it a later hour") as refusal:
        change_signing(item_id=later.pk, is_its_hour=True, by=SYSTEM, now=EVE)

    assert refusal.value.field == "is_its_hour"
    assert everything() == before


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_where_the_ceremony_is_its_hour_anybody_sees_it_from_the_signing_on_and_not_a_second_before(
    session: ForumSession, zone: str
) -> None:
    agreement = agreed()
    (item,) = put(session, agreement)
    change_signing(item_id=item.pk, is_its_hour=True, by=SYSTEM, now=EVE)
    by = keeping_officer(session.part.forum, agreement.keeper)
    reader = Client()
    reader.force_login(UserFactory(zone=zone))
    at_the_table, page = STARTS_AT + timedelta(minutes=4), f"/en/agreements/{agreement.public_id}/"

    def seen() -> list[int]:
        return [client.get(page).status_code for client in (Client(), reader)]

    with standing_still(at_the_table - timedelta(seconds=1)):
        before = seen()
    with standing_still(at_the_table):
        note_signed(item_id=item.pk, revision=agreement.revision, by=by, now=at_the_table)
        after = seen()
    with standing_still(at_the_table - timedelta(seconds=1)):
        earlier = seen()

    entry = AuditEntry.objects.get(verb="agreements.publication_set")
    assert (before, after, earlier) == ([404, 404], [200, 200], [404, 404])
    assert (entry.actor_id, entry.change) == (by.user_id, {"public_from": [None, at_the_table.isoformat()]})


def test_what_is_confidential_stays_so_though_the_ceremony_is_its_hour(session: ForumSession) -> None:
    agreement = _published(agreed(), None, is_confidential=True)
    (item,) = put(session, agreement)
    change_signing(item_id=item.pk, is_its_hour=True, by=SYSTEM, now=EVE)

    note_signed(item_id=item.pk, revision=agreement.revision, by=SYSTEM, now=STARTS_AT)

    agreement.refresh_from_db()
    assert (agreement.state, agreement.public_from, agreement.is_confidential) == ("signed", None, True)


def test_what_is_concealed_is_not_spoken_even_in_its_hour(session: ForumSession) -> None:
    agreement = _published(agreed(), None, concealed=("subject", "money", "signatories"))
    (item,) = put(session, agreement)
    change_signing(item_id=item.pk, is_its_hour=True, by=SYSTEM, now=EVE)

    (signing,) = running_order(SYSTEM, session.part.forum, session, EVE)

    assert signing.announced is not None
    assert (signing.announced.name_en, signing.announced.amounts) == ("", ())


def test_who_runs_the_forum_and_keeps_no_ledger_sees_places_and_what_anybody_sees(session: ForumSession) -> None:
    hidden, public = agreed(), published()
    put(session, hidden, public)
    by = officer_of(session.part.forum)

    first, second = running_order(by, session.part.forum, session, EVE)

    assert (first.agreement, first.announced, first.article, list(first.parties)) == (None, None, None, [])
    assert (second.agreement, second.announced is not None) == (None, True)
    assert agreements_to_add(by, session.part.forum) == []


def test_the_agenda_lists_what_is_signed_from_its_hour_on_and_not_a_second_before(session: ForumSession) -> None:
    put(session, agreed(), published(since=STARTS_AT))
    parts = agenda(session.part.forum)

    before, after = (public_signings(parts, STARTS_AT + timedelta(seconds=each)) for each in (-1, 0))

    assert before == {}
    assert [each.name for each in after[session.pk]] == ["New drug candidate"]


def test_what_can_be_added_is_agreed_or_signed_on_the_forums_days_and_not_on_it_yet(session: ForumSession) -> None:
    ready, today, before, there = agreed(), signed(on=date(2023, 4, 27)), signed(), agreed()
    drafted()
    put(session, there)

    found = agreements_to_add(SYSTEM, session.part.forum)

    assert {each.pk for each in found} == {ready.pk, today.pk}
    assert before.pk not in {each.pk for each in found}
