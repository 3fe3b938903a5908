"""The storeys hold: nothing imports or refers upward, and every package stands on one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests.architecture.sources import PACKAGE, ROOT, contracts, storeys


def test_every_package_stands_on_a_storey() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert packages == set(storeys())


def test_import_contracts_are_kept() -> None:
    command = shutil.which("lint-imports", path=f"{Path(sys.executable).parent}") or "lint-imports"
    told = subprocess.run(
        [command, "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": str(Path(sys.executable).parent)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stdout.count("BROKEN")) == (0, 0), told.stdout[-3000:]
    assert told.stdout.count(" KEPT") == len(contracts())


def test_no_record_refers_to_a_higher_storey() -> None:
    height = {storey: number for number, storey in enumerate(reversed(storeys()))}
    ours = {config.label: config.name.split(".")[1] for config in apps.get_app_configs() if "bridgehead" in config.name}
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and not isinstance(field.related_model, str | None)
        and height[ours.get(field.related_model._meta.app_label, "foundation")] > height[ours[model._meta.app_label]]
    ]

    assert upward == []


def test_storeys_are_installed_from_the_ground_up() -> None:
    installed = [name.split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("bridgehead.")]

    assert installed == [storey for storey in reversed(storeys()) if storey in installed]
    assert set(storeys()) - set(installed) == {"engines"}
