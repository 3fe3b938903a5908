"""What the next edition of a report says of how it differs from the one before."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.engines.evidence.published import read_published
from bridgehead.engines.evidence.verify import verify
from bridgehead.outcomes.actions.ladder import Said, change_effect, withdraw_effect
from bridgehead.outcomes.actions.reports import change_report
from bridgehead.outcomes.adapters.open_data import SCHEMA
from bridgehead.outcomes.adapters.report_papers import report_pdf
from bridgehead.outcomes.models import Edition
from bridgehead.outcomes.queries.reports import figures_of
from tests.factories.agreements import published
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import document_of, open_data_of, stated
from tests.factories.reports import begun, publish
from tests.pages import text
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_stated_effect_and_words_are_corrected_by_the_next_edition(
    now: datetime, tmp_path: Path, client: Client
) -> None:
    agency = OrganisationFactory(kind="agency")
    published(keeper=agency)
    both, one = stated(agency, is_public=True), stated(agency, is_public=True, name_en="Jobs", name_ko="일자리")
    report = begun(agency, now)
    was = effects_by_name(publish(report, now))
    texts = {"name_en": "Economic effect", "source_ko": "한국보건산업진흥원 보도자료", "source_en": both.source_en}
    said = Said(Decimal(60), Decimal(70), "USD")
    change_effect(effect_id=both.pk, said=said, stated_on=both.stated_on, is_public=True, by=SYSTEM, now=now, **texts)
    withdraw_effect(effect_id=one.pk, reason="A slip", by=SYSTEM, now=now)
    report.refresh_from_db()
    change_report(report_id=report.pk, revision=report.revision, name_ko="2023년 성과 보고", by=SYSTEM, now=now)

    second = publish(report, now, reason_ko="정정", reason_en="Corrected")

    changed = second.head["changes"]
    today = effects_by_name(second)
    assert changed["words"] == ["name_ko"]
    assert {each["id"]: (each["before"], each["after"]) for each in changed["effects"]} == {
        str(both.public_id): (was["Economic effect"], today["Economic effect"]),
        str(one.public_id): (was["Jobs"], None),
    }
    assert (changed["added"], changed["removed"], changed["changed"], changed["figures"]) == (0, 0, 0, [])
    fastjsonschema.compile(json.loads(SCHEMA.read_text()))(document_of(second))
    archive = tmp_path / "report.zip"
    archive.write_bytes(open_data_of(second))
    assert verify(read_published(archive), digest=second.digest) == []
    page = text(client.get(f"/en/results/reports/{report.public_id}/"))
    assert "Title or foreword in other words" in page
    assert "Economic effect · Amount at least KRW 670 bn USD 60 – USD 70" in page
    assert "Jobs · Amount at least KRW 670 bn –" in page
    # In English nothing of the source has changed: what changed is shown as it is in Korean.
    assert f"Economic effect · Stated by {both.source_ko} 한국보건산업진흥원 보도자료" in page
    paper = " ".join(" ".join(pages_of(report_pdf(second, figures_of(second)))).split())
    assert "Economic effect · Amount" in paper


def effects_by_name(edition: Edition) -> dict[str, Any]:
    return {each["name_en"]: each for each in edition.head["effects"]}
