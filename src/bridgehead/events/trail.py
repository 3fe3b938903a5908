"""The words of the audit trail's verbs for forums and registrations, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "events.figure_added": _("added a reported figure"),
    "events.figure_changed": _("changed a reported figure"),
    "events.figure_moved": _("moved a reported figure"),
    "events.figure_removed": _("removed a reported figure"),
    "events.appearance_added": _("added an organisation to a session"),
    "events.appearance_changed": _("changed how an organisation appears"),
    "events.appearance_moved": _("moved an organisation within a session"),
    "events.appearance_removed": _("removed an organisation from a session"),
    "events.forum_created": _("set up the forum"),
    "events.forum_changed": _("changed the forum"),
    "events.forum_moved": _("brought the forum into another state"),
    "events.part_added": _("added a part to the agenda"),
    "events.part_changed": _("changed a part of the agenda"),
    "events.part_moved": _("moved a part of the agenda"),
    "events.part_removed": _("removed a part from the agenda"),
    "events.session_added": _("added a session"),
    "events.session_changed": _("changed a session"),
    "events.session_moved": _("moved a session"),
    "events.session_removed": _("removed a session"),
    "events.hall_asked": _("asked for a hall"),
    "events.hall_freed": _("freed a hall"),
    "events.registration_received": _("registered"),
    "events.registration_approved": _("approved a registration"),
    "events.registration_waiting": _("put a registration on the waiting list"),
    "events.registration_declined": _("declined a registration"),
    "events.registration_withdrawn": _("withdrew a registration"),
    "events.registrations_exported": _("took the list of registrations out"),
    "events.signing_added": _("put an agreement on the running order"),
    "events.signing_changed": _("changed a signing"),
    "events.signing_moved": _("moved a signing within the running order"),
    "events.signing_removed": _("took an agreement off the running order"),
    "events.signing_done": _("noted at the ceremony that an agreement was signed"),
    "events.signing_minutes_set": _("set how long each signing takes"),
    "events.check_list_taken": _("took the standard checklist"),
    "events.check_item_added": _("added something to the checklist"),
    "events.check_item_removed": _("took something off the checklist"),
    "events.check_item_ticked": _("ticked something on the checklist"),
    "events.check_item_unticked": _("took a tick off the checklist"),
    "events.role_granted": _("gave somebody a role"),
    "events.role_revoked": _("took a role back"),
}
