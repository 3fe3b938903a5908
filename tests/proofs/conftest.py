"""A database for each proof that real processes can reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.processes import RealDatabase, copy_of, migrated_template, parent_of_all


@pytest.fixture(scope="session")
def proof_template() -> str:
    """One migrated database that the proofs copy."""
    return migrated_template()


@pytest.fixture(scope="session")
def meeting_point(proof_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the process stands of which those of all proofs are born."""
    with parent_of_all(proof_template, tmp_path_factory.mktemp("parent")) as place:
        yield place


@pytest.fixture
def real_database(proof_template: str, meeting_point: Path, tmp_path: Path) -> Iterator[RealDatabase]:
    """A freshly migrated database of this proof's own, on the engine that ``DATABASE_URL`` names."""
    with copy_of(proof_template, tmp_path, meeting_point) as database:
        yield database
