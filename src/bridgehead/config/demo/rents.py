"""The sample's support of a rent: one month paid after a mistake was reversed, and one that waits for approval."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import SYSTEM, actor_for
from bridgehead.config.demo.files import Tree, pair
from bridgehead.config.demo.queries import sample_delegate, sample_officer
from bridgehead.places.actions.rent import agree_support, approve_rent, enter_rent, pay_rent, reverse_rent
from bridgehead.places.models import Premises, Tenancy
from bridgehead.web.printing import pdf_file


def support_rent(told: Tree, house: Premises, today: date, now: datetime) -> None:
    """Support the rent of the tenant as whose delegate a visitor may enter; what came last waits for the officer."""
    tenancy = Tenancy.objects.filter(
        room__floor__premises=house, organisation__memberships__user=sample_delegate(), organisation__is_sample=True
    ).earliest("pk")
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    support = agree_support(
        premises_id=house.pk, organisation_id=tenancy.organisation_id, tenancy_id=tenancy.pk,
        **pair("programme", told["payer"]), share_percent=told["share_percent"], currency=told["currency"],
        monthly_cap=told["monthly_cap"], total_cap=told["total_cap"], starts_on=last_month,
        ends_on=last_month.replace(year=last_month.year + 1), by=SYSTEM, now=now,
    )  # fmt: skip
    officer, printed = actor_for(sample_officer()), _printed(told["invoice"], now)

    def enter(month: date, said: Tree) -> int:
        invoice = ContentFile(printed, name=f"rent-{month:%Y-%m}.pdf")
        return enter_rent(
            support_id=support.pk, month=month, invoiced=said["invoiced"], note=said["note"], invoice=invoice,
            by=SYSTEM, now=now,
        ).pk  # fmt: skip

    mistaken = enter(last_month, told["mistaken"])
    reverse_rent(entry_id=mistaken, note=told["mistaken"]["why"], by=SYSTEM, now=now)
    last, this = told["invoices"]
    paid = enter(last_month, last)
    approve_rent(entry_id=paid, by=officer, now=now)
    pay_rent(entry_id=paid, paid_on=this_month, by=officer, now=now)
    enter(this_month, this)


def _printed(told: Tree, now: datetime) -> bytes:
    """The invoice, its head in Korean; it says no more than that it is a sample."""
    values = {
        "kicker": told["note"]["ko"],
        "lead": {"text": told["name"]["en"], "language": "en"},
        "note": {"text": told["note"]["en"], "language": "en"},
        "parties": [],
        "clauses": [],
    }
    return pdf_file("demo/print/paper.typ", values, title=told["name"]["ko"], language="ko", made_at=now)
