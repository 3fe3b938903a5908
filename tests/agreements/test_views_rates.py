"""The page of exchange rates, and the command."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from bridgehead.agreements.models import ExchangeRate
from tests.factories.agreements import LedgerRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FILE = b"date,base,quote,rate,source\n2023-04-26,USD,KRW,1335.5,Bank\n"


def test_a_keeper_takes_rates_in_from_a_file(client: Client) -> None:
    client.force_login(LedgerRoleFactory().user)

    empty = client.get("/en/desk/ledger/rates/")
    answers = [
        client.post("/en/desk/ledger/rates/", {"file": SimpleUploadedFile("rates.csv", FILE)}, follow=True)
        for _ in range(2)
    ]

    assert "No rates yet" in empty.content.decode()
    assert "Rates that are new: 1; that stood here already: 0." in answers[0].content.decode()
    assert "Rates that are new: 0; that stood here already: 1." in answers[1].content.decode()
    assert ExchangeRate.objects.count() == 1


def test_a_wrong_file_is_told_at_its_field_and_keeps_nothing(client: Client) -> None:
    client.force_login(LedgerRoleFactory().user)

    wrong = client.post(
        "/ko/desk/ledger/rates/", {"file": SimpleUploadedFile("rates.csv", FILE.replace(b"USD", b"US"))}
    )

    assert "2행 base: ‘US’. 올바른 값: USD 같은 통화." in wrong.content.decode()
    assert not ExchangeRate.objects.exists()


def test_the_command_takes_a_file_in_and_can_be_tried(tmp_path: Path) -> None:
    path, told = tmp_path / "rates.csv", StringIO()
    path.write_bytes(FILE)

    call_command("take_in_rates", str(path), "--try", stdout=told)
    tried = ExchangeRate.objects.count()
    call_command("take_in_rates", str(path), stdout=told)
    path.write_bytes(FILE.replace(b"1335.5", b"1336"))
    with pytest.raises(CommandError, match="What was published once is not overwritten"):
        call_command("take_in_rates", str(path), stdout=told)
    with pytest.raises(CommandError, match="No such file"):
        call_command("take_in_rates", str(tmp_path / "none.csv"), stdout=told)

    assert (tried, ExchangeRate.objects.count()) == (0, 1)
    assert told.getvalue().splitlines() == ["Rates that are new: 1; that stood here already: 0."] * 2
