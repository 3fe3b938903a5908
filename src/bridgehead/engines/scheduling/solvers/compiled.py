"""Numba with a cache on disk, so that only the first run on a machine waits for the compiler."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _choose_cache() -> None:
    """Where neither the package nor the home folder can be written, cache in a private folder among the temporary."""
    here = Path(__file__).parent / "__pycache__"
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if "NUMBA_CACHE_DIR" in os.environ or any(_writable(place) for place in (here, home)):
        return
    private = Path(tempfile.gettempdir()) / f"bridgehead-kernels-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    if private.stat().st_uid == os.getuid():
        os.environ["NUMBA_CACHE_DIR"] = str(private)


def _writable(place: Path) -> bool:
    while not place.exists() and place != place.parent:
        place = place.parent
    return os.access(place, os.W_OK)


_choose_cache()

import numba  # noqa: E402 - it reads NUMBA_CACHE_DIR when it is imported


def compiled(kernel: Kernel) -> Kernel:
    """Compile a kernel at its first call, or load it from the cache."""
    return cast(Kernel, numba.njit(cache=True, nogil=True)(kernel))
