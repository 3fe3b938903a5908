"""Old addresses given and taken away."""

from __future__ import annotations

from datetime import datetime
from unicodedata import category
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.newsroom.models import OldAddress
from bridgehead.newsroom.queries.old_addresses import LONGEST, as_kept, end_at, is_of_this_site
from bridgehead.newsroom.rules import may_lead_on


@transaction.atomic
def give_old_address(*, address: str, leads_to: str, by: Actor, now: datetime) -> OldAddress:
    """Have an address of an older site lead to a page of the newsroom: an article, a section or a topic."""
    require(may_lead_on(by), _("Only editors and press officers say where old addresses lead."))
    kept = _as_kept(address.strip())
    end = end_at(leads_to.strip())
    if end is None:
        raise Refused(
            _("That is no article, section or topic of this newsroom. Copy the address of its page."),
            field="leads_to",
        )
    given = OldAddress(address=kept, language=end.language, **{end.field: end.record})
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError as known:
        raise Refused(_("This address leads somewhere already. Remove that first."), field="address") from known
    audit.record(
        "newsroom.old_address_given", on=given, by=by, at=now, stream="newsroom", change={"address": (None, kept)}
    )
    return given


@transaction.atomic
def remove_old_address(*, old_address_id: int, by: Actor, now: datetime) -> None:
    """Let an old address lead nowhere any more."""
    require(may_lead_on(by), _("Only editors and press officers say where old addresses lead."))
    given = found(OldAddress.objects.select_for_update(), old_address_id)
    audit.record(
        "newsroom.old_address_removed",
        on=given,
        by=by,
        at=now,
        stream="newsroom",
        change={"address": (given.address, None)},
    )
    given.delete()


def _as_kept(typed: str) -> str:
    """Return an old address as it is kept; what cannot be one, or is a page of this site, is refused."""

    def wanted(holds: bool, sentence: str) -> None:
        require(holds, sentence, field="address")

    wanted(
        "://" not in typed.partition("?")[0] and not typed.startswith(("//", "\\")),
        _("Leave out the name of the site: write only what follows it, as in /news/123."),
    )
    wanted(typed.startswith("/"), _("An old address begins with a stroke, as in /news/123."))
    wanted("#" not in typed, _("Leave out # and what follows it: browsers keep that to themselves."))
    parts = urlsplit(typed)
    kept = as_kept(parts.path, parts.query)
    wanted(len(kept) <= LONGEST, _("An old address has no more than %(most)s letters.") % {"most": LONGEST})
    is_written = all(category(letter) not in _UNWRITTEN and letter not in "\\\ufffd" for letter in kept)
    is_straight = not {".", ".."} & set(kept.partition("?")[0].split("/")) and "//" not in kept.partition("?")[0]
    wanted(is_written and is_straight, _("This cannot be the address of a page: write it as it stood in the browser."))
    wanted(
        not is_of_this_site(kept.partition("?")[0]),
        _("This is the address of a page of this site: it leads there already."),
    )
    return kept


#: Controls, signs that steer, lone surrogates, what no sign stands for, and lines.
_UNWRITTEN = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
