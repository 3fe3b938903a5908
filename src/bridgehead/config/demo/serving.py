"""The demo at work: the site in this process, a worker beside it, and both gone within seconds of Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import IO

import django
import uvicorn
from django.conf import settings
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.config.messages import compile_messages
from bridgehead.config.terminal import terminal_language

#: How long open pages and a job in hand may take to end after Ctrl-C.
GRACE_SECONDS = 1


def run(listening: socket.socket | None, *, port: int, was_asked: bool, opens: bool, began: float) -> int:
    """Prepare the demo and serve it; 2 when its port or its folder is taken."""
    compile_messages()
    django.setup()
    translation.activate(terminal_language())
    if listening is None:
        _complain(_port_taken(port) if was_asked else _("The ports 8000 to 8009 are all taken."), _other_port())
        return 2
    kept = _lock(Path(settings.DATA))
    if kept is None:
        _complain(
            _("A demo is running with the folder %(folder)s already.") % {"folder": settings.DATA},
            _("Stop that one first, or keep this one elsewhere: --data DIR"),
        )
        return 2
    with kept:
        # The models exist once Django is set up.
        from bridgehead.config.demo.prepare import prepare

        prepare(_say)
        connections.close_all()
        _serve(listening, opens=opens, began=began)
    return 0


class _Worker:
    """The worker in a process group of its own; it ends with its standard input, whatever becomes of this process."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bridgehead", "worker", "--attached", "--verbosity", "0"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603  # our own
        self._was_asked = False

    def ask_to_end(self) -> None:
        """Let it finish what it has in hand; asked twice, it would end at once."""
        if not self._was_asked:
            self._was_asked = True
            self._process.terminate()

    def end(self) -> None:
        """Give it a moment, then end it and whatever it started: its job is taken up again at the next start."""
        self.ask_to_end()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class _Server(uvicorn.Server):
    """Asks the worker to end before it waits for its own open pages: both have the same second."""

    def __init__(self, config: uvicorn.Config, worker: _Worker) -> None:
        super().__init__(config)
        self._worker = worker

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the pages, and the worker beside them."""
        self._worker.ask_to_end()
        await super().shutdown(sockets)


def _serve(listening: socket.socket, *, opens: bool, began: float) -> None:
    # The application reads models, which exist once Django is set up.
    from bridgehead.config.asgi import application

    config = uvicorn.Config(
        application,
        log_level="warning",
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=30,
    )
    worker = _Worker()
    try:
        _tell_ready(time.monotonic() - began)
        if opens and _has_display():
            webbrowser.open(f"{settings.SITE_ADDRESS}/")
        # The usual end: uvicorn raises the signal again once its connections are closed.
        with suppress(KeyboardInterrupt):
            _Server(config, worker).run(sockets=[listening])
    finally:
        # A second Ctrl-C must not leave the worker behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        worker.end()
        _say(_("The demo has ended. Everything is kept in %(folder)s.") % {"folder": settings.DATA})


def _lock(folder: Path) -> IO[str] | None:
    """Hold the demo's folder for this process alone; None when another has it."""
    kept = (folder / "demo.lock").open("w")
    try:
        fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        kept.close()
        return None
    return kept


def _tell_ready(seconds: float) -> None:
    # The models exist once Django is set up.
    from bridgehead.config.demo.queries import doors
    from bridgehead.config.demo.views import role_name

    address, code = settings.SITE_ADDRESS, terminal_language()
    _say("")
    _say(_("Bridgehead is ready after %(seconds)s s:") % {"seconds": f"{seconds:.0f}"})
    _say("")
    _say(f"  {address}/ko/   한국어")
    _say(f"  {address}/en/   English")
    _say("")
    _say(_("Enter as somebody, with one click:") + f" {address}/{code}/demo/")
    for door in doors():
        _say(f"  {role_name(door.role)}: {door.person.full_name(code)} <{door.person.email}>")
    _say("  " + _("Reader: nobody signs in"))
    _say(_("Codes sent by e-mail can be read here:") + f" {address}/{code}/demo/mail/")
    _say("")
    _say(_("Ctrl-C ends it; the next start finds everything as you left it."))


def _port_taken(port: int) -> str:
    return _("Port %(port)s is taken by another program.") % {"port": port}


def _other_port() -> str:
    return _("Choose another: bridgehead demo --port 8123")


def _has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _complain(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
