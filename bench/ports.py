"""Ports of this machine for servers that a bench starts."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from tests.ports import free_port  # found from the root only now

__all__ = ["free_port", "until_listening"]


async def until_listening(port: int) -> None:
    """Wait until a server listens on a port, for a minute at most."""
    for _time in range(600):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise TimeoutError("the server does not listen")
