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
}
