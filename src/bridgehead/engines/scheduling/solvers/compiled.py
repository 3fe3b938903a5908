"""Numba with a cache on disk, so that only the first run on a machine waits for the compiler."""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config as settings_of_numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])
# numba makes its settings by hand, out of sight of a type checker
config: Any = settings_of_numba
KERNELS = ("ahead.py", "board.py", "chains.py", "compiled.py", "few.py", "kernels.py", "moves.py", "settle.py")


def _place() -> str:
    """Where `NUMBA_CACHE_DIR` says, else beside the package, else in the home folder, else in a private temporary one.

    The folder is named after the kernels' sources: numba sees a change in a kernel's own module only, not in another
    whose kernels it calls. "" leaves the choice to numba.
    """
    if config.CACHE_DIR:
        return str(config.CACHE_DIR)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    writable = [place for place in (Path(__file__).parent / "__pycache__", home / "bridgehead") if _writable(place)]
    place = writable[0] if writable else _private()
    return "" if place is None else str(place / f"kernels-{_sources()}")


def _private() -> Path | None:
    private = Path(tempfile.gettempdir()) / f"bridgehead-kernels-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    return private if private.stat().st_uid == os.getuid() else None


def _sources() -> str:
    here = Path(__file__).parent
    return sha256(b"".join((here / name).read_bytes() for name in KERNELS)).hexdigest()[:12]


def _writable(place: Path) -> bool:
    while not place.exists() and place != place.parent:
        place = place.parent
    return os.access(place, os.W_OK)


PLACE = _place()


def compiled(kernel: Kernel) -> Kernel:
    """Compile a kernel at its first call, or load it from the cache.

    Kernels allocate nothing, so they need none of numba's reference counts: with them every call counts each array of a
    Board up and down, atomically, and insertion is sixty times as slow, annealing eight times.
    """
    options = {"cache": True, "nogil": True, "_nrt": False}
    # for these kernels only, so that none is compiled twice because somebody else imported numba first
    before, config.CACHE_DIR = config.CACHE_DIR, PLACE
    try:
        return cast(Kernel, cast(Any, numba.njit)(**options)(kernel))
    finally:
        config.CACHE_DIR = before
