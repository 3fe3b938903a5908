"""The words of the audit trail's verbs for the newsroom, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "newsroom.article_written": _("wrote an article"),
    "newsroom.twin_begun": _("began an article in the other language"),
    "newsroom.twins_in_line": _("marked both languages as saying the same"),
    "newsroom.article_approved": _("approved an article"),
    "newsroom.article_taken_back": _("took an article back"),
    "newsroom.article_deleted": _("deleted an article"),
    "newsroom.proposals_accepted": _("accepted what was read in an article"),
    "newsroom.figure_released": _("released a number from the ledger"),
    "newsroom.old_address_given": _("said where an old address leads"),
    "newsroom.old_address_removed": _("removed an old address"),
    "newsroom.press_given": _("let a journalist read an article before its hour"),
    "newsroom.press_revoked": _("revoked a journalist's access"),
    "newsroom.press_opened": _("opened an article under embargo by a journalist's link"),
    "newsroom.role_given": _("said what somebody does in the newsroom"),
}

#: What a journalist does through the link alone.
BY_JOURNALIST = frozenset({"newsroom.press_opened"})
