"""What is decided stays: a frozen ranking never changes, and never are more admitted than there are places."""

from __future__ import annotations

from bridgehead.foundation.guards import (
    Guard,
    postgresql_trigger,
    refuse_postgresql,
    refuse_sqlite,
    sqlite_after_writes,
)

WITHIN_PLACES = "admitted_within_places"
RANKING_SEALED, LINES_SEALED = "ranking_is_sealed", "ranking_lines_are_sealed"

_RANKING, _LINE = "programmes_ranking", "programmes_rankingline"
#: Who made it is forgotten with the person; nothing else of it changes.
_REMADE = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        "call_id", "stage_id", "number", "places", "reserve", "criteria", "bonuses", "digest", "made_at",
    )
)  # fmt: skip

#: Whoever has given the place up, or let it lapse, holds none.
_TOO_MANY = (
    "NEW.outcome = 'admitted' AND NEW.answer IN ('waiting', 'accepted') AND ("
    "SELECT COUNT(*) FROM programmes_decision d WHERE d.published_id = NEW.published_id "
    "AND d.outcome = 'admitted' AND d.answer IN ('waiting', 'accepted')) > ("
    "SELECT c.places FROM programmes_calldecision p JOIN programmes_call c ON c.id = p.call_id "
    "WHERE p.id = NEW.published_id)"
)
#: Deciders wait for each other, so that each counts what the others have left.
_ONE_AT_A_TIME = "PERFORM 1 FROM programmes_calldecision WHERE id = NEW.published_id FOR UPDATE;"

DECIDING_GUARDS = [
    Guard(
        name=WITHIN_PLACES,
        sqlite=sqlite_after_writes(WITHIN_PLACES, table="programmes_decision", when=_TOO_MANY),
        postgresql=postgresql_trigger(
            WITHIN_PLACES,
            table="programmes_decision",
            timing="AFTER INSERT OR UPDATE",
            body=f"{_ONE_AT_A_TIME} IF {_TOO_MANY} THEN {refuse_postgresql(WITHIN_PLACES)} END IF; RETURN NULL;",
        ),
        reads=("programmes_call", "programmes_calldecision"),
    ),
    Guard(
        name=RANKING_SEALED,
        sqlite=(
            f"BEFORE UPDATE ON {_RANKING} WHEN {_REMADE.replace('IS DISTINCT FROM', 'IS NOT')} "
            f"BEGIN {refuse_sqlite(RANKING_SEALED)} END",
            f"BEFORE DELETE ON {_RANKING} BEGIN {refuse_sqlite(RANKING_SEALED)} END",
        ),
        postgresql=postgresql_trigger(
            RANKING_SEALED,
            table=_RANKING,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"IF TG_OP = 'DELETE' THEN {refuse_postgresql(RANKING_SEALED)} "
                f"ELSIF {_REMADE} THEN {refuse_postgresql(RANKING_SEALED)} END IF; RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name=LINES_SEALED,
        sqlite=tuple(
            f"BEFORE {deed} ON {_LINE} BEGIN {refuse_sqlite(LINES_SEALED)} END" for deed in ("UPDATE", "DELETE")
        ),
        postgresql=postgresql_trigger(
            LINES_SEALED, table=_LINE, timing="BEFORE UPDATE OR DELETE", body=refuse_postgresql(LINES_SEALED)
        ),
    ),
]
