"""Inside a context every file keeps to its task."""

from __future__ import annotations

import ast

from tests.architecture.sources import Module, modules, modules_in

EDGES = ("views", "api", "admin", "receivers", "feeds", "deliveries", "urls", "desk_urls", "feed_urls", "management")
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "save_m2m"}


def _uses(module: Module, wanted: set[str]) -> list[str]:
    """Where a module takes one of the wanted attributes of something."""
    return [
        f"{module.place}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in wanted
    ]


def _imports(module: Module, start: str) -> list[str]:
    return [f"{module.place} imports {each}" for each in module.imported() if each.startswith(start)]


def test_edges_and_forms_read_through_queries_only() -> None:
    found = [
        use
        for module in modules_in(*EDGES, "forms", "schemas", "templatetags", "context", "middleware")
        for use in _uses(module, {"objects", "_default_manager", "_base_manager"})
    ]

    # An empty choice touches no row.
    empty = {use.removesuffix(".none") for module in modules() for use in _uses(module, {"none"})}
    assert [use for use in found if use not in empty] == []


def test_forms_never_write() -> None:
    called = [
        f"{module.place}:{node.lineno} {ast.unparse(node.func)}"
        for module in modules_in("forms", "schemas")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]

    assert called == []


def test_reads_know_no_deed() -> None:
    assert [
        told
        for module in modules_in("queries", "rules", "signals", "models")
        for told in _imports(module, f"bridgehead.{module.storey}.actions")
    ] == []


def test_views_do_not_import_each_other() -> None:
    """A storey's ``views/edge.py`` holds what its views share; a view is imported by urls alone."""
    found = [
        told
        for module in modules_in("views")
        for told in _imports(module, f"bridgehead.{module.storey}.views.")
        if not told.split(" imports ")[1].startswith(f"bridgehead.{module.storey}.views.edge.")
    ]

    assert found == []


def test_deeds_and_reads_know_no_page() -> None:
    rooms = ("actions", "queries", "models", "rules", "signals")
    forbidden = ("django.http", "django.shortcuts", "django.contrib.messages", "django.template")
    found = [told for module in modules_in(*rooms) for start in forbidden for told in _imports(module, start)]

    # A query turns what one may not see into the same 404 as what is missing.
    assert [told for told in found if not told.endswith((".Http404", ".get_object_or_404"))] == []


def test_rules_and_signals_do_not_touch_the_database() -> None:
    """States are TextChoices, which Django keeps beside its models; a rule reads nothing."""
    found = [
        told
        for module in modules_in("rules", "signals")
        for start in ("django.db.", "django.db")
        for told in _imports(module, start)
    ]
    reading = [use for module in modules_in("rules", "signals") for use in _uses(module, {"objects"})]

    assert ([told for told in found if not told.endswith("models.TextChoices")], reading) == ([], [])


#: ``clock.deciding`` is not among them: where nobody passes a moment in, a deed with a deadline asks the database.
CLOCKS = {"clock.now", "clock.database_now", "timezone.now", "datetime.now", "date.today", "random.random"}


def _clock_readers(module: Module) -> list[str]:
    """Where the clock or chance is read outside a job; a job is an edge, with what it alone calls below it."""
    has_job = any(isinstance(node, ast.FunctionDef) and _is_job(node) for node in module.tree.body)
    return [
        f"{module.place}:{node.lineno} {ast.unparse(node.func)}"
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef) and not _is_job(function)
        if not (has_job and function.name.startswith("_"))
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]


def _is_job(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "claim" for argument in function.args.args)


def test_clock_and_chance_are_read_at_the_edges_only() -> None:
    rooms = ("actions", "queries", "models", "rules", "signals", "forms")

    assert [told for module in modules_in(*rooms) for told in _clock_readers(module)] == []


def test_engines_read_no_settings_and_no_database() -> None:
    found = [told for module in modules() if module.storey == "engines" for told in _imports(module, "django")]

    assert found == []
