"""How applications are ordered: exact, with ties told, moved across the line with a reason, and frozen for good."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bridgehead.accounts.models import User
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.programmes.actions.ranking import (
    add_bonus,
    award_bonus,
    freeze_ranking,
    move_across,
    remove_bonus,
    take_bonus_back,
)
from bridgehead.programmes.models import (
    Application,
    Bonus,
    Call,
    DecisionOutcome,
    Ranking,
    RankingLine,
    Stage,
    StageState,
)
from bridgehead.programmes.queries.standing import Standing, criteria_kept, shown_lines, standing_of
from tests.factories.deciding import bonus_of, frozen, handed_in_by, reviewed_call
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told(standing: Standing) -> list[tuple[int, str, str, str]]:
    return [
        (each.rank, each.application.organisation.name_en, str(each.points), str(each.outcome))
        for each in standing.lines
    ]


# --- A call -----------------------------------------------------------------------------------------------------------


def test_a_call_is_ranked_from_its_reviews_and_frozen_with_a_digest(now: datetime) -> None:
    call, officer, found = reviewed_call(now, {"Ahn": [(20, 20), (18, 40)], "Bae": [(10, 40)], "Cho": [(2, 2)]})
    bonus = bonus_of(call)
    award_bonus(bonus_id=bonus.pk, application_id=found["Bae"][0].pk, note="Certificate", by=officer, now=now)
    award_bonus(bonus_id=bonus.pk, application_id=found["Bae"][0].pk, note="Again", by=officer, now=now)
    standing = standing_of(call)

    first = freeze_ranking(call_id=call.pk, seen=standing.digest, by=officer, now=now)
    again = freeze_ranking(call_id=call.pk, seen=standing.digest, by=officer, now=now + timedelta(days=1))

    assert told(standing) == [
        (1, "Bae", "85.83", "admitted"), (2, "Ahn", "81.67", "reserve"), (3, "Cho", "6.67", "declined"),
    ]  # fmt: skip
    assert again == first
    assert list(RankingLine.objects.values_list("rank", "exact", "bonus", "reviews", "outcome")) == [
        (1, "515/6", Decimal("2.5"), 1, "admitted"),
        (2, "245/3", Decimal(0), 2, "reserve"),
        (3, "20/3", Decimal(0), 1, "declined"),
    ]
    assert list(AuditEntry.objects.filter(verb="programmes.ranking_frozen").values_list("change", flat=True)) == [
        {"number": [None, 1], "sha256": [None, standing.digest]}
    ]


def test_a_change_makes_the_next_ranking_and_says_what_changed(now: datetime) -> None:
    call, officer, found = reviewed_call(now, {"Ahn": [(20, 40)], "Bae": [(10, 20)], "Cho": [(2, 2)]})
    frozen(call, officer, now)
    old = standing_of(call).digest
    moved = {"application_id": found["Cho"][0].pk, "by": officer, "now": now}
    with pytest.raises(Refused, match="Say why it is moved"):
        move_across(outcome=DecisionOutcome.ADMITTED, reason=" ", **moved)
    move_across(outcome=DecisionOutcome.ADMITTED, reason="The only one of its region.", **moved)

    with pytest.raises(Overtaken, match="Something has changed"):
        freeze_ranking(call_id=call.pk, seen=old, by=officer, now=now)
    second = frozen(call, officer, now)

    before = list(Ranking.objects.get(number=1).lines.all())
    shown = shown_lines(list(second.lines.all()), criteria_kept(list(call.criteria.all())), before)
    assert [(each.line.rank, each.line.outcome, each.has_changed, each.line.moved_because) for each in shown] == [
        (1, "reserve", True, ""), (2, "declined", True, ""), (3, "admitted", True, "The only one of its region."),
    ]  # fmt: skip
    move_across(outcome=None, reason="", **moved)
    assert standing_of(call).digest == old


def test_what_keeps_a_ranking_from_being_frozen(now: datetime) -> None:
    call, officer, found = reviewed_call(now, {"Ahn": [(20, 40)], "Bae": []})
    unread = standing_of(call)
    Application.objects.filter(pk=found["Bae"][0].pk).update(state="withdrawn")
    Stage.objects.update(state=StageState.OPEN, closed_at=None)
    still_open = standing_of(call)

    with pytest.raises(Refused, match="The stage is still open"):
        freeze_ranking(call_id=call.pk, seen=still_open.digest, by=officer, now=now)
    assert (unread.problem, [each.organisation.name_en for each in unread.unread]) == (
        "1 application has no review yet.", ["Bae"],
    )  # fmt: skip
    assert standing_of(reviewed_call(now, {})[0]).problem == "No application has come so far."
    assert Ranking.objects.count() == 0


def test_bonus_points_are_read_with_the_call_and_then_stay(now: datetime) -> None:
    call, officer, found = reviewed_call(now, {"Ahn": [(20, 40)]})
    said: dict[str, Any] = {"name_en": "Green", "points": Decimal("1.5")}
    with pytest.raises(Refused, match="This call has closed"):
        add_bonus(call_id=call.pk, by=officer, now=now, basis_en="Act", **said)
    Call.objects.update(state="draft", announced_at=None)
    early = call.opens_at - timedelta(days=1)
    with pytest.raises(Refused, match="on what law or rule"):
        add_bonus(call_id=call.pk, by=officer, now=early, **said)
    added = add_bonus(call_id=call.pk, by=officer, now=early, basis_en="Act", **said)
    gone = add_bonus(call_id=call.pk, by=officer, now=early, basis_en="Act", **said)
    remove_bonus(bonus_id=gone.pk, by=officer, now=early)
    Call.objects.update(state="announced", announced_at=early)
    with pytest.raises(Refused, match="This call is announced"):
        remove_bonus(bonus_id=added.pk, by=officer, now=now)

    award_bonus(bonus_id=added.pk, application_id=found["Ahn"][0].pk, note="Label", by=officer, now=now)
    take_bonus_back(bonus_id=added.pk, application_id=found["Ahn"][0].pk, by=officer, now=now)
    with pytest.raises(Refused, match="Say why it gets these points"):
        award_bonus(bonus_id=added.pk, application_id=found["Ahn"][0].pk, note="", by=officer, now=now)
    with pytest.raises(Refused, match="Only the officers"):
        award_bonus(bonus_id=added.pk, application_id=found["Ahn"][0].pk, note="x", by=found["Ahn"][1], now=now)
    assert told(standing_of(call)) == [(1, "Ahn", "100.00", "admitted")]


def test_a_frozen_ranking_is_sealed_but_for_who_made_it(now: datetime) -> None:
    call, officer, _found = reviewed_call(now, {"Ahn": [(20, 40)]})
    made = frozen(call, officer, now)

    for change in ({"digest": "0"}, {"criteria": []}, {"number": 7}):
        with pytest.raises(IntegrityError, match="ranking_is_sealed"), transaction.atomic():
            Ranking.objects.update(**change)
    with pytest.raises(IntegrityError, match="ranking_lines_are_sealed"), transaction.atomic():
        RankingLine.objects.update(outcome="declined")
    with pytest.raises(IntegrityError, match="ranking_lines_are_sealed"), transaction.atomic():
        RankingLine.objects.all()._raw_delete("default")
    with pytest.raises(IntegrityError, match="ranking_is_sealed"), transaction.atomic():
        Ranking.objects.all()._raw_delete("default")
    Ranking.objects.update(made_by=None)

    assert Ranking.objects.get().digest == made.digest


# --- The desk ---------------------------------------------------------------------------------------------------------


def test_officers_award_move_freeze_and_take_out(now: datetime) -> None:
    call, officer, found = reviewed_call(now, {"Ahn": [(20, 40)], "Bae": [(10, 20)]})
    bonus = bonus_of(call)
    held = {"public_id": call.programme.public_id, "call_id": call.public_id}
    desk = browser(User.objects.get(pk=officer.user_id))
    page = reverse("programmes_desk:points", kwargs={**held, "application_id": found["Bae"][0].public_id})
    ranking = reverse("programmes_desk:ranking", kwargs=held)

    refused = desk.post(page, {"do": "award", "bonus": str(bonus.public_id)})
    desk.post(page, {"do": "award", "bonus": str(bonus.public_id), "note": "Certificate of 2022"})
    unsaid = desk.post(page, {"do": "move", "outcome": "declined"})
    desk.post(page, {"do": "move", "outcome": "declined", "reason": "Insolvent since March"})
    stands = desk.get(ranking)
    stale = desk.post(reverse("programmes_desk:freeze_ranking", kwargs=held), {"seen": "0"})
    made = desk.post(reverse("programmes_desk:freeze_ranking", kwargs=held), {"seen": standing_of(call).digest})
    desk.post(page, {"do": "back", "bonus": str(bonus.public_id)})
    after = text(desk.get(ranking))
    book = desk.get(reverse("programmes_desk:export_ranking", kwargs={**held, "sheet": "xlsx"}), {"number": "1"})

    assert [refused.status_code, unsaid.status_code, stale.status_code, made.status_code] == [422, 422, 403, 302]
    assert "Insolvent since March" in text(stands)
    assert "Before: rank 2, 52.50 points, declined" in after
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[2] == [
        "2",
        "Bae 한국",
        "Bae",
        "52.50",
        "5.00",
        "10.00",
        "2.5",
        "0.00",
        "1",
        "declined",
        "",
        "Insolvent since March",
    ]  # one row
    assert Ranking.objects.count() == 1


def test_officers_set_bonus_points_up_and_everybody_reads_them(now: datetime) -> None:
    call, officer, _found = reviewed_call(now, {"Ahn": [(20, 40)]})
    Call.objects.update(
        state="draft",
        announced_at=None,
        opens_at=datetime(2090, 1, 1, tzinfo=now.tzinfo),
        closes_at=datetime(2090, 2, 1, tzinfo=now.tzinfo),
    )
    held = {"public_id": call.programme.public_id, "call_id": call.public_id}
    desk = browser(User.objects.get(pk=officer.user_id))
    page = reverse("programmes_desk:bonuses", kwargs=held)

    refused = desk.post(page, {"name_en": "Green"})
    desk.post(page, {"name_en": "Green", "basis_en": "Green Act", "points": "1.5"})
    Call.objects.update(state="announced", announced_at=now)
    read = text(desk.get(reverse("programmes:call", args=[call.public_id])))
    bonus = Bonus.objects.get()
    Call.objects.update(state="draft")
    gone = desk.post(reverse("programmes_desk:remove_bonus", kwargs={**held, "bonus_id": bonus.public_id}))

    assert refused.status_code == 422
    assert "Green 1.5 Green Act" in read
    assert gone.status_code == 302
    assert Bonus.objects.count() == 0


def test_another_call_is_not_touched(now: datetime) -> None:
    call, officer, found = reviewed_call(now, {"Ahn": [(20, 40)]})
    other, _officer, _found = reviewed_call(now, {})
    handed_in_by("Late", call, now - timedelta(days=29))
    foreign = bonus_of(other)

    with pytest.raises(Refused, match="Only the officers"):
        award_bonus(bonus_id=foreign.pk, application_id=found["Ahn"][0].pk, note="x", by=officer, now=now)
    # What never came into the stage is not ranked.
    assert [each.application.organisation.name_en for each in standing_of(call).lines] == ["Ahn"]
