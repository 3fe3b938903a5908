"""What an article can begin with: a public agreement in plain words of one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, AgreementKind, Amount
from bridgehead.agreements.queries.public import PublicAgreement, public_agreements, shown_to_all, with_what_is_shown
from bridgehead.foundation.bilingual import wording
from bridgehead.newsroom.queries.choices import AGREEMENTS
from bridgehead.web.formats import format_day
from bridgehead.web.readings import Reading, read_money


@dataclass(frozen=True, slots=True)
class ToldAmount:
    """An amount of a record in words: what stands around the number, and the number itself."""

    amount: Amount
    reading: Reading


@dataclass(frozen=True, slots=True)
class Telling:
    """An agreement told in one language: a headline, a paragraph, and the amounts in it in their order."""

    headline: str
    paragraph: str
    amounts: Sequence[ToldAmount]


def agreements_to_tell(actor: Actor, words: str, now: datetime) -> QuerySet[Agreement]:
    """Return the public agreements that are found by words, the latest signed first."""
    found: QuerySet[Agreement] = AGREEMENTS.found(actor, words, now)  # type: ignore[assignment]  # of agreements it is one
    return found.filter(pk__in=public_agreements(now).values("pk"))


def shown_by_key(agreements: Sequence[Agreement], now: datetime) -> list[PublicAgreement]:
    """Return agreements of a page as anybody may see them, in their order."""
    keys = [each.pk for each in agreements]
    found = {each.pk: each for each in with_what_is_shown(public_agreements(now).filter(pk__in=keys))}
    return [shown_to_all(found[pk]) for pk in keys if pk in found]


def agreement_to_tell(public_id: UUID, now: datetime) -> tuple[Agreement, PublicAgreement]:
    """Return a public agreement, to be tied, and what anybody may know of it, to be told; else a 404."""
    found = with_what_is_shown(public_agreements(now)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found, shown_to_all(found)


def telling_of(agreement: PublicAgreement, language: str) -> Telling:
    """Return what anybody may know of an agreement as a headline and a paragraph in a language."""
    with override(language):
        names = [_name(each.organisation, language) for each in agreement.parties]
        kind = _signed_what(agreement.kind)
        day = format_day(agreement.signed_on, language)
        headline = _("%(parties)s sign %(kind)s") % {"parties": _joined(names, is_short=True), "kind": kind}
        told = {"parties": _joined(names), "kind": kind, "day": day}
        sentences = [
            pgettext("two parties", "%(parties)s signed %(kind)s on %(day)s.") % told
            if len(names) == 2
            else pgettext("several parties", "%(parties)s signed %(kind)s on %(day)s.") % told
        ]
        subject = wording(agreement, "name", language).text
        if subject:
            sentences.append(_("Its subject: %(subject)s.") % {"subject": subject})
        amounts = [one for each in agreement.amounts if (one := _told_amount(each, language)) is not None]
        if amounts:
            shaped = [f"{each.amount.get_component_display()} {each.reading}" for each in amounts]
            sentences.append(_("The ledger records: %(amounts)s.") % {"amounts": ", ".join(shaped)})
        return Telling(capfirst(headline), capfirst(" ".join(sentences)), amounts)


def _name(organisation: object, language: str) -> str:
    return wording(organisation, "name", language).text if organisation else _("an undisclosed party")


def _joined(names: Sequence[str], *, is_short: bool = False) -> str:
    """Names in a row, as the language of the sentence joins them."""
    if len(names) < 2:
        return "".join(names)
    first, last = ", ".join(names[:-1]), names[-1]
    if is_short:
        return pgettext("names in a headline", "%(first)s and %(last)s") % {"first": first, "last": last}
    return pgettext("names in a sentence", "%(first)s and %(last)s") % {"first": first, "last": last}


def _signed_what(kind: str) -> str:
    return {
        AgreementKind.LICENCE_OUT: pgettext("signed: rights go out", "a licence agreement"),
        AgreementKind.LICENCE_IN: pgettext("signed: rights come in", "a licence agreement"),
        AgreementKind.MOU: pgettext("signed", "a memorandum of understanding"),
        AgreementKind.SUPPLY: pgettext("signed", "a supply contract"),
        AgreementKind.INVESTMENT: pgettext("signed", "an investment contract"),
        AgreementKind.JOINT_RESEARCH: pgettext("signed", "a joint research contract"),
        AgreementKind.SERVICE: pgettext("signed", "a service contract"),
    }.get(AgreementKind(kind), pgettext("signed", "an agreement"))


def _told_amount(amount: Amount, language: str) -> ToldAmount | None:
    """Return an amount in words; a range from its lower to its upper end. None for what is no money."""
    low, high = amount.money, amount.money_to
    if low is None:
        return None
    first = read_money(low.amount, low.currency, low.exactness.value, language)
    if high is None:
        return ToldAmount(amount, first)
    second = read_money(high.amount, high.currency, high.exactness.value, language)
    return ToldAmount(amount, Reading(first.before, f"{first.figure} – {second.figure}", first.after))
