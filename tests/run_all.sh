#!/bin/sh
# Every check and test: SQLite first, then the database's own tests again on PostgreSQL. Called by ./run test.
# Arguments go to pytest instead, on SQLite only: ./run test tests/web -q
set -eu

if [ $# -gt 0 ]; then exec python -m pytest "$@"; fi

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v xgettext >/dev/null 2>&1 || missing="$missing gettext"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
if [ -n "$missing" ]; then
    echo "The tests need these Debian packages:$missing" >&2
    echo "    apt-get install$missing" >&2
    exit 1
fi

# Hundreds of processes read the same sources: what one has compiled the others take, also where that is not usual.
unset PYTHONDONTWRITEBYTECODE

# One cluster of PostgreSQL for all of it, by whose address the database's tests come again.
if [ -z "${SCRATCH_POSTGRES:-}" ]; then
    exec python tests/scratch_postgres.py sh -c 'SCRATCH_POSTGRES=$DATABASE_URL exec env -u DATABASE_URL sh tests/run_all.sh'
fi

step() { printf '\n== %s\n' "$1"; }

# The checks take one core; on the other the migrated databases of the tests are made meanwhile.
{ python -m tests.migrated; DATABASE_URL=$SCRATCH_POSTGRES python -m tests.migrated; } & migrated=$!
trap wait EXIT
sh tests/run_checks.sh
step "tests on SQLite"; python -m pytest -q -n 2 -m "not journey and not proof and not sweep"
# Proofs mostly wait for each other: twice as many as there are cores go side by side.
step "proofs on SQLite"; python -m pytest -q -n 4 -m proof
wait "$migrated"
trap - EXIT
step "the database's tests on PostgreSQL"
DATABASE_URL=$SCRATCH_POSTGRES python -m pytest -q -n 2 -m "database and not proof and not journey and not sweep"
step "the database's proofs on PostgreSQL"; DATABASE_URL=$SCRATCH_POSTGRES python -m pytest -q -n 4 -m "proof and database"
# A few of them take a minute and more: whoever has ended takes over what the other has not begun.
step "journeys in a browser"; python -m pytest -q -n 2 --dist worksteal -m journey
step "every page in a browser"; python -m pytest -q -n 2 -m sweep
