#!/bin/sh
# The quick checks: style, types, storeys, migrations, translations. Called by ./run check and ./run test.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export BRIDGEHEAD_DATA="$scratch" BRIDGEHEAD_SECRET_KEY=only-for-checks-only-for-checks-only-for-checks-1234567

step() { printf '\n== %s\n' "$1"; }

step "style"; ruff check .; ruff format --check .
step "types"; mypy
step "storeys"; lint-imports
step "migrations"; python -m bridgehead manage makemigrations --check --dry-run
step "settings for production"
BRIDGEHEAD_HTTPS=true BRIDGEHEAD_MAIL_URL=smtp://localhost BRIDGEHEAD_ADDRESS=https://forum.example.org \
    python -m bridgehead manage check --deploy --fail-level WARNING
