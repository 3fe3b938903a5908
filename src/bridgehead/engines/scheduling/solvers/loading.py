"""Methods whose libraries take longer to load than many a round to solve: they are loaded when they are asked for."""

from types import ModuleType


def loaded_bound() -> ModuleType:
    """Return the programs by slot, with scipy: loading it takes longer than finding a first schedule."""
    from bridgehead.engines.scheduling.solvers import bound

    return bound


def loaded_improve() -> ModuleType:
    """Return the local search, with numpy and its kernels."""
    from bridgehead.engines.scheduling.solvers import improve

    return improve
