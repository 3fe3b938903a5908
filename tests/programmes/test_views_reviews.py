"""The pages of reviewing: a reviewer reads what is theirs, blind where the stage is; officers see all but drafts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter

from bridgehead.foundation import files
from bridgehead.programmes.models import (
    Application,
    ApplicationFile,
    Assignment,
    AssignmentProposal,
    Call,
    Conflict,
    Criterion,
    Review,
    Reviewer,
    Stage,
    Submission,
)
from tests.clocks import standing_still
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import ASKED, applying, call_open, officer_of
from tests.factories.reviews import assigned, criterion_of, reviewed, reviewer_of, stage_of
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMED: dict[str, Any] = {
    "sections": [
        {
            "key": "company",
            "title": {"en": "The company"},
            "fields": [
                {"key": "name", "kind": "line", "label": {"en": "Name of the company"}, "names_applicant": True},
                {"key": "plan", "kind": "prose", "label": {"en": "Plan"}},
                {"key": "deck", "kind": "file", "label": {"en": "Deck"}, "most": 5},
            ],
        }
    ]
}


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Ahn Secret", "/Title": "Ahn Bio plan"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Ahn Secret"  # the artist
    Image.new("RGB", (20, 10), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def handed_in(call: Call, now: datetime, **brought: bytes) -> Application:
    """An application of Ahn Bio that was handed in with files."""
    organisation = OrganisationFactory(name_en="Ahn Bio Co., Ltd.", name_ko="주식회사 안바이오")
    application, lead = applying(call, organisation=organisation, state="submitted")
    kept = []
    for name, content in brought.items():
        stored = files.store(ContentFile(content, name=f"Ahn-{name.replace('_', '.')}"), uploaded_by=None, now=now)
        kept.append(ApplicationFile.objects.create(application=application, field="deck", file=stored))
    person = application.team.get().user
    said = f"Ahn Bio has a plan; AHN BIO Co., Ltd. and 안바이오는 간다. {person.full_name('en')} leads."
    Submission.objects.create(
        application=application, number=1, form=application.form, digest="0" * 64, receipt="R-1",
        submitted_at=now, person_id=lead.user_id,
        answers={"name": "Ahn Bio", "plan": said},
        files=[
            {"id": str(e.public_id), "field": "deck", "name": e.file.filename, "size": e.file.size, "sha256": "0"}
            for e in kept
        ],
    )  # fmt: skip
    return application


def blind_paper(now: datetime, *, is_blind: bool = True) -> tuple[Assignment, Client]:
    """Something to read with three files, and the browser of its reviewer."""
    call = call_open(now, asked=NAMED)
    criterion_of(call)
    application = handed_in(call, now, deck_pdf=pdf(), photo_jpg=picture(), notes_txt=b"Ahn Bio notes")
    Call.objects.filter(pk=call.pk).update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1))
    reviewer, _actor = reviewer_of(call.programme)
    stage = stage_of(call, now, application, is_blind=is_blind, due_at=now + timedelta(days=2))
    assert reviewer.user is not None
    return assigned(stage, reviewer, application, now), browser(reviewer.user)


def at(name: str, given: Assignment, **more: Any) -> str:
    return reverse(f"programmes:{name}", kwargs={"assignment_id": given.public_id, **more})


def test_nothing_in_a_blind_stage_tells_who_applies(now: datetime) -> None:
    given, reader = blind_paper(now)

    listed = reader.get(reverse("programmes:reviews"))
    shown = reader.get(at("review_paper", given))
    served = [reader.get(at("review_file", given, number=number)) for number in (1, 2)]
    hidden = reader.get(at("review_file", given, number=3))

    told = b"".join(each.content + repr(each.headers).encode() for each in (listed, shown, *served))
    person = given.application.team.get().user
    for secret in ("Ahn", "안바이오", person.full_name("en"), person.email, str(given.application.public_id)):
        assert secret.encode() not in told
        assert secret.upper().encode() not in told
    assert "■■■ has a plan; ■■■ and ■■■는 간다. ■■■ leads." in text(shown)
    assert "Name of the company" not in text(shown)
    assert [each.headers["Content-Disposition"] for each in served] == [
        'attachment; filename="Attachment 1.pdf"',
        'attachment; filename="Attachment 2.jpg"',
    ]
    assert "Author" not in str(PdfReader(io.BytesIO(served[0].content)).metadata)
    assert hidden.status_code == 404


def test_an_open_stage_tells_who_applies(now: datetime) -> None:
    given, reader = blind_paper(now, is_blind=False)

    shown = text(reader.get(at("review_paper", given)))
    served = reader.get(at("review_file", given, number=3))

    assert "Ahn Bio Co., Ltd." in shown
    assert b"".join(served.streaming_content) == b"Ahn Bio notes"


def test_a_review_is_written_submitted_and_then_shows_what_others_gave(now: datetime) -> None:
    given, reader = blind_paper(now)
    criterion = Criterion.objects.get()
    other, _actor = reviewer_of(given.stage.call.programme)
    reviewed(assigned(given.stage, other, given.application, now), now, 7, comment_for_officers="Theirs.")
    page = at("review_paper", given)
    said = {"seen": "0", "comment_for_officers": "Mine.", "comment_for_applicant": ""}

    before = text(reader.get(page))
    wrong = reader.post(page, {**said, f"c{criterion.pk}": "4.3", "how": "keep"})
    reader.post(page, {**said, f"c{criterion.pk}": "4.5", "how": "keep"})
    draft = text(reader.get(page))
    reader.post(page, {**said, "seen": "1", f"c{criterion.pk}": "4.5", "how": "submit"})
    after = text(reader.get(page))

    assert "35.00" not in before
    assert "What others gave" not in draft
    assert wrong.status_code == 422
    assert "4.3" in wrong.content.decode()
    assert Review.objects.get(assignment=given).submitted_at == now
    assert "35.00" in after
    assert "Theirs." not in after
    assert other.user is not None
    assert other.user.full_name("en") not in after


def test_a_conflict_takes_it_away_at_once(now: datetime) -> None:
    given, reader = blind_paper(now)

    reader.post(at("declare_conflict", given), {"note": "My brother leads it."})

    assert reader.get(at("review_paper", given)).status_code == 404
    assert reader.get(at("review_file", given, number=1)).status_code == 404
    assert "Nothing is yours to review" in text(reader.get(reverse("programmes:reviews")))
    assert Conflict.objects.get().note == "My brother leads it."


def test_others_read_nothing(now: datetime) -> None:
    given, _reader = blind_paper(now)
    colleague, _actor = reviewer_of(given.stage.call.programme)
    assert colleague.user is not None

    for person in (colleague.user, UserFactory()):
        assert browser(person).get(at("review_paper", given)).status_code == 404


def test_conflicts_are_declared_before_anything_is_given(now: datetime) -> None:
    given, reader = blind_paper(now, is_blind=False)
    stage = given.stage
    page = reverse("programmes:declare_before", args=[stage.public_id])
    passage = stage.passages.get()

    shown = text(reader.get(page))
    reader.post(page, {"application": [str(passage.public_id), "nonsense"]})
    Stage.objects.update(is_blind=True)

    assert "Ahn Bio" in shown
    assert Conflict.objects.get().kind == "declared"
    assert Assignment.objects.get().state == "recused"
    assert reader.get(page).status_code == 404


def desk(now: datetime) -> tuple[Stage, list[Application], Client]:
    call = call_open(now, asked=ASKED)
    criterion_of(call)
    applications = [applying(call, state="submitted")[0] for _number in range(3)]
    for number, each in enumerate(applications):
        Submission.objects.create(
            application=each, number=1, form=each.form, answers={}, digest="0" * 64, receipt=f"R-{number}",
            submitted_at=now,
        )  # fmt: skip
    Call.objects.filter(pk=call.pk).update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1))
    stage = stage_of(call, now, *applications)
    return stage, applications, browser(officer_of(call.programme)[0])


def on_desk(name: str, stage: Stage, **more: Any) -> str:
    call = stage.call
    ids = {"public_id": call.programme.public_id, "call_id": call.public_id, "stage_id": stage.public_id}
    return reverse(f"programmes_desk:{name}", kwargs={**ids, **more})


def test_criteria_and_stages_are_set_up(now: datetime) -> None:
    call = call_open(now)
    officer = browser(officer_of(call.programme)[0])
    ids = {"public_id": call.programme.public_id, "call_id": call.public_id}
    page = reverse("programmes_desk:reviewing", kwargs=ids)

    for name, weight in (("Market", 1), ("Technology", 2)):
        officer.post(
            page, {"what": "criterion", "criterion-name_en": name, "criterion-most": 10, "criterion-weight": weight}
        )
    refused = officer.post(page, {"what": "criterion", "criterion-most": 10, "criterion-weight": 1})
    officer.post(page, {"what": "stage", "stage-kind": "papers", "stage-name_en": "Papers", "stage-reviews_each": 2})
    one = Criterion.objects.get(name_en="Market")
    officer.post(
        reverse("programmes_desk:criterion_deed", kwargs={**ids, "criterion_id": one.public_id, "step": "down"})
    )
    stage = Stage.objects.get()
    early = officer.post(
        reverse("programmes_desk:stage_deed", kwargs={**ids, "stage_id": stage.public_id, "step": "open"}), follow=True
    )

    assert refused.status_code == 422
    assert "A criterion needs a name" in text(refused)
    assert "33.33 %" in text(officer.get(page))
    assert [each.name_en for each in Criterion.objects.order_by("position")] == ["Technology", "Market"]
    assert "once the call has closed" in text(early)


def test_reviewers_are_named_changed_and_rest(now: datetime) -> None:
    call = call_open(now)
    officer = browser(officer_of(call.programme)[0])
    page = reverse("programmes_desk:reviewers", args=[call.programme.public_id])
    person, house = UserFactory(), OrganisationFactory(is_listed=True)

    unknown = officer.post(page, {"email": "nobody@example.org"})
    officer.post(page, {"email": person.email, "organisation": house.name_en, "employers": "Somewhere"})
    reviewer = Reviewer.objects.get()
    ids = {"public_id": call.programme.public_id, "reviewer_id": reviewer.public_id}
    officer.post(reverse("programmes_desk:reviewer", kwargs=ids), {"organisation": house.name_en, "most": "3"})
    officer.post(reverse("programmes_desk:rest_reviewer", kwargs=ids))

    reviewer.refresh_from_db()
    assert unknown.status_code == 422
    assert (reviewer.user, reviewer.organisation, reviewer.most, reviewer.state) == (person, house, 3, "resting")


def test_an_assignment_is_computed_looked_at_and_taken_over(now: datetime) -> None:
    stage, _applications, officer = desk(now)
    people = [reviewer_of(stage.call.programme)[0] for _number in range(3)]

    officer.post(on_desk("compute_assignment", stage, how="best"))
    proposal = AssignmentProposal.objects.get()
    shown = text(officer.get(on_desk("proposal", stage, proposal_id=proposal.public_id)))
    before = stage.assignments.count()
    officer.post(on_desk("take_proposal", stage, proposal_id=proposal.public_id))
    progress = text(officer.get(on_desk("stage", stage)))

    assert "that is proven" in shown
    assert "Each reviewer reads from 2 to 2 applications." in shown
    assert before == 0
    assert stage.assignments.filter(state="assigned").count() == 6
    assert all(each.user and each.user.full_name("en") in progress for each in people)


def test_what_reviews_say_is_shown_without_drafts(now: datetime) -> None:
    stage, (first, *_others), officer = desk(now)
    one, two = (reviewer_of(stage.call.programme)[0] for _number in range(2))
    done = assigned(stage, one, first, now)
    reviewed(done, now, 8, comment_for_officers="Sound.")
    Review.objects.create(assignment=assigned(stage, two, first, now), comment_for_officers="Not yet said.")
    passage = stage.passages.get(application=first)
    ids = {"passage_id": passage.public_id}

    shown = text(officer.get(on_desk("stage_paper", stage, **ids)))
    meeting = text(officer.get(on_desk("calibration", stage)))
    named = text(officer.get(on_desk("calibration", stage) + "?names=yes"))
    unsaid = officer.post(on_desk("reopen_review", stage, **ids, assignment_id=done.public_id), {"reason": ""})
    officer.post(on_desk("reopen_review", stage, **ids, assignment_id=done.public_id), {"reason": "A typo."})
    officer.post(on_desk("decide_passage", stage, **ids), {"how": "fail", "reason_en": "Too early."})

    assert "Sound." in shown
    assert "Not yet said." not in shown
    assert "40.00" in meeting
    assert one.user is not None
    assert one.user.full_name("en") not in meeting
    assert one.user.full_name("en") in named
    assert unsaid.status_code == 422
    assert Review.objects.get(assignment=done).reopened_because == "A typo."
    passage.refresh_from_db()
    assert (passage.state, passage.reason_en) == ("failed", "Too early.")


def test_given_and_taken_by_hand_and_reminded(now: datetime) -> None:
    stage, (first, *_others), officer = desk(now)
    one, _actor = reviewer_of(stage.call.programme)
    ids = {"passage_id": stage.passages.get(application=first).public_id}

    nobody = officer.post(on_desk("give_paper", stage, **ids), {"reviewer": "x"})
    officer.post(on_desk("give_paper", stage, **ids), {"reviewer": str(one.public_id)})
    given = Assignment.objects.get()
    told = officer.post(on_desk("remind_reviewers", stage), follow=True)
    officer.post(on_desk("take_paper", stage, **ids, assignment_id=given.public_id))

    given.refresh_from_db()
    assert nobody.status_code == 403
    assert "1 reviewer is reminded by mail." in text(told)
    assert given.state == "recused"
