"""The site as production serves it: several processes, each with connections of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.ports import free_port
from tests.proofs.processes import ROOT, RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

PATIENCE_SECONDS = 60
#: Each is read anew for everybody.
PAGES = ("/en/companies/?q=bio", "/en/premises/", "/en/programmes/", "/en/forums/")


def status(address: str) -> int:
    """What a page answers; 0 where nobody does."""
    try:
        with urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code
    except (URLError, ConnectionError):
        return 0


def test_the_processes_of_a_site_share_no_connection(real_database: RealDatabase, tmp_path: Path) -> None:
    """Forked from one that had connections open, they would read each other's answers."""
    site = f"http://127.0.0.1:{(port := free_port())}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIDGEHEAD_")}
    own = {"DATABASE_URL": real_database.url, "BRIDGEHEAD_DATA": str(tmp_path / "data"), "BRIDGEHEAD_HTTPS": "false"}
    command = [sys.executable, "-m", "bridgehead", "serve", "--port", str(port), "--workers", "2"]
    (tmp_path / "data").mkdir()
    served = subprocess.Popen(command, env={**kept, **own, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + PATIENCE_SECONDS
        while status(f"{site}/health/") != 200:
            assert time.monotonic() < ends
            time.sleep(0.1)
        with ThreadPoolExecutor(16) as readers:
            answers = Counter(readers.map(status, [f"{site}{page}" for page in PAGES * 60]))
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(PATIENCE_SECONDS)

    assert answers == {200: 240}
