"""Loading the demo: dates that are believable, nothing half-loaded, wishes that can be made again."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from bridgehead.accounts.models import User
from bridgehead.config.demo.files import read
from bridgehead.config.demo.gathering import dates_from
from bridgehead.config.demo.prepare import load_sample
from bridgehead.config.demo.queries import sample_round
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.foundation.models import OutboxItem
from tests.conftest import ROOT


@pytest.mark.parametrize("moment", ["2023-04-26T13:00+00:00", "2026-03-05T23:59+00:00", "2026-10-20T04:00+00:00"])
def test_forum_lies_ahead_whenever_the_demo_begins(moment: str) -> None:
    started_at = datetime.fromisoformat(moment)

    dates = dates_from(read("sample/forum.yaml")["forum"], started_at)

    first = dates.at(0, "09:30")
    assert timedelta(days=15) < first - started_at < timedelta(days=24)
    assert first.astimezone(ZoneInfo("America/New_York")).strftime("%a %H:%M") == "Wed 09:30"


@pytest.mark.django_db
@pytest.mark.database
def test_load_that_breaks_off_leaves_nothing(now: datetime) -> None:
    # The officer comes after topics, organisations and their people; this address being taken stops the load there.
    User.objects.create_user("seojin.yun@dari.example")

    with pytest.raises(IntegrityError):
        load_sample(now)

    left = [model.objects.count() for model in (Topic, Organisation, Forum, OutboxItem)]
    assert (left, User.objects.count(), sample_round()) == ([0, 0, 0, 0], 1, None)


def test_wishes_are_what_the_script_writes() -> None:
    kept = (ROOT / "demo" / "sample" / "wishes.yaml").read_text("utf-8")
    program = (
        "import importlib.util, pathlib, sys, tempfile, shutil;"
        "root = pathlib.Path(sys.argv[1]); scratch = pathlib.Path(tempfile.mkdtemp());"
        "shutil.copytree(root / 'demo' / 'sample', scratch / 'sample');"
        "spec = importlib.util.spec_from_file_location('wishes', root / 'demo' / 'make_wishes.py');"
        "made = importlib.util.module_from_spec(spec); sys.modules['wishes'] = made; spec.loader.exec_module(made);"
        "made.SAMPLE = scratch / 'sample'; made.main();"
        "sys.stdout.write((scratch / 'sample' / 'wishes.yaml').read_text('utf-8')); shutil.rmtree(scratch)"
    )

    written = subprocess.run(
        [sys.executable, "-c", program, str(ROOT)], capture_output=True, text=True, check=True, timeout=60
    )

    assert written.stdout == kept
