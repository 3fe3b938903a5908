"""Conflicts of interest that are on record: who belongs where, who wrote with whom, and who worked where before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridgehead.directory.models import Membership, Organisation, OrganisationAlias
from bridgehead.programmes.adapters.conflicts import compared
from bridgehead.programmes.models import Application, ConflictKind, Reviewer, TeamMember
from bridgehead.web.questionnaire import Kind, Questionnaire, questionnaire_of

#: A pair that may not be: reviewer, application, why.
Found = tuple[int, int, ConflictKind]


@dataclass(frozen=True, slots=True)
class _Knows:
    """What is known of one application: who applies, by which names, where its team belongs, which names it tells."""

    organisation: int
    names: frozenset[str]
    team: frozenset[int]
    told: frozenset[str]


def conflicts_on_record(reviewers: Collection[Reviewer], applications: Collection[Application]) -> list[Found]:
    """Return every pair that stands against each other on record: seven questions to the database at most.

    Names are compared as the directory compares them, other names of an organisation among them.
    """
    people = [each.user_id for each in reviewers if each.user_id is not None]
    belongs = _belongs(people)
    employed = {each.pk: _employed(each, belongs) for each in reviewers}
    named = _names({org for found in employed.values() for org in found} | {a.organisation_id for a in applications})
    known = {each.pk: each for each in applications}
    facts = dict(_facts(applications, named))
    found: list[Found] = []
    for reviewer in reviewers:
        mine = employed[reviewer.pk]
        own_names = frozenset(name for org in mine for name in named.get(org, ()))
        before = compared(reviewer.employers.splitlines())
        for pk in known:
            found += [(reviewer.pk, pk, kind) for kind in _kinds(facts[pk], mine, own_names, before)]
    return found


def _kinds(
    facts: _Knows, mine: frozenset[int], own_names: frozenset[str], before: frozenset[str]
) -> Iterator[ConflictKind]:
    if facts.organisation in mine:
        yield ConflictKind.SAME_ORGANISATION
    elif facts.team & mine:
        yield ConflictKind.SHARED_MEMBERS
    if before & facts.names:
        yield ConflictKind.EARLIER_EMPLOYMENT
    if own_names & facts.told and facts.organisation not in mine:
        yield ConflictKind.LEAD_NAMED


def _belongs(people: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for user_id, organisation_id in Membership.objects.filter(user_id__in=set(people)).values_list(
        "user_id", "organisation_id"
    ):
        found.setdefault(user_id, set()).add(organisation_id)
    return found


def _employed(reviewer: Reviewer, belongs: Mapping[int, set[int]]) -> frozenset[int]:
    """The organisations that a reviewer belongs to, by what officers noted and by the directory."""
    noted = {reviewer.organisation_id} if reviewer.organisation_id is not None else set()
    return frozenset(noted | belongs.get(reviewer.user_id or 0, set()))


def _names(organisations: Collection[int]) -> dict[int, frozenset[str]]:
    """The names of organisations, as they are compared; a doubtful other name counts for nothing."""
    told: dict[int, list[str]] = {}
    for pk, *names in Organisation.objects.filter(pk__in=organisations).values_list("pk", "name_ko", "name_en"):
        told.setdefault(pk, []).extend(names)
    aliases = OrganisationAlias.objects.filter(organisation__in=organisations, is_doubtful=False)
    for pk, text in aliases.values_list("organisation_id", "text"):
        told.setdefault(pk, []).append(text)
    return {pk: compared(names) for pk, names in told.items()}


def _facts(applications: Collection[Application], named: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, _Knows]]:
    teams: dict[int, set[int]] = {}
    for pk, user_id in TeamMember.objects.filter(application__in=applications).values_list("application_id", "user_id"):
        teams.setdefault(pk, set()).add(user_id)
    belongs = _belongs({user for team in teams.values() for user in team})
    forms: dict[int, Questionnaire] = {}
    for each in applications:
        if each.form_id not in forms:
            forms[each.form_id] = questionnaire_of(each.form.definition)
        team = {org for user in teams.get(each.pk, ()) for org in belongs.get(user, ())} - {each.organisation_id}
        yield (
            each.pk,
            _Knows(
                each.organisation_id,
                named.get(each.organisation_id, frozenset()),
                frozenset(team),
                compared(_lines(forms[each.form_id], each.answers)),
            ),
        )


def _lines(whole: Questionnaire, answers: Mapping[str, Any]) -> Iterator[str]:
    """What was answered in one line: a partner's name stands in one."""
    for field in whole.fields():
        answer = answers.get(field.key)
        if field.kind is Kind.LINE and answer:
            yield from (str(each) for each in (answer.values() if isinstance(answer, dict) else [answer]))
