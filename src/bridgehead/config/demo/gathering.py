"""The sample forum: some weeks after the demo is first started, with its agenda and its registrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bridgehead.accounts.actor import SYSTEM, Actor, actor_for
from bridgehead.accounts.models import ConsentPurpose, User
from bridgehead.config.demo.company import Company, let_in, new_person
from bridgehead.config.demo.files import Tree, pair
from bridgehead.config.demo.registering import answers_of, ask_people, pick_sessions
from bridgehead.directory.models import Membership, MembershipRole, Organisation, OrganisationKind
from bridgehead.events.actions.agenda import add_part, add_session
from bridgehead.events.actions.appearances import add_appearance
from bridgehead.events.actions.forums import create_forum, grant_role, move_forum
from bridgehead.events.actions.registrations import approve_registration, decline_registration, register
from bridgehead.events.models import Forum, ForumRoleKind, ForumState, ParticipantType
from bridgehead.foundation.clock import wall_moment

TYPES = {OrganisationKind.INVESTOR: ParticipantType.INVESTOR, OrganisationKind.AGENCY: ParticipantType.AGENCY}


@dataclass(frozen=True, slots=True)
class Dates:
    """The sample forum's calendar: its first day and its zone."""

    first_day: date
    zone: ZoneInfo

    def at(self, day: int, clock: str) -> datetime:
        """Return the UTC moment of a wall-clock time ("13:30") on a day counted from the first."""
        return wall_moment(datetime.combine(self.first_day + timedelta(days=day), time.fromisoformat(clock)), self.zone)


def dates_from(told: Tree, now: datetime) -> Dates:
    """Return the dates of a forum that is believable whenever the demo is first started."""
    zone = ZoneInfo(told["zone"])
    earliest = now.astimezone(zone).date() + timedelta(days=told["days_ahead"])
    return Dates(earliest + timedelta(days=(told["weekday"] - earliest.weekday()) % 7), zone)


def call_forum(told: Tree, company: Company, dates: Dates, now: datetime) -> tuple[Forum, User]:
    """Store the forum with its agenda, open for registration; return it and its officer."""
    facts = told["forum"]
    began = now - timedelta(days=facts["registration_opened_days_ago"])
    officer = _staff(told["officer"], company)
    _staff(told["administrator"], company, is_platform_admin=True)
    forum = create_forum(
        by=SYSTEM,
        now=began,
        hosts=[company.organisations[key].pk for key in facts["hosts"]],
        **pair("name", facts["name"]),
        **pair("occasion", facts["occasion"]),
        **pair("purpose", facts["purpose"]),
        **pair("city", facts["city"]),
        **pair("place", facts["place"]),
        zone=facts["zone"],
        starts_at=dates.at(0, facts["opens"]),
        ends_at=dates.at(facts["closes"]["day"], facts["closes"]["at"]),
        registration_opens_at=began,
        registration_closes_at=dates.at(-facts["registration_closes_days_before"], "18:00"),
        capacity=facts["capacity"],
        is_sample=True,
    )
    grant_role(forum_id=forum.pk, user_id=officer.pk, role=ForumRoleKind.OFFICER, by=SYSTEM, now=began)
    for part in told["parts"]:
        _part(part, forum, company, dates, actor_for(officer), began)
    ask_people(told, forum, actor_for(officer), began)
    for state in (ForumState.ANNOUNCED, ForumState.OPEN):
        move_forum(forum_id=forum.pk, state=state, by=actor_for(officer), now=began)
    return forum, officer


def _staff(told: Tree, company: Company, *, is_platform_admin: bool = False) -> User:
    key = told["organisation"]
    names = (*told["ko"], *told["en"])
    person = new_person(names, organisation=key, country="KR", is_platform_admin=is_platform_admin)
    let_in([person])
    Membership.objects.create(
        user=person,
        organisation=company.organisations[key],
        role=MembershipRole.OWNER if is_platform_admin else MembershipRole.REPRESENTATIVE,
        title_ko=told["title_ko"],
        title_en=told["title_en"],
    )
    return person


def _part(told: Tree, forum: Forum, company: Company, dates: Dates, by: Actor, now: datetime) -> None:
    part = add_part(forum_id=forum.pk, by=by, now=now, **pair("name", told["name"]))
    for each in told["sessions"]:
        session = add_session(
            part_id=part.pk,
            by=by,
            now=now,
            kind=each["kind"],
            **pair("name", each["name"]),
            **pair("room", each["room"]),
            starts_at=dates.at(told["day"], each["from"]),
            ends_at=dates.at(told["day"], each["until"]),
            places=each.get("places"),
        )
        for key in each.get("presents", []):
            add_appearance(session_id=session.pk, organisation_id=company.organisations[key].pk, by=by, now=now)


def take_registrations(told: Tree, company: Company, forum: Forum, officer: Actor, now: datetime) -> None:
    """Register everybody who takes part, one day after the other, and decide on all but a few."""
    undecided = {(key, number) for key, number in told["undecided"]}
    declined = {tuple(each["person"]): each["reason"] for each in told["declined"]}
    people = [(key, number) for key in company.takes_part for number in range(len(company.people[key]))]
    for place, (key, number) in enumerate(people):
        late = (key, number) in undecided
        asked_at = now - (timedelta(hours=5 + place) if late else timedelta(days=28, minutes=-20 * place))
        registration = register(
            forum_id=forum.pk,
            organisation_id=company.organisations[key].pk,
            participant_type=type_of(company.organisations[key]),
            consents={ConsentPurpose.LISTED},
            answers=answers_of(told, place),
            by=actor_for(company.people[key][number]),
            now=asked_at,
        )
        decided_at = asked_at + timedelta(hours=20)
        if (key, number) in declined:
            reason = declined[key, number]
            decline_registration(registration_id=registration.pk, reason=reason, by=officer, now=decided_at)
        elif not late:
            approve_registration(registration_id=registration.pk, by=officer, now=decided_at)
    pick_sessions(forum, now)


def type_of(organisation: Organisation) -> ParticipantType:
    """Return as what the people of an organisation take part."""
    usual = ParticipantType.COMPANY if organisation.country == "KR" else ParticipantType.PARTNER
    return TYPES.get(OrganisationKind(organisation.kind), usual)
