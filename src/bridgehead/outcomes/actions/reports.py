"""Reports: drafted, changed, and published as editions that never change again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement
from bridgehead.foundation import audit, idempotency
from bridgehead.foundation.jobs import queue
from bridgehead.foundation.records import assign
from bridgehead.foundation.refusals import Overtaken, Refused, require, require_valid
from bridgehead.foundation.rows import insert_rows
from bridgehead.outcomes.models import Edition, EditionRecord, Figure, Outcome, Report, StatedEffect
from bridgehead.outcomes.queries.records import cases_of
from bridgehead.outcomes.queries.reports import before, digest_of_material, effects_of, material_of, missing_papers
from bridgehead.outcomes.rules import PAPERS, Paper, may_write_outcomes
from bridgehead.outcomes.schemas.editions import WORDS, Before, Built, digest_of, head_of, is_worth_publishing

#: So many figures go to the database at once; one may name each record.
_BATCH = 100
#: The job that makes a file of an edition; it is named here, because it stands with what makes them.
FILE = "outcomes.make_file"


class ReportFields(TypedDict, total=False):
    """What is set of a report."""

    name_ko: str
    name_en: str
    lead_ko: str
    lead_en: str
    first_day: date
    last_day: date
    forum_id: int | None
    is_sample: bool


class ReportChangedMeanwhile(Overtaken):
    """Somebody else has changed or published the report since the page was opened; nothing was written."""


_DRAFTED = "outcomes.report_drafted"


@transaction.atomic
def draft_report(
    *, keeper_id: int, by: Actor, now: datetime, idempotency_key: str = "", **fields: Unpack[ReportFields]
) -> Report:
    """Begin a report on an agency's outcomes; nobody else sees it until it is published.

    The same key begins it once.
    """
    require(may_write_outcomes(by, keeper_id), _("Only those who keep this ledger can do that."))
    actor_id = by.user_id or 0
    made = idempotency.made_before(actor_id=actor_id, deed=_DRAFTED, key=idempotency_key)
    if made is not None:
        return Report.objects.get(public_id=made)
    report = Report(keeper_id=keeper_id, changed_at=now, **fields)
    require_valid(report)
    report.save()
    idempotency.remember(actor_id=actor_id, deed=_DRAFTED, key=idempotency_key, made=str(report.public_id))
    audit.record(_DRAFTED, on=report, by=by, at=now, stream=report.audit_stream)
    return report


@transaction.atomic
def change_report(*, report_id: int, revision: int, by: Actor, now: datetime, **fields: Unpack[ReportFields]) -> Report:
    """Change what a report is called and about; after its first edition its title and foreword alone."""
    report = _held(report_id, by=by, revision=revision)
    change = assign(report, fields)
    require(
        change.keys() <= set(WORDS) or not report.editions.exists(),
        _("This report is published: its period and scope stay. For another period, begin a report of its own."),
    )
    if change:
        _told("outcomes.report_changed", report, by=by, now=now, change=change)
    return report


@transaction.atomic
def discard_report(*, report_id: int, revision: int, by: Actor, now: datetime) -> None:
    """Throw a report away that was never published."""
    report = _held(report_id, by=by, revision=revision)
    require(not report.editions.exists(), _("What was published stays. A correction is a new edition."))
    audit.record("outcomes.report_discarded", on=report, by=by, at=now, stream=report.audit_stream)
    report.delete()


def publish_edition(
    *, report_id: int, revision: int, by: Actor, now: datetime, reason_ko: str = "", reason_en: str = ""
) -> Edition:
    """Publish a report as it stands at a moment of the database's clock: for good, with its records and figures.

    From the second edition on it needs what changed, in both languages, and that something did. What it says is read
    and counted before the database is written to, so that nobody waits for that. What was withdrawn meanwhile is not
    sealed: before the seal it is read once more, held so that nobody changes it until the edition is out.
    """
    report = _kept(report_id, by=by)
    earlier = before(report)
    # Read after the edition before: whoever was quicker is told as such, and not that nothing has changed.
    _require_revision(Report.objects.only("revision").get(pk=report_id), revision)
    seen, build = _looked_at(report, now)
    reasons = {"reason_ko": reason_ko.strip(), "reason_en": reason_en.strip()} if earlier else _NO_REASONS
    head = head_of(
        report,
        number=earlier.number + 1 if earlier else 1,
        published_at=now,
        reasons=reasons,
        before=earlier,
        build=build,
    )
    _require_worth_it(head, earlier, reasons, build)
    with transaction.atomic():
        held = _held(report_id, by=by, revision=revision)
        _require_latest(held, earlier)
        edition = _write(held, head, build, reasons=reasons, by=by, now=now)
        _hold_material(held, now)
        if digest_of_material(held, now) != seen:
            raise ReportChangedMeanwhile(
                _("What this report tells has changed while it was published. Look at it, then publish it again.")
            )
        return _seal(edition, digest_of(head, build), by=by, now=now)


def _looked_at(report: Report, now: datetime) -> tuple[str, Built]:
    """What the report says, and a digest of what it was read of, which is kept no longer than for that."""
    material = material_of(report, now)
    return material.digest(), material.built()


_NO_REASONS = {"reason_ko": "", "reason_en": ""}


def _require_worth_it(
    head: Mapping[str, Any], earlier: Before | None, reasons: Mapping[str, str], build: Built
) -> None:
    is_worth_it = is_worth_publishing(head, build)
    if earlier is None:
        require(is_worth_it, _("There is nothing public to report on in this period and scope yet."))
        return
    for language in ("ko", "en"):
        field = f"reason_{language}"
        require(bool(reasons[field]), _("Say in both languages what changed since the edition before."), field=field)
    require(
        is_worth_it,
        _("Nothing has changed since edition %(number)s: there is nothing to publish.") % {"number": earlier.number},
    )


def _require_latest(report: Report, earlier: Before | None) -> None:
    latest = report.editions.order_by("-number").values_list("number", flat=True).first()
    if latest != (earlier.number if earlier else None):
        raise ReportChangedMeanwhile(_("Somebody has published this report in the meantime. Look at it, then decide."))


def _write(
    report: Report, head: Mapping[str, Any], build: Built, *, reasons: Mapping[str, str], by: Actor, now: datetime
) -> Edition:
    edition = Edition(
        report=report,
        number=head["report"]["edition"],
        published_at=now,
        published_by_id=by.user_id,
        head=head,
        **reasons,
    )
    require_valid(edition)
    edition.save()
    insert_rows(EditionRecord, ("edition", "position", "key", "body", "digest"), _records(edition, build))
    Figure.objects.bulk_create(_figures(edition, build), batch_size=_BATCH)
    return edition


def _hold_material(report: Report, now: datetime) -> None:
    """Lock whatever may change of what a report is made of, in the order in which all deeds do: agreements first.

    Sealed terms, and a document on which a case rests, never change.
    """
    cases = cases_of(report, now).order_by()
    for held in (
        Agreement.objects.filter(pk__in=cases.values("agreement")),
        Outcome.objects.filter(pk__in=cases.values("pk")),
        StatedEffect.objects.filter(pk__in=effects_of(report).order_by().values("pk")),
    ):
        for _pk in held.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk").iterator():
            pass


def _seal(edition: Edition, digest: str, *, by: Actor, now: datetime) -> Edition:
    edition.digest, edition.sealed_at = digest, now
    edition.save(update_fields=["digest", "sealed_at"])
    change = {"edition": (edition.number - 1 or None, edition.number), "digest": (None, digest)}
    _told("outcomes.report_published", edition.report, by=by, now=now, change=change)
    _queue_files(edition, PAPERS, now=now)
    return edition


def _queue_files(edition: Edition, papers: Iterable[Paper], *, now: datetime) -> None:
    """Let each be made by itself: one that fails keeps none of the others back."""
    for kind, language in papers:
        key = f"edition-file:{edition.pk}:{kind}:{language}"
        queue(FILE, key=key, now=now, edition_id=edition.pk, kind=kind, language=language)


def make_files_again(*, report_id: int, number: int, by: Actor, now: datetime) -> None:
    """Let those files of an edition be made that are not there, or no longer where they were kept."""
    report = _kept(report_id, by=by)
    edition = report.editions.filter(sealed_at__isnull=False, number=number).first()
    if edition is None:
        raise Refused(_("There is no such edition."))
    _queue_files(edition, missing_papers([edition])[edition.pk], now=now)


def _records(edition: Edition, build: Built) -> Iterator[Sequence[Any]]:
    told = zip(build.ids, build.written, build.digests, strict=True)
    for position, (key, written, digest) in enumerate(told):
        yield edition.pk, position, key, written.decode(), digest


def _figures(edition: Edition, build: Built) -> Sequence[Figure]:
    return [
        Figure(
            edition=edition,
            position=position,
            indicator=each.indicator,
            version=each.version,
            group=dict(each.group),
            value=each.value,
            unit=each.unit,
            exactness=each.exactness,
            cases=each.cases,
            proof=each.proof,
            records=list(each.records),
        )
        for position, each in enumerate(build.figures)
    ]


def _kept(report_id: int, *, by: Actor) -> Report:
    report = Report.objects.select_related("keeper", "forum").filter(pk=report_id).first()
    if report is None or not may_write_outcomes(by, report.keeper_id):
        raise Refused(_("Only those who keep this ledger can do that."))
    return report


def _held(report_id: int, *, by: Actor, revision: int) -> Report:
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if report is None or not may_write_outcomes(by, report.keeper_id):
        raise Refused(_("Only those who keep this ledger can do that."))
    _require_revision(report, revision)
    return report


def _require_revision(report: Report, revision: int) -> None:
    if revision != report.revision:
        raise ReportChangedMeanwhile(_("Somebody has changed this report since you opened the page."))


def _told(verb: str, report: Report, *, by: Actor, now: datetime, change: Mapping[str, tuple[Any, Any]]) -> None:
    report.revision, report.changed_at = report.revision + 1, now
    fields = change.keys() & {each.attname for each in Report._meta.concrete_fields}
    report.save(update_fields=[*fields, "twins", "revision", "changed_at"])
    audit.record(verb, on=report, by=by, at=now, stream=report.audit_stream, change=change)
