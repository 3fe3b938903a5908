"""A sample call that is open whenever the demo is started, and an application that the sample delegate has begun."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM, actor_for
from bridgehead.accounts.models import User
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.queries import sample_delegate, sample_officer
from bridgehead.directory.models import Membership, MembershipRole
from bridgehead.foundation.models import OutboxItem
from bridgehead.programmes.actions.applications import begin_application, save_answers
from bridgehead.programmes.actions.calls import announce_call, draft_call
from bridgehead.programmes.actions.programmes import name_officer, set_up_programme
from bridgehead.programmes.models import Call, CallForm, CallQuestion, Programme

_TOLD = "sample/calls.yaml"


def has_calls() -> bool:
    """Whether the sample call is there: it came whole or not at all."""
    return Call.objects.filter(public_id=public_id("call", "bridge-next")).exists()


@transaction.atomic
def load_calls(now: datetime) -> Call:
    """Store the sample programme with its open call, two answers for everybody, and the delegate's draft."""
    told = read(_TOLD)
    said, call_said = told["programme"], told["call"]
    programme = set_up_programme(
        by=SYSTEM, now=now, **pair("name", said["name"]), **pair("about", said["about"]), zone=said["zone"],
        tenure_months=said["tenure_months"], most_renewals=said["most_renewals"], is_listed=True, is_sample=True,
    )  # fmt: skip
    Programme.objects.filter(pk=programme.pk).update(public_id=public_id("programme", said["key"]))
    name_officer(programme_id=programme.pk, user_id=sample_officer().pk, by=SYSTEM, now=now)
    call = _call(programme, call_said, now)
    for each in call_said["questions"]:
        CallQuestion.objects.create(
            call=call, language="ko", published_at=now, **pair("question", each["question"]),
            **pair("answer", each["answer"]),
        )  # fmt: skip
    _apply(told["application"]["answers"], call, sample_delegate(), now)
    OutboxItem.objects.filter(delivered_at=None, kind__startswith="programmes/").update(delivered_at=now)
    return call


def _call(programme: Programme, said: Tree, now: datetime) -> Call:
    """The call, announced when it opened."""
    opened = (now - timedelta(days=said["opened_days_ago"])).replace(minute=0, second=0, microsecond=0)
    closes = (opened + timedelta(days=said["open_days"])).replace(hour=9)
    texts = [pair(field, said[field]) for field in ("name", "summary", "eligibility", "documents")]
    fields: Tree = {key: value for each in texts for key, value in each.items()}
    call = draft_call(
        programme_id=programme.pk, by=SYSTEM, now=opened, year=closes.year, zone=programme.zone, opens_at=opened,
        closes_at=closes, places=said["places"], reserve=said["reserve"], **fields,
    )  # fmt: skip
    CallForm.objects.filter(call=call).update(definition=said["form"])
    Call.objects.filter(pk=call.pk).update(public_id=public_id("call", said["key"]))
    return announce_call(call_id=call.pk, by=SYSTEM, now=opened)


def _apply(answers: Tree, call: Call, delegate: User, now: datetime) -> None:
    """The delegate, who speaks for their company, has begun to write."""
    member = Membership.objects.filter(user=delegate).order_by("pk")[0]
    if member.role == MembershipRole.MEMBER:
        Membership.objects.filter(pk=member.pk).update(role=MembershipRole.REPRESENTATIVE)
    by = actor_for(delegate)
    begun = begin_application(call_id=call.pk, organisation_id=member.organisation_id, by=by, now=now)
    save_answers(application_id=begun.pk, typed=answers, seen={}, by=by, now=now)
