"""What the rows of a sheet make: organisations that wait for their own word, and what was empty in those there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bridgehead.directory.actions.index import AT_ONCE, index_organisations
from bridgehead.directory.adapters import normal_name
from bridgehead.directory.models import (
    ImportedRow,
    ListingConsent,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
    Sheet,
)
from bridgehead.directory.queries.undoing import record_mark
from bridgehead.directory.rules.matching import Known, Step, new_numbers
from bridgehead.foundation.bilingual import reading_language

BILINGUAL = {"name_ko", "name_en", "summary_ko", "summary_en"}


def make(sheet: Sheet, planned: Sequence[Step], known: Known, now: datetime) -> list[Organisation]:
    """Make the organisations that are new; nobody but the agency sees them until they have agreed to be listed."""
    made = []
    for step in planned:
        organisation = Organisation(**step.row.said.plain, awaits_consent=True)
        organisation.mark_twins(BILINGUAL)
        made.append(organisation)
    Organisation.objects.bulk_create(made, batch_size=AT_ONCE)
    pairs = list(zip(planned, made, strict=True))
    taken = dict(known.numbers)
    numbers = []
    for step, organisation in pairs:
        for scheme, number in step.row.said.numbers.items():
            if taken.setdefault((scheme, number), organisation.pk) == organisation.pk:
                numbers.append(RegistrationNumber(organisation=organisation, scheme=scheme, number=number))
    RegistrationNumber.objects.bulk_create(numbers, batch_size=AT_ONCE)
    aliases = [each for step, organisation in pairs for each in _aliases(organisation, step.row.said.aliases, known)]
    OrganisationAlias.objects.bulk_create(aliases, batch_size=AT_ONCE)
    _set_topics({organisation.pk: step.row.said.topics for step, organisation in pairs})
    ListingConsent.objects.bulk_create(
        [
            ListingConsent(
                organisation=organisation,
                contact_name=step.row.said.contact_name,
                contact_email=step.row.said.contact_email,
                language=_language(organisation),
            )
            for step, organisation in pairs
        ],
        batch_size=AT_ONCE,
    )
    marks = {each.pk: record_mark(each) for each in index_organisations([each.pk for each in made])}
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                sheet=sheet, line=step.row.line, organisation=organisation, is_new=True, mark=marks[organisation.pk]
            )
            for step, organisation in pairs
        ],
        batch_size=AT_ONCE,
    )
    return made


def fill_in(sheet: Sheet, planned: Sequence[Step], known: Known) -> list[Organisation]:
    """Fill in what is empty; what a record says already stays as it is."""
    ids = [each.organisation_id or 0 for each in planned]
    held: Mapping[int, Organisation] = {
        each.pk: each for each in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    rows = []
    for step in planned:
        organisation, said = held[step.organisation_id or 0], step.row.said
        written: dict[str, Any] = {name: said.plain[name] for name in step.fills if name in said.plain}
        for name, value in written.items():
            setattr(organisation, name, value)
        organisation.mark_twins(set(written))
        organisation.save(update_fields=[*written, "twins"])
        facts = known.facts[organisation.pk]
        if "numbers" in step.fills:
            written["numbers"] = new_numbers(said, facts, known)
            RegistrationNumber.objects.bulk_create(
                RegistrationNumber(organisation=organisation, scheme=scheme, number=number)
                for scheme, number in written["numbers"].items()
            )
        if "aliases" in step.fills:
            written["aliases"] = [each for each in said.aliases if each not in facts.aliases]
            OrganisationAlias.objects.bulk_create(_aliases(organisation, written["aliases"], known))
        if "topics" in step.fills:
            written["topics"] = list(said.topics)
            _set_topics({organisation.pk: said.topics})
        rows.append(
            ImportedRow(sheet=sheet, line=step.row.line, organisation=organisation, is_new=False, written=written)
        )
    ImportedRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    index_organisations(ids)
    return list(held.values())


def _aliases(organisation: Organisation, texts: Sequence[str], known: Known) -> list[OrganisationAlias]:
    """Other names; one that another organisation bears is doubtful, so that nobody takes a name away from anybody."""
    return [
        OrganisationAlias(
            organisation=organisation,
            text=text,
            is_doubtful=bool(set(known.names.get(normal_name(text), ())) - {organisation.pk}),
        )
        for text in texts
    ]


def _set_topics(topics: Mapping[int, Sequence[int]]) -> None:
    through = Organisation.sectors.through
    through.objects.bulk_create(
        [through(organisation_id=pk, topic_id=topic) for pk, ids in topics.items() for topic in ids],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


def _language(organisation: Organisation) -> str:
    """The language in which an organisation is asked: that of its country, where it is known."""
    if organisation.country:
        return "ko" if organisation.country == "KR" else "en"
    return reading_language()
