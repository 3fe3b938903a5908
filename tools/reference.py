"""Writes ``docs/reference/`` from the code.

    PYTHONPATH=src .venv/bin/python -m tools.reference

A test compares what lies there with what this would write.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bridgehead.outcomes.indicators import Indicator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "bridgehead"
WRITTEN = "Written by `tools/reference.py` from the code; a test keeps it true.\n"

#: What each variable of the environment is for. One that is read without standing here stops this script.
SETTINGS = {
    "BRIDGEHEAD_DATA": "folder of the database, the stored files and the secret key; local disk of one host",
    "BRIDGEHEAD_DEMO": "sample people whom a visitor may enter as; never in production",
    "BRIDGEHEAD_DEBUG": "error pages with their inside, the living gallery; never in production",
    "BRIDGEHEAD_HTTPS": "reached by https only: secure cookies, redirect, HSTS",
    "BRIDGEHEAD_SECRET_KEY": "signs sessions, tickets and codes; without it one is made and kept in the data folder",
    "BRIDGEHEAD_HOSTS": "host names that the site answers to, separated by commas",
    "BRIDGEHEAD_STAFF_SECOND_FACTOR": "officers and administrators must hold a second factor",
    "BRIDGEHEAD_HOME_ZONE": "zone of the agency: the second clock of a reader of whom nothing is known",
    "BRIDGEHEAD_REPORTING_CURRENCIES": "into which signed amounts are restated, separated by commas",
    "BRIDGEHEAD_ESIGN": "who has papers signed electronically: `none`, `local` (demo) or a provider's dotted path",
    "BRIDGEHEAD_KEEP_PAGES": "keep public news ready-made in memory for readers who are not signed in",
    "BRIDGEHEAD_PREPARED": "PostgreSQL keeps plans for each connection; false behind a pooler that shares them",
    "BRIDGEHEAD_PLAIN_STATIC": "serve static files as they lie, without collecting them first",
    "BRIDGEHEAD_MAIL_URL": "where mail goes, as in `smtp+tls://user:password@host:587`",
    "BRIDGEHEAD_MAIL_FROM": "sender of every mail",
    "BRIDGEHEAD_ADDRESS": "address that mails and calendar feeds link to",
    "BRIDGEHEAD_BEHIND_PROXY": "trust the proxy's `X-Forwarded-Proto` and `-For`; only when it always sets both",
    "BRIDGEHEAD_LOG_LEVEL": "how much is logged",
    "BRIDGEHEAD_CLIMATE_DEADLINE": "until when the climate clock of the newsroom counts",
    "BRIDGEHEAD_CLIMATE_LABEL_KO": "what it counts, in Korean",
    "BRIDGEHEAD_CLIMATE_LABEL_EN": "what it counts, in English",
    "BRIDGEHEAD_CLIMATE_SOURCE": "who says so",
    "BRIDGEHEAD_CLIMATE_SOURCE_ADDRESS": "where it is said; empty for no link",
    "DATABASE_URL": "`postgres://user:password@host/name`, or a SQLite file",
}


def settings_page() -> str:
    """Return the page of environment variables."""
    rows = []
    for call in ast.walk(ast.parse((PACKAGE / "config" / "settings.py").read_text())):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("env."):
            name = ast.literal_eval(call.args[0])
            defaults = [*call.args[1:], *(each.value for each in call.keywords if each.arg == "default")]
            default = ast.unparse(defaults[0]).replace("|", "\\|") if defaults else ""
            rows.append(f"| `{name}` | `{default}` | {SETTINGS[name]} |")
    head = "# Settings\n\nRead from the environment when a process starts. Defaults suit one machine and SQLite.\n"
    return "\n".join([head, WRITTEN, "| variable | default | what for |", "|---|---|---|", *sorted(rows)]) + "\n"


def commands_page() -> str:
    """Return the page of commands."""
    from django.core.management import get_commands, load_command_class
    from django.utils.translation import override

    from bridgehead.__main__ import DJANGO_COMMANDS, USAGE

    os.environ["COLUMNS"] = "100"
    parts = ["# Commands\n", WRITTEN, f"```\n{USAGE}```\n"]
    with override("en"):
        for command, inside in DJANGO_COMMANDS.items():
            parser = load_command_class(get_commands()[inside], inside).create_parser("bridgehead", command)
            own = [each for each in parser._actions if each.dest not in _DJANGO_OPTIONS]
            parts.append(f"## bridgehead {command}\n")
            parts += [f"- `{_spelled(each)}` {' '.join(str(each.help or '').split())}".rstrip() for each in own]
            parts.append("")
    return "\n".join(parts)


_DJANGO_OPTIONS = {
    *("help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks")
}


def _spelled(option: object) -> str:
    strings = getattr(option, "option_strings", [])
    return strings[-1] if strings else str(getattr(option, "dest", ""))


def jobs_page() -> str:
    """Return the page of background jobs and what runs when."""
    from bridgehead.config.periodic import PERIODIC
    from bridgehead.foundation import jobs

    every = {each.work: str(each.every) for each in PERIODIC}
    ours = {name: work for name, work in jobs._works.items() if work.action.__module__.startswith("bridgehead.")}
    rows = [
        f"| `{name}` | {every.get(name, 'when asked')} | {work.attempts} | {int(work.lease.total_seconds())} s "
        f"| {(work.action.__doc__ or '').strip().splitlines()[0]} |"
        for name, work in sorted(ours.items())
    ]
    head = "# Background jobs\n\nEach may run twice. A failed one tries again after 2, 4, 8 … seconds.\n"
    table = ["| job | every | attempts | lease | what it does |", "|---|---|---|---|---|", *rows]
    return "\n".join([head, WRITTEN, *table]) + "\n"


def verbs_page() -> str:
    """Return the page of verbs in the audit trail."""
    written = {verb for path in PACKAGE.glob("*/actions*") for verb in _verbs_below(path)}
    found = sorted(written | set(_verbs_of_questions()))
    head = "# Verbs of the audit trail\n\nWhat `bridgehead check` walks over: one entry per deed, chained per forum.\n"
    return "\n".join([head, WRITTEN, *(f"- `{verb}`" for verb in found)]) + "\n"


def _verbs_of_questions() -> Iterator[str]:
    """Verbs that bear the name of a kind of question."""
    from bridgehead.agreements.actions.questions import DEEDS  # once Django is set up
    from bridgehead.agreements.models import Question  # once Django is set up

    for kind in Question.__subclasses__():
        yield from (f"{kind._meta.label_lower}_{deed}" for deed in DEEDS)
        yield f"{kind._meta.app_label}.contact_forgotten"


def _verbs_below(place: Path) -> Iterator[str]:
    for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
        tree = ast.parse(path.read_text())
        other_names = {id(name) for call in ast.walk(tree) if isinstance(call, ast.Call) for name in _other_names(call)}
        verb = re.compile(rf"{path.relative_to(PACKAGE).parts[0]}\.[a-z]+(_[a-z]+)+")
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in other_names:
                if verb.fullmatch(node.value):
                    yield node.value
            elif isinstance(node, ast.FunctionDef):
                yield from _put_together(node, tree)


def _other_names(call: ast.Call) -> list[ast.expr]:
    """Names of jobs, and of deeds that are done once: they look like verbs."""
    return [
        *(call.args[:1] if ast.unparse(call.func) in {"job", "jobs.job"} else []),
        *(each.value for each in call.keywords if each.arg == "deed"),
    ]


def _put_together(function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """Verbs that a function puts together as ``f"context.{deed}"`` from what it is called with."""
    for made in ast.walk(function):
        if isinstance(made, ast.JoinedStr) and re.fullmatch(r"f'[a-z]+\.[a-z]+_\{[a-z]+\}'", ast.unparse(made)):
            yield ast.unparse(made)[2:].split("{")[0] + "…"
        if isinstance(made, ast.JoinedStr) and re.fullmatch(r"f'[a-z]+\.\{[a-z]+\}'", ast.unparse(made)):
            context = ast.unparse(made)[2:].split(".")[0]
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == function.name:
                    given = [*call.args, *(each.value for each in call.keywords)]
                    texts = [each.value for each in given if isinstance(each, ast.Constant)]
                    yield from (f"{context}.{each}" for each in texts if isinstance(each, str) and "_" in each)


def indicators_page() -> str:
    """Return the page of what reports count, in both languages."""
    from bridgehead.outcomes.indicators import INDICATORS

    head = (
        "# Indicators\n\nWhat each figure of a report counts. An edition keeps the definitions that it was made by; "
        "one that changes takes the\nnext version. The formula is what `bridgehead outcomes verify` computes by.\n"
    )
    return "\n".join([head, WRITTEN, *map(_indicator, INDICATORS)])


def _indicator(indicator: Indicator) -> str:
    from django.utils.translation import override

    lines = [f"## {indicator.code}, version {indicator.version}\n"]
    for language, leaves_out in (("en", "Leaves out"), ("ko", "제외")):
        with override(language):
            lines.append(f"**{indicator.name}.** {indicator.says} {leaves_out}: {indicator.excludes}\n")
    formula = json.dumps(indicator.formula, ensure_ascii=False)
    return "\n".join([*lines, f"```json\n{formula}\n```\n"])


PAGES = {
    "indicators.md": indicators_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "jobs.md": jobs_page,
    "audit-verbs.md": verbs_page,
}


def main() -> None:
    """Write every page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
    django.setup()
    folder = ROOT / "docs" / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
