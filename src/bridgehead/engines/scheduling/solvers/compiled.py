"""Numba with a cache on disk, so that only the first run on a machine waits for the compiler."""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., object])
KERNELS = ("board.py", "chains.py", "compiled.py", "kernels.py", "settle.py")


def _choose_cache() -> None:
    """Beside the package, else in the home folder, else in a private folder among the temporary ones.

    The folder is named after the kernels' sources: numba sees a change in a kernel's own module only, not in another
    whose kernels it calls.
    """
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    writable = [place for place in (Path(__file__).parent / "__pycache__", home / "bridgehead") if _writable(place)]
    place = writable[0] if writable else _private()
    if place is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(place / f"kernels-{_sources()}")


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


_choose_cache()

import numba  # noqa: E402 - it reads NUMBA_CACHE_DIR when it is imported


def compiled(kernel: Kernel) -> Kernel:
    """Compile a kernel at its first call, or load it from the cache.

    Kernels allocate nothing, so they need none of numba's reference counts: with them every call counts each array of a
    Board up and down, atomically, and insertion is sixty times as slow, annealing eight times.
    """
    options = {"cache": True, "nogil": True, "_nrt": False}
    return cast(Kernel, cast(Any, numba.njit)(**options)(kernel))
