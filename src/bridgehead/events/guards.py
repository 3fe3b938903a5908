"""The last place of a forum, and of a participant type at it, is given once: the database counts who is approved.

A forum that was called off stays so.
A signing stands in a signing session of its own forum, and only what is agreed comes into a running order.
"""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

_COUNT = "UPDATE events_forum SET places_taken = places_taken {step} WHERE id = {row}.forum_id;"
_TERMS = "events_participantterms"
_COUNT_TYPE = (
    f"UPDATE {_TERMS} SET places_taken = places_taken {{step}} "
    "WHERE forum_id = {row}.forum_id AND participant_type = {row}.participant_type;"
)
_APPROVED = (
    "(SELECT COUNT(*) FROM {table} WHERE forum_id = NEW.forum_id AND participant_type = NEW.participant_type "
    "AND state = 'approved')"
)
_BEGIN_TYPE = (
    f"UPDATE {_TERMS} SET places_taken = {_APPROVED.format(table='events_registration')} "
    f"+ {_APPROVED.format(table='events_walkin')} WHERE id = NEW.id;"
)
_ELSEWHERE = (
    "NOT EXISTS (SELECT 1 FROM events_forumsession s JOIN events_part p ON p.id = s.part_id "
    "WHERE s.id = NEW.session_id AND s.kind = 'signing' AND p.forum_id = NEW.forum_id)"
)
_UNRIPE = "EXISTS (SELECT 1 FROM agreements_agreement WHERE id = NEW.agreement_id AND state IN ('draft', 'cancelled'))"
_EMPTIED = "NEW.kind <> 'signing' AND EXISTS (SELECT 1 FROM events_signingitem WHERE session_id = NEW.id)"
_BACK = "OLD.state = 'called_off' AND NEW.state <> 'called_off'"
_SIGNING, _SESSION = "events_signingitem", "events_forumsession"


def _places_counted(name: str, table: str, count: str, *alike: str) -> Guard:
    """Count the approved rows of a table as places that are taken; one that changes in ``alike`` counts elsewhere."""
    moved = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in alike)
    plus, minus = count.format(step="+ 1", row="NEW"), count.format(step="- 1", row="OLD")
    return Guard(
        name=name,
        sqlite=(
            f"AFTER INSERT ON {table} WHEN NEW.state = 'approved' BEGIN {plus} END",
            f"AFTER DELETE ON {table} WHEN OLD.state = 'approved' BEGIN {minus} END",
            f"AFTER UPDATE ON {table} WHEN OLD.state = 'approved' AND (NEW.state <> 'approved' "
            f"OR {moved}) BEGIN {minus} END",
            f"AFTER UPDATE ON {table} WHEN NEW.state = 'approved' AND (OLD.state <> 'approved' "
            f"OR {moved}) BEGIN {plus} END",
        ),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing="AFTER INSERT OR UPDATE OR DELETE",
            body=(
                f"IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN {minus} END IF; "
                f"IF TG_OP <> 'DELETE' AND NEW.state = 'approved' THEN {plus} END IF; "
                "RETURN NULL;"
            ),
        ),
    )


_PICKED = "UPDATE events_forumsession SET places_taken = places_taken {step} WHERE id = {row}.session_id;"

GUARDS = [
    Guard(
        name="session_picks_counted",
        sqlite=(
            f"AFTER INSERT ON events_sessionpick BEGIN {_PICKED.format(step='+ 1', row='NEW')} END",
            f"AFTER DELETE ON events_sessionpick BEGIN {_PICKED.format(step='- 1', row='OLD')} END",
            "BEFORE UPDATE OF session_id ON events_sessionpick WHEN NEW.session_id <> OLD.session_id "
            f"BEGIN {refuse_sqlite('session_picks_counted')} END",
        ),
        postgresql=postgresql_trigger(
            "session_picks_counted",
            table="events_sessionpick",
            timing="AFTER INSERT OR DELETE OR UPDATE OF session_id",
            body=(
                f"IF TG_OP = 'UPDATE' THEN {refuse_postgresql('session_picks_counted')} END IF; "
                f"IF TG_OP = 'INSERT' THEN {_PICKED.format(step='+ 1', row='NEW')} "
                f"ELSE {_PICKED.format(step='- 1', row='OLD')} END IF; RETURN NULL;"
            ),
        ),
    ),
    _places_counted("forum_places_counted", "events_registration", _COUNT, "forum_id"),
    _places_counted("forum_walk_ins_counted", "events_walkin", _COUNT, "forum_id"),
    # Their names come after those of the forum's counters, so that on PostgreSQL the forum's row is locked first.
    _places_counted("type_places_counted", "events_registration", _COUNT_TYPE, "forum_id", "participant_type"),
    _places_counted("type_walk_ins_counted", "events_walkin", _COUNT_TYPE, "forum_id", "participant_type"),
    Guard(
        name="type_places_begun",
        sqlite=(f"AFTER INSERT ON {_TERMS} BEGIN {_BEGIN_TYPE} END",),
        postgresql=postgresql_trigger(
            "type_places_begun",
            table=_TERMS,
            timing="AFTER INSERT",
            # Whoever is given a place at this moment holds the forum's row; they are counted once it is let go.
            body=f"PERFORM 1 FROM events_forum WHERE id = NEW.forum_id FOR UPDATE; {_BEGIN_TYPE} RETURN NULL;",
        ),
        reads=("events_forum", "events_registration", "events_walkin"),
    ),
    Guard(
        # Everybody has read that it does not take place: nothing brings it back.
        name="called_off_forum_stays_so",
        sqlite=(f"BEFORE UPDATE ON events_forum WHEN {_BACK} BEGIN {refuse_sqlite('called_off_forum_stays_so')} END",),
        postgresql=postgresql_trigger(
            "called_off_forum_stays_so",
            table="events_forum",
            timing="BEFORE UPDATE",
            body=f"IF {_BACK} THEN {refuse_postgresql('called_off_forum_stays_so')} END IF; RETURN NEW;",
        ),
    ),
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
