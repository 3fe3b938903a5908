"""bridgehead stories and bridgehead ranking: which articles are on one matter, and the engine measured.

Exit codes: 0 when done, 1 when `ranking bench` missed a target, 2 for a file or a call that is wrong.
"""

from __future__ import annotations

import argparse
import json
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
    options = _parser().parse_args(argv)
    try:
        return _fit_partners(options) if options.command == "fit" else _bench(options)
    except WrongFile as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - the command's own output
        return EXIT_WRONG


def _parser() -> argparse.ArgumentParser:
    about = "What should be read and who should meet, measured."
    parser = argparse.ArgumentParser(prog="bridgehead ranking", description=about)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    bench = commands.add_parser("bench", help="measure every ranking of articles, or of partners, and tell each target")
    bench.add_argument("what", nargs="?", choices=("articles", "partners"), default="articles", metavar="WHAT")
    data = "a folder with readings.csv (reader, article, seconds) and articles.csv (article, lang, published, headline)"
    trials = "for partners a folder with ctg_partners.csv, an export of ClinicalTrials.gov; needed for them"
    told = f"{data}: measured in place of generated readings; {trials}"
    bench.add_argument("--data", type=Path, metavar="FOLDER", help=told)
    bench.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    fit = commands.add_parser("fit", help="learn from past requests how much each reason to meet counts")
    fit.add_argument("what", choices=("partners",), metavar="WHAT", help="partners")
    tables = "organisations.csv (organisation, kind, side, places, zone, needs, offers)"
    fit.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        required=True,
        help=f"a folder with {tables}, requests.csv (asking, asked, day, answer), perhaps topics.csv (topic, broader)",
    )
    return parser


def _bench(options: argparse.Namespace) -> int:
    # imported here because `stories` should not wait for it
    from bridgehead.engines.ranking.bench import partner_report, report

    if options.what == "articles":
        return EXIT_DONE if report.reported(options.data, as_json=options.json, show=_print) else EXIT_MISSED
    if options.data is None:
        print("ranking bench partners: --data FOLDER is needed, with ctg_partners.csv in it", file=sys.stderr)  # noqa: T201
        return EXIT_WRONG
    met = report.shown(partner_report.measured(options.data), as_json=options.json, show=_print)
    return EXIT_DONE if met else EXIT_MISSED


def _fit_partners(options: argparse.Namespace) -> int:
    from bridgehead.engines.ranking.partner_files import circle_of_folder
    from bridgehead.engines.ranking.weights import fitted_to

    weights = fitted_to(circle_of_folder(options.data))
    _print(json.dumps({signal.value: round(weight, 4) for signal, weight in weights.of.items()}, indent=2))
    return EXIT_DONE


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's own output
