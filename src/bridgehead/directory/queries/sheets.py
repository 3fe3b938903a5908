"""Sheets that officers have brought in: what would become of each row, and what has become of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import normal_name
from bridgehead.directory.models import (
    ImportedRow,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
    Sheet,
    Topic,
)
from bridgehead.directory.queries import bearers_of_names, one_or_404
from bridgehead.directory.rules import may_import
from bridgehead.directory.rules.columns import plain
from bridgehead.directory.rules.matching import Facts, Known, Row, Step, steps
from bridgehead.directory.rules.rows import read_row

#: Fields of a record that a sheet may fill in where they are empty.
FILLED = ("name_ko", "name_en", "country", "city", "founded_year", "size", "site", "summary_ko", "summary_en")

#: So many organisations are read at once.
_AT_ONCE = 500


def sheets_for(actor: Actor) -> QuerySet[Sheet]:
    """Return the sheets that were brought in, the newest first, without what they hold; to staff only."""
    every = Sheet.objects.defer("lines", "answers").select_related("user")
    return every if may_import(actor) else every.none()


def sheet_or_404(actor: Actor, public_id: UUID) -> Sheet:
    """Return one sheet, whole."""
    return one_or_404(sheets_for(actor).defer(None), public_id=public_id)


def same_file(sheet: Sheet) -> Sheet | None:
    """Return the last import of the very same file, if there was one."""
    earlier = Sheet.objects.filter(sha256=sheet.sha256, imported_at__isnull=False, undone_at=None)
    return earlier.exclude(pk=sheet.pk).defer("lines").order_by("-imported_at").first()


def topics_by_word() -> dict[str, int]:
    """Return the id of each topic by its names and synonyms, without case and spaces; a name goes before a synonym.

    What was merged is written under the one that stayed.
    """
    found: dict[str, int] = {}
    stays = Coalesce("merged_into", "pk")
    topics = list(Topic.objects.values_list(stays, "name_ko", "name_en", "synonyms"))
    for pk, _korean, _english, synonyms in topics:
        found |= {plain(word): pk for word in synonyms.splitlines() if word.strip()}
    for pk, korean, english, _synonyms in topics:
        found |= {plain(korean): pk, plain(english): pk}
    return found


def rows_of(sheet: Sheet) -> list[Row]:
    """Return the rows of a sheet as its columns are matched: one query."""
    topics, columns = topics_by_word(), sorted(sheet.columns.items())
    rows = []
    for line, cells in sheet.lines:
        told = {key: cells[place] if place < len(cells) else "" for key, place in columns}
        said, mistakes = read_row(told, topics)
        normal = frozenset(normal_name(name) for name in said.names) - {""}
        rows.append(Row(line, said, normal, tuple(mistakes)))
    return rows


def steps_of(sheet: Sheet) -> list[Step]:
    """Return what would become of each row by now: eight queries, however many rows and organisations."""
    return steps(rows_of(sheet), known_directory(), sheet.answers)


def known_directory() -> Known:
    """Return the whole directory as rows are held against it: seven queries. Staff see every organisation."""
    every = Organisation.objects.all()
    aliases: dict[int, set[str]] = defaultdict(set)
    doubtful: dict[str, set[int]] = defaultdict(set)
    for pk, text, is_doubtful in OrganisationAlias.objects.values_list("organisation_id", "text", "is_doubtful"):
        aliases[pk].add(text)
        if is_doubtful:
            doubtful[normal_name(text)].add(pk)
    numbers: dict[tuple[str, str], int] = {}
    own: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, scheme, number in RegistrationNumber.objects.values_list("organisation_id", "scheme", "number"):
        numbers[scheme, number] = pk
        own[pk][scheme] = number
    topics: dict[int, set[int]] = defaultdict(set)
    for pk, topic in Organisation.sectors.through.objects.values_list("organisation_id", "topic_id"):
        topics[pk].add(topic)
    return Known(
        names=bearers_of_names(every), doubtful=doubtful, numbers=numbers, facts=_facts(every, own, aliases, topics)
    )


def _facts(
    every: QuerySet[Organisation],
    numbers: Mapping[int, dict[str, str]],
    aliases: Mapping[int, set[str]],
    topics: Mapping[int, set[int]],
) -> dict[int, Facts]:
    members = Membership.objects.filter(organisation=OuterRef("pk"), role=MembershipRole.OWNER)
    read = every.annotate(is_owned=Exists(members)).values("pk", "public_id", "is_listed", "is_owned", *FILLED)
    return {
        each["pk"]: Facts(
            public_id=str(each["public_id"]),
            country=each["country"],
            is_free=not each["is_listed"] and not each["is_owned"],
            empty=frozenset(name for name in FILLED if each[name] in ("", None)),
            numbers=numbers.get(each["pk"], {}),
            aliases=frozenset(aliases.get(each["pk"], ())),
            topics=frozenset(topics.get(each["pk"], ())),
        )
        for each in read
    }


def organisations_to_export(ids: Sequence[int]) -> Iterator[Organisation]:
    """Yield organisations, in this order, with what a sheet tells of them; the caller found them for the actor."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        read = Organisation.objects.prefetch_related("sectors", "aliases", "registration_numbers").in_bulk(some)
        yield from (read[each] for each in some if each in read)


def organisations_in(planned: Iterable[Step]) -> dict[int, Organisation]:
    """Return the organisations that steps speak of, for a page: one query."""
    ids = {pk for each in planned for pk in (*each.candidates, each.organisation_id) if pk}
    return Organisation.objects.in_bulk(ids)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not brought in: its line, its cells and why, in a sentence for each reason."""

    line: int
    cells: list[str]
    reasons: list[str]


def made_by(sheet: Sheet) -> QuerySet[ImportedRow]:
    """Return what a sheet has made and filled in, by line."""
    return sheet.rows.select_related("organisation__listing_consent").order_by("line")


def sheets_kept(user_id: int) -> list[dict[str, Any]]:
    """Return which sheets a person has brought in, for the export of their personal data."""
    brought = Sheet.objects.filter(user_id=user_id).order_by("pk").values_list("filename", "sha256", "created_at")
    return [{"filename": name, "sha256": digest, "at": at.isoformat()} for name, digest, at in brought]


def count_to_ask(sheet: Sheet) -> int:
    """Count the organisations that a sheet has made, that have a contact and that nobody has asked yet."""
    return sheet.rows.filter(_to_ask()).count()


def ids_to_ask(sheet: Sheet) -> Sequence[int]:
    """Return the ids of those organisations, by line."""
    return list(sheet.rows.filter(_to_ask()).values_list("organisation_id", flat=True))


def _to_ask() -> Q:
    asked = {"awaits_consent": True, "listing_consent__asked_at": None}
    return Q(**{f"organisation__{name}": value for name, value in asked.items()}) & ~Q(
        organisation__listing_consent__contact_email=""
    )
