"""A real site for a real browser: its own database, one server process, one worker, mails in a folder."""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import ROOT
from tests.journeys.ahead import has_followed, set_clock
from tests.journeys.managing import Managing
from tests.migrated import copy_sqlite
from tests.ports import free_port

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
CODE = re.compile(r"\b([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6,8})\b")
#: How often a tenth of a second is waited for the worker: a demo that starts beside takes both cores for a while.
PATIENCE = 600


@dataclass(frozen=True)
class Site:
    """A running site: its address, its data folder and the environment of its processes."""

    address: str
    folder: Path
    environment: dict[str, str]
    managing: Managing
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's own database and return what it printed."""
        return self.managing.run(arguments)

    def start(self) -> None:
        """Start the server and the worker."""
        set_clock(self.folder, 0)
        ahead = [sys.executable, "-m", "tests.journeys.ahead", str(self.folder)]
        # Open pages hold on to their live streams.
        at_the_end = ["--timeout-graceful-shutdown", "2"]
        serve = ["uvicorn", "bridgehead.config.asgi:application", "--port", self.address.rpartition(":")[2]]
        for command in ([*ahead, *serve, "--log-level", "warning", *at_the_end], [*ahead, "bridgehead", "worker"]):
            self.processes.append(subprocess.Popen(command, env=self.environment, cwd=ROOT))
        wait_until_up(self.address, self.processes[0])

    def stop(self) -> None:
        """Stop the server and the worker."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    @contextmanager
    def later(self, *, days: int = 0, minutes: int = 0) -> Iterator[None]:
        """Let so much time pass for the site, as long as it is looked at."""
        self._leap(days * 24 * 60 + minutes)
        try:
            yield
        finally:
            self._leap(0)

    def _leap(self, minutes: int) -> None:
        """Set the clocks of the server and the worker so many minutes ahead, and wait until they show it."""
        set_clock(self.folder, minutes)
        for _ in range(600):
            if all(has_followed(self.folder, each.pid, minutes) for each in self.processes):
                return
            time.sleep(0.05)
        raise AssertionError("the clocks of the site do not follow")

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return the mails sent to an address, the oldest first."""
        found = []
        for path in sorted((self.folder / "mail").glob("*"), key=lambda each: each.stat().st_mtime_ns):
            for raw in re.split(rb"\n-{70,}\n", path.read_bytes()):
                mail = email.message_from_bytes(raw.lstrip(b"\n"), policy=email.policy.default)
                if address in str(mail.get("To", "")):
                    found.append(mail)
        return found

    def waits_until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that the worker brings about."""
        for _ in range(PATIENCE):
            if holds():
                return
            time.sleep(0.1)
        raise TimeoutError("the worker has not brought it about")

    def told(self, address: str, subject: str) -> str:
        """Wait for a mail to an address whose subject begins so, and return its text."""
        for _ in range(PATIENCE):
            for mail in self.mails_to(address):
                body = mail.get_body(("plain",))
                if body is not None and str(mail["Subject"]).strip().startswith(subject):
                    return str(body.get_content())
            time.sleep(0.1)
        raise AssertionError(f"no mail “{subject}” came for {address}")

    def code_for(self, address: str, *, after: int) -> str:
        """Wait for the sign-in code in a mail that follows the first ``after`` ones; other mails may come as well."""
        for _ in range(100):
            for mail in self.mails_to(address)[after:]:
                body = mail.get_body(("plain",))
                assert body is not None
                if found := CODE.search(body.get_content()):
                    return found.group(1)
            time.sleep(0.1)
        raise AssertionError(f"no mail with a code came for {address}")


def wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the site answers its health check."""
    for _ in range(200):
        assert process.poll() is None, "the server ended while starting"
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not come up")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start a fresh site with its worker, as in production but for https."""
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("BRIDGEHEAD_", "DATABASE_URL"))},
        "PYTHONPATH": str(ROOT / "src"),
        "BRIDGEHEAD_DATA": str(folder),
        "BRIDGEHEAD_HTTPS": "false",
        "BRIDGEHEAD_STAFF_SECOND_FACTOR": "false",
        "BRIDGEHEAD_MAIL_URL": "filemail://",
        "BRIDGEHEAD_ADDRESS": f"http://127.0.0.1:{port}",
    }
    running = Site(f"http://127.0.0.1:{port}", folder, environment, Managing(environment))
    copy_sqlite(folder / "bridgehead.sqlite3")
    running.manage("collectstatic", "--noinput", "--verbosity", "0")
    try:
        running.start()
        yield running
    finally:
        running.stop()
        running.managing.end()


@dataclass
class Visitor:
    """A person with a browser of their own, in one language, on a phone or at a desk."""

    site: Site
    context: BrowserContext
    page: Page
    language: str
    email: str
    foreign_requests: list[str]

    def go(self, path: str) -> None:
        """Open a page of the site in this visitor's language; anything but 200 is an error."""
        answer = self.page.goto(f"{self.site.address}/{self.language}{path}")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)


@pytest.fixture
def visitors(browser: Browser, site: Site) -> Iterator[object]:
    """Return a function that sends another visitor to the site; the contexts are closed after the test."""
    contexts: list[BrowserContext] = []

    def arrive(*, email: str, language: str, phone: bool = False, zone: str = "Asia/Seoul") -> Visitor:
        locale = {"ko": "ko-KR", "en": "en-US"}[language]
        context = browser.new_context(
            viewport=PHONE if phone else DESK, locale=locale, timezone_id=zone, has_touch=phone, is_mobile=phone
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        foreign: list[str] = []
        page.on("request", lambda each: None if each.url.startswith(site.address) else foreign.append(each.url))
        page.on("pageerror", lambda error: foreign.append(f"script error: {error}"))
        return Visitor(site, context, page, language, email, foreign)

    yield arrive
    for context in contexts:
        context.close()
