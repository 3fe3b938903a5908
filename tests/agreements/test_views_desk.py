"""The desk of the ledger: forms by plain submits, two officers at once, publication, keepers, a party's own view."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bridgehead.agreements.actions.obligations import OWED_SEEN, SETTLED_SEEN
from bridgehead.agreements.actions.terms import change_draft
from bridgehead.agreements.models import Agreement, LedgerRole, Terms
from bridgehead.agreements.queries.said import said_of
from bridgehead.directory.models import Organisation
from bridgehead.foundation.records import seen_of
from tests.factories.agreements import LedgerRoleFactory, agreed, drafted, licence_said, published, signed
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def to(name: str, *ids: object) -> str:
    return reverse(f"agreements_desk:{name}", args=ids)


def sent(company: Organisation, **more: str) -> dict[str, str]:
    """What a browser sends of the form."""
    return {
        "kind": "licence_out",
        "name_en": "Candidate 7",
        "party-0-organisation": company.name_en,
        "party-0-role": "licensor",
        "party-1-role": "licensee",
        "party-1-is_undisclosed": "on",
        "party-1-country": "US",
        "amount-0-component": "headline",
        "amount-0-exactness": "about",
        "amount-0-amount": "6,353억 원",
        **more,
    }


@pytest.fixture
def role() -> LedgerRole:
    return LedgerRoleFactory(user__language="en", user__zone="America/New_York")


def test_an_agreement_is_written_down_row_by_row_and_once(role: LedgerRole) -> None:
    desk, company = browser(role.user), OrganisationFactory()
    typed = sent(company, keeper=str(role.agency.public_id), key="k")

    added = desk.post(to("new"), {**typed, "rows": "party:add"})
    assert (added.status_code, text(added).count("Take row 3 away")) == (200, 1)
    assert not Agreement.objects.exists()
    for _ in range(2):
        made = desk.post(to("new"), typed)

    agreement = Agreement.objects.get()
    assert (made.status_code, made["Location"]) == (302, to("agreement", agreement.public_id))
    said = said_of(Terms.objects.get())
    assert [each["organisation"] for each in said["parties"]] == [str(company.public_id), None]
    assert [(each["amount"], each["currency"]) for each in said["amounts"]] == [("635300000000", "KRW")]


def test_a_refused_form_keeps_what_was_typed_and_says_where(role: LedgerRole) -> None:
    typed = sent(OrganisationFactory(), keeper=str(role.agency.public_id), name_en="", **{"amount-0-amount": "three"})

    answer = browser(role.user).post(to("new"), typed)

    assert answer.status_code == 422
    assert "Amounts: row 1 needs a change." in text(answer)
    assert 'value="three"' in answer.content.decode()
    assert not Agreement.objects.exists()


def test_nobody_writes_into_another_ledger(role: LedgerRole) -> None:
    other = LedgerRoleFactory().agency

    answer = browser(role.user).post(to("new"), sent(OrganisationFactory(), keeper=str(other.public_id)))

    assert answer.status_code == 422
    assert not Agreement.objects.exists()


def test_of_two_who_edit_the_second_sees_what_is_new_and_saves_over_it_only_knowingly(role: LedgerRole) -> None:
    company = OrganisationFactory()
    said = licence_said(company)
    draft = drafted(said, keeper=role.agency)
    quicker = LedgerRoleFactory(agency=role.agency, user__given_name_en="Doyun", user__family_name_en="Lee").user
    desk, page = browser(role.user), to("change", draft.public_id)
    typed = sent(company, name_ko="신약 후보물질", revision="0")
    new = replace(said, name_en="Candidate 8", note_en="Said by the quicker")
    change_draft(agreement_id=draft.pk, revision=0, said=new, by=actor_of(quicker), now=NOW)
    before = said_of(Terms.objects.get())

    late = desk.post(page, {**typed, "party-0-signatory_en": "Kim Haneul"})

    assert late.status_code == 409
    said_there = text(late)
    assert "Doyun Lee changed the draft: subject (English), note (English)" in said_there
    assert "Subject (English) Candidate 8 Candidate 7" in said_there
    assert "Note (English) Said by the quicker –" in said_there
    held = late.content.decode()
    assert ('name="revision" value="1"' in held, 'value="Kim Haneul"' in held, "6,353억 원" in held) == (True,) * 3
    assert said_of(Terms.objects.get()) == before

    assert desk.post(page, {**typed, "revision": "1"}).status_code == 302
    assert Terms.objects.get().name_en == "Candidate 7"


def test_what_was_signed_is_corrected_in_a_new_version_and_shown_beside_the_old(role: LedgerRole) -> None:
    company = OrganisationFactory()
    agreement = signed(licence_said(company, name_en="Candidate 7", name_ko=""), keeper=role.agency)
    desk = browser(role.user)
    typed = sent(company, revision=str(agreement.revision), signed_on="2023-04-26")
    page = to("correct", agreement.public_id)
    right = {**typed, "amount-0-amount": "KRW 635 bn"}

    with time_machine.travel(NOW):
        refused = desk.post(page, right)
        done = desk.post(page, {**right, "reason_en": "The stated value was rounded."})

    assert (refused.status_code, "Say why it is corrected" in text(refused)) == (422, True)
    assert done.status_code == 302
    told = text(desk.get(to("versions", agreement.public_id)))
    assert "Why: The stated value was rounded." in told
    assert "Total value as stated: about KRW 635.3 bn Total value as stated: about KRW 635 bn" in told


def test_a_draft_is_not_corrected_and_what_is_signed_not_changed(role: LedgerRole) -> None:
    draft, done = drafted(keeper=role.agency), signed(keeper=role.agency)
    desk = browser(role.user)

    for name, agreement in (("correct", draft), ("change", done)):
        assert desk.get(to(name, agreement.public_id))["Location"] == to("agreement", agreement.public_id)


def test_an_agreement_goes_its_way_by_plain_forms(role: LedgerRole) -> None:
    draft = drafted(keeper=role.agency)
    desk, page = browser(role.user), to("move", draft.public_id)

    def move(state: str, on: str = "2023-04-26", **more: Any) -> HttpResponse:
        draft.refresh_from_db()
        return desk.post(page, {"state": state, "on": on, "revision": str(draft.revision), **more})

    with time_machine.travel(NOW):
        statuses = [
            move("signed").status_code,
            move("agreed").status_code,
            move("draft").status_code,
            move("agreed").status_code,
            move("signed", "2023-05-01").status_code,
            move("signed").status_code,
            move("cancelled").status_code,
            move("cancelled", note="The licensee withdrew.").status_code,
            move("nonsense").status_code,
        ]

    assert statuses == [422, 302, 302, 302, 422, 302, 422, 302, 404]
    assert list(draft.steps.values_list("state", flat=True)) == [
        "draft",
        "agreed",
        "draft",
        "agreed",
        "signed",
        "cancelled",
    ]


def test_a_slip_is_thrown_away(role: LedgerRole) -> None:
    draft = drafted(keeper=role.agency)

    answer = browser(role.user).post(to("discard", draft.public_id), {"revision": "0"})

    assert (answer["Location"], Agreement.objects.count()) == (to("ledger"), 0)


def test_publication_is_previewed_before_it_is_saved_and_its_hour_is_told_on_both_clocks(role: LedgerRole) -> None:
    company = OrganisationFactory(name_en="Hanbit")
    value = licence_said(company).amounts[0]
    agreement = signed(
        licence_said(company, amounts=(replace(value, amount=Decimal(777_000_000_000)),)), keeper=role.agency
    )
    desk, page = browser(role.user), to("publication", agreement.public_id)
    typed = {"public_from": "2023-05-01T09:00", "zone": "Asia/Seoul", "revision": str(agreement.revision)}

    with time_machine.travel(NOW):
        shown = text(desk.get(page))
        looked = desk.post(page, {**typed, "concealed": ["money"], "do": "look"})
        agreement.refresh_from_db()
        untouched = agreement.public_from
        desk.post(page, {**typed, "concealed": ["money"]})
        kept = text(desk.get(page))

    agreement.refresh_from_db()
    assert ("KRW 777 bn" in shown, "nobody outside sees anything" in shown) == (True, True)
    assert "Preview, not saved" in text(looked)
    assert untouched is None
    assert (agreement.public_from, agreement.concealed) == (datetime(2023, 5, 1, tzinfo=UTC), ["money"])
    assert "777" not in kept
    assert "Monday 1 May 2023 09:00 Seoul 20:00 −1 New York" in kept


def test_an_hour_that_the_clocks_jump_over_is_said_at_its_field(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    typed = {"public_from": "2023-03-12T02:30", "zone": "America/New_York", "revision": str(agreement.revision)}

    answer = browser(role.user).post(to("publication", agreement.public_id), typed)

    assert (answer.status_code, "the clocks jump over it" in text(answer)) == (422, True)


def test_documents_and_obligations_are_kept_from_the_desk(role: LedgerRole) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    company = OrganisationFactory()
    agreement = signed(licence_said(company), keeper=role.agency)
    desk = browser(role.user)
    paper = SimpleUploadedFile("서명본.pdf", b"%PDF-1.4")

    with time_machine.travel(NOW):
        page = to("documents", agreement.public_id)
        refused = desk.post(page, {"file": SimpleUploadedFile("x.pdf", b"%PDF"), "kind": "signed"})
        desk.post(page, {"file": paper, "kind": "signed", "name_ko": "서명본", "is_public": "on"})
        owed = {"name_en": "Report", "owed_by": str(company.public_id), "due_on": "2023-04-01"}
        desk.post(to("obligations", agreement.public_id), owed)
        (held,) = agreement.obligations.all()
        seen = seen_of(held, OWED_SEEN)
        desk.post(to("obligation", agreement.public_id, held.public_id), {**owed, "due_on": "2023-04-02", "seen": seen})
        overdue = text(desk.get(to("agreement", agreement.public_id)))
        page = to("settle", agreement.public_id, held.public_id)
        settled, early = (
            desk.post(page, {"done_on": day, "seen": seen_of(agreement.obligations.get(), SETTLED_SEEN)}, follow=True)
            for day in ("2023-04-20", "2030-01-01")
        )

    assert "Say what the document is called" in text(refused)
    (document,) = agreement.documents.all()
    assert (document.name_ko, document.is_public, document.file.filename) == ("서명본", True, "서명본.pdf")
    assert "due 2 Apr 2023 Overdue" in overdue
    assert "Done on 20 Apr 2023" in text(settled)
    assert "This day has not come yet" in text(early)


def test_the_list_says_what_waits_and_leads_to_it(role: LedgerRole) -> None:
    agreed(licence_said(OrganisationFactory(), name_en="Waiting one"), keeper=role.agency)
    drafted(licence_said(OrganisationFactory(), name_en="Other one"), keeper=role.agency)
    desk = browser(role.user)

    everything = desk.get(to("ledger"))
    waiting = desk.get(to("ledger") + "?waits=signing")

    assert f'href="{to("ledger")}?waits=signing"' in everything.content.decode()
    assert ["Waiting one" in text(each) for each in (everything, waiting)] == [True, True]
    assert ["Other one" in text(each) for each in (everything, waiting)] == [True, False]


@pytest.mark.parametrize("query", ["state=x&kind=y&year=z&field=0&party=no&waits=w&order=o&page=999", "words=%2F%2F"])
def test_nonsense_in_the_address_harms_nothing(query: str, role: LedgerRole) -> None:
    drafted(keeper=role.agency)

    assert browser(role.user).get(f"{to('ledger')}?{query}").status_code == 200


def test_a_list_asks_as_often_for_one_as_for_many(role: LedgerRole) -> None:
    desk, asked = browser(role.user), []
    for _ in range(2):
        for _ in range(3):
            signed(keeper=role.agency)
        desk.get(to("ledger"))
        with CaptureQueriesContext(connection) as queries:
            desk.get(to("ledger"))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_fragment_is_the_list_alone(role: LedgerRole) -> None:
    drafted(keeper=role.agency)

    answer = browser(role.user).get(to("ledger"), headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith('<div id="ledger"')


def test_a_ledger_is_given_and_taken_back(role: LedgerRole) -> None:
    second = UserFactory(email="second@example.com")
    desk, page = browser(role.user), to("ledger_keepers", role.agency.public_id)

    unknown = desk.post(page, {"email": "nobody@example.com"})
    desk.post(page, {"email": "second@example.com"})
    mine = desk.post(to("end_keeping", role.agency.public_id, role.public_id))

    assert (unknown.status_code, "Nobody has signed in with this address yet" in text(unknown)) == (422, True)
    assert list(LedgerRole.objects.values_list("user_id", flat=True)) == [second.pk]
    assert mine["Location"] == reverse("home:onward")


def test_an_administrator_names_the_first_keeper_and_sees_every_ledger() -> None:
    agency, admin = OrganisationFactory(kind="agency"), UserFactory(is_platform_admin=True, language="en")
    desk = browser(admin)

    sent_on = desk.get(to("new"))
    desk.post(to("ledger_keepers", agency.public_id), {"email": admin.email})
    drafted(licence_said(OrganisationFactory(), name_en="Of this ledger"), keeper=agency)

    assert sent_on["Location"] == to("keepers")
    assert LedgerRole.objects.get().agency == agency
    assert "Of this ledger" in text(desk.get(to("ledger")))


def test_who_speaks_for_a_party_reads_its_agreement_and_changes_nothing(role: LedgerRole) -> None:
    company = OrganisationFactory(name_en="Hanbit")
    agreement = signed(licence_said(company, name_en="Candidate 7", name_ko=""), keeper=role.agency)
    drafted(licence_said(company, name_en="Still a draft", name_ko=""), keeper=role.agency)
    speaker = browser(MembershipFactory(organisation=company, role="owner").user)
    member = browser(MembershipFactory(organisation=company, role="member").user)
    profile = reverse("directory:organisation", args=[company.public_id])
    own = reverse("own_agreements:agreement", args=[agreement.public_id])

    assert ["Our agreements" in text(each.get(profile)) for each in (speaker, member, Client())] == [True, False, False]
    listed = text(speaker.get(reverse("own_agreements:agreements")))
    assert ("Candidate 7" in listed, "Still a draft" in listed) == (True, False)
    page = speaker.get(own)
    assert "about KRW 635.3 bn" in text(page)
    assert not re.search(r'<form[^>]*action="[^"]*(?:agreements|ledger)', page.content.decode())
    assert member.get(own).status_code == 404


def test_the_trail_of_an_agreement_is_its_own(role: LedgerRole) -> None:
    agreement = published(keeper=role.agency, since=NOW)
    drafted(keeper=role.agency)

    told = text(browser(role.user).get(to("trail", agreement.public_id)))

    assert "Audit trail 4" in told
    assert "said what of the agreement is public" in told


def test_who_keeps_a_ledger_alone_finds_the_way_to_it(role: LedgerRole) -> None:
    desk = browser(role.user)

    onward = desk.get(reverse("home:onward"))
    menu = desk.get(to("ledger")).content.decode()

    assert onward["Location"] == to("ledger")
    links = [
        f'href="{reverse(name)}"' in menu for name in ("agreements_desk:ledger", "home:desk", "events_desk:forums")
    ]
    assert links == [True, False, False]


def test_an_embargo_ends_to_the_second_on_the_desk_too(role: LedgerRole) -> None:
    agreement = published(keeper=role.agency, since=NOW)
    desk, page = browser(role.user), to("agreement", agreement.public_id)

    said = []
    for moment in (NOW - timedelta(seconds=1), NOW):
        with time_machine.travel(moment, tick=False):
            said.append("Until this hour nobody outside sees" in text(desk.get(page)))

    assert said == [True, False]
    assert agreement.steps.latest("pk").on == date(2023, 4, 26)
