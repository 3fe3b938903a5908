"""Support of rent: worked out once, capped by the database, approved by a second person, and never changed."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.rent import (
    agree_support,
    approve_rent,
    change_support,
    enter_rent,
    forget_in_ledger,
    pay_rent,
    reverse_rent,
    take_back_support,
)
from bridgehead.places.forms.rent import RentForm, SupportForm, TermsForm
from bridgehead.places.models import RentApproval, RentEntry, RentPayment, RentSupport, Tenancy
from bridgehead.places.queries.rent import month_of_company, months_at, rent_kept, supports_at
from bridgehead.places.rules.rent import standing_of, supported_of
from tests.clocks import standing_still
from tests.factories.places import PremisesFactory, desk_of, member_of, room_at

TERMS: dict[str, Any] = {
    "programme_ko": "보스턴 입주 지원사업",
    "programme_en": "Boston support programme",
    "share_percent": 50,
    "currency": "USD",
    "monthly_cap": 60_000,
    "total_cap": 100_000,
    "starts_on": date(2023, 1, 1),
    "ends_on": date(2024, 1, 1),
}
PDF = b"%PDF-1.4 rent"


class House:
    """Premises with two officers, a company with a desk there, and an agreement about its rent."""

    def __init__(self, now: datetime) -> None:
        self.now, self.premises = now, PremisesFactory()
        self.first, self.second = desk_of(self.premises), desk_of(self.premises)
        self.member, self.company, entitlement = member_of(self.premises)
        self.tenancy = Tenancy.objects.create(
            room=room_at(self.premises, kind="desk", name_en="Desk 7"), organisation=self.company,
            entitlement=entitlement, starts_on=date(2023, 1, 1), ends_on=date(2024, 1, 1),
        )  # fmt: skip
        self.support = self.agree(tenancy_id=self.tenancy.pk)

    def agree(self, **said: Any) -> RentSupport:
        told = {"premises_id": self.premises.pk, "organisation_id": self.company.pk, **TERMS, **said}
        return agree_support(by=self.first, now=self.now, **told)

    def enter(self, month: int, invoiced: int, *, by: Actor | None = None, content: bytes = PDF) -> RentEntry:
        return enter_rent(
            support_id=self.support.pk, month=date(2023, month, 1), invoiced=invoiced, note=f"No. {month}",
            invoice=ContentFile(content, name="rent.pdf"), by=by or self.first, now=self.now,
        )  # fmt: skip

    def ledger(self) -> list[tuple[int, int, int, str]]:
        """Return month, rent, support and standing of every entry, as they came."""
        found = RentEntry.objects.select_related("approval__payment", "reversed_by").order_by("pk")
        return [(each.month.month, each.invoiced, each.supported, standing_of(each).value) for each in found]


@pytest.fixture
def house(db: None, now: datetime) -> House:
    return House(now)


def says(deed: Any, **told: Any) -> str:
    """Return the sentence with which a deed is refused."""
    with pytest.raises(Refused) as refusal:
        deed(**told)
    return str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("invoiced", "share", "cap", "left", "supported"),
    [
        (100_000, 50, 60_000, 500_000, 50_000),
        (99_999, 50, 60_000, 500_000, 49_999),
        (200_000, 50, 60_000, 500_000, 60_000),
        (200_000, 50, 60_000, 1_234, 1_234),
        (1, 50, 60_000, 500_000, 0),
        (100_000, 100, 10**15, -5, 0),
    ],
)
def test_supported_is_the_share_and_no_more_than_is_left(
    invoiced: int, share: int, cap: int, left: int, supported: int
) -> None:
    assert supported_of(invoiced, share_percent=share, monthly_cap=cap, left_in_all=left) == supported


def test_what_is_typed_is_read_or_said_to_be_wrong() -> None:
    support = RentSupport(**TERMS)
    terms = {"programme_en": "P", "share_percent": "50", "monthly_cap": "1,200.50", "total_cap": "150만"}
    agreed = {**terms, "currency": "usd", "first_month": "2023-01", "last_month": "2023-12", "token": ""}

    def rent(**typed: str) -> dict[str, Any]:
        given = {"invoice": SimpleUploadedFile("rent.pdf", PDF)}
        form = RentForm({"month": "2023-04", "invoiced": "1,000", **typed}, given, support=support)
        return {"invoiced": form.told()["invoiced"]} if form.is_valid() else dict(form.errors)

    assert rent(invoiced="1,000.5 USD") == {"invoiced": 100_050}
    assert [rent(invoiced=typed) for typed in ("0", "-5", "KRW 5", "1.005", "9" * 15, "one", "")] == [
        {"invoiced": ["An amount is more than nothing."]},
        {"invoiced": ["An amount is more than nothing."]},
        {"invoiced": ["All amounts of this agreement are in USD, and this one is typed in KRW."]},
        {"invoiced": ["USD has no more than 2 digits after the point."]},
        {"invoiced": ["This amount is larger than any rent."]},
        {"invoiced": ["“one” is no amount. Expected, for example, 1,200.50 or 150만."]},
        {"invoiced": ["Please fill this in."]},
    ]
    assert rent(month="April") == {"month": ["A month was expected, for example 2023-04."]}
    changed = TermsForm({**terms, "last_month": "2023-12"}, support=support)
    assert changed.is_valid()
    assert changed.told() == {
        "programme_ko": "", "programme_en": "P", "share_percent": 50, "monthly_cap": 120_050, "total_cap": 150_000_000,
        "ends_on": date(2024, 1, 1),
    }  # fmt: skip
    elsewhere = {**agreed, "organisation": "A", "elsewhere": "Lab Street 1"}
    assert SupportForm(elsewhere, tenancies=[]).is_valid()
    wrong = [{**elsewhere, "currency": "ABC"}, {**elsewhere, "elsewhere": ""}, agreed]
    assert [dict(SupportForm(typed, tenancies=[]).errors) for typed in wrong] == [
        {"currency": ["A currency is three letters, for example KRW or USD."]},
        {"elsewhere": ["Choose a tenancy, or name an organisation and its premises elsewhere."]},
        {"organisation": ["Choose a tenancy, or name an organisation and its premises elsewhere."]},
    ]


def test_rents_are_entered_approved_paid_and_reversed(house: House) -> None:
    first, second, now = house.first, house.second, house.now
    january = house.enter(1, 100_000)
    assert says(house.enter, month=1, invoiced=1_000) == "The rent of this month is entered already. Reverse it first."
    outside = {"support_id": house.support.pk, "month": date(2024, 1, 1), "invoiced": 1_000, "by": first, "now": now}
    invoice = ContentFile(PDF, name="rent.pdf")
    assert says(enter_rent, invoice=invoice, **outside) == "This month is not one of the agreement."
    assert says(house.enter, month=2, invoiced=1) == "Of so small a rent nothing is supported."
    assert says(house.enter, month=2, invoiced=1_000, content=b"MZ\x90") == (
        "An invoice is brought as a PDF file or as a PNG or JPEG image."
    )
    deed: dict[str, Any] = {"entry_id": january.pk, "now": now}
    assert says(pay_rent, paid_on=date(2023, 4, 1), by=second, **deed) == "Only what has been approved is paid."
    assert says(approve_rent, by=first, **deed) == (
        "You entered it yourself; somebody else of the venue staff approves it."
    )
    assert says(approve_rent, by=house.member, **deed) == "Only the venue staff of these premises can do that."
    approve_rent(by=second, **deed)
    approve_rent(by=second, **deed)
    assert says(pay_rent, paid_on=date(2024, 1, 1), by=first, **deed) == (
        "This day is yet to come; note the payment once it is made."
    )
    pay_rent(paid_on=date(2023, 4, 3), by=first, **deed)
    pay_rent(paid_on=date(2023, 4, 4), by=first, **deed)
    house.enter(2, 500_000)
    assert says(house.enter, month=3, invoiced=1_000) == (
        "All that was agreed is supported already; nothing is left of it."
    )
    assert says(reverse_rent, note=" ", by=second, **deed) == "Say why it is reversed."
    reversal = reverse_rent(note="Wrong room", by=second, **deed)
    assert reverse_rent(note="Again", by=second, **deed) == reversal
    assert says(reverse_rent, entry_id=reversal.pk, note="Back", by=second, now=now) == (
        "A reversal is not reversed; enter the rent again."
    )
    house.enter(1, 80_000, by=second)
    assert house.ledger() == [
        (1, 100_000, 50_000, "reversed"),
        (2, 500_000, 50_000, "entered"),
        (1, -100_000, -50_000, "reversal"),
        (1, 80_000, 40_000, "entered"),
    ]
    assert [(each.spent, each.open) for each in supports_at(house.premises)] == [(90_000, 2)]  # type: ignore[attr-defined]  # counted
    found = [month_of_company(each) for each in months_at(house.premises)]
    assert [
        (each.month.month, each.invoiced, each.supported, each.approved, each.paid, each.paid_in_vain) for each in found
    ] == [(2, 500_000, 50_000, 0, 0, 0), (1, 80_000, 40_000, 0, 0, 50_000)]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "places.support_agreed", "places.rent_entered", "places.rent_approved", "places.rent_paid",
        "places.rent_entered", "places.rent_reversed", "places.rent_entered",
    ]  # fmt: skip
    user_id, entered = first.person_id, str(january.public_id)
    assert (rent_kept(user_id)["entered"][0], rent_kept(user_id)["noted_as_paid"]) == (entered, [entered])
    forget_in_ledger(user_id, now)
    forget_in_ledger(second.person_id, now)
    assert [rent_kept(each.person_id) for each in (first, second)] == [
        {"entered": [], "approved": [], "noted_as_paid": []}
    ] * 2


def test_agreement_is_changed_within_its_ledger_and_taken_back_before_it(house: House) -> None:
    now, terms = house.now, {key: TERMS[key] for key in TERMS if key not in {"currency", "starts_on"}}
    told: dict[str, Any] = {"support_id": house.support.pk, "by": house.first, "now": now}
    other = house.agree(elsewhere="Lab Street 1", idempotency_key="once")
    assert house.agree(elsewhere="Lab Street 1", idempotency_key="once") == other
    take_back_support(support_id=other.pk, by=house.second, now=now)
    assert RentSupport.objects.get() == house.support
    stranger = member_of(house.premises)[1]
    assert says(house.agree, tenancy_id=house.tenancy.pk, organisation_id=stranger.pk) == (
        "This tenancy is another organisation's."
    )
    house.enter(4, 100_000)

    assert (
        says(take_back_support, **told) == "Rents are entered under this agreement. End it by its last month instead."
    )
    refused = "More than that, or a later month, stands in the ledger already."
    assert says(change_support, **told, **{**terms, "monthly_cap": 49_999}) == refused
    assert says(change_support, **told, **{**terms, "ends_on": date(2023, 4, 1)}) == refused
    change_support(**told, **{**terms, "monthly_cap": 50_000, "ends_on": date(2023, 5, 1)})
    house.support.refresh_from_db()
    assert (house.support.monthly_cap, house.support.last_month) == (50_000, date(2023, 4, 1))


def test_database_itself_keeps_the_ledger(house: House) -> None:
    entry = house.enter(4, 100_000)
    said: dict[str, Any] = {"support": house.support, "invoice": entry.invoice}
    april, may = date(2023, 4, 1), date(2023, 5, 1)
    back = {"support": house.support, "reverses": entry, "note": "Why", "month": april}
    approve_rent(entry_id=entry.pk, by=house.second, now=house.now)
    other = house.enter(6, 20_000)
    refused = [
        lambda: RentEntry.objects.create(month=may, invoiced=90_000, supported=60_001, **said),
        lambda: RentEntry.objects.create(month=may, invoiced=90_000, supported=50_000, **said),
        lambda: RentEntry.objects.create(month=april, invoiced=100, supported=50, **said),
        lambda: RentEntry.objects.create(month=date(2023, 5, 2), invoiced=100, supported=50, **said),
        lambda: RentEntry.objects.create(month=date(2024, 1, 1), invoiced=100, supported=50, **said),
        lambda: RentEntry.objects.create(month=may, invoiced=-100, supported=-50, **said),
        lambda: RentEntry.objects.create(invoiced=-100_000, supported=-1, **back),
        lambda: RentEntry.objects.filter(pk=entry.pk).update(supported=1),
        lambda: RentEntry.objects.filter(pk=entry.pk).update(note="Another"),
        other.delete,
        lambda: RentApproval.objects.update(approved_at=house.now),
        lambda: RentApproval.objects.get().delete(),
        lambda: RentApproval.objects.create(entry=other, approved_by=other.entered_by, approved_at=house.now),
        lambda: RentSupport.objects.update(total_cap=59_999, monthly_cap=59_999),
    ]

    answers = []
    for write in refused:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    write()
                answers.append("written")
            except IntegrityError as refusal:
                answers.append("guarded" if "guard rent" in str(refusal) else "constrained")

    assert answers == ["guarded"] * 5 + ["constrained"] + ["guarded"] * 8
    assert (RentEntry.objects.count(), RentPayment.objects.count()) == (2, 0)


def browser(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_desk_and_company_read_it_and_nobody_else(house: House, now: datetime) -> None:
    desk = f"/en/desk/premises/{house.premises.public_id}/rent/"
    page = f"{desk}{house.support.public_id}/"
    typed = {"month": "2023-04", "invoiced": "USD 1,000", "note": "=1+1"}
    rival = member_of(house.premises)[0]
    with standing_still(now):
        officer, second, company, other = map(browser, (house.first, house.second, house.member, rival))
        hostile = SimpleUploadedFile("../rent.pdf.exe", b"MZ\x90 hostile")
        refused = officer.post(page, {**typed, "invoice": hostile})
        assert (refused.status_code, "An invoice is brought as a PDF file" in refused.text) == (422, True)
        assert "This month is not one of the agreement." in (
            officer.post(page, {**typed, "month": "2025-04", "invoice": SimpleUploadedFile("r.pdf", PDF)}).text
        )
        assert officer.post(page, {**typed, "invoice": SimpleUploadedFile("../r\u202e.pdf", PDF)}).status_code == 302
        entry = RentEntry.objects.get()
        assert "Somebody else approves it." in officer.get(page).text
        assert second.post(f"{page}{entry.public_id}/approve/").status_code == 302
        assert second.post(f"{page}{entry.public_id}/pay/", {"paid_on": "never"}).status_code == 403
        assert second.post(f"{page}{entry.public_id}/pay/", {"paid_on": "2023-04-25"}).status_code == 302
        served = company.get(f"/en/premises/rent/{entry.public_id}/invoice/")
        assert (b"".join(served.streaming_content), served["Content-Disposition"]) == (  # type: ignore[attr-defined]  # a FileResponse streams in order
            PDF,
            'attachment; filename="r.pdf"',
        )
        own, board = company.get("/en/premises/rent/").text, company.get(f"/en/premises/{house.premises.public_id}/")
        assert [word in own for word in ("USD 500", "Desk 7", "April 2023", "25 Apr 2023")] == [True] * 4
        assert "USD 500 supported" in " ".join(
            board.text.replace('<span class="money">', "").replace("</span>", "").split()
        )
        sheet = officer.get(f"{desk}sheets/ledger/csv/").content.decode("utf-8-sig")
        months = officer.get(f"{desk}sheets/months/csv/").content.decode("utf-8-sig")
        named = ["2023-04", house.company.name_ko, house.company.name_en]
        paying = [TERMS["programme_ko"], TERMS["programme_en"]]
        assert list(csv.reader(io.StringIO(sheet)))[1:] == [
            [*named, *paying, "Desk 7", "USD", "1000.00", "500.00", "", "paid", "2023-04-25", "'=1+1"]
        ]
        assert list(csv.reader(io.StringIO(months)))[1:] == [
            [*named, "USD", "1000.00", "500.00", "500.00", "500.00", "0.00"]
        ]
        closed = [page, f"{desk}months/", f"/en/premises/rent/{entry.public_id}/invoice/"]
        assert [other.get(each).status_code for each in closed] == [404] * 3
        shown = other.get("/en/premises/rent/").text + other.get(f"/en/premises/{house.premises.public_id}/").text
        assert [word in shown for word in ("USD", "Rents and invoices", house.company.name_en)] == [False] * 3
        assert "No rent is supported yet" in shown
