"""The words of the audit trail's verbs for partnering, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "partnering.absence_taken_back": _("took back that a delegation cannot come"),
    "partnering.absence_told": _("told that a delegation cannot come"),
    "partnering.afterword_said": _("said how a meeting went"),
    "partnering.agreement_begun": _("wrote down an agreement that began at a meeting"),
    "partnering.agreement_linked": _("noted that an agreement began at a meeting"),
    "partnering.agreement_unlinked": _("took back that an agreement began at a meeting"),
    "partnering.availability_set": _("told when a delegation can meet"),
    "partnering.delegate_joined": _("joined the partnering"),
    "partnering.delegate_left": _("left the partnering"),
    "partnering.draft_discarded": _("discarded a draft"),
    "partnering.feed_made": _("made a calendar address"),
    "partnering.feed_ended": _("ended a calendar address"),
    "partnering.follow_up_answered": _("said what has become of a next step"),
    "partnering.lateness_told": _("told that a delegation comes late"),
    "partnering.meeting_called_off": _("called off a meeting"),
    "partnering.message_written": _("wrote about a meeting request"),
    "partnering.phase_changed": _("moved the partnering to another phase"),
    "partnering.request_sent": _("sent a meeting request"),
    "partnering.request_accepted": _("accepted a meeting request"),
    "partnering.strength_changed": _("changed how much a meeting is wanted"),
    "partnering.request_declined": _("declined a meeting request"),
    "partnering.request_expired": _("let a meeting request expire"),
    "partnering.request_withdrawn": _("withdrew a meeting request"),
    "partnering.round_opened": _("opened the partnering"),
    "partnering.round_changed": _("changed the partnering's settings"),
    "partnering.round_imported": _("brought the partnering in from files"),
    "partnering.repair_accepted": _("made a draft of a repair"),
    "partnering.run_started": _("started a run"),
    "partnering.run_cancelled": _("cancelled a run"),
    "partnering.run_ended": _("ended a run"),
    "partnering.side_set": _("put a delegation on a side"),
    "partnering.day_removed": _("removed the slots of a day"),
    "partnering.slot_removed": _("removed a slot"),
    "partnering.slot_closed": _("closed a slot"),
    "partnering.slot_opened": _("opened a slot again"),
    "partnering.slots_laid": _("laid out slots"),
    "partnering.table_closed": _("told that a table is missing"),
    "partnering.table_opened": _("told that a table can be used again"),
    "partnering.tables_set": _("set the tables"),
    "partnering.timetable_published": _("published a timetable"),
    "partnering.times_moved": _("moved the times of a day"),
}
