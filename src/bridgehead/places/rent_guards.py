"""No rent is supported beyond its caps or twice, nobody approves what they entered, and the ledger only grows."""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

WITHIN_CAPS = "rent_within_caps"
CAPS_HOLD = "rent_caps_hold"
MONTH_ONCE = "rent_month_once"
ENTRY_FITS = "rent_entry_fits"
FOUR_EYES = "rent_approved_by_another"

_SUPPORT, _ENTRY, _APPROVAL, _PAYMENT = (
    "places_rentsupport", "places_rententry", "places_rentapproval", "places_rentpayment",
)  # fmt: skip


def _beyond(support: str) -> str:
    """An agreement that supports more than its cap in all or in some month, or a month that is not its own."""
    return (
        f"SELECT 1 FROM {_SUPPORT} s WHERE s.id = {support} AND ("
        f"(SELECT SUM(e.supported) FROM {_ENTRY} e WHERE e.support_id = s.id) > s.total_cap OR EXISTS ("
        f"SELECT 1 FROM {_ENTRY} e WHERE e.support_id = s.id GROUP BY e.month "
        "HAVING SUM(e.supported) > s.monthly_cap OR "
        "(SUM(e.supported) > 0 AND (e.month < s.starts_on OR e.month >= s.ends_on))))"
    )


_TWICE = (
    f"SELECT 1 FROM {_ENTRY} e WHERE e.support_id = NEW.support_id AND e.month = NEW.month "
    "GROUP BY e.month HAVING SUM(CASE WHEN e.reverses_id IS NULL THEN 1 ELSE -1 END) > 1"
)
_MIRRORED = (
    f"SELECT 1 FROM {_ENTRY} e WHERE e.id = NEW.reverses_id AND e.reverses_id IS NULL "
    "AND e.support_id = NEW.support_id AND e.month = NEW.month "
    "AND e.invoiced = -NEW.invoiced AND e.supported = -NEW.supported"
)
_NO_FIRST_DAY = {"sqlite": "NEW.month NOT LIKE '%-01'", "postgresql": "EXTRACT(DAY FROM NEW.month) <> 1"}
#: What is approved is an entry that stands, by somebody else than who entered it.
_NOT_TO_APPROVE = (
    f"SELECT 1 FROM {_ENTRY} e WHERE e.id = NEW.entry_id AND (e.entered_by_id = NEW.approved_by_id "
    f"OR e.reverses_id IS NOT NULL OR EXISTS (SELECT 1 FROM {_ENTRY} r WHERE r.reverses_id = e.id))"
)
#: Who did it can be forgotten, so they are not under the guards.
_KEPT = {
    _ENTRY: "public_id, support_id, month, invoiced, supported, invoice_id, note, reverses_id",
    _APPROVAL: "entry_id, approved_at",
    _PAYMENT: "approval_id, paid_on",
}


def _fits(engine: str) -> str:
    return f"{_NO_FIRST_DAY[engine]} OR (NEW.reverses_id IS NOT NULL AND NOT EXISTS ({_MIRRORED}))"


def _after_insert(name: str, wrong: str, *, table: str = _ENTRY, on_postgresql: str = "") -> Guard:
    """What is ``wrong`` with a row that was just written; on PostgreSQL rows of one agreement come one by one."""
    agreement = (
        "NEW.support_id" if table == _ENTRY else f"(SELECT e.support_id FROM {_ENTRY} e WHERE e.id = NEW.entry_id)"
    )
    return Guard(
        name=name,
        sqlite=(f"AFTER INSERT ON {table} WHEN {wrong} BEGIN {refuse_sqlite(name)} END",),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing="AFTER INSERT",
            body=(
                f"PERFORM 1 FROM {_SUPPORT} WHERE id = {agreement} FOR NO KEY UPDATE; "
                f"IF {on_postgresql or wrong} THEN {refuse_postgresql(name)} END IF; RETURN NULL;"
            ),
        ),
        reads=(_SUPPORT, _ENTRY),
    )


def _only_grows(table: str) -> Guard:
    name = f"{table.removeprefix('places_')}_append_only"
    return Guard(
        name=name,
        sqlite=(
            f"BEFORE UPDATE OF {_KEPT[table]} ON {table} BEGIN {refuse_sqlite(name)} END",
            f"BEFORE DELETE ON {table} BEGIN {refuse_sqlite(name)} END",
        ),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing=f"BEFORE DELETE OR UPDATE OF {_KEPT[table]}",
            body=refuse_postgresql(name),
        ),
    )


RENT_GUARDS = [
    _after_insert(WITHIN_CAPS, f"EXISTS ({_beyond('NEW.support_id')})"),
    _after_insert(MONTH_ONCE, f"EXISTS ({_TWICE})"),
    _after_insert(ENTRY_FITS, _fits("sqlite"), on_postgresql=_fits("postgresql")),
    _after_insert(FOUR_EYES, f"EXISTS ({_NOT_TO_APPROVE})", table=_APPROVAL),
    Guard(
        name=CAPS_HOLD,
        sqlite=(f"AFTER UPDATE ON {_SUPPORT} WHEN EXISTS ({_beyond('NEW.id')}) BEGIN {refuse_sqlite(CAPS_HOLD)} END",),
        postgresql=postgresql_trigger(
            CAPS_HOLD,
            table=_SUPPORT,
            timing="AFTER UPDATE",
            body=f"IF EXISTS ({_beyond('NEW.id')}) THEN {refuse_postgresql(CAPS_HOLD)} END IF; RETURN NULL;",
        ),
        reads=(_ENTRY,),
    ),
    *map(_only_grows, _KEPT),
]
