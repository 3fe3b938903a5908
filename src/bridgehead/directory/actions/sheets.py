"""Bringing organisations in from a sheet: it is read and kept, looked at, brought in at once, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory import search_index
from bridgehead.directory.actions.bringing_in import fill_in, make
from bridgehead.directory.actions.index import index_organisations
from bridgehead.directory.adapters.sheets import SheetTold
from bridgehead.directory.models import (
    ImportedRow,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
    Sheet,
    SheetState,
)
from bridgehead.directory.queries.sheets import known_directory, rows_of
from bridgehead.directory.queries.undoing import hindered
from bridgehead.directory.rules import may_import
from bridgehead.directory.rules.columns import BY_KEY, matched_columns
from bridgehead.directory.rules.matching import What, counted, mark_of, steps
from bridgehead.directory.signals import organisation_renamed
from bridgehead.foundation import audit, clock
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.refusals import Refused, require

#: So long a sheet waits to be brought in, and so long the rows that were left out are kept afterwards.
SHEETS_KEPT = timedelta(days=30)
#: So many wait at once.
_MOST_WAITING = 20
_BESIDE = {"numbers", "aliases", "topics"}
_NAMES = {"name_ko", "name_en", "aliases"}


@transaction.atomic
def keep_sheet(*, name: str, told: SheetTold, by: Actor, now: datetime) -> Sheet:
    """Keep what a file tells until it is brought in; its columns are matched by their titles."""
    _require_officer(by)
    require(
        Sheet.objects.filter(state=SheetState.WAITING).count() < _MOST_WAITING,
        _("%(most)d sheets wait here already. Bring one of them in, or discard it.") % {"most": _MOST_WAITING},
        field="file",
    )
    sheet = Sheet(
        user_id=by.user_id,
        filename=_name(name),
        sha256=told.sha256,
        header=told.header,
        lines=told.lines,
        columns=matched_columns(told.header),
    )
    sheet.save()
    Sheet.objects.filter(pk=sheet.pk).update(created_at=now)
    return sheet


@transaction.atomic
def match_columns(*, sheet_id: int, columns: Mapping[str, int], by: Actor) -> Sheet:
    """Say which column of the sheet is which of ours; a name must be among them."""
    sheet = _waiting(sheet_id, by)
    places = [place for place in columns.values() if 0 <= place < len(sheet.header)]
    require(set(columns) <= set(BY_KEY) and len(places) == len(columns), _("Choose among the columns of the sheet."))
    require(len(set(places)) == len(places), _("One column of the sheet stands for one thing. Choose each once."))
    require(
        not {"name_ko", "name_en"}.isdisjoint(columns),
        _("Say in which column the name stands, in Korean or in English."),
        field="name_ko",
    )
    sheet.columns = dict(columns)
    sheet.save(update_fields=["columns"])
    return sheet


@transaction.atomic
def answer_rows(*, sheet_id: int, answers: Mapping[int, str], by: Actor) -> Sheet:
    """Say of doubtful rows whether they are new, left out, or which organisation they mean; "" takes that back."""
    sheet = _waiting(sheet_id, by)
    lines = {line for line, _cells in sheet.lines}
    for line, answer in answers.items():
        require(line in lines and len(answer) <= 36, _("This row is not in the sheet. Load the page again."))
        sheet.answers.pop(str(line), None)
        if answer:
            sheet.answers[str(line)] = answer
    sheet.save(update_fields=["answers"])
    return sheet


@transaction.atomic
def discard_sheet(*, sheet_id: int, by: Actor) -> None:
    """Forget a sheet that waits. Doing it twice changes nothing."""
    _require_officer(by)
    Sheet.objects.filter(pk=sheet_id, state=SheetState.WAITING).delete()


@transaction.atomic
def import_sheet(*, sheet_id: int, seen: str, by: Actor, now: datetime) -> dict[str, int]:
    """Bring a sheet in, whole: new organisations, hidden until they agree, and what was empty in those that are there.

    Rows that are refused, doubtful without an answer or left out stay in the sheet. ``seen`` is the mark of what was
    shown: where something else would come of it by now, nothing happens.
    """
    _require_officer(by)
    # One import after the other: each is held against what those before it have made.
    waiting = {
        each.pk: each for each in Sheet.objects.select_for_update().filter(state=SheetState.WAITING).order_by("pk")
    }
    sheet = waiting.get(sheet_id)
    if sheet is None:
        raise Refused(_("This sheet was brought in or discarded by now."))
    known = known_directory()
    planned = steps(rows_of(sheet), known, sheet.answers)
    require(mark_of(planned) == seen, _("Something else would come of it by now. Look at it once more."))
    counts = counted(planned)
    made = make(sheet, [each for each in planned if each.what == What.NEW], known, now)
    filling = [each for each in planned if each.what == What.FILLED]
    filled = fill_in(sheet, filling, known)
    _tell_of_names({each.organisation_id or 0: each.fills for each in filling}, now)
    done = {each.row.line for each in planned if each.what in {What.NEW, What.FILLED, What.SAME}}
    sheet.lines = [(line, cells) for line, cells in sheet.lines if line not in done]
    sheet.state, sheet.imported_at, sheet.counts = SheetState.IMPORTED, now, counts
    sheet.save(update_fields=["lines", "state", "imported_at", "counts"])
    if made or filled:
        change = {what: (None, number) for what, number in counts.items() if number}
        audit.record("directory.sheet_imported", on=sheet, by=by, at=now, change=change)
    return counts


@transaction.atomic
def undo_import(*, sheet_id: int, by: Actor, now: datetime) -> int:
    """Take back all that a sheet has made and filled in, or nothing where something of it was used or changed since."""
    _require_officer(by)
    sheet = Sheet.objects.select_for_update().filter(pk=sheet_id, state=SheetState.IMPORTED).first()
    if sheet is None:
        raise Refused(_("This import was taken back by now."))
    ids = sheet.rows.exclude(organisation=None).values("organisation")
    held = {each.pk: each for each in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    in_the_way = len(hindered(sheet))
    require(
        not in_the_way,
        ngettext(
            "%(number)d row was used or changed since, so nothing was taken back.",
            "%(number)d rows were used or changed since, so nothing was taken back.",
            in_the_way,
        )
        % {"number": in_the_way},
    )
    rows = list(sheet.rows.filter(organisation__in=list(held)))
    filled = [(each, held[each.organisation_id or 0]) for each in rows if not each.is_new]
    _empty(filled)
    _tell_of_names({each.pk: row.written for row, each in filled}, now)
    new = [each.organisation_id or 0 for each in rows if each.is_new]
    try:
        with transaction.atomic():
            for pk in new:
                search_index.forget(pk)
            Organisation.objects.filter(pk__in=new).delete()
    except (ProtectedError, IntegrityError) as error:
        raise Refused(_("Something of it was used in this moment. Load the page again.")) from error
    sheet.state, sheet.undone_at = SheetState.UNDONE, now
    sheet.save(update_fields=["state", "undone_at"])
    audit.record("directory.import_undone", on=sheet, by=by, at=now, change={"organisations": (len(rows), 0)})
    return len(rows)


@transaction.atomic
def note_export(*, number: int, by: Actor, now: datetime) -> None:
    """Note that an officer takes so many organisations out into a sheet."""
    _require_officer(by)
    officer = User.objects.get(pk=by.person_id)
    audit.record("directory.organisations_exported", on=officer, by=by, at=now, change={"number": (None, number)})


@job("directory.forget_sheets")
def forget_sheets(claim: Claim) -> None:
    """Forget sheets that nobody brought in, and rows that were left out long ago."""
    forget_sheets_before(clock.now() - SHEETS_KEPT)


def forget_sheets_before(moment: datetime) -> None:
    """Forget what sheets held that were read, or brought in, before a moment; safe to run twice."""
    Sheet.objects.filter(state=SheetState.WAITING, created_at__lt=moment).delete()
    Sheet.objects.filter(~Q(lines=[]), imported_at__lt=moment).update(lines=[], answers={})


def forget_who_brought(user_id: int, addresses: Sequence[str]) -> None:
    """Forget who brought sheets in, and a person's address in those that wait: part of their erasure."""
    Sheet.objects.filter(user_id=user_id).update(user=None)
    forgotten = {each.casefold() for each in addresses}
    for sheet in Sheet.objects.select_for_update().exclude(lines=[]).order_by("pk"):
        kept = [(line, ["" if cell.casefold() in forgotten else cell for cell in cells]) for line, cells in sheet.lines]
        if kept != [(line, cells) for line, cells in sheet.lines]:
            sheet.lines = kept
            sheet.save(update_fields=["lines"])


def _empty(rows: Sequence[tuple[ImportedRow, Organisation]]) -> None:
    """Empty again what was filled in."""
    for row, organisation in rows:
        fields = [name for name in row.written if name not in _BESIDE]
        for name in fields:
            setattr(organisation, name, None if name == "founded_year" else "")
        organisation.mark_twins(fields)
        organisation.save(update_fields=[*fields, "twins"])
        numbers = RegistrationNumber.objects.filter(organisation=organisation)
        numbers.filter(scheme__in=row.written.get("numbers", {})).delete()
        aliases = OrganisationAlias.objects.filter(organisation=organisation)
        aliases.filter(text__in=row.written.get("aliases", ())).delete()
        organisation.sectors.remove(*row.written.get("topics", ()))
    index_organisations([organisation.pk for _row, organisation in rows])


def _tell_of_names(written: Mapping[int, Iterable[str]], now: datetime) -> None:
    """Tell higher storeys which organisations are found by other names now."""
    for pk, names in written.items():
        if _NAMES & set(names):
            organisation_renamed.send(sender=Organisation, organisation_id=pk, now=now)


def _waiting(sheet_id: int, by: Actor) -> Sheet:
    _require_officer(by)
    sheet = Sheet.objects.select_for_update().filter(pk=sheet_id, state=SheetState.WAITING).first()
    if sheet is None:
        raise Refused(_("This sheet was brought in or discarded by now."))
    return sheet


def _require_officer(by: Actor) -> None:
    require(may_import(by), _("Only the agency can do this."))


def _name(name: str) -> str:
    kept = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return kept[-200:] or _("sheet")
