"""bridgehead outcomes: what can be done with a published report and nothing of the site.

Exit codes: 0 where every figure was recomputed and holds, 1 where something does not, 2 for what is no report.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bridgehead.engines.evidence.published import Published, WrongReport, read_published
from bridgehead.engines.evidence.recompute import digest_of_document
from bridgehead.engines.evidence.verify import Finding, verify

EXIT_HOLDS, EXIT_BROKEN, EXIT_WRONG = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(argv)
    try:
        published = read_published(options.report)
        found = verify(published, digest=options.digest)
    except (WrongReport, OSError) as wrong:
        print(f"{options.report.name}: {wrong}", file=sys.stderr)  # noqa: T201 - the command's own output
        return EXIT_WRONG
    print(_as_json(published, found) if options.json else _in_words(published, found))  # noqa: T201 - as above
    return EXIT_BROKEN if found else EXIT_HOLDS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bridgehead outcomes", description="Check a published report.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("verify", help="recompute every figure of a report from its open data alone")
    one.add_argument("report", type=Path, help="the ZIP archive of a report's open data, its folder, or report.json")
    one.add_argument("--digest", default="", help="the digest that the site or the printed report shows")
    one.add_argument("--json", action="store_true", help="tell the findings as JSON")
    return parser


def _in_words(published: Published, found: list[Finding]) -> str:
    report = published.document["report"]
    head = f"{report.get('name_en') or report.get('name_ko')}, edition {report.get('edition')}"
    counted = f"{len(published.figures)} figures of {len(published.records)} records"
    if found:
        return "\n".join([f"{head}: {len(found)} do not hold", *map(str, found)])
    beside = " and of the tables beside it" if published.table_records is not None else ""
    return f"{head}: {counted} recomputed{beside}; every one holds\ndigest {digest_of_document(published.document)}"


def _as_json(published: Published, found: list[Finding]) -> str:
    told = {
        "holds": not found,
        "figures": len(published.figures),
        "records": len(published.records),
        "digest": digest_of_document(published.document),
        "findings": [asdict(each) for each in found],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
