"""What does not fit misses a noun."""

from __future__ import annotations

import ast

from tests.architecture.sources import modules

MODULE, FUNCTION, FOUNDATION = 400, 50, 2_500


def test_modules_fit() -> None:
    assert [f"{module.place} {len(module.lines)}" for module in modules() if len(module.lines) > MODULE] == []


def test_functions_fit() -> None:
    too_long = [
        f"{module.place}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION
    ]

    assert too_long == []


def test_ground_floor_stays_small() -> None:
    assert sum(len(module.lines) for module in modules() if module.storey == "foundation") <= FOUNDATION
