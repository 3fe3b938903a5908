"""The signing at a forum: what is signed in which order, what must be ready, and that it was signed."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import held_agreement
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.states import sign_agreement
from bridgehead.agreements.models import Agreement, AgreementState
from bridgehead.agreements.rules import is_signed
from bridgehead.events.actions.records import changed, officer_forum, told
from bridgehead.events.models import CheckItem, Forum, ForumSession, SessionKind, SigningItem
from bridgehead.events.rules import STANDARD_CHECKLIST, may_put_on_running_order
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.records import assign, following, found, swap
from bridgehead.foundation.refusals import Refused, require, require_valid


class SigningFields(TypedDict, total=False):
    """What is set of one signing."""

    first_side: str
    interpreting: str
    is_its_hour: bool
    note: str


@transaction.atomic
def add_signing(*, session_id: int, agreement_id: int, by: Actor, now: datetime) -> SigningItem:
    """Put an agreement at the end of the running order; the first one brings the standard checklist with it."""
    session, forum = _signing_session(session_id, by)
    agreement = held_agreement(agreement_id, by=by)
    require(
        may_put_on_running_order(by, forum.pk, agreement.keeper_id), _("Only those who keep this ledger can do that.")
    )
    require(
        agreement.state == AgreementState.AGREED or is_signed(agreement.state),
        _("Only what is agreed can be signed. Bring the agreement to “agreed” in the ledger first."),
        field="agreement",
    )
    items = session.signing_items.all()
    item = SigningItem(forum=forum, session=session, agreement=agreement, order=following(items, "order"))
    require_valid(item)
    item.save()
    _take_standard_checklist(session)
    told("events.signing_added", item, forum=forum, by=by, now=now, change=_which(item))
    return item


@transaction.atomic
def change_signing(*, item_id: int, by: Actor, now: datetime, **fields: Unpack[SigningFields]) -> SigningItem:
    """Say how one agreement is signed; that the ceremony is its hour is said by those who keep its ledger.

    Of what has a later hour in the ledger it cannot be said: that hour would be broken aloud.
    """
    item, forum = _item(item_id, by)
    require(
        may_put_on_running_order(by, forum.pk, item.agreement.keeper_id),
        _("Only those who keep this ledger can do that."),
    )
    if fields.get("is_its_hour") and not item.is_its_hour:
        _require_no_later_hour(item, forum)
    change = assign(item, fields)
    if change:
        # Who writes the note may name somebody in it.
        change = {field: ((None, "changed") if field == "note" else pair) for field, pair in change.items()}
        item.save()
        told("events.signing_changed", item, forum=forum, by=by, now=now, change=change)
    return item


@transaction.atomic
def move_signing(*, item_id: int, step: int, by: Actor, now: datetime) -> SigningItem:
    """Move a signing one place up (−1) or down (+1)."""
    item, forum = _item(item_id, by)
    if swap(item, step=step, among=item.session.signing_items.all(), field="order"):
        told("events.signing_moved", item, forum=forum, by=by, now=now)
    return item


@transaction.atomic
def remove_signing(*, item_id: int, by: Actor, now: datetime) -> None:
    """Take an agreement off the running order; in the ledger it stays as it is."""
    item, forum = _item(item_id, by)
    told("events.signing_removed", item, forum=forum, by=by, now=now, change=_which(item, is_gone=True))
    item.delete()


@transaction.atomic
def note_signed(*, item_id: int, revision: int, by: Actor, now: datetime) -> SigningItem:
    """Note in the ledger that an agreement has been signed on this day of the forum's place; twice is once.

    ``revision`` is that of the agreement as the page showed it: what somebody has changed since is not signed unseen.
    Where the ceremony is its hour, the ledger's hour is this moment: from it on anybody may see the agreement.
    """
    item, forum = _item(item_id, by)
    if is_signed(held_agreement(item.agreement_id, by=by).state):
        return item
    today = now.astimezone(ZoneInfo(forum.zone)).date()
    signed = sign_agreement(agreement_id=item.agreement_id, revision=revision, signed_on=today, by=by, now=now)
    if item.is_its_hour:
        _open(signed, by=by, now=now)
    told("events.signing_done", item, forum=forum, by=by, now=now, change=_which(item))
    return item


def _open(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """Let anybody see an agreement from now on, unless it is confidential or the ledger gives it another hour."""
    if agreement.public_from is None and not agreement.is_confidential:
        set_publication(
            agreement_id=agreement.pk,
            revision=agreement.revision,
            public_from=now,
            is_confidential=False,
            concealed=agreement.concealed,
            by=by,
            now=now,
        )


def _require_no_later_hour(item: SigningItem, forum: Forum) -> None:
    hour = item.agreement.public_from
    require(
        hour is None or hour <= (item.session.starts_at or forum.starts_at),
        _("The ledger gives it a later hour, and that hour holds. Change it there first."),
        field="is_its_hour",
    )


@transaction.atomic
def set_minutes_each(*, session_id: int, minutes: int, by: Actor, now: datetime) -> ForumSession:
    """Set how many minutes each signing takes; from–until of all follow from it."""
    session, forum = _signing_session(session_id, by)
    changed("events.signing_minutes_set", session, {"minutes_each": minutes}, forum=forum, by=by, now=now)
    return session


@transaction.atomic
def take_standard_checklist(*, session_id: int, by: Actor, now: datetime) -> None:
    """Begin the checklist with what every signing needs; a list that holds something already stays as it is."""
    session, forum = _signing_session(session_id, by)
    if _take_standard_checklist(session):
        told("events.check_list_taken", session, forum=forum, by=by, now=now)


@transaction.atomic
def add_check_item(*, session_id: int, by: Actor, now: datetime, name_ko: str = "", name_en: str = "") -> CheckItem:
    """Add something of one's own to the checklist."""
    session, forum = _signing_session(session_id, by)
    item = CheckItem(session=session, order=following(session.check_items.all(), "order"))
    assign(item, {"name_ko": name_ko, "name_en": name_en})
    item.save()
    told("events.check_item_added", item, forum=forum, by=by, now=now)
    return item


@transaction.atomic
def tick(*, item_id: int, is_ready: bool, by: Actor, now: datetime) -> CheckItem:
    """Say that something is ready, or that it is not after all; saying the same twice changes nothing."""
    item = found(CheckItem.objects.select_related("session__part"), item_id)
    forum = officer_forum(item.session.part.forum_id, by)
    item.refresh_from_db(fields=["ticked_at"])
    if (item.ticked_at is not None) == is_ready:
        return item
    item.ticked_at, item.ticked_by_id = (now, by.user_id) if is_ready else (None, None)
    item.save(update_fields=["ticked_at", "ticked_by"])
    verb = "events.check_item_ticked" if is_ready else "events.check_item_unticked"
    told(verb, item, forum=forum, by=by, now=now)
    return item


@transaction.atomic
def remove_check_item(*, item_id: int, by: Actor, now: datetime) -> None:
    """Take something off the checklist."""
    item = found(CheckItem.objects.select_related("session__part"), item_id)
    forum = officer_forum(item.session.part.forum_id, by)
    told("events.check_item_removed", item, forum=forum, by=by, now=now)
    item.delete()


def _take_standard_checklist(session: ForumSession) -> bool:
    if session.check_items.exists():
        return False
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = [str(each) for each in STANDARD_CHECKLIST]
    for order, (name_ko, name_en) in enumerate(zip(said["ko"], said["en"], strict=True), start=1):
        CheckItem.objects.create(session=session, order=order, name_ko=name_ko, name_en=name_en)
    return True


def _signing_session(session_id: int, by: Actor) -> tuple[ForumSession, Forum]:
    session = found(ForumSession.objects.select_related("part"), session_id)
    forum = officer_forum(session.part.forum_id, by)
    session.refresh_from_db(from_queryset=ForumSession.objects.select_for_update())
    if session.kind != SessionKind.SIGNING:
        raise Refused(_("Agreements are signed in a session of the kind “signing”."))
    return session, forum


def _item(item_id: int, by: Actor) -> tuple[SigningItem, Forum]:
    forum = officer_forum(found(SigningItem.objects, item_id).forum_id, by)
    return found(SigningItem.objects.select_related("session", "agreement"), item_id), forum


def _which(item: SigningItem, *, is_gone: bool = False) -> dict[str, tuple[str | None, str | None]]:
    named = str(item.agreement.public_id)
    return {"agreement": (named, None) if is_gone else (None, named)}
