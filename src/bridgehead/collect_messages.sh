#!/bin/sh
# Collects the sentences of every storey into its own Korean catalogue. Called by ./run messages.
# No line numbers, no dates, no guessed translations: a diff shows only the sentences that came or went.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

for storey in "$here"/*/apps.py; do
    folder=$(dirname "$storey")
    catalogue="$folder/locale/ko/LC_MESSAGES/django.po"
    if [ ! -f "$catalogue" ]; then
        mkdir -p "$(dirname "$catalogue")"
        cat >"$catalogue" <<'HEAD'
msgid ""
msgstr ""
"Project-Id-Version: Bridgehead\n"
"Language: ko\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"
HEAD
    fi
    (cd "$folder" && python -m bridgehead manage collect_messages)
    sed -i '/^"POT-Creation-Date: /d; /^"PO-Revision-Date: /d; /^"Report-Msgid-Bugs-To: /d' "$catalogue"
    if [ "$(grep -c '^msgid ' "$catalogue")" -le 1 ]; then
        rm "$catalogue"
        (cd "$folder" && rmdir -p --ignore-fail-on-non-empty locale/ko/LC_MESSAGES)
    fi
done
