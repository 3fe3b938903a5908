"""What is signed at a forum, as whoever prepares the ceremony may read it, and as anybody may.

Who runs a forum does not thereby read the ledger: of an agreement of another ledger they see that it has its place, and
what anybody may see of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, AgreementState, Party
from bridgehead.agreements.queries.ledger import ledger
from bridgehead.agreements.queries.public import (
    PublicAgreement,
    public_agreements,
    shown_once_signed,
    shown_to_all,
    with_what_is_shown,
)
from bridgehead.agreements.rules import SIGNED_STATES, is_signed, keeps_a_ledger
from bridgehead.events.models import CheckItem, Forum, ForumSession, Part, SessionKind, Side, SigningItem

#: To choose from while adding; whoever has more finds the rest once some have been added.
MOST_TO_ADD = 200


@dataclass(frozen=True, slots=True)
class Signing:
    """One signing in its place, as far as the reader may know it.

    ``agreement`` is there for those who keep its ledger. ``announced`` is what may be said aloud and printed for the
    guests, None where nothing may; ``article`` what the press may write from the hour in it on. What no longer
    ``stands`` (called off, or back in draft) has no number, no time, and a place on no paper. That alone is
    told of an agreement of another ledger too, or whoever runs the ceremony would call it to the table.
    """

    item: SigningItem
    number: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    agreement: Agreement | None
    announced: PublicAgreement | None
    article: PublicAgreement | None
    stands: bool

    @property
    def parties(self) -> Sequence[Party]:
        """The parties in their order, for those who keep the ledger."""
        terms = self.agreement.current if self.agreement else None
        return [] if terms is None else list(terms.parties.all())

    @property
    def is_signed(self) -> bool:
        """Whether the reader may know that it is signed."""
        return self.announced is not None if self.agreement is None else is_signed(self.agreement.state)

    @property
    def is_confidential(self) -> bool:
        """Whether nobody learns who its parties are but themselves, and those who keep its ledger."""
        return self.agreement is not None and self.agreement.is_confidential


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits on which half of the table, as the audience sees it."""

    left: Sequence[Party]
    right: Sequence[Party]


@dataclass(frozen=True, slots=True)
class Missing:
    """What the ledger does not say yet of whoever signs for a party: fields of the party."""

    signing: Signing
    party: Party
    fields: Sequence[str]


_SAID_OF_SIGNATORY = ("signatory_ko", "signatory_en", "signatory_title_ko", "signatory_title_en")


def signing_sessions(forum: Forum) -> QuerySet[ForumSession]:
    """Return the sessions in which agreements are signed, in the order of the agenda."""
    found = ForumSession.objects.filter(part__forum=forum, kind=SessionKind.SIGNING)
    return found.order_by("part__number", "order")


def all_signing_sessions(forum_ids: Sequence[int]) -> list[ForumSession]:
    """Return the sessions of several forums in which agreements are signed, in the order of each agenda."""
    found = ForumSession.objects.filter(part__forum__in=forum_ids, kind=SessionKind.SIGNING).select_related("part")
    return list(found.order_by("part__number", "order"))


def signing_session_or_404(forum: Forum, public_id: UUID) -> ForumSession:
    """Return a signing session of a forum that the actor was found to run."""
    found = signing_sessions(forum).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def signing_item_or_404(session: ForumSession, public_id: UUID) -> SigningItem:
    """Return one signing of a session, for its forum's officer."""
    found = session.signing_items.filter(public_id=public_id).select_related("agreement").first()
    if found is None:
        raise Http404
    return found


def kept_signing_item_or_404(actor: Actor, session: ForumSession, public_id: UUID) -> SigningItem:
    """Return one signing whose agreement's ledger the actor keeps; of another there is nothing to change."""
    item = signing_item_or_404(session, public_id)
    if not ledger(actor).filter(pk=item.agreement_id).exists():
        raise Http404
    return item


def check_item_or_404(session: ForumSession, public_id: UUID) -> CheckItem:
    """Return one thing of the checklist of a session."""
    found = session.check_items.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def checklist(session: ForumSession) -> list[CheckItem]:
    """Return what must be ready, with who has ticked it."""
    return list(session.check_items.select_related("ticked_by").order_by("order"))


def running_order(actor: Actor, forum: Forum, session: ForumSession, now: datetime) -> list[Signing]:
    """Return what is signed in a session, as far as an officer of the forum may know it; ten queries at most."""
    items = list(session.signing_items.select_related("agreement").order_by("order"))
    wanted = [each.agreement_id for each in items]
    kept = (
        {each.pk: each for each in with_what_is_shown(ledger(actor).filter(pk__in=wanted))}
        if keeps_a_ledger(actor)
        else {}
    )
    public = {
        each.pk: each for each in with_what_is_shown(public_agreements(now).filter(pk__in=set(wanted) - set(kept)))
    }
    # The day of the signing at the forum's place.
    day = (session.starts_at or forum.starts_at).astimezone(ZoneInfo(forum.zone)).date()
    numbers = accumulate(int(_stands(each.agreement)) for each in items)
    return [
        _signing(item, number, session, day=day, now=now, kept=kept.get(item.agreement_id), public=public)
        if _stands(item.agreement)
        else Signing(item, None, None, None, kept.get(item.agreement_id), None, None, stands=False)
        for number, item in zip(numbers, items, strict=True)
    ]


def still_signed(signings: Iterable[Signing]) -> list[Signing]:
    """Return the signings without those that were called off, or went back to a draft: what papers are made of."""
    return [each for each in signings if each.stands]


def public_signings(parts: Iterable[Part], now: datetime) -> dict[int, list[PublicAgreement]]:
    """Return, by session, what anybody may see to be signed in it, in the running order; none before its hour."""
    sessions = [each.pk for part in parts for each in part.sessions.all() if each.kind == SessionKind.SIGNING]
    if not sessions:
        return {}
    items = SigningItem.objects.filter(session__in=sessions, agreement__in=public_agreements(now)).order_by("order")
    placed = list(items.values_list("session_id", "agreement_id"))
    found = {
        each.pk: each for each in with_what_is_shown(Agreement.objects.filter(pk__in=[pk for _session, pk in placed]))
    }
    shown: dict[int, list[PublicAgreement]] = {}
    for session, agreement in placed:
        shown.setdefault(session, []).append(shown_to_all(found[agreement]))
    return shown


def agreements_to_add(actor: Actor, forum: Forum) -> list[Agreement]:
    """Return what the actor can put on the running order: agreed, or signed on the forum's days, and not on it yet."""
    first = forum.starts_at.astimezone(ZoneInfo(forum.zone)).date()
    last = (forum.ends_at or forum.starts_at).astimezone(ZoneInfo(forum.zone)).date()
    signed = Q(state__in=SIGNED_STATES, current__signed_on__gte=first, current__signed_on__lte=last)
    ready = ledger(actor).filter(Q(state=AgreementState.AGREED) | signed).exclude(signing_items__forum=forum)
    found = ready.select_related("current").prefetch_related("current__parties__organisation")
    return list(found.order_by("-changed_at", "-pk")[:MOST_TO_ADD])


def agreement_to_add_or_404(actor: Actor, public_id: UUID) -> Agreement:
    """Return an agreement of a ledger that the actor keeps."""
    found = ledger(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def seats(signing: Signing) -> Seats:
    """Return who sits where: the first half of the parties on the side that was chosen, in their order."""
    parties = list(signing.parties)
    half = (len(parties) + 1) // 2
    first, rest = parties[:half], parties[half:]
    return Seats(first, rest) if signing.item.first_side == Side.LEFT else Seats(rest, first)


def missing_signatories(signings: Iterable[Signing]) -> list[Missing]:
    """Return for which parties the ledger does not name who signs, with the title, in both scripts."""
    found = []
    for signing in still_signed(signings):
        for party in signing.parties:
            fields = [field for field in _SAID_OF_SIGNATORY if not getattr(party, field)]
            if fields:
                found.append(Missing(signing, party, fields))
    return found


def overrun(session: ForumSession, signings: Sequence[Signing]) -> datetime | None:
    """Return when the last signing ends where that is after the session does; None where all fit."""
    last = max((each.ends_at for each in signings if each.ends_at), default=None)
    return last if last and session.ends_at and last > session.ends_at else None


def changed_at(forum: Forum, signings: Iterable[Signing]) -> datetime:
    """Return when anything that a printed page tells was last changed."""
    return max([forum.changed_at, *(each.agreement.changed_at for each in signings if each.agreement is not None)])


def _signing(
    item: SigningItem,
    number: int,
    session: ForumSession,
    *,
    day: date,
    now: datetime,
    kept: Agreement | None,
    public: dict[int, Agreement],
) -> Signing:
    length = timedelta(minutes=session.minutes_each)
    starts_at = session.starts_at + (number - 1) * length if session.starts_at else None
    ends_at = starts_at + length if starts_at else None
    if kept is None:
        shown = shown_to_all(public[item.agreement_id]) if item.agreement_id in public else None
        return Signing(item, number, starts_at, ends_at, None, shown, shown, stands=True)
    announced = _announced(item, kept, day=day, at=max(starts_at or now, now))
    return Signing(item, number, starts_at, ends_at, kept, announced, _article(kept, day=day), stands=True)


def _announced(item: SigningItem, agreement: Agreement, *, day: date, at: datetime) -> PublicAgreement | None:
    """What may be said of it at the ceremony: nothing confidential, and nothing before its hour.

    The hour is that of the ledger; where it names none, the ceremony itself, if the officer has said so. What is
    concealed stays so.
    """
    if agreement.is_confidential:
        return None
    hour = agreement.public_from or (at if item.is_its_hour else None)
    if hour is None or hour > at:
        return None
    return shown_once_signed(agreement, signed_on=day, public_from=hour)


def _article(agreement: Agreement, *, day: date) -> PublicAgreement | None:
    """What anybody will see of it: nothing of what is confidential, or has no hour yet."""
    if agreement.is_confidential or agreement.public_from is None:
        return None
    return shown_once_signed(agreement, signed_on=day, public_from=agreement.public_from)


def _stands(agreement: Agreement) -> bool:
    return agreement.state == AgreementState.AGREED or is_signed(agreement.state)
