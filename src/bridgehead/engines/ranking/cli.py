"""bridgehead stories: which articles are on one matter.

Exit codes: 0 when done, 2 for a file or a call that is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bridgehead.engines.ranking.files import WrongFile, articles_of_lines
from bridgehead.engines.ranking.stories import grouped

EXIT_DONE, EXIT_WRONG = 0, 2


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
