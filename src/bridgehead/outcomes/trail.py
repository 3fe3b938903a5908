"""The words of the audit trail's verbs for outcomes, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "outcomes.outcome_recorded": _("recorded an outcome"),
    "outcomes.sayer_named": _("said on whose word an outcome stands"),
    "outcomes.publicity_agreed": _("noted whether a hoped-for value may stand in a public report"),
    "outcomes.outcome_withdrawn": _("withdrew an outcome"),
    "outcomes.report_drafted": _("began a report"),
    "outcomes.report_changed": _("changed a report"),
    "outcomes.report_discarded": _("threw a report away"),
    "outcomes.report_published": _("published a report"),
    "outcomes.file_replaced": _("made a lost file of a report again, which came out another"),
    "outcomes.follow_up_answered": _("said what has come of an agreement"),
    "outcomes.follow_up_reopened": _("took back what was said of an agreement"),
    "outcomes.inquiry_asked": _("asked a party what has come of an agreement"),
    "outcomes.inquiry_resent": _("sent a party the question anew"),
    "outcomes.inquiry_withdrawn": _("withdrew the question to a party"),
    "outcomes.inquiry_voided": _("made a question void, as what it asked about no longer holds"),
    "outcomes.inquiry_expired": _("closed a question that nobody answered in time"),
    "outcomes.inquiry_answered": _("answered what has come of an agreement"),
    "outcomes.contact_forgotten": _("forgot whom a party was asked through"),
    "outcomes.effect_stated": _("kept an economic effect that was stated"),
    "outcomes.effect_changed": _("changed an economic effect that was stated"),
    "outcomes.effect_withdrawn": _("withdrew an economic effect that was stated"),
}

#: What a party does through its link, without an account: the trail names no person for it.
BY_PARTY = frozenset({"outcomes.inquiry_answered"})
