"""A call that has closed: a blind stage in which a reviewer reads and another is recused, and one that is not."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from bridgehead.accounts.models import User
from bridgehead.foundation import files
from bridgehead.programmes.models import (
    Application,
    ApplicationFile,
    AssignmentProposal,
    Conflict,
    PassageState,
    Programme,
    ProposalState,
    Review,
    Reviewer,
    StagePassage,
    Submission,
)
from tests.conftest import NOW
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import applying, call_open
from tests.factories.reviews import assigned, criterion_of, reviewed, reviewer_of, stage_of

CANARIES = {
    "applicant of a blind stage": "canary-blind-applicant",
    "writer of a blind stage": "canary-blind-writer",
    "file of a blind stage": "canary-blind-file",
    "answer that names the applicant": "canary-names-itself",
    "answer that reviewers read": "canary-read-by-reviewers",
    "draft of a review": "canary-draft-of-a-review",
    "comment of another review": "canary-comment-of-another",
    "name of a reviewer": "canary-name-of-a-reviewer",
    "note on a conflict": "canary-note-on-a-conflict",
    "reason of a stage": "canary-reason-of-a-stage",
    "employer of a reviewer": "canary-employer",
}


def let_review(programme_id: object, people: dict[str, User], canaries: dict[str, str]) -> dict[str, object]:
    """Let one reviewer read a paper by halves, another have submitted theirs, and a third be recused."""
    programme = Programme.objects.get(public_id=programme_id)
    asked = {
        "sections": [
            {
                "key": "all",
                "title": {"en": "All"},
                "fields": [
                    {"key": "name", "kind": "line", "label": {"en": "Who"}, "names_applicant": True},
                    {"key": "plan", "kind": "prose", "label": {"en": "Plan"}},
                    {"key": "deck", "kind": "file", "label": {"en": "Deck"}},
                ],
            }
        ]
    }
    days = {"opens_at": NOW - timedelta(days=60), "closes_at": NOW + timedelta(days=1)}
    call = call_open(NOW, programme=programme, asked=asked, **days)
    blind = _handed_in(call, canaries)
    shown, _lead = applying(call, state="submitted", organisation=OrganisationFactory(is_listed=True))
    Submission.objects.create(
        application=shown, number=1, form=shown.form, answers={}, digest="0" * 64, receipt="R-shown", submitted_at=NOW
    )
    type(call).objects.filter(pk=call.pk).update(closes_at=NOW - timedelta(days=1))
    criterion = criterion_of(call)
    stage = stage_of(call, NOW, blind, is_blind=True, due_at=NOW + timedelta(days=9))
    open_stage = stage_of(call, NOW, shown)
    decided = stage_of(call, NOW, kind="presentation", reviews_each=1)
    StagePassage.objects.create(
        stage=decided, application=blind, state=PassageState.FAILED, reason_en=canaries["reason of a stage"],
        decided_at=NOW,
    )  # fmt: skip
    reader, _actor = reviewer_of(programme, user=people["reviewer"])
    recused, _actor = reviewer_of(programme, user=people["recused reviewer"])
    other, _actor = reviewer_of(
        programme, user=UserFactory(family_name_en=canaries["name of a reviewer"], family_name_ko=""),
        employers=canaries["employer of a reviewer"],
    )  # fmt: skip
    mine = assigned(stage, reader, blind, NOW)
    Review.objects.create(assignment=mine, comment_for_officers=canaries["draft of a review"])
    theirs = assigned(stage, other, blind, NOW)
    reviewed(theirs, NOW, 9, comment_for_officers=canaries["comment of another review"])
    Conflict.objects.create(
        reviewer=recused, application=blind, kind="declared", note=canaries["note on a conflict"], found_at=NOW
    )
    proposal = AssignmentProposal.objects.create(
        stage=stage, state=ProposalState.READY, asked_at=NOW,
        told={
            "status": "optimal", "reasons": [],
            "standing": sorted([blind.pk, each.reviewer_id] for each in (mine, theirs)),
        },
    )  # fmt: skip
    return {
        "call under review": call.public_id,
        "criterion": criterion.public_id,
        "blind stage": stage.public_id,
        "open stage": open_stage.public_id,
        "paper in a stage": stage.passages.get().public_id,
        "assignment": mine.public_id,
        "submitted assignment": theirs.public_id,
        "proposed assignment": proposal.public_id,
        "reviewer": Reviewer.objects.get(pk=other.pk).public_id,
    }


def _paper(author: str) -> bytes:
    """A PDF of one empty page that tells who wrote it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": author})
    writer.write(out)
    return out.getvalue()


def _handed_in(call: object, canaries: dict[str, str]) -> Application:
    """An application of a company that is not listed, with a paper whose name and author tell whose it is."""
    name = canaries["applicant of a blind stage"]
    company = OrganisationFactory(name_en=name, name_ko=name, is_listed=False)
    application, lead = applying(call, state="submitted", organisation=company)  # type: ignore[arg-type]  # a call
    User.objects.filter(pk=lead.user_id).update(family_name_en=canaries["writer of a blind stage"], given_name_en="Bo")
    named = f"{canaries['file of a blind stage']}-{name}.pdf"
    stored = files.store(ContentFile(_paper(name), name=named), uploaded_by=None, now=NOW)
    kept = ApplicationFile.objects.create(application=application, field="deck", file=stored)
    writer = canaries["writer of a blind stage"]
    plan = f"{canaries['answer that reviewers read']}: {name} goes to Boston, says Bo {writer}."
    Submission.objects.create(
        application=application, number=1, form=application.form, digest="0" * 64, receipt="R-blind",
        submitted_at=NOW, person_id=lead.user_id,
        answers={"name": canaries["answer that names the applicant"], "plan": plan},
        files=[{"id": str(kept.public_id), "field": "deck", "name": named, "size": stored.size, "sha256": "0" * 64}],
    )  # fmt: skip
    return application
