"""Applications for one call that grow, and those of one person for others."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import actor_for
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.programmes.actions.attachments import bring_file
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.actions.teams import invite_writer, new_team_link
from bridgehead.programmes.models import Application, Call, Submission, TeamMember, TeamRole
from tests.factories.people import UserFactory
from tests.factories.programmes import ProgrammeFactory, call_open

ANSWERS = {"plan": {"ko": "보스턴", "en": "Boston"}, "cleared": "no"}


class Applications:
    """Company A's application, handed in with a file."""

    def __init__(self, call: Call, company: Organisation, delegate: User) -> None:
        self.call, self.delegate, self.form = call, delegate, call.forms.get()
        self.earlier = call_open(clock.now(), programme=ProgrammeFactory(is_listed=False), closes_at=call.closes_at)
        self.own = Application.objects.create(call=call, organisation=company, form=self.form, answers=ANSWERS)
        TeamMember.objects.create(application=self.own, user=delegate, role=TeamRole.LEAD)
        self.other = TeamMember.objects.create(application=self.own, user=UserFactory())
        mine = {"application_id": self.own.pk, "by": actor_for(delegate), "now": clock.now()}
        self.file = bring_file(field="deck", given=ContentFile(b"%PDF-1.7", name="deck.pdf"), **mine)
        self.invitation = invite_writer(email="writer@example.org", language="en", **mine)
        self.token = new_team_link(self.invitation.pk, clock.now())
        hand_in(number=1, **mine)

    def grow(self, more: range, people: list[Any], companies: list[Any]) -> None:
        """Hand in applications of others for the call, and let the delegate write at them."""
        said = {"call": self.call, "form": self.form, "answers": ANSWERS, "state": "submitted"}
        made = Application.objects.bulk_create(Application(organisation=each, **said) for each in companies)
        sealed = {"number": 1, "form": self.form, "answers": ANSWERS, "digest": "0" * 64, "submitted_at": clock.now()}
        Submission.objects.bulk_create(
            Submission(application=each, receipt=f"R-{n}", **sealed) for n, each in zip(more, made, strict=True)
        )
        said = {"call": self.earlier, "form": self.earlier.forms.get()}
        mine = Application.objects.bulk_create(Application(organisation=each, **said) for each in companies)
        TeamMember.objects.bulk_create(TeamMember(application=each, user=self.delegate, role="lead") for each in mine)

    @property
    def ids(self) -> dict[str, object]:
        """Return what addresses are filled with."""
        return {
            "application": self.own.public_id,
            "file of an application": self.file.public_id,
            "member of a team": self.other.public_id,
            "invitation into a team": self.invitation.public_id,
            "link into a team": self.token,
            "team deed": "out",
        }
