"""bridgehead stories and bridgehead ranking: which articles are on one matter, and the engine measured.

Exit codes: 0 when done, 1 when `ranking bench` missed a target, 2 for a file or a call that is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bridgehead.engines.ranking.files import WrongFile, articles_of_lines
from bridgehead.engines.ranking.stories import grouped

EXIT_DONE, EXIT_MISSED, EXIT_WRONG = 0, 1, 2


def stories(argv: list[str] | None = None) -> int:
    """Print the story of each article of a file, one number a line, and return the exit code."""
    parser = argparse.ArgumentParser(prog="bridgehead stories", description="Which articles are on one matter.")
    line = 'JSON lines with lang ("ko" or "en"), published (an ISO moment), headline and body'
    more = "organisations, topics and numbers, lists of texts, are taken where they stand"
    parser.add_argument("file", type=Path, metavar="FILE", help=f"{line}; {more}")
    options = parser.parse_args(argv)
    try:
        articles = articles_of_lines(options.file)
    except WrongFile as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - the command's own output
        return EXIT_WRONG
    for number in grouped(articles):
        print(number)  # noqa: T201 - the command's own output
    return EXIT_DONE


def main(argv: list[str] | None = None) -> int:
    """Run one command of `bridgehead ranking` and return its exit code."""
    parser = argparse.ArgumentParser(prog="bridgehead ranking", description="What should be read, measured.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    bench = commands.add_parser("bench", help="measure every ranking and tell each target")
    data = "a folder with readings.csv (reader, article, seconds) and articles.csv (article, lang, published, headline)"
    bench.add_argument("--data", type=Path, metavar="FOLDER", help=f"{data}: measured in place of generated readings")
    bench.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    options = parser.parse_args(argv)
    # imported here because `stories` should not wait for it
    from bridgehead.engines.ranking.bench.report import reported

    try:
        met = reported(options.data, as_json=options.json, show=_print)
    except WrongFile as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - the command's own output
        return EXIT_WRONG
    return EXIT_DONE if met else EXIT_MISSED


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's own output
