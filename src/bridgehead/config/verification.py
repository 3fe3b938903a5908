"""What must always be true of the stored records, looked up: the questions behind ``bridgehead check``.

The database refuses most of what would be wrong. This finds what got past it: a restored half, a disk that lied, a
hand in the database, a guard that is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import file_digest

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from bridgehead.events.models import Forum, ParticipantTerms, RegistrationState
from bridgehead.foundation import audit, guards
from bridgehead.foundation.models import AuditStream, Job, JobState, OutboxItem, StoredFile
from bridgehead.partnering.models import MeetingSeat, MeetingState, PartneringRound, PersonalTimetable, TimetableState

#: A wrong chain is told by these words; the chain itself knows no language.
_BREAKS = {
    "changed": lambda: _("was changed"),
    "missing": lambda: _("is missing"),
    "cut off": lambda: _("and what follows was cut off"),
    "slipped in": lambda: _("was slipped in"),
    "not the last": lambda: _("is not the last that was written"),
    "rewritten": lambda: _("or one after it was written anew since its head was noted down"),
}


def unapplied_migrations() -> Iterator[str]:
    """The database is as new as the programme."""
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield _("The migration %(name)s has not been applied. Run “bridgehead manage migrate”.") % {"name": migration}


def missing_guards() -> Iterator[str]:
    """Every guard stands whole."""
    for name in guards.missing():
        yield _("The database lacks the guard %(name)s. Run “bridgehead manage migrate”.") % {"name": name}


def broken_chains() -> Iterator[str]:
    """No entry of the audit trail was changed, left out or slipped in."""
    for stream in AuditStream.objects.order_by("name"):
        found = audit.first_break(stream)
        if found:
            yield _told(found)


def rewritten_chains(noted: Iterable[str]) -> Iterator[str]:
    """No chain ends before a head, or leads to another, that ``heads`` told once; ``noted`` are its lines."""
    by_name: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for line in noted:
        name, *told = line.rstrip("\n").split("\t")
        if len(told) == 2 and told[0].isdecimal():
            by_name[name].add((int(told[0]), told[1]))
    for name in sorted(by_name):
        found = audit.differs_from_noted(name, by_name[name])
        if found:
            yield _told(found)


def _told(found: audit.Break) -> str:
    return _("Audit trail %(stream)s: entry %(position)s %(what)s.") % {
        "stream": found.stream,
        "position": found.position,
        "what": _BREAKS[found.what](),
    }


def wrong_places() -> Iterator[str]:
    """The places taken of a forum, and of each participant type, are its approved registrations and walk-ins."""
    approved = Count("registrations", filter=Q(registrations__state="approved"), distinct=True)
    admitted = Count("came_without", filter=Q(came_without__state="approved"), distinct=True)
    counted = Forum.objects.annotate(approved=approved + admitted)
    for forum in counted.exclude(places_taken=F("approved")).order_by("pk"):
        yield _("Forum “%(forum)s” counts %(counted)s places taken, but has let in %(approved)s people.") % {
            "forum": forum.name,
            "counted": forum.places_taken,
            "approved": forum.approved,
        }


def wrong_type_places() -> Iterator[str]:
    """So are those of each participant type that has terms of its own."""
    for terms in ParticipantTerms.objects.select_related("forum").order_by("pk"):
        let_in = {"participant_type": terms.participant_type, "state": RegistrationState.APPROVED}
        counted = terms.forum.registrations.filter(**let_in).count() + terms.forum.came_without.filter(**let_in).count()
        if counted != terms.places_taken:
            said = _(
                "Forum “%(forum)s” counts %(counted)s places taken as %(type)s, but has let in %(approved)s people."
            )
            yield said % {
                "forum": terms.forum.name,
                "type": terms.get_participant_type_display(),
                "counted": terms.places_taken,
                "approved": counted,
            }


def wrong_publications() -> Iterator[str]:
    """A round that has published has exactly one timetable in force."""
    in_force = Count("timetables", filter=Q(timetables__state=TimetableState.PUBLISHED))
    ever = Count("timetables", filter=~Q(timetables__state=TimetableState.DRAFT))
    rounds = PartneringRound.objects.select_related("forum").annotate(in_force=in_force, ever=ever)
    for held in rounds.filter(ever__gt=0).exclude(in_force=1).order_by("pk"):
        yield _("The round of “%(forum)s” has %(count)s timetables in force; it must have one.") % {
            "forum": held.forum.name,
            "count": held.in_force,
        }


def wrong_personal_timetables() -> Iterator[str]:
    """What each delegate is shown is what the timetable in force says; who has left is shown nothing."""
    seated: dict[tuple[int, int], set[str]] = defaultdict(set)
    in_force = {"timetable__state": TimetableState.PUBLISHED, "delegate__left_at": None}
    seats = MeetingSeat.objects.filter(**in_force)
    seats = seats.exclude(meeting__state=MeetingState.CANCELLED)
    for timetable, delegate, meeting in seats.values_list("timetable_id", "delegate_id", "meeting__public_id"):
        seated[timetable, delegate].add(str(meeting))
    shown: dict[tuple[int, int], set[str]] = {}
    written = PersonalTimetable.objects.filter(**in_force)
    for timetable, delegate, entries in written.values_list("timetable_id", "delegate_id", "entries"):
        shown[timetable, delegate] = {entry["meeting"] for entry in entries}
    for timetable, delegate in sorted(seated.keys() | shown.keys()):
        if seated.get((timetable, delegate), set()) != shown.get((timetable, delegate), set()):
            yield _("Delegate %(delegate)s is shown other meetings than timetable %(timetable)s holds.") % {
                "delegate": delegate,
                "timetable": timetable,
            }


def wrong_files() -> Iterator[str]:
    """Every stored file lies where it should, unchanged."""
    for file in StoredFile.objects.order_by("pk").iterator():
        try:
            with file.content.open("rb") as content:
                whole = file_digest(content, "sha256").hexdigest() == file.sha256
        except OSError:
            yield _("The stored file %(id)s is missing.") % {"id": file.public_id}
        else:
            if not whole:
                yield _("The stored file %(id)s has changed since it was taken in.") % {"id": file.public_id}


QUESTIONS: tuple[Callable[[], Iterator[str]], ...] = (
    missing_guards,
    broken_chains,
    wrong_places,
    wrong_type_places,
    wrong_publications,
    wrong_personal_timetables,
    wrong_files,
)


def what_is_wrong() -> Iterator[str]:
    """Return a sentence for everything that is not as it must be; the tables are only read once they are all there."""
    behind = list(unapplied_migrations())
    yield from behind
    if not behind:
        for question in QUESTIONS:
            yield from question()


def given_up() -> dict[str, int]:
    """Return how much work was given up and waits for somebody to look: jobs and notices."""
    return {
        "jobs": Job.objects.filter(state=JobState.GIVEN_UP).count(),
        "notices": OutboxItem.objects.filter(given_up_at__isnull=False).count(),
    }


def heads() -> list[tuple[str, int, str]]:
    """Return name, length and head of every audit chain; noted down elsewhere, they show that none was rewritten."""
    return list(AuditStream.objects.order_by("name").values_list("name", "length", "head"))
