"""The directory as rows of a sheet: what is taken out can be mended and brought in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from bridgehead.directory.countries import country_name
from bridgehead.directory.models import Organisation, Sheet
from bridgehead.directory.rules.columns import BY_KEY, COLUMNS, NUMBERS
from bridgehead.directory.rules.matching import Step, What

#: What stands before the reasons of a row that is not brought in as it is.
_ASKED = {What.DOUBTFUL, What.REFUSED, What.LEFT}


def refused_sheet(sheet: Sheet, planned: Iterable[Step]) -> tuple[list[str], Iterator[list[str]]]:
    """Return the rows that are not brought in as they are, under the titles of their own file, with the reasons."""
    cells = dict(sheet.lines)
    width = len(sheet.header)
    rows = (
        [str(each.row.line), _reasons(each), *(cells[each.row.line] + [""] * width)[:width]]
        for each in planned
        if each.what in _ASKED
    )
    return [_("Line"), _("Reason"), *sheet.header], rows


def _reasons(step: Step) -> str:
    if step.what == What.REFUSED:
        return " · ".join(f"{BY_KEY[each.key].title}: {each.cell} – {each.expected}" for each in step.row.mistakes)
    if step.what == What.LEFT:
        return _("left out by an officer")
    return _("doubtful: it may be an organisation that is here already")


#: What is taken out: who was written to on behalf of an organisation is not.
_OUT = tuple(each for each in COLUMNS if not each.key.startswith("contact_"))


def organisations_header() -> list[str]:
    """Return the titles of the columns, by which the sheet is known when it is brought in."""
    return [each.title for each in _OUT]


def organisations_rows(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """Yield a row for each organisation, read with its topics, other names and numbers."""
    for each in organisations:
        cells = _cells(each)
        yield [cells[column.key] for column in _OUT]


def _cells(organisation: Organisation) -> dict[str, str]:
    numbers = {each.scheme: each.number for each in organisation.registration_numbers.all()}
    names = [each.text for each in organisation.aliases.all() if not each.is_doubtful]
    plain = ("name_ko", "name_en", "city", "site", "summary_ko", "summary_en", "size")
    return {
        **{name: getattr(organisation, name) for name in plain},
        "kind": str(organisation.get_kind_display()),
        "country": country_name(organisation.country) if organisation.country else "",
        "founded_year": str(organisation.founded_year or ""),
        "topics": "; ".join(each.name for each in organisation.sectors.all()),
        "aliases": "; ".join(sorted(names)),
        **{scheme: numbers.get(scheme, "") for scheme in NUMBERS},
    }
