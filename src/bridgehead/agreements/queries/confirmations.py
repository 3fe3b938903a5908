"""What a party is asked and has answered: as it may see it through its link, and as the keepers of the ledger do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.models import User
from bridgehead.agreements.models import (
    Agreement,
    AgreementKind,
    Confirmation,
    Party,
    Terms,
    Verdict,
)
from bridgehead.agreements.queries.questions import Side
from bridgehead.agreements.rules import Standing, is_asked, is_signed, side_said, standing_of
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bilingual import wording


@dataclass(frozen=True, slots=True)
class PartyShown:
    """A party as another one may know it: without a name where it is not disclosed, and then without its signatory."""

    organisation: Organisation | None
    country: str
    role: str
    signatory: str
    signatory_title: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class AskedField:
    """One part of the terms that a party says is right or not.

    ``kind`` says what ``value`` is: text (the Terms, whose name it is), choice (an ``AgreementKind``), day, places
    (codes), party (``PartyShown``) or amount.
    """

    key: str
    label: str
    kind: str
    value: Any


class ConfirmingSide(Side[Confirmation]):
    """One party with the questions whether the terms are right."""

    @property
    def may_be_asked(self) -> bool:
        """Whether a question makes sense now: none is open, and the party has not confirmed these terms."""
        confirmed = self.answered is not None and self.answered.verdict == Verdict.CONFIRMED
        return self.open is None and not confirmed


def known_fields(terms: Terms, *, viewer: Party | None) -> list[AskedField]:
    """Return the parts of terms by which an agreement is known: kind, subject, day and parties.

    As a party may see them; the keepers see all of it. Read parties (with ``organisation``) with the terms.
    """
    found = [
        AskedField("kind", _("Kind of agreement"), "choice", terms.kind),
        AskedField("subject", _("Subject"), "text", terms),
        AskedField("signed_on", _("Day of signing"), "day", terms.signed_on),
    ]
    for party in terms.parties.all():
        shown = _shown(party, viewer)
        found.append(AskedField(f"party-{party.order}", _party_label(party, shown, viewer), "party", shown))
    return found


def asked_fields(terms: Terms, *, viewer: Party | None) -> list[AskedField]:
    """Return the parts of terms that a party is asked about, as that party may see them; the keepers see all of it.

    Read parties (with ``organisation``) and amounts with the terms. What is not in the terms is not in here.
    """
    found = known_fields(terms, viewer=viewer)
    found += [
        AskedField(f"amount-{each.order}", each.get_component_display(), "amount", each) for each in terms.amounts.all()
    ]
    if terms.territory:
        found.append(AskedField("territory", _("Territory"), "places", terms.territory))
    days = (("effective_on", _("In force from")), ("ends_on", _("In force until")))
    found += [AskedField(key, label, "day", getattr(terms, key)) for key, label in days if getattr(terms, key)]
    return found


def _shown(party: Party, viewer: Party | None) -> PartyShown:
    is_own = viewer is not None and party.pk == viewer.pk
    is_named = viewer is None or is_own or party.is_disclosed
    named = party.organisation if is_named else None
    return PartyShown(
        organisation=named,
        country=named.country if named else party.country,
        role=party.get_role_display(),
        signatory=wording(party, "signatory").text if is_named else "",
        signatory_title=wording(party, "signatory_title").text if is_named else "",
        is_own=is_own,
    )


def _party_label(party: Party, shown: PartyShown, viewer: Party | None) -> str:
    if viewer is None:
        return _("Party %(number)s") % {"number": party.order}
    return _("Your side") if shown.is_own else _("Other side")


# --- For the keepers -------------------------------------------------------------------------------------------------


def with_confirmations(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Read with the agreements what their parties answered: one more query for any number of them.

    Goes with ``ledger.with_terms``; ``standing`` then asks for nothing.
    """
    said = Confirmation.objects.only("party_id", "state", "verdict").order_by("created_at", "pk")
    return agreements.prefetch_related(Prefetch("current__parties__confirmations", said))


def standing(agreement: Agreement) -> Standing | None:
    """Return how far an agreement is confirmed by its parties; None for what is not signed: nobody is asked of it."""
    if agreement.current is None or not is_signed(agreement.state):
        return None
    asked = [each for each in agreement.current.parties.all() if is_asked(each.role)]
    return standing_of([side_said((one.state, one.verdict) for one in each.confirmations.all()) for each in asked])


def sides_of(agreement: Agreement) -> list[ConfirmingSide]:
    """Return who is asked about the terms that hold, with everything that was asked and answered."""
    parties = Party.objects.filter(terms=agreement.current_id).select_related("organisation")
    asked = parties.prefetch_related(
        Prefetch("confirmations", Confirmation.objects.select_related("asked_by").order_by("created_at", "pk"))
    )
    return [ConfirmingSide(each, list(each.confirmations.all())) for each in asked if is_asked(each.role)]


def earlier_answers(agreement: Agreement) -> list[Confirmation]:
    """Return what was asked about earlier versions, the newest first."""
    questions = Confirmation.objects.filter(party__terms__agreement=agreement)
    earlier = questions.exclude(party__terms=agreement.current_id)
    return list(earlier.select_related("party__organisation", "party__terms").order_by("-created_at", "-pk"))


def question_of(agreement: Agreement, public_id: Any) -> Confirmation | None:
    """Return one question about an agreement; the caller has checked that the person keeps its ledger."""
    return Confirmation.objects.filter(party__terms__agreement=agreement, public_id=public_id).first()


def said_otherwise(sides: Collection[ConfirmingSide]) -> dict[str, list[tuple[Party, str]]]:
    """Return by part of the terms who says that it is not right, and what it should be; by the last answers."""
    found: dict[str, list[tuple[Party, str]]] = {}
    for side in sides:
        for key, should_be in (side.answered.said if side.answered else {}).items():
            if should_be:
                found.setdefault(key, []).append((side.party, should_be))
    return found


def keepers_told(agency_id: int) -> list[User]:
    """Return who keeps the ledger of an agency at this moment and can read mail."""
    keepers = User.objects.filter(is_active=True, ledger_roles__agency=agency_id)
    return list(keepers.order_by("pk"))


def kinds_said() -> list[tuple[str, str]]:
    """Return the kinds of agreement as a party knows them: in or out is how the agency sees a licence."""
    licences = {AgreementKind.LICENCE_OUT, AgreementKind.LICENCE_IN}
    others = [(kind.value, str(kind.label)) for kind in AgreementKind if kind not in licences]
    return [*((each.value, _("licence agreement")) for each in sorted(licences)), *others]


def as_day(should_be: str) -> date | None:
    """Return the day that a party says a day should be."""
    try:
        return date.fromisoformat(should_be)
    except ValueError:
        return None
