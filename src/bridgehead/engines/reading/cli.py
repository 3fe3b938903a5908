"""bridgehead read: the amounts and organisations of texts; bridgehead reading bench: how well they are found.

Exit codes: 0 done, 1 where the bench missed a target, 2 for a file or a call that is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bridgehead.engines.reading.composed import Composed
from bridgehead.engines.reading.files import WrongFile, organisations, texts
from bridgehead.engines.reading.money import amounts
from bridgehead.engines.reading.organisations import Directory

EXIT_DONE, EXIT_MISSED, EXIT_WRONG = 0, 1, 2


def read(argv: list[str] | None = None) -> int:
    """Print one JSON line for each line of a file of texts, and return the exit code."""
    parser = argparse.ArgumentParser(prog="bridgehead read", description="Find amounts and organisations in texts.")
    parser.add_argument("file", type=Path, metavar="FILE", help='JSON lines with "text" and, if known, "lang" (ko, en)')
    told = "a CSV file with the columns id, name_ko, name_en, aliases (separated by |), country, kind"
    parser.add_argument("--directory", type=Path, required=True, metavar="ORGANISATIONS", help=told)
    options = parser.parse_args(argv)
    try:
        directory = Directory.of(organisations(options.directory))
        for text, lang in texts(options.file):
            sys.stdout.write(found_line(text, lang, directory) + "\n")
    except WrongFile as wrong:
        sys.stderr.write(f"{wrong}\n")
        return EXIT_WRONG
    return EXIT_DONE


def found_line(given: str, lang: str | None, directory: Directory) -> str:
    """What stands in a text, as one line of JSON; amounts are strings in whole units.

    Offsets count characters of the text as given, whose letters may be told apart (NFD); ``text`` is as given too.
    """
    read = Composed.of(given)
    money = [
        {"start": (span := read.span(each.start, each.end))[0], "end": span[1], "text": given[slice(*span)]}
        | {"currency": each.currency, "low": f"{each.low:f}", "high": f"{each.high:f}", "exactness": each.exactness}
        for each in amounts(read.text, lang)
    ]
    named = [
        {"start": (span := read.span(each.start, each.end))[0], "end": span[1], "org_id": each.org_id}
        for each in directory.mentions(read.text)
    ]
    return json.dumps({"amounts": money, "mentions": named}, ensure_ascii=False)


def main(argv: list[str] | None = None) -> int:
    """Run a command about the engine itself and return its exit code."""
    parser = argparse.ArgumentParser(prog="bridgehead reading", description="Measure the reading engine.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    bench = commands.add_parser("bench", help="measure it on sentences of its own, and on published ones where given")
    bench.add_argument("--data", type=Path, metavar="FOLDER", help="klue_money.jsonl, klue_ner.jsonl, klue_sts.json")
    bench.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed makes the same sentences")
    bench.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    options = parser.parse_args(argv)
    # imported here because only this command needs it
    from bridgehead.engines.reading.bench.report import reported

    try:
        met = reported(options.data, options.seed, as_json=options.json)
    except WrongFile as wrong:
        sys.stderr.write(f"{wrong}\n")
        return EXIT_WRONG
    return EXIT_DONE if met else EXIT_MISSED


if __name__ == "__main__":
    sys.exit(read())
