"""What two versions of an agreement say, line by line, and in which lines they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bridgehead.agreements.models import Amount, Party, Terms
from bridgehead.agreements.schemas.amounts import amount_words
from bridgehead.agreements.schemas.territory import territory_name, territory_names
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.web.formats import format_day


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an agreement says, in the language of the page: by field the lines that stand there."""

    lines: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions fill differently."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


LABELS: dict[str, str | Promise] = {
    "kind": gettext_lazy("kind"),
    "name_ko": gettext_lazy("subject (Korean)"),
    "name_en": gettext_lazy("subject (English)"),
    "note_ko": gettext_lazy("note (Korean)"),
    "note_en": gettext_lazy("note (English)"),
    "field": pgettext_lazy("of an agreement", "field"),
    "territory": gettext_lazy("territory"),
    "signed_on": gettext_lazy("signed on"),
    "effective_on": gettext_lazy("in force from"),
    "ends_on": gettext_lazy("in force until"),
    "parties": gettext_lazy("parties"),
    "amounts": gettext_lazy("amounts"),
    "signatories": gettext_lazy("signatories"),
    "public_from": gettext_lazy("public from"),
    "is_confidential": gettext_lazy("confidential"),
    "concealed": gettext_lazy("what stays hidden"),
    "due_on": gettext_lazy("due"),
    "owed_by": gettext_lazy("owed by"),
}
#: What a version says; the other labels are of things beside it.
_SAID = tuple(LABELS)[: tuple(LABELS).index("amounts") + 1]


def spoken(terms: Terms, parties: Sequence[Party], amounts: Sequence[Amount]) -> Spoken:
    """Return what terms with these parties and amounts say; they need not be stored."""
    lines = {
        "kind": (terms.get_kind_display(),),
        **{name: _some(getattr(terms, name)) for name in ("name_ko", "name_en", "note_ko", "note_en")},
        "field": _some(terms.field.name if terms.field else ""),
        "territory": _some(territory_names(terms.territory)),
        **{name: _some(_day(getattr(terms, name))) for name in ("signed_on", "effective_on", "ends_on")},
        "parties": tuple(party_words(each) for each in parties),
        "amounts": tuple(amount_words(each) for each in amounts),
    }
    return Spoken(lines)


def spoken_of(terms: Terms) -> Spoken:
    """Return what stored terms say; parties with their organisations, amounts and field are read with them."""
    return spoken(terms, list(terms.parties.all()), list(terms.amounts.all()))


def differences(before: Spoken, after: Spoken, *, besides: Sequence[str] = ()) -> list[Difference]:
    """Return the fields in which two versions differ, in the order of the page."""
    return [
        Difference(capfirst(str(LABELS[field])), before.lines[field], after.lines[field])
        for field in _SAID
        if field not in besides and before.lines[field] != after.lines[field]
    ]


def party_words(party: Party) -> str:
    """Return a party in one line: who it is, as what, who signs for it."""
    named = wording(party.organisation, "name").text if party.organisation else _("undisclosed")
    known = [named] if party.is_disclosed else [named, _("not named in public")]
    known += [territory_name(party.country)] if party.country else []
    known.append(party.get_role_display())
    signs = [
        " ".join(
            part for part in (getattr(party, f"signatory_{each}"), getattr(party, f"signatory_title_{each}")) if part
        )
        for each in ("ko", "en")
    ]
    return " · ".join([*known, *filter(None, signs)])


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _day(day: date | None) -> str:
    return format_day(day, reading_language()) if day else ""
