"""Names, comments and files say what they mean."""

from __future__ import annotations

import ast
import re

from tests.architecture.sources import ROOT, modules, tracked

EMPTY_NAMES = {
    "common",
    "core",
    "util",
    "utils",
    "helper",
    "helpers",
    "service",
    "services",
    "manager",
    "managers",
    "misc",
}
EMPTY_DEEDS = {"data", "info", "manager", "helper", "process", "util", "handle_data", "process_data"}
#: Put together here, so that this file does not name them either.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("crates", "io"),
        ("fonts", "googleapis", "com"),
        ("rubygems", "org"),
        ("golang", "org"),
    )
]
_UNFINISHED_WORDS = (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))
UNFINISHED = re.compile(rf"\b({'|'.join(map(''.join, _UNFINISHED_WORDS))})\b")
WRITTEN = (".py", ".html", ".sh", ".md", ".js", ".css", ".po", ".toml")
BARE_NOQA = re.compile(r"#\s*noqa(?!: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*(?: [-#])? *\w)")
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z, -]+\]\s+#\s*\S)")


def _texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_no_module_has_an_empty_name() -> None:
    assert [each.place for each in modules() if EMPTY_NAMES & set(each.place.removesuffix(".py").split("/"))] == []


def test_no_function_or_class_has_an_empty_name() -> None:
    found = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name in EMPTY_DEEDS
    ]

    assert found == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    wanted = [*HOSTS, "/" + "work/", "/" + "root/"]
    found = [f"{name}: {each}" for name, text in _texts().items() for each in wanted if each in text]

    assert found == []


def test_locks_name_no_address() -> None:
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]

    assert [lock.name for lock in locks if "://" in lock.read_text()] == []


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{name}: {each}"
        for name, text in _texts().items()
        if name.endswith(WRITTEN)
        for each in UNFINISHED.findall(text)
    ]

    assert found == []


def test_every_exception_from_a_check_gives_its_code_and_reason() -> None:
    found = [
        f"{name}:{number} {line.strip()}"
        for name, text in _texts().items()
        if name.endswith(".py") and name != "tests/architecture/test_words.py"
        for number, line in enumerate(text.splitlines(), 1)
        if BARE_NOQA.search(line) or BARE_IGNORE.search(line)
    ]

    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module.place
        for module in modules()
        if module.path.name not in {"__init__.py", "apps.py"} and ast.get_docstring(module.tree) is None
    ]

    assert silent == []
