"""Bringing in a round that an organiser has in files: all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Membership, Organisation
from bridgehead.events.models import Forum
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.rounds import require_apart, require_within, set_tables
from bridgehead.partnering.adapters.files.columns import DECLINED
from bridgehead.partnering.adapters.files.plan import PlannedDelegate, PlannedOrganisation, PlannedWish, RoundPlan
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    Delegation,
    MeetingRequest,
    PartneringRound,
    RequestState,
    RoundPhase,
    Slot,
)

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class There:
    """What a round holds before files are brought in."""

    slots: int
    tables: int
    delegations: int


@dataclass(frozen=True, slots=True)
class Imported:
    """How much was brought in; ``organisations`` counts those that were new, ``there`` what was there before."""

    there: There

    organisations: int
    delegations: int
    delegates: int
    slots: int
    tables: int
    closed: int
    accepted: int
    waiting: int
    declined: int


@transaction.atomic
def import_round(
    *, plan: RoundPlan, forum_id: int, by: Actor, now: datetime, adds: bool = False, is_trial: bool = False
) -> Imported:
    """Make the round that the plan asks for; nobody is written to. A trial does the same and takes all of it back.

    Only one that ``adds`` goes into a round that holds something; it never takes a table away.
    """
    require(may_run_forum(by, forum_id), _("Only an officer of this forum can do this."))
    forum = Forum.objects.select_for_update().get(pk=forum_id)
    held, _is_new = PartneringRound.objects.get_or_create(
        forum=forum, defaults={"across_sides_only": plan.across_sides_only, "phase": RoundPhase.REQUEST}
    )
    require(
        not MeetingRequest.objects.filter(round=held).exists(),
        _("This round has meeting requests already. Files can be brought in before the first request is sent."),
    )
    there = _there(held)
    if not adds:
        _require_empty(there)
    organisations, is_new = _organisations(plan.organisations)
    delegations = _delegations(held, plan.organisations, organisations)
    delegates = _delegates(held, plan.delegates, delegations)
    slots = _slots(held, plan.slots)
    if plan.tables > there.tables:
        set_tables(round_id=held.pk, count=plan.tables, by=by, now=now)
    closed = _availability(held, plan.closed, delegations)
    states = _requests(held, plan.wishes, delegations, now)
    audit.record("partnering.round_imported", on=held, by=by, at=now, stream=forum.audit_stream)
    if is_trial:
        transaction.set_rollback(True)
    return Imported(
        there=there,
        organisations=is_new,
        delegations=len(delegations),
        delegates=delegates,
        slots=slots,
        tables=max(0, plan.tables - there.tables),
        closed=closed,
        accepted=states.get(RequestState.ACCEPTED, 0),
        waiting=states.get(RequestState.SENT, 0),
        declined=states.get(RequestState.DECLINED, 0),
    )


def _there(held: PartneringRound) -> There:
    return There(held.slots.count(), held.tables.count(), held.delegations.count())


def _require_empty(there: There) -> None:
    require(
        there == There(0, 0, 0),
        _(
            "This round has %(slots)s slots, %(tables)s tables and %(delegations)s delegations already. "
            "To add to them, say --add; otherwise bring the files into a forum without a round."
        )
        % {"slots": there.slots, "tables": there.tables, "delegations": there.delegations},
    )


def _organisations(planned: Sequence[PlannedOrganisation]) -> tuple[list[Organisation], int]:
    """Find each organisation by its names, or make it; two that could be meant are never guessed between."""
    known = _known_by_name(planned)
    found: list[Organisation] = []
    new: list[Organisation] = []
    for each in planned:
        names = {("ko", each.name_ko), ("en", each.name_en)}
        fitting = {one.pk: one for name in names for one in known.get(name, ())}
        if len(fitting) > 1:
            raise Refused(
                _("Two organisations of the directory could be “%(name)s”. Give both names as the directory has them.")
                % {"name": each.name_ko or each.name_en}
            )
        organisation = next(iter(fitting.values()), None)
        if organisation is None:
            organisation = Organisation(
                name_ko=each.name_ko,
                name_en=each.name_en,
                country=each.country,
                kind=each.kind,
                is_sample=each.is_sample,
            )
            new.append(organisation)
        found.append(organisation)
    Organisation.objects.bulk_create(new, batch_size=AT_ONCE)
    for made in new:
        index_organisation(made.pk)
    return found, len(new)


def _known_by_name(planned: Sequence[PlannedOrganisation]) -> Mapping[tuple[str, str], list[Organisation]]:
    """The directory's organisations by (language, name); sample participants are never taken for real ones."""
    names_ko = {each.name_ko for each in planned if each.name_ko and not each.is_sample}
    names_en = {each.name_en for each in planned if each.name_en and not each.is_sample}
    known: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
    for one in Organisation.objects.filter(Q(name_ko__in=names_ko) | Q(name_en__in=names_en)).order_by("pk"):
        for name in {("ko", one.name_ko), ("en", one.name_en)}:
            if name[1]:
                known[name].append(one)
    return known


def _delegations(
    held: PartneringRound, planned: Sequence[PlannedOrganisation], organisations: Sequence[Organisation]
) -> list[Delegation]:
    known = {each.organisation_id: each for each in Delegation.objects.filter(round=held)}
    new = []
    for each, organisation in zip(planned, organisations, strict=True):
        if organisation.pk not in known:
            side = each.side or rules.side_of(organisation.country)
            known[organisation.pk] = Delegation(round=held, organisation=organisation, side=side)
            new.append(known[organisation.pk])
    Delegation.objects.bulk_create(new, batch_size=AT_ONCE)
    return [known[organisation.pk] for organisation in organisations]


def _delegates(held: PartneringRound, planned: Sequence[PlannedDelegate], delegations: Sequence[Delegation]) -> int:
    """Let the people take part for their organisations; a person known by the address is that person."""
    people = {each.email: each for each in User.objects.filter(email__in=[each.email for each in planned])}
    new = [_person(each) for each in planned if each.email not in people]
    User.objects.bulk_create(new, batch_size=AT_ONCE)
    people |= {each.email: each for each in new}
    elsewhere = dict(Delegate.objects.filter(round=held).values_list("user_id", "delegation_id"))
    coming = []
    for each in planned:
        person, delegation = people[each.email], delegations[each.organisation]
        if elsewhere.get(person.pk, delegation.pk) != delegation.pk:
            raise Refused(_("%(email)s takes part in this round for another organisation.") % {"email": each.email})
        if person.pk not in elsewhere:
            coming.append(Delegate(round=held, delegation=delegation, user=person))
    Delegate.objects.bulk_create(coming, batch_size=AT_ONCE)
    Membership.objects.bulk_create(
        [
            Membership(
                user=people[each.email],
                organisation_id=delegations[each.organisation].organisation_id,
                title_ko=each.title_ko,
                title_en=each.title_en,
            )
            for each in planned
        ],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    return len(coming)


def _person(planned: PlannedDelegate) -> User:
    person = User(
        email=planned.email,
        family_name_ko=planned.family_name_ko,
        given_name_ko=planned.given_name_ko,
        family_name_en=planned.family_name_en,
        given_name_en=planned.given_name_en,
        language=planned.language,
        is_sample=planned.is_sample,
    )
    person.set_unusable_password()
    return person


def _slots(held: PartneringRound, planned: Iterable[tuple[datetime, datetime]]) -> int:
    laid = set(Slot.objects.filter(round=held).values_list("starts_at", "ends_at"))
    new = [span for span in planned if span not in laid]
    require_apart([*laid, *new])
    require_within(held.forum, new)
    Slot.objects.bulk_create([Slot(round=held, starts_at=start, ends_at=end) for start, end in new])
    return len(new)


def _availability(
    held: PartneringRound, planned: Iterable[tuple[int, datetime, datetime]], delegations: Sequence[Delegation]
) -> int:
    """Close every slot that a span touches; return how many closed slots there are for all delegations together."""
    slots = list(Slot.objects.filter(round=held).values_list("pk", "starts_at", "ends_at"))
    closed = {
        (delegations[number].pk, slot)
        for number, since, until in planned
        for slot, start, end in slots
        if start < until and since < end
    }
    Availability.objects.bulk_create(
        [Availability(delegation_id=delegation, slot_id=slot) for delegation, slot in sorted(closed)],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    return len(closed)


def _requests(
    held: PartneringRound, planned: Sequence[PlannedWish], delegations: Sequence[Delegation], now: datetime
) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    wished = []
    for wish in planned:
        asking, asked = delegations[wish.asking], delegations[wish.asked]
        require(
            rules.may_ask(held, asking, asked),
            _(
                "“%(one)s” and “%(other)s” are on the same side, and this round meets “only across the two sides”. "
                "Untick that in the round's settings first (Partnering → the round → Settings)."
            )
            % {"one": asking.organisation.name, "other": asked.organisation.name},
        )
        state = _state(wish)
        counts[state] += 1
        wished.append(
            MeetingRequest(
                round=held,
                asking=asking,
                asked=asked,
                strength=wish.strength,
                answer_strength=wish.answer if state == RequestState.ACCEPTED else "",
                message=wish.message,
                state=state,
                expires_at=now + timedelta(days=held.expiry_days),
                answered_at=None if state == RequestState.SENT else now,
            )
        )
    MeetingRequest.objects.bulk_create(wished, batch_size=AT_ONCE)
    return counts


def _state(wish: PlannedWish) -> RequestState:
    if wish.answer == DECLINED:
        return RequestState.DECLINED
    return RequestState.ACCEPTED if wish.answer else RequestState.SENT
