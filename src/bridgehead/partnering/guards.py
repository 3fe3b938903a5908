"""Slots never overlap, a seat stands where its meeting stands, and what a run was given and gave never changes."""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

_OVERLAP = (
    "SELECT 1 FROM partnering_slot WHERE round_id = NEW.round_id AND id <> NEW.id "
    "AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at"
)
_STRAY = (
    "SELECT 1 FROM partnering_meeting WHERE id = NEW.meeting_id "
    "AND timetable_id = NEW.timetable_id AND slot_id = NEW.slot_id"
)
_ENDED = "('done', 'cancelled', 'failed')"

GUARDS = [
    Guard(
        name="slots_never_overlap",
        sqlite=tuple(
            f"AFTER {event} ON partnering_slot WHEN EXISTS ({_OVERLAP}) "
            f"BEGIN {refuse_sqlite('slots_never_overlap')} END"
            for event in ("INSERT", "UPDATE")
        ),
        # The round's row is locked first, or two transactions could each miss the other's slot.
        postgresql=postgresql_trigger(
            "slots_never_overlap",
            table="partnering_slot",
            timing="BEFORE INSERT OR UPDATE",
            body=(
                "PERFORM 1 FROM partnering_partneringround WHERE id = NEW.round_id FOR NO KEY UPDATE; "
                f"IF EXISTS ({_OVERLAP}) THEN {refuse_postgresql('slots_never_overlap')} END IF; RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name="seat_where_meeting_is",
        sqlite=(
            f"AFTER INSERT ON partnering_meetingseat WHEN NOT EXISTS ({_STRAY}) "
            f"BEGIN {refuse_sqlite('seat_where_meeting_is')} END",
            f"AFTER UPDATE ON partnering_meetingseat WHEN NOT EXISTS ({_STRAY}) "
            f"BEGIN {refuse_sqlite('seat_where_meeting_is')} END",
        ),
        postgresql=postgresql_trigger(
            "seat_where_meeting_is",
            table="partnering_meetingseat",
            timing="BEFORE INSERT OR UPDATE",
            body=f"IF NOT EXISTS ({_STRAY}) THEN {refuse_postgresql('seat_where_meeting_is')} END IF; RETURN NEW;",
        ),
    ),
    Guard(
        name="seats_follow_meeting",
        sqlite=(
            "AFTER UPDATE ON partnering_meeting WHEN NEW.slot_id <> OLD.slot_id BEGIN "
            "UPDATE partnering_meetingseat SET slot_id = NEW.slot_id WHERE meeting_id = NEW.id; END",
        ),
        postgresql=postgresql_trigger(
            "seats_follow_meeting",
            table="partnering_meeting",
            timing="AFTER UPDATE OF slot_id",
            body="UPDATE partnering_meetingseat SET slot_id = NEW.slot_id WHERE meeting_id = NEW.id; RETURN NULL;",
        ),
    ),
    Guard(
        name="ended_run_unchanged",
        sqlite=(
            f"BEFORE UPDATE ON partnering_timetablerun WHEN OLD.state IN {_ENDED} "
            f"BEGIN {refuse_sqlite('ended_run_unchanged')} END",
        ),
        postgresql=postgresql_trigger(
            "ended_run_unchanged",
            table="partnering_timetablerun",
            timing="BEFORE UPDATE",
            body=f"IF OLD.state IN {_ENDED} THEN {refuse_postgresql('ended_run_unchanged')} END IF; RETURN NEW;",
        ),
    ),
    Guard(
        name="run_problem_unchanged",
        sqlite=(f"BEFORE UPDATE ON partnering_runproblem BEGIN {refuse_sqlite('run_problem_unchanged')} END",),
        postgresql=postgresql_trigger(
            "run_problem_unchanged",
            table="partnering_runproblem",
            timing="BEFORE UPDATE",
            body=refuse_postgresql("run_problem_unchanged"),
        ),
    ),
]
