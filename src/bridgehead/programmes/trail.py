"""The words of the audit trail's verbs for programmes, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "programmes.programme_set_up": _("set up the programme"),
    "programmes.programme_changed": _("changed the programme"),
    "programmes.officer_named": _("named an officer of the programme"),
    "programmes.officer_dismissed": _("took the programme from an officer"),
    "programmes.call_drafted": _("drafted a call"),
    "programmes.call_changed": _("changed a call"),
    "programmes.call_announced": _("announced a call"),
    "programmes.call_extended": _("gave a call more time"),
    "programmes.call_cancelled": _("called a call off"),
    "programmes.form_changed": _("changed the form of a call"),
    "programmes.form_published": _("published the form of a call"),
    "programmes.question_asked": _("asked about a call"),
    "programmes.question_answered": _("answered a question about a call"),
    "programmes.question_taken_back": _("took an answer back"),
    "programmes.premises_opened": _("let the programme open premises"),
    "programmes.premises_shut": _("no longer let the programme open premises"),
    "programmes.cohort_made": _("made a cohort"),
    "programmes.cohort_changed": _("changed a cohort"),
    "programmes.place_granted": _("admitted an organisation to a cohort"),
    "programmes.place_changed": _("gave a place in a cohort other days"),
    "programmes.place_graduated": _("noted that an organisation graduated"),
    "programmes.place_left": _("noted that an organisation left early"),
    "programmes.renewal_asked": _("asked for a renewal"),
    "programmes.renewal_granted": _("granted a renewal"),
    "programmes.renewal_declined": _("declined a renewal"),
    "programmes.renewal_withdrawn": _("took a renewal back"),
    "programmes.application_begun": _("began an application"),
    "programmes.application_taken_up": _("took up an application that nobody wrote at"),
    "programmes.writer_invited": _("invited somebody into a team"),
    "programmes.writer_invitation_withdrawn": _("withdrew an invitation into a team"),
    "programmes.writer_joined": _("joined a team"),
    "programmes.writer_removed": _("took somebody out of a team"),
    "programmes.lead_changed": _("made somebody else lead a team"),
    "programmes.file_brought": _("added a file to an application"),
    "programmes.file_removed": _("took a file out of an application"),
    "programmes.application_handed_in": _("handed an application in"),
    "programmes.application_withdrawn": _("withdrew an application"),
    "programmes.more_asked": _("asked more of an applicant"),
    "programmes.more_extended": _("gave an applicant more time"),
    "programmes.more_closed": _("ended a request to an applicant"),
}
