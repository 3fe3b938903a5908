"""No room is given twice, no tenancy goes beyond what was granted, and nothing is booked into a closure."""

from __future__ import annotations

from bridgehead.directory.merging import MERGED, is_moved_by_merge
from bridgehead.foundation.guards import (
    Guard,
    postgresql_exclusion,
    postgresql_trigger,
    refuse_postgresql,
    refuse_sqlite,
    sqlite_after_writes,
)
from bridgehead.places.models import HOLDING

BOOKED_TWICE = "bookings_never_overlap"
LET_TWICE = "tenancies_never_overlap"
BEYOND_ENTITLEMENT = "tenancy_within_entitlement"
ENTITLEMENT_IN_USE = "entitlement_covers_tenancies"
BOOKED_INTO_CLOSURE = "nothing_booked_into_closure"
CLOSURE_OVER_BOOKING = "closure_holds_no_booking"

_BOOKING, _TENANCY, _CLOSURE, _ENTITLEMENT = (
    "places_booking", "places_tenancy", "places_closure", "places_entitlement",
)  # fmt: skip
_HOLDS = f"state IN ({', '.join(repr(state) for state in HOLDING)})"
_MEETS = "starts_at < NEW.ends_at AND ends_at > NEW.starts_at"

_BOOKED = f"SELECT 1 FROM {_BOOKING} WHERE room_id = NEW.room_id AND id <> NEW.id AND {_HOLDS} AND {_MEETS}"
_LET = (
    f"SELECT 1 FROM {_TENANCY} WHERE room_id = NEW.room_id AND id <> NEW.id AND state <> 'cancelled' "
    "AND starts_on < NEW.ends_on AND ends_on > NEW.starts_on"
)


def _beyond(entitlement: str) -> str:
    """Tenancies of an entitlement that lie outside of it, or are too many on the day on which one of them begins."""
    return (
        f"SELECT 1 FROM {_TENANCY} t JOIN {_ENTITLEMENT} e ON e.id = t.entitlement_id "
        "JOIN places_room r ON r.id = t.room_id JOIN places_floor f ON f.id = r.floor_id "
        f"WHERE t.entitlement_id = {entitlement} AND t.state <> 'cancelled' AND ("
        # While two records of one organisation are merged, one of the two is moved before the other.
        "(t.organisation_id <> e.organisation_id "
        f"AND NOT {is_moved_by_merge('t.organisation_id', 'e.organisation_id')} "
        f"AND NOT {is_moved_by_merge('e.organisation_id', 't.organisation_id')}) OR f.premises_id <> e.premises_id "
        "OR t.starts_on < e.starts_on OR t.ends_on > e.ends_on OR e.desks < ("
        f"SELECT COUNT(*) FROM {_TENANCY} o WHERE o.entitlement_id = t.entitlement_id AND o.state <> 'cancelled' "
        "AND o.starts_on <= t.starts_on AND o.ends_on > t.starts_on))"
    )


_CLOSED = (
    f"SELECT 1 FROM {_CLOSURE} c WHERE (c.room_id = NEW.room_id OR (c.room_id IS NULL AND c.premises_id = ("
    "SELECT f.premises_id FROM places_room r JOIN places_floor f ON f.id = r.floor_id WHERE r.id = NEW.room_id))) "
    "AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at"
)
_ROOMS_CLOSED = (
    "SELECT r.id FROM places_room r JOIN places_floor f ON f.id = r.floor_id "
    "WHERE r.id = NEW.room_id OR (NEW.room_id IS NULL AND f.premises_id = NEW.premises_id)"
)
_STILL_BOOKED = f"SELECT 1 FROM {_BOOKING} WHERE room_id IN ({_ROOMS_CLOSED}) AND {_HOLDS} AND {_MEETS}"


GUARDS = [
    Guard(
        name=BOOKED_TWICE,
        sqlite=sqlite_after_writes(BOOKED_TWICE, table=_BOOKING, when=f"NEW.{_HOLDS} AND EXISTS ({_BOOKED})"),
        postgresql=postgresql_exclusion(
            BOOKED_TWICE,
            table=_BOOKING,
            alike="room_id WITH =, tstzrange(starts_at, ends_at) WITH &&",
            where=_HOLDS,
        ),
        excludes_on=_BOOKING,
    ),
    Guard(
        name=LET_TWICE,
        sqlite=sqlite_after_writes(LET_TWICE, table=_TENANCY, when=f"NEW.state <> 'cancelled' AND EXISTS ({_LET})"),
        postgresql=postgresql_exclusion(
            LET_TWICE,
            table=_TENANCY,
            alike="room_id WITH =, daterange(starts_on, ends_on) WITH &&",
            where="state <> 'cancelled'",
        ),
        excludes_on=_TENANCY,
    ),
    Guard(
        name=BEYOND_ENTITLEMENT,
        sqlite=sqlite_after_writes(
            BEYOND_ENTITLEMENT, table=_TENANCY, when=f"EXISTS ({_beyond('NEW.entitlement_id')})"
        ),
        postgresql=postgresql_trigger(
            BEYOND_ENTITLEMENT,
            table=_TENANCY,
            timing="AFTER INSERT OR UPDATE",
            body=(
                # Two tenancies of one entitlement come one after the other, or each could miss the other.
                f"PERFORM 1 FROM {_ENTITLEMENT} WHERE id = NEW.entitlement_id FOR NO KEY UPDATE; "
                f"IF EXISTS ({_beyond('NEW.entitlement_id')}) THEN {refuse_postgresql(BEYOND_ENTITLEMENT)} END IF; "
                "RETURN NULL;"
            ),
        ),
        reads=(_ENTITLEMENT, "places_room", "places_floor", MERGED),
    ),
    Guard(
        name=ENTITLEMENT_IN_USE,
        sqlite=(
            f"AFTER UPDATE ON {_ENTITLEMENT} WHEN EXISTS ({_beyond('NEW.id')}) "
            f"BEGIN {refuse_sqlite(ENTITLEMENT_IN_USE)} END",
        ),
        postgresql=postgresql_trigger(
            ENTITLEMENT_IN_USE,
            table=_ENTITLEMENT,
            timing="AFTER UPDATE",
            body=(f"IF EXISTS ({_beyond('NEW.id')}) THEN {refuse_postgresql(ENTITLEMENT_IN_USE)} END IF; RETURN NULL;"),
        ),
        reads=(_TENANCY, "places_room", "places_floor", MERGED),
    ),
    Guard(
        name=BOOKED_INTO_CLOSURE,
        sqlite=sqlite_after_writes(BOOKED_INTO_CLOSURE, table=_BOOKING, when=f"NEW.{_HOLDS} AND EXISTS ({_CLOSED})"),
        postgresql=postgresql_trigger(
            BOOKED_INTO_CLOSURE,
            table=_BOOKING,
            timing="AFTER INSERT OR UPDATE",
            body=(
                # A closure that is being made at this moment is waited for.
                f"IF NEW.{_HOLDS} THEN PERFORM 1 FROM places_room WHERE id = NEW.room_id FOR SHARE; "
                f"IF EXISTS ({_CLOSED}) THEN {refuse_postgresql(BOOKED_INTO_CLOSURE)} END IF; END IF; RETURN NULL;"
            ),
        ),
        reads=(_CLOSURE, "places_room", "places_floor"),
    ),
    Guard(
        name=CLOSURE_OVER_BOOKING,
        sqlite=sqlite_after_writes(CLOSURE_OVER_BOOKING, table=_CLOSURE, when=f"EXISTS ({_STILL_BOOKED})"),
        postgresql=postgresql_trigger(
            CLOSURE_OVER_BOOKING,
            table=_CLOSURE,
            timing="AFTER INSERT OR UPDATE",
            body=(
                f"PERFORM 1 FROM places_room WHERE id IN ({_ROOMS_CLOSED}) ORDER BY id FOR NO KEY UPDATE; "
                f"IF EXISTS ({_STILL_BOOKED}) THEN {refuse_postgresql(CLOSURE_OVER_BOOKING)} END IF; RETURN NULL;"
            ),
        ),
        reads=(_BOOKING, "places_room", "places_floor"),
    ),
]
