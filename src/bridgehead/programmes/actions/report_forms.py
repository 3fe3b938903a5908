"""What a programme asks its companies to report: a draft is changed indicator by indicator, then published for good.

The order of locks is programme, form, audit trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.indicators import Indicator, Measure, indicators_of, plain_indicators
from bridgehead.programmes.models import Programme, ReportForm
from bridgehead.web.questionnaire import Text, WrongQuestionnaire


@transaction.atomic
def set_indicator(
    *,
    programme_id: int,
    key: str,
    measure: str,
    name_ko: str,
    name_en: str,
    unit_ko: str,
    unit_en: str,
    currency: str,
    is_required: bool,
    by: Actor,
    now: datetime,
) -> ReportForm:
    """Add an indicator to the draft of the form, or change the one of this key; the first change begins the draft."""
    programme = run_programme(programme_id, by)
    form = _draft(programme)
    standing = list(indicators_of(form.indicators))
    known = [each.key for each in standing]
    require(not key or key in known, _("This is no longer there. Load the page again."))
    kind = Measure(measure)
    try:
        asked = Indicator(
            key or _free_key(programme, known), kind, Text(name_ko, name_en),
            unit=Text(unit_ko, unit_en) if kind is Measure.COUNT else Text(),
            currency=currency if kind is Measure.AMOUNT else "", is_required=is_required,
        )  # fmt: skip
        changed = [asked if each.key == key else each for each in standing] + ([] if key else [asked])
        plain = plain_indicators(changed)
        indicators_of(plain)
    except WrongQuestionnaire as wrong:
        raise Refused(str(wrong)) from wrong
    return _kept(form, plain, programme, by, now)


@transaction.atomic
def remove_indicator(*, programme_id: int, key: str, by: Actor, now: datetime) -> ReportForm:
    """Take an indicator out of the draft of the form; what was reported under earlier versions stays."""
    programme = run_programme(programme_id, by)
    form = _draft(programme)
    left = [each for each in indicators_of(form.indicators) if each.key != key]
    return _kept(form, plain_indicators(left), programme, by, now)


@transaction.atomic
def publish_report_form(*, programme_id: int, by: Actor, now: datetime) -> ReportForm:
    """Let periods that are opened from now on ask by the draft, which no longer changes."""
    programme = run_programme(programme_id, by)
    form = ReportForm.objects.select_for_update().filter(programme=programme, published_at=None).first()
    if form is None:
        raise Refused(_("There is no draft to publish."))
    require(bool(form.indicators), _("The form asks for nothing yet."))
    form.published_at = now
    form.save(update_fields=["published_at"])
    told("programmes.report_form_published", form, programme=programme, by=by, now=now)
    return form


def newest_published(programme: Programme) -> ReportForm | None:
    """Return the version of the form by which new periods ask."""
    return ReportForm.objects.filter(programme=programme).exclude(published_at=None).order_by("-version").first()


def _draft(programme: Programme) -> ReportForm:
    forms = ReportForm.objects.filter(programme=programme)
    draft = forms.select_for_update().filter(published_at=None).first()
    if draft is not None:
        return draft
    last = newest_published(programme)
    number = (forms.aggregate(last=Max("version"))["last"] or 0) + 1
    return ReportForm(programme=programme, version=number, indicators=last.indicators if last else [])


def _free_key(programme: Programme, known: Sequence[str]) -> str:
    """A key that no version has had: figures of two versions are compared by it."""
    held = {
        each["key"] for form in ReportForm.objects.filter(programme=programme).only("indicators")
        for each in form.indicators
    } | set(known)  # fmt: skip
    return next(f"i{number}" for number in range(1, len(held) + 2) if f"i{number}" not in held)


def _kept(
    form: ReportForm, plain: list[dict[str, object]], programme: Programme, by: Actor, now: datetime
) -> ReportForm:
    form.indicators = plain
    require_valid(form)
    form.save()
    told("programmes.report_form_changed", form, programme=programme, by=by, now=now)
    return form
