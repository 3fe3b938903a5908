"""The command itself: started, looked at, ended, started again; and what it says when it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT
from tests.ports import free_port

pytestmark = pytest.mark.journey

READY_SECONDS = 240
END_SECONDS = 5


class Demo:
    """A demo in a process of its own; ``address`` once it is ready."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bridgehead", "demo", "--no-browser", "--data", str(folder), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**_plain_environment(), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        #: A demo that is never ready fails its test instead of holding it up.
        self.limit = threading.Timer(READY_SECONDS, self.process.kill)
        self.limit.start()
        self.said: list[str] = []
        self.address = ""

    def until(self, beginning: str) -> None:
        """Read what it says up to a line that begins so."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            found = re.search(r"(http://\S+)/ko/ ", line)
            self.address = found.group(1) if found else self.address
            if line.startswith(beginning):
                return
        raise AssertionError(self.said)

    def page(self, path: str) -> str:
        with urlopen(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def family(self) -> list[int]:
        """The ids of the demo's process, of its worker and of whatever these have started."""
        found = [self.process.pid]
        for parent in found:
            children = Path(f"/proc/{parent}/task/{parent}/children")
            found += [int(each) for each in children.read_text().split()] if children.exists() else []
        return found


def _plain_environment() -> dict[str, str]:
    """The environment of a newcomer: nothing of what the tests set for themselves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIDGEHEAD_", "DATABASE_"))}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def left_of(family: list[int]) -> list[int]:
    """Those that are still there, ended children that wait to be collected not counted."""
    alive = []
    for each in family:
        status = Path(f"/proc/{each}/stat")
        if status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z":
            alive.append(each)
    return alive


@pytest.fixture
def starting() -> Iterator[list[Demo]]:
    """Demos that a test starts; whatever a failed one leaves behind is ended by its number."""
    started: list[Demo] = []
    yield started
    for demo in started:
        demo.limit.cancel()
        for each in left_of(demo.family()):
            os.kill(each, signal.SIGKILL)
        demo.process.wait()
        if demo.process.stdout is not None:
            demo.process.stdout.close()


def end(demo: Demo, with_signal: int) -> float:
    """Send a signal and return after how many seconds everything was gone."""
    family = demo.family()
    assert len(family) >= 2
    began = time.monotonic()
    demo.process.send_signal(with_signal)
    demo.process.wait(END_SECONDS)
    while left_of(family) and time.monotonic() - began < END_SECONDS:
        time.sleep(0.05)
    assert left_of(family) == []
    return time.monotonic() - began


def start(folder: Path, starting: list[Demo], port: str = "0") -> Demo:
    starting.append(Demo(folder, "--port", port))
    return starting[-1]


@pytest.mark.long
def test_demo_is_completed_after_a_kill_shows_both_languages_ends_and_keeps_everything(
    tmp_path: Path, starting: list[Demo]
) -> None:
    folder, port = tmp_path / "demo", str(free_port())
    cut_off = start(folder, starting)
    cut_off.until("Working out the timetable")
    family = cut_off.family()
    cut_off.process.kill()
    cut_off.process.wait()

    first = start(folder, starting, port)
    first.until("Ctrl-C")

    assert any(re.match(r"\d+ of 172 meetings placed", line) for line in first.said)
    assert not any(line.startswith("Loading") for line in first.said)
    assert left_of(family) == []
    assert first.address == f"http://localhost:{port}"
    assert "한미 디지털·바이오헬스 비즈니스 포럼" in first.page("/ko/forums/")
    assert "Korea–US Digital &amp; Bio-Health Business Forum" in first.page("/en/forums/")
    assert "윤서진 님으로 들어가기" in first.page("/ko/demo/")
    assert "Enter as Natalie Holbrook" in first.page("/en/demo/")

    beside = start(folder, starting)
    said, _ = beside.process.communicate(timeout=READY_SECONDS)
    assert (beside.process.returncode, said) == (
        2,
        f"A demo is running with the folder {folder} already.\n"
        "Stop that one first, or keep this one elsewhere: --data DIR\n",
    )
    assert end(first, signal.SIGINT) < 3
    assert first.process.returncode == 0

    again = start(folder, starting, port)
    again.until("Ctrl-C")

    assert [line for line in again.said if line.endswith("…")] == []
    assert "Enter as Natalie Holbrook" in again.page("/en/demo/")
    assert end(again, signal.SIGTERM) < 3


def test_taken_port_is_named_with_the_way_out(tmp_path: Path, starting: list[Demo]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = Demo(tmp_path / "demo", "--port", str(port))
        starting.append(demo)
        said, _ = demo.process.communicate(timeout=READY_SECONDS)

    assert demo.process.returncode == 2
    assert said == f"Port {port} is taken by another program.\nChoose another: bridgehead demo --port 8123\n"


@pytest.mark.parametrize("port", ["99999", "-1", "eighty"])
def test_port_that_is_none_is_refused_with_what_was_expected(tmp_path: Path, starting: list[Demo], port: str) -> None:
    demo = Demo(tmp_path / "demo", f"--port={port}")
    starting.append(demo)
    said, _ = demo.process.communicate(timeout=READY_SECONDS)

    assert demo.process.returncode == 2
    assert f"expected a port from 1 to 65535 (0 for any free one), not “{port}”" in said
    assert not (tmp_path / "demo").exists()
