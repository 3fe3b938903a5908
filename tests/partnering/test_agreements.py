"""What came of a meeting: an agreement that began there, for those alone who may know of both."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import discard_draft
from bridgehead.agreements.models import Agreement, AgreementKind, AgreementState
from bridgehead.directory.models import Organisation
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions.agreements import begin_agreement, link_agreement, unlink_agreement
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import MeetingAgreement, MeetingRequest, RoundPhase
from tests.factories.agreements import LedgerRoleFactory, drafted, licence_said
from tests.factories.forums import ForumRoleFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import AcceptedRequestFactory
from tests.factories.people import UserFactory, actor_of
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 28, 18, 0, tzinfo=UTC)


class Table(Scene):
    """A published timetable in which Hanbit meets Acme, and an officer who also keeps a ledger."""

    def __init__(self) -> None:
        super().__init__(phase=RoundPhase.PLACE)
        draft = self.draft()
        publish_timetable(timetable_id=draft.pk, by=actor_of(self.officer), now=NOW)
        self.met = MeetingRequest.objects.get(asking=self.hanbit, asked=self.acme)
        self.unplaced = MeetingRequest.objects.get(asking=self.beacon, asked=self.saebyeok)
        self.agency: Organisation = OrganisationFactory(kind="agency", name_en="Agency")
        LedgerRoleFactory(agency=self.agency, user=self.officer)

    @property
    def by(self) -> Actor:
        """The officer as Actor."""
        return actor_of(self.officer)

    def licence(self, **other: object) -> Agreement:
        """Return a draft between the two who met."""
        said = licence_said(self.hanbit.organisation, self.acme.organisation, **other)
        return drafted(said, keeper=self.agency)

    def at(self, name: str, *ids: object) -> str:
        """Return an address of the meeting's page."""
        return address(f"partnering_desk:{name}", self.round.public_id, self.met.public_id, *ids)


def begun(table: Table, **other: object) -> Agreement:
    said = {"kind": AgreementKind.MOU, "name_en": "Joint trial", "keeper_id": table.agency.pk, **other}
    return begin_agreement(request_id=table.met.pk, by=table.by, now=NOW, **said)  # type: ignore[arg-type]  # as said


def linked() -> list[tuple[int, int]]:
    return list(MeetingAgreement.objects.values_list("request_id", "agreement_id"))


def test_a_draft_begins_at_a_meeting_with_both_organisations_as_its_parties() -> None:
    table = Table()

    made = begun(table)

    assert made.current is not None
    parties = made.current.parties.values_list("organisation_id", "role")
    assert list(parties) == [(table.hanbit.organisation_id, "party"), (table.acme.organisation_id, "party")]
    assert (made.state, made.keeper_id, made.current.name_en) == (AgreementState.DRAFT, table.agency.pk, "Joint trial")
    # Hanbit and Acme are made up, and so is what they agree on.
    assert made.is_sample
    assert linked() == [(table.met.pk, made.pk)]


def test_a_form_that_is_sent_twice_makes_one_agreement_and_one_beginning() -> None:
    table = Table()

    assert begun(table, idempotency_key="k" * 20) == begun(table, idempotency_key="k" * 20)
    assert (Agreement.objects.count(), len(linked())) == (1, 1)


def test_an_agreement_of_the_ledger_is_linked_once_and_taken_back() -> None:
    table = Table()
    licence = table.licence()
    other = AcceptedRequestFactory(asking=table.hanbit, asked=table.saebyeok)

    noted = link_agreement(request_id=table.met.pk, agreement_id=licence.pk, by=table.by, now=NOW)
    for again in (table.met, other):
        with pytest.raises(Refused):
            link_agreement(request_id=again.pk, agreement_id=licence.pk, by=table.by, now=NOW)
    assert linked() == [(table.met.pk, licence.pk)]

    unlink_agreement(link_id=noted.pk, by=table.by, now=NOW)
    with pytest.raises(Refused):
        unlink_agreement(link_id=noted.pk, by=table.by, now=NOW)

    assert linked() == []
    trail = AuditEntry.objects.filter(stream__name=table.met.agreements_stream).order_by("position")
    assert list(trail.values_list("verb", "object_id")) == [
        ("partnering.agreement_linked", str(licence.public_id)),
        ("partnering.agreement_unlinked", str(licence.public_id)),
    ]


def test_several_agreements_come_of_one_meeting() -> None:
    table = Table()

    first, second = begun(table), begun(table, name_en="Licence", kind=AgreementKind.LICENCE_OUT)

    assert linked() == [(table.met.pk, first.pk), (table.met.pk, second.pk)]


def test_who_did_not_meet_is_no_party_and_what_has_no_place_leads_to_nothing() -> None:
    table = Table()
    stranger = OrganisationFactory()
    strange = drafted(licence_said(table.hanbit.organisation, stranger), keeper=table.agency)
    undisclosed = drafted(licence_said(table.hanbit.organisation), keeper=table.agency)
    cancelled = table.licence()
    move_agreement(
        agreement_id=cancelled.pk,
        revision=cancelled.revision,
        state=AgreementState.CANCELLED,
        on=NOW.date(),
        note="No",
        by=SYSTEM,
        now=NOW,
    )

    for agreement in (strange, undisclosed, cancelled):
        with pytest.raises(Refused):
            link_agreement(request_id=table.met.pk, agreement_id=agreement.pk, by=table.by, now=NOW)
    between = licence_said(table.beacon.organisation, table.saebyeok.organisation)
    with pytest.raises(Refused, match="published timetable"):
        link_agreement(
            request_id=table.unplaced.pk,
            agreement_id=drafted(between, keeper=table.agency).pk,
            by=table.by,
            now=NOW,
        )
    before = Agreement.objects.count()
    with pytest.raises(Refused, match="published timetable"):
        begin_agreement(
            request_id=table.unplaced.pk, keeper_id=table.agency.pk, kind="mou", name_en="X", by=table.by, now=NOW
        )

    assert (linked(), Agreement.objects.count()) == ([], before)


def _officer_only(table: Table) -> User:
    return ForumRoleFactory(forum=table.round.forum).user


def _keeper_only(table: Table) -> User:
    return LedgerRoleFactory(agency=table.agency).user


def _officer_of_another_ledger(table: Table) -> User:
    user = _officer_only(table)
    LedgerRoleFactory(user=user)
    return user


@pytest.mark.parametrize("who", [_officer_only, _keeper_only, _officer_of_another_ledger])
def test_who_does_not_run_the_forum_and_keep_that_ledger_notes_nothing(who: object) -> None:
    table = Table()
    by = actor_of(who(table))  # type: ignore[operator]  # one of the functions above
    licence, noted = table.licence(), begun(table)
    link = MeetingAgreement.objects.get(agreement=noted)

    with pytest.raises(Refused):
        begin_agreement(request_id=table.met.pk, keeper_id=table.agency.pk, kind="mou", name_en="X", by=by, now=NOW)
    with pytest.raises(Refused):
        link_agreement(request_id=table.met.pk, agreement_id=licence.pk, by=by, now=NOW)
    with pytest.raises(Refused):
        unlink_agreement(link_id=link.pk, by=by, now=NOW)

    assert linked() == [(table.met.pk, noted.pk)]


def test_a_draft_that_is_thrown_away_leaves_the_meeting_as_it_was() -> None:
    table = Table()
    made = begun(table)

    discard_draft(agreement_id=made.pk, revision=made.revision, by=table.by, now=NOW)

    assert linked() == []
    assert browser(table.officer).get(table.at("meeting")).status_code == 200


def test_the_two_pages_lead_to_each_other() -> None:
    table = Table()
    licence = table.licence(name_en="Licence of HB-3")
    officer = browser(table.officer)

    assert "Licence of HB-3" in officer.get(table.at("meeting")).content.decode()
    sent = officer.post(table.at("link_agreement"), {"agreement": str(licence.public_id)})
    assert (sent.status_code, sent["Location"]) == (302, table.at("meeting"))

    came, desk = (
        officer.get(to).content.decode()
        for to in (table.at("meeting"), address("agreements_desk:agreement", licence.public_id))
    )
    assert address("agreements_desk:agreement", licence.public_id) in came
    assert "noted that an agreement began at a meeting" in came
    assert "Where it began" in desk
    assert table.at("meeting") in desk
    studio = f"{address('partnering_desk:studio', table.round.public_id)}?meeting="
    chosen = table.met.meetings.get().public_id
    assert table.at("meeting") in officer.get(f"{studio}{chosen}").content.decode()

    link = MeetingAgreement.objects.get()
    assert officer.post(table.at("unlink_agreement", link.public_id)).status_code == 302
    assert linked() == []
    assert "Where it began" not in officer.get(address("agreements_desk:agreement", licence.public_id)).content.decode()


def test_a_draft_is_begun_from_the_page_and_bad_input_is_told() -> None:
    table = Table()
    officer = browser(table.officer)
    said = {"kind": "mou", "name_en": "Joint trial", "keeper": str(table.agency.public_id), "key": "k" * 20}

    empty = officer.post(table.at("begin_agreement"), {**said, "name_en": ""})
    odd = officer.post(table.at("begin_agreement"), {**said, "kind": "nonsense", "keeper": str(uuid4())})
    foreign = officer.post(table.at("link_agreement"), {"agreement": str(uuid4())})
    assert [each.status_code for each in (empty, odd, foreign)] == [422, 422, 422]
    assert "Say in Korean or in English what it is about." in empty.content.decode()
    assert Agreement.objects.count() == 0

    done = officer.post(table.at("begin_agreement"), said)

    assert done["Location"] == address("agreements_desk:change", Agreement.objects.get().public_id)


def test_a_meeting_of_another_round_and_one_without_a_place_are_not_there() -> None:
    table, other = Table(), Table()
    LedgerRoleFactory(agency=table.agency, user=other.officer)
    officer = browser(table.officer)
    elsewhere = [
        address("partnering_desk:meeting", table.round.public_id, each)
        for each in (other.met.public_id, table.unplaced.public_id, uuid4())
    ]
    elsewhere.append(address("partnering_desk:meeting", other.round.public_id, other.met.public_id))
    noted = begun(other)
    link = MeetingAgreement.objects.get(agreement=noted)

    assert {officer.get(to).status_code for to in elsewhere} == {404}
    assert officer.post(table.at("unlink_agreement", link.public_id)).status_code == 404
    assert linked() == [(other.met.pk, noted.pk)]


def test_nobody_learns_more_than_before_of_the_agreement_or_the_meeting() -> None:
    table = Table()
    licence = table.licence(name_en="Canary 9")
    link_agreement(request_id=table.met.pk, agreement_id=licence.pk, by=table.by, now=NOW)
    move_agreement(
        agreement_id=licence.pk, revision=licence.revision, state="agreed", on=NOW.date(), by=table.by, now=NOW
    )
    desk, own = (address(name, licence.public_id) for name in ("agreements_desk:agreement", "own_agreements:agreement"))
    studio = address("partnering_desk:studio", table.round.public_id)
    studio += f"?meeting={table.met.meetings.get().public_id}"

    def told(user: User, to: str) -> tuple[int, bool, bool]:
        page = browser(user).get(to)
        text = page.content.decode()
        return page.status_code, "Canary 9" in text, "What came of it" in text or "Where it began" in text

    # Who runs the forum and keeps another ledger sees the meeting and nothing of what came of it.
    assert told(_officer_of_another_ledger(table), table.at("meeting")) == (200, False, True)
    assert told(_officer_only(table), table.at("meeting")) == (404, False, False)
    assert told(_officer_only(table), studio) == (200, False, False)
    assert told(_keeper_only(table), table.at("meeting")) == (404, False, False)
    assert told(_keeper_only(table), desk) == (200, True, False)
    assert told(person(table.acme), own) == (200, True, False)
    assert told(person(table.beacon), table.at("meeting")) == (404, False, False)
    assert told(UserFactory(), desk) == (404, False, False)
