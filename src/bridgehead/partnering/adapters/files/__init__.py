"""What an organiser has: published instances, and folders of sheets, read into one plan that nothing depends on yet."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.events.models import Forum
from bridgehead.partnering.adapters.files.folder import read_folder
from bridgehead.partnering.adapters.files.instance import read_instance
from bridgehead.partnering.adapters.files.plan import Mistake, RoundPlan, WrongFiles

DEFAULT_SLOT_MINUTES = 20


def read_plan(path: Path, *, forum: Forum) -> RoundPlan:
    """Read what a file or folder asks for, for a forum; raise ``WrongFiles`` with every mistake found."""
    if not path.exists():
        raise WrongFiles([Mistake(str(path), 0, 0, _("there is no such file or folder"))])
    zone = ZoneInfo(forum.zone)
    if path.is_dir() or path.suffix.lower() == ".xlsx":
        return read_folder(path, zone=zone)
    if path.is_file() and path.suffix.lower() in {".dzn", ".json"}:
        # The address of a sample person is no one's: the ending “.invalid” is never given out (RFC 2606).
        address = f".{forum.public_id.hex[:12]}@sample.invalid"
        return read_instance(
            path, starts_at=forum.starts_at, zone=zone, slot_minutes=DEFAULT_SLOT_MINUTES, address=address
        )
    expected = _("a .dzn or .json instance, a folder of CSV or XLSX files, or a workbook (.xlsx) was expected")
    raise WrongFiles([Mistake(path.name, 0, 0, expected)])
