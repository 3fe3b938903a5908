"""What a reviewer reads: what they were given and nothing else; others' scores once their own are submitted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.programmes.models import (
    Application,
    ApplicationFile,
    Assignment,
    AssignmentState,
    Conflict,
    Criterion,
    PassageState,
    Review,
    Reviewer,
    ReviewerState,
    Stage,
    StagePassage,
    StageState,
    Submission,
)
from bridgehead.programmes.queries.applications import HANDED_IN
from bridgehead.programmes.queries.scores import Scored, scores_of


def _given(actor: Actor) -> QuerySet[Assignment]:
    conflicts = Conflict.objects.filter(reviewer=OuterRef("reviewer"), application=OuterRef("application"))
    found = Assignment.objects.filter(
        ~Exists(conflicts),
        reviewer__user_id=actor.user_id or 0,
        reviewer__state=ReviewerState.ACTIVE,
        state=AssignmentState.ASSIGNED,
        stage__state__in=[StageState.OPEN, StageState.CLOSED],
        application__state__in=HANDED_IN,
    )
    return found.select_related("stage__call__programme", "reviewer", "application__organisation", "review")


@dataclass(frozen=True, slots=True)
class Reading:
    """Something that a reviewer was given, and where it stands in its stage."""

    given: Assignment
    passage: StagePassage

    @property
    def review(self) -> Review | None:
        """What they wrote, if anything."""
        return getattr(self.given, "review", None)

    @property
    def is_done(self) -> bool:
        """Whether it is submitted."""
        return self.review is not None and self.review.submitted_at is not None


def my_readings(actor: Actor) -> dict[Stage, list[Reading]]:
    """Return by stage what the actor reads, the soonest due first.

    Within a stage in the order of the passages' public ids, which follows nothing that an applicant did.
    """
    given = list(_given(actor))
    passages = {
        (each.stage_id, each.application_id): each
        for each in StagePassage.objects.filter(
            stage__in={each.stage_id for each in given}, application__in={each.application_id for each in given}
        )
    }
    readings = [
        Reading(each, passages[each.stage_id, each.application_id])
        for each in given
        if (each.stage_id, each.application_id) in passages
    ]
    found: dict[Stage, list[Reading]] = {}
    soonest = sorted(readings, key=lambda each: (each.given.stage.state != StageState.OPEN, each.given.stage_id))
    for each in sorted(soonest, key=lambda each: each.passage.public_id.hex):
        found.setdefault(each.given.stage, []).append(each)
    far = max((stage.due_at for stage in found if stage.due_at), default=None)
    return dict(
        sorted(
            found.items(),
            key=lambda item: (item[0].state != StageState.OPEN, item[0].due_at or far or item[0].opened_at, item[0].pk),
        )
    )


def reading_or_404(actor: Actor, public_id: UUID) -> Reading:
    """Return something that the actor reads; to everybody else, and to whoever is recused, there is nothing."""
    given = _given(actor).filter(public_id=public_id).first()
    if given is None:
        raise Http404
    passage = StagePassage.objects.filter(stage=given.stage, application=given.application).first()
    if passage is None:
        raise Http404
    return Reading(given, passage)


def newest_submission(application: Application) -> Submission:
    """Return what was handed in last of an application that the actor was found to read."""
    found = application.submissions.select_related("form").order_by("-number").first()
    if found is None:
        raise Http404
    return found


def media_of(application: Application) -> Mapping[str, str]:
    """Return the media types of an application's files by their public ids."""
    found = application.files.select_related("file").values_list("public_id", "file__media_type")
    return {str(pk): kind for pk, kind in found}


def file_or_404(application: Application, public_id: str) -> ApplicationFile:
    """Return a file of an application that the actor was found to read."""
    found = application.files.filter(public_id=public_id).select_related("file").first()
    if found is None:
        raise Http404
    return found


def names_to_hide(application: Application) -> Collection[str]:
    """Return what tells who applies: the organisation's names and numbers, and the names and addresses of its team."""
    organisation: Organisation = application.organisation
    team = [each.user for each in application.team.select_related("user")]
    return {
        name
        for name in (
            organisation.name_ko,
            organisation.name_en,
            organisation.site,
            *organisation.aliases.values_list("text", flat=True),
            *organisation.registration_numbers.values_list("number", flat=True),
            *(person.full_name(language) for person in team for language in ("ko", "en")),
            *(person.email for person in team),
        )
        if name
    }


def criteria_of(stage: Stage) -> list[Criterion]:
    """Return the criteria of a stage's call, in their order."""
    return list(stage.call.criteria.order_by("position"))


def others_scores(reading: Reading) -> list[Scored]:
    """Return the submitted reviews of others of what the actor reads: none before their own is submitted."""
    if not reading.is_done:
        return []
    scores = scores_of(reading.given.stage).get(reading.given.application_id, [])
    return [each for each in scores if each.reviewer != reading.given.reviewer_id]


def stages_to_declare(actor: Actor) -> QuerySet[Stage]:
    """Return the open stages, none of them blind, in which the actor may be given something."""
    mine = Reviewer.objects.filter(
        user_id=actor.user_id or 0, state=ReviewerState.ACTIVE, programme=OuterRef("call__programme")
    )
    opened = Stage.objects.filter(Exists(mine), state=StageState.OPEN, is_blind=False, reviews_each__gt=0)
    return opened.select_related("call__programme").order_by("pk")


def stage_to_declare_or_404(actor: Actor, public_id: UUID) -> Stage:
    """Return one such stage."""
    found = stages_to_declare(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def reviewer_in_or_404(actor: Actor, stage: Stage) -> Reviewer:
    """Return the actor as a reviewer of a stage's programme."""
    found = Reviewer.objects.filter(
        user_id=actor.user_id or 0, programme=stage.call.programme_id, state=ReviewerState.ACTIVE
    ).first()
    if found is None:
        raise Http404
    return found


def who_applies(stage: Stage, reviewer: Reviewer) -> list[tuple[StagePassage, bool]]:
    """Return what waits in a stage by name, each with whether the reviewer has a conflict of interest there."""
    waiting = stage.passages.filter(state=PassageState.WAITING, application__state__in=HANDED_IN)
    declared = set(reviewer.conflicts.values_list("application_id", flat=True))
    found = waiting.select_related("application__organisation").order_by("application__organisation__name_ko", "pk")
    return [(each, each.application_id in declared) for each in found]
