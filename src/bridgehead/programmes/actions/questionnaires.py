"""The form of a call, built part by part: a draft until it is published, and sealed from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import require_as_seen
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.models import Call, CallForm, CallState
from bridgehead.web.questionnaire import (
    Field,
    Questionnaire,
    Section,
    WrongQuestionnaire,
    plain_of,
    questionnaire_of,
)

#: What a page of the form is held against.
SHOWN = ("definition",)
Part = TypeVar("Part", Section, Field)


def put_section(*, call_id: int, section: Section, by: Actor, now: datetime, seen: str | None = None) -> CallForm:
    """Add a section at the end, or set the title, help and condition of the one with its key; its fields stay."""

    def put(asked: Questionnaire) -> Questionnaire:
        if all(each.key != section.key for each in asked.sections):
            return replace(asked, sections=(*asked.sections, section))
        return replace(
            asked,
            sections=tuple(
                replace(section, fields=each.fields) if each.key == section.key else each for each in asked.sections
            ),
        )

    return _changed(call_id, put, by=by, now=now, seen=seen)


def put_field(
    *, call_id: int, section: str, field: Field, by: Actor, now: datetime, seen: str | None = None
) -> CallForm:
    """Add a field at the end of a section, or set the one with its key, which stays where it stands."""

    def put(asked: Questionnaire) -> Questionnaire:
        if asked.field(field.key) is not None:
            return _each_section(
                asked, lambda fields: tuple(field if each.key == field.key else each for each in fields)
            )
        _require_section(asked, section)
        return replace(
            asked,
            sections=tuple(
                replace(each, fields=(*each.fields, field)) if each.key == section else each for each in asked.sections
            ),
        )

    return _changed(call_id, put, by=by, now=now, seen=seen)


def drop_part(*, call_id: int, part: str, by: Actor, now: datetime, seen: str | None = None) -> CallForm:
    """Take a section with its fields out, or one field; what depends on it has to go first."""

    def dropped(asked: Questionnaire) -> Questionnaire:
        kept = replace(asked, sections=tuple(each for each in asked.sections if each.key != part))
        return _each_section(kept, lambda fields: tuple(each for each in fields if each.key != part))

    return _changed(call_id, dropped, by=by, now=now, seen=seen)


def move_part(*, call_id: int, part: str, step: int, by: Actor, now: datetime, seen: str | None = None) -> CallForm:
    """Move a section, or a field within its section, one place up (−1) or down (+1)."""

    def moved(asked: Questionnaire) -> Questionnaire:
        sections = replace(asked, sections=_moved(asked.sections, part, step))
        return _each_section(sections, lambda fields: _moved(fields, part, step))

    return _changed(call_id, moved, by=by, now=now, seen=seen)


def take_over_form(*, call_id: int, source_id: int, by: Actor, now: datetime) -> CallForm:
    """Begin the form of a call with that of another call of programmes that one runs."""
    source = run_call(source_id, by)
    newest = source.forms.order_by("-version").first()
    definition = questionnaire_of(newest.definition if newest else {})
    return _changed(call_id, lambda _asked: definition, by=by, now=now, seen=None)


def _require_section(asked: Questionnaire, key: str) -> None:
    require(any(each.key == key for each in asked.sections), _("This section is no longer there. Load the page again."))


def _each_section(asked: Questionnaire, change: Callable[[tuple[Field, ...]], tuple[Field, ...]]) -> Questionnaire:
    return replace(asked, sections=tuple(replace(section, fields=change(section.fields)) for section in asked.sections))


def _moved(parts: tuple[Part, ...], key: str, step: int) -> tuple[Part, ...]:
    """The parts with the one of that key moved, where it is among them and has somewhere to go."""
    here = next((place for place, each in enumerate(parts) if each.key == key), None)
    if here is None or not 0 <= here + step < len(parts):
        return parts
    changed = list(parts)
    changed.insert(here + step, changed.pop(here))
    return tuple(changed)


@transaction.atomic
def _changed(
    call_id: int, change: Callable[[Questionnaire], Questionnaire], *, by: Actor, now: datetime, seen: str | None
) -> CallForm:
    """Change the draft of a call's form, locked; a form that would be wrong in itself is refused as a whole."""
    call = run_call(call_id, by)
    draft = _locked_draft(call)
    require_as_seen(draft, SHOWN, seen)
    before = questionnaire_of(draft.definition)
    try:
        after = change(before)
    except WrongQuestionnaire as wrong:
        raise Refused(str(wrong)) from wrong
    if after != before:
        draft.definition = plain_of(after)
        draft.save(update_fields=["definition"])
        told("programmes.form_changed", draft, programme=call.programme, by=by, now=now)
    return draft


def _locked_draft(call: Call) -> CallForm:
    require(
        call.state == CallState.DRAFT,
        _("This call is announced: its form stays as applicants know it."),
    )
    draft = CallForm.objects.select_for_update().filter(call=call, published_at=None).first()
    if draft is None:
        raise Refused(_("This call is announced: its form stays as applicants know it."))
    return draft
