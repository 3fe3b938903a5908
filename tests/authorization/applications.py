"""Company A’s application: handed in, more is asked of it, and written on; and the draft of a rival."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import actor_for
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.programmes.actions.applications import save_answers
from bridgehead.programmes.actions.attachments import bring_file
from bridgehead.programmes.actions.checks import judge_checks
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.actions.more import ask_for_more
from bridgehead.programmes.actions.teams import invite_writer, new_team_link
from bridgehead.programmes.models import Application, Call, CheckKind, TeamMember, TeamRole, Verdict
from tests.conftest import NOW
from tests.factories.people import UserFactory

CANARIES = {
    "answer handed in": "canary-answer-handed-in",
    "answer being written": "canary-answer-being-written",
    "file handed in": "canary-file-handed-in",
    "file being added": "canary-file-being-added",
    "address of a writer": "canary-address-of-a-writer",
    "more that is asked": "canary-more-that-is-asked",
    "reason of a verdict": "canary-reason-of-a-verdict",
    "draft of a rival": "canary-draft-of-a-rival",
}


def apply_for(
    call_id: object, people: dict[str, User], company: Organisation, rival: Organisation, canaries: dict[str, str]
) -> dict[str, object]:
    """Let the delegate lead, and a colleague of nobody write with them."""
    call = Call.objects.get(public_id=call_id)
    form = call.forms.get()
    answers = {"plan": {"ko": canaries["answer handed in"], "en": canaries["answer handed in"]}, "cleared": "no"}
    application = Application.objects.create(call=call, organisation=company, form=form, answers=answers)
    theirs = {"plan": {"en": canaries["draft of a rival"]}}
    draft = Application.objects.create(call=call, organisation=rival, form=form, answers=theirs)
    TeamMember.objects.create(application=draft, user=people["competitor"], role=TeamRole.LEAD)
    TeamMember.objects.create(application=application, user=people["delegate"], role=TeamRole.LEAD)
    other = TeamMember.objects.create(application=application, user=UserFactory())
    lead, officer = actor_for(people["delegate"]), actor_for(people["officer"])
    mine = {"application_id": application.pk, "by": lead, "now": NOW}
    kept = bring_file(field="deck", given=ContentFile(b"deck", name=f"{canaries['file handed in']}.txt"), **mine)
    hand_in(number=1, **mine)
    asked = ask_for_more(
        application_id=application.pk, text_ko="", text_en=canaries["more that is asked"], fields=["plan", "deck"],
        due_at=NOW + timedelta(days=9), by=officer, now=NOW,
    )  # fmt: skip
    verdict = (CheckKind.SIZE, Verdict.FAILS, canaries["reason of a verdict"])
    judge_checks(application_id=application.pk, verdicts=[verdict], by=officer, now=NOW)
    save_answers(typed={"plan": {"en": canaries["answer being written"]}}, seen={}, **mine)
    bring_file(field="deck", given=ContentFile(b"more", name=f"{canaries['file being added']}.txt"), **mine)
    invited = invite_writer(email=f"{canaries['address of a writer']}@example.com", language="en", **mine)
    token = new_team_link(invited.pk, NOW)
    assert token is not None
    return {
        "application": application.public_id,
        "file of an application": kept.public_id,
        "member of a team": other.public_id,
        "invitation into a team": invited.public_id,
        "link into a team": token,
        "request for more": asked.public_id,
        "team deed": "out",
    }
