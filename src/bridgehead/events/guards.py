"""The last place of a forum is given once: approved registrations and admitted walk-ins are counted by the database.

A signing stands in a signing session of its own forum, and only what is agreed comes into a running order.
"""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

_COUNT = "UPDATE events_forum SET places_taken = places_taken {step} WHERE id = {row}.forum_id;"
_ELSEWHERE = (
    "NOT EXISTS (SELECT 1 FROM events_forumsession s JOIN events_part p ON p.id = s.part_id "
    "WHERE s.id = NEW.session_id AND s.kind = 'signing' AND p.forum_id = NEW.forum_id)"
)
_UNRIPE = "EXISTS (SELECT 1 FROM agreements_agreement WHERE id = NEW.agreement_id AND state IN ('draft', 'cancelled'))"
_EMPTIED = "NEW.kind <> 'signing' AND EXISTS (SELECT 1 FROM events_signingitem WHERE session_id = NEW.id)"
_SIGNING, _SESSION = "events_signingitem", "events_forumsession"


def _places_counted(name: str, table: str) -> Guard:
    """Count the approved rows of a table as places of their forum that are taken."""
    return Guard(
        name=name,
        sqlite=(
            f"AFTER INSERT ON {table} WHEN NEW.state = 'approved' BEGIN {_COUNT.format(step='+ 1', row='NEW')} END",
            f"AFTER DELETE ON {table} WHEN OLD.state = 'approved' BEGIN {_COUNT.format(step='- 1', row='OLD')} END",
            f"AFTER UPDATE ON {table} WHEN OLD.state = 'approved' AND (NEW.state <> 'approved' "
            f"OR NEW.forum_id <> OLD.forum_id) BEGIN {_COUNT.format(step='- 1', row='OLD')} END",
            f"AFTER UPDATE ON {table} WHEN NEW.state = 'approved' AND (OLD.state <> 'approved' "
            f"OR NEW.forum_id <> OLD.forum_id) BEGIN {_COUNT.format(step='+ 1', row='NEW')} END",
        ),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing="AFTER INSERT OR UPDATE OR DELETE",
            body=(
                "IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN "
                f"{_COUNT.format(step='- 1', row='OLD')} END IF; "
                "IF TG_OP <> 'DELETE' AND NEW.state = 'approved' THEN "
                f"{_COUNT.format(step='+ 1', row='NEW')} END IF; "
                "RETURN NULL;"
            ),
        ),
    )


GUARDS = [
    _places_counted("forum_places_counted", "events_registration"),
    _places_counted("forum_walk_ins_counted", "events_walkin"),
    Guard(
        name="signing_in_its_forum",
        sqlite=tuple(
            f"BEFORE {deed} ON {_SIGNING} WHEN {_ELSEWHERE} BEGIN {refuse_sqlite('signing_in_its_forum')} END"
            for deed in ("INSERT", "UPDATE OF forum_id, session_id")
        ),
        postgresql=postgresql_trigger(
            "signing_in_its_forum",
            table=_SIGNING,
            timing="BEFORE INSERT OR UPDATE OF forum_id, session_id",
            body=(
                # A session that is being made another kind of at this moment is waited for.
                f"PERFORM 1 FROM {_SESSION} WHERE id = NEW.session_id FOR SHARE; "
                f"IF {_ELSEWHERE} THEN {refuse_postgresql('signing_in_its_forum')} END IF; RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name="signing_of_what_is_agreed",
        sqlite=tuple(
            f"BEFORE {deed} ON {_SIGNING} WHEN {_UNRIPE} BEGIN {refuse_sqlite('signing_of_what_is_agreed')} END"
            for deed in ("INSERT", "UPDATE OF agreement_id")
        ),
        postgresql=postgresql_trigger(
            "signing_of_what_is_agreed",
            table=_SIGNING,
            timing="BEFORE INSERT OR UPDATE OF agreement_id",
            body=(
                "PERFORM 1 FROM agreements_agreement WHERE id = NEW.agreement_id FOR SHARE; "
                f"IF {_UNRIPE} THEN {refuse_postgresql('signing_of_what_is_agreed')} END IF; RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name="signing_session_stays_one",
        sqlite=(
            f"BEFORE UPDATE OF kind ON {_SESSION} WHEN {_EMPTIED} "
            f"BEGIN {refuse_sqlite('signing_session_stays_one')} END",
        ),
        postgresql=postgresql_trigger(
            "signing_session_stays_one",
            table=_SESSION,
            timing="BEFORE UPDATE OF kind",
            body=f"IF {_EMPTIED} THEN {refuse_postgresql('signing_session_stays_one')} END IF; RETURN NEW;",
        ),
    ),
]
