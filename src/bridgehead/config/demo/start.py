"""``bridgehead demo``: one command to a running site. Nothing of Django is imported before the environment is set."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import time
from importlib.util import find_spec
from pathlib import Path

PORTS = range(8000, 8010)
HOST = "127.0.0.1"


class PortTaken(Exception):
    """The port that was asked for, or each of those usually tried, is in use."""


def main(arguments: list[str]) -> int:
    """Prepare and serve the demo until it is told to stop; the exit code of the command."""
    began = time.monotonic()
    wanted = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        listening: socket.socket | None = _listen(wanted.port)
    except PortTaken:
        listening = None
    port = listening.getsockname()[1] if listening else wanted.port or PORTS[0]
    _set_environment(wanted.data, f"http://localhost:{port}")
    try:
        # Settings read the environment when they are imported: only now may Django be.
        from bridgehead.config.demo.serving import run

        return run(listening, port=port, was_asked=wanted.port is not None, opens=not wanted.no_browser, began=began)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bridgehead demo", description="The Boston forum, ready to look at.")
    parser.add_argument("--port", type=_port, default=None, help="default: the first free one from 8000 on")
    parser.add_argument(
        "--data", type=Path, default=Path(".data") / "demo", metavar="DIR", help="where the demo is kept (.data/demo)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to 65535 (0 for any free one), not “{text}”")
    return int(text)


def _listen(port: int | None) -> socket.socket:
    """Take the port before the work begins, so that a taken one is told at once."""
    for each in PORTS if port is None else [port]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, each))
            listening.listen(512)
        except OSError:
            listening.close()
            continue
        return listening
    raise PortTaken


def _set_environment(data: Path, address: str) -> None:
    folder = data.expanduser().resolve()
    # Whitenoise looks for the folder of collected files, which stays empty here: the demo serves the sources.
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ["BRIDGEHEAD_DEMO"] = "1"
    os.environ["BRIDGEHEAD_DATA"] = str(folder)
    os.environ["BRIDGEHEAD_ADDRESS"] = address
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bridgehead.sqlite3'}"
    # The test provider of signatures is an extra; where it is not installed the demo goes without.
    os.environ["BRIDGEHEAD_ESIGN"] = "local" if find_spec("pyhanko") else "none"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bridgehead.config.settings"
    # The demo is a place of its own: what an installation beside it is told must not leak in.
    for name in ("BRIDGEHEAD_HTTPS", "BRIDGEHEAD_MAIL_URL", "BRIDGEHEAD_HOSTS", "BRIDGEHEAD_STAFF_SECOND_FACTOR"):
        os.environ.pop(name, None)


def _as_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
