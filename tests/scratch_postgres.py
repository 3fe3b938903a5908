"""Run a command with a PostgreSQL of its own: ``python tests/scratch_postgres.py COMMAND …``.

The cluster lives in a scratch folder on a free port of the loopback address and ends with the command, whose exit code
is returned. The server refuses to run as root, so root hands it to the user that Debian's package makes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ports import free_port  # run as a script, beside it


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        sys.exit("PostgreSQL is missing. On Debian: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def scratch_postgres() -> Iterator[str]:
    """Start a cluster, give its address as a ``DATABASE_URL``, and take it away afterwards."""
    as_server = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="bridgehead-postgres-"))
    if as_server:
        shutil.chown(folder, "postgres")
    cluster, port, binaries = folder / "cluster", free_port(), _binaries()
    try:
        init = [binaries / "initdb", "-D", cluster, "-U", "bridgehead", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*as_server, *init], check=True, stdout=subprocess.DEVNULL, cwd="/")
        # As durable as production, but for the disk's own pace: the tests kill processes, not the power.
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        control = [*as_server, binaries / "pg_ctl", "-D", cluster, "-w"]
        subprocess.run(
            [*control, "-o", options, "-l", folder / "log", "start"], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )
        try:
            yield f"postgres://bridgehead@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd="/")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command of the command line inside a scratch cluster."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with scratch_postgres() as url:
        return subprocess.run(sys.argv[1:], check=False, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
