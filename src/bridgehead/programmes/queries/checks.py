"""What the records say of an applicant, each with its source: earlier places, size and age, registration number.

A check is computed whenever it is looked at. Where nothing is recorded it says so; an applicant's own answer is told as
said by itself and never taken for a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import OrganisationSize, RegistrationNumber
from bridgehead.directory.queries import likely_same
from bridgehead.directory.rules import registration_number
from bridgehead.foundation.bilingual import wording
from bridgehead.programmes.models import (
    Application,
    Call,
    CheckKind,
    CheckVerdict,
    CohortPlace,
    EarlierRule,
)
from bridgehead.programmes.queries.cohorts import visible_cohorts

_KR = RegistrationNumber.Scheme.KR_BUSINESS
#: How many people each size in the directory stands for: from, to (None: no end).
_PEOPLE: dict[str, tuple[int, int | None]] = {
    OrganisationSize.MICRO: (1, 10),
    OrganisationSize.SMALL: (11, 50),
    OrganisationSize.MEDIUM: (51, 250),
    OrganisationSize.LARGE: (251, None),
}
#: A business registration number as people write it.
_WRITTEN = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{5}(?![\d-])")


class Result(StrEnum):
    """What the records say of a check."""

    FREE = "free"
    HOLDS = "holds"
    FAILS = "fails"
    #: Nothing is recorded, or what is recorded does not settle it.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what was found, and where it stands."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what the call asks, what the records say to it, and what an officer said (None: nobody yet)."""

    kind: CheckKind
    asked: str
    result: Result
    told: list[Told]
    verdict: CheckVerdict | None = None


def asked_of_applicants(call: Call) -> Mapping[CheckKind, str]:
    """Return by check what a call asks, as a sentence; empty where it asks nothing."""
    number = call.earlier_number or 0
    rules: dict[str, str] = {
        EarlierRule.ANY: "",
        EarlierRule.NEVER: _("No company that ever had a place in a cohort."),
        EarlierRule.YEARS: ngettext(
            "No company that had a place in a cohort of the year before.",
            "No company that had a place in a cohort of the %(n)d years before.",
            number,
        )
        % {"n": number},
        EarlierRule.TIMES: ngettext(
            "No company that had a place in a cohort before.",
            "No company that had places in %(n)d cohorts or more.",
            number,
        )
        % {"n": number},
    }
    earlier = rules[call.earlier_rule]
    if earlier:
        scope = (
            _("Places in all programmes count.") if call.earlier_everywhere else _("Places in this programme count.")
        )
        earlier = f"{earlier} {scope}"
    sizes = []
    if call.most_employees is not None:
        said = ngettext("%(n)d person at most.", "%(n)d people at most.", call.most_employees)
        sizes.append(said % {"n": call.most_employees})
    if call.most_years is not None:
        said = ngettext("Founded %(n)d year ago at most.", "Founded %(n)d years ago at most.", call.most_years)
        sizes.append(said % {"n": call.most_years})
    needed = _("A Korean business registration number is required.") if call.needs_number else ""
    return {CheckKind.EARLIER: earlier, CheckKind.SIZE: " ".join(sizes), CheckKind.NUMBER: needed}


def checks_for_officers(application: Application, actor: Actor, answers: Mapping[str, Any]) -> list[Check]:
    """Return the checks of an application that the actor was found to run, with their verdicts.

    ``answers`` are those that were handed in last.
    """
    verdicts = {each.kind: each for each in application.verdicts.select_related("decided_by")}
    found = [
        _earlier_for_officers(application, actor, answers),
        _size(application),
        _number(application, answers, shows_numbers=True),
    ]
    return [Check(each.kind, each.asked, each.result, each.told, verdicts.get(each.kind)) for each in found]


def checks_for_team(application: Application, actor: Actor) -> list[Check]:
    """Return what the records say of an organisation to a team that the actor was found to belong to.

    Whoever writes without belonging to the organisation reads no more of it than everybody does.
    """
    belongs = actor.belongs_to(application.organisation_id)
    places = CohortPlace.objects.filter(organisation_id=application.organisation_id)
    if not belongs:
        places = places.filter(cohort__in=visible_cohorts(actor).values("pk"))
    earlier = _earlier(application, _read(application, places))
    size = _size(application, is_shown=belongs or application.organisation.is_listed)
    return [earlier, size, _number(application, application.answers, shows_numbers=belongs)]


# --- Earlier places ---------------------------------------------------------------------------------------------------


def _read(application: Application, places: Any) -> list[CohortPlace]:
    others = places.exclude(application=application) if application.pk else places
    return list(others.select_related("cohort__programme", "organisation").order_by("-cohort__year", "-pk"))


def _earlier_for_officers(application: Application, actor: Actor, answers: Mapping[str, Any]) -> Check:
    """Places of the organisation, of what bears a number that its application writes, and of its namesakes."""
    own = application.organisation
    seen = visible_cohorts(actor).values("pk")
    same = set(_registered_elsewhere(application, answers))
    namesakes = {each.pk for each in likely_same(actor, own.name_ko, own.name_en)} - {own.pk} - same
    found = _read(
        application, CohortPlace.objects.filter(organisation__in={own.pk, *same, *namesakes}, cohort__in=seen)
    )
    doubtful = [each for each in found if each.organisation_id in namesakes]
    return _earlier(application, [each for each in found if each.organisation_id not in namesakes], doubtful)


def _earlier(application: Application, sure: list[CohortPlace], doubtful: Iterable[CohortPlace] = ()) -> Check:
    call, doubtful = application.call, list(doubtful)
    told = [_place_told(each, application, is_doubtful=False) for each in sure]
    told += [_place_told(each, application, is_doubtful=True) for each in doubtful]
    if not told:
        told = [Told(_("No place in a cohort is recorded."), _("Cohorts on this platform"))]
    result = Result.FREE
    if call.earlier_rule:
        broken = _is_forbidden(call, sure)
        may_be = not broken and _is_forbidden(call, [*sure, *doubtful])
        result = Result.FAILS if broken else Result.UNKNOWN if may_be else Result.HOLDS
    return Check(CheckKind.EARLIER, asked_of_applicants(call)[CheckKind.EARLIER], result, told)


def _is_forbidden(call: Call, places: list[CohortPlace]) -> bool:
    counted = [each for each in places if call.earlier_everywhere or each.cohort.programme_id == call.programme_id]
    number = call.earlier_number or 0
    if call.earlier_rule == EarlierRule.YEARS:
        return any(each.cohort.year >= call.year - number for each in counted)
    return len(counted) >= (number if call.earlier_rule == EarlierRule.TIMES else 1)


def _place_told(place: CohortPlace, application: Application, *, is_doubtful: bool) -> Told:
    cohort, own = place.cohort, application.organisation_id
    said = f"{wording(cohort.programme, 'name')} · {wording(cohort, 'name')} ({place.get_state_display()})"
    if place.organisation_id == own:
        return Told(said, _("Cohorts on this platform"))
    name = wording(place.organisation, "name")
    why = (
        _("%(name)s bears the same name; whether it is the same company is for an officer to say.")
        if is_doubtful
        else _("%(name)s bears a registration number that the application states.")
    )
    return Told(said, why % {"name": name})


# --- Size and age -----------------------------------------------------------------------------------------------------


def _size(application: Application, *, is_shown: bool = True) -> Check:
    call, own, source = application.call, application.organisation, _("The organisation’s page in the directory")
    size, founded = (own.size, own.founded_year) if is_shown else ("", None)
    told = [
        Told(str(OrganisationSize(size).label) if size else _("How many people work there is not recorded."), source),
        Told(
            _("Founded in %(year)d.") % {"year": founded}
            if founded
            else _("The year of its founding is not recorded."),
            source,
        ),
    ]
    results = [_people_result(call, size), _age_result(call, founded)]
    for worst in (Result.FAILS, Result.UNKNOWN, Result.HOLDS):
        if worst in results:
            return Check(CheckKind.SIZE, asked_of_applicants(call)[CheckKind.SIZE], worst, told)
    return Check(CheckKind.SIZE, "", Result.FREE, told)


def _people_result(call: Call, size: str) -> Result:
    if call.most_employees is None:
        return Result.FREE
    least, most = _PEOPLE.get(size, (0, None))
    if least > call.most_employees:
        return Result.FAILS
    return Result.HOLDS if most is not None and most <= call.most_employees else Result.UNKNOWN


def _age_result(call: Call, founded: int | None) -> Result:
    """A year of founding leaves a year of doubt: founded in 2016, a company is six or seven years old in 2023."""
    if call.most_years is None:
        return Result.FREE
    if founded is None:
        return Result.UNKNOWN
    oldest = call.closes_at.year - founded
    if oldest <= call.most_years:
        return Result.HOLDS
    return Result.FAILS if oldest - 1 > call.most_years else Result.UNKNOWN


# --- Registration number ----------------------------------------------------------------------------------------------


def _number(application: Application, answers: Mapping[str, Any], *, shows_numbers: bool) -> Check:
    own = list(application.organisation.registration_numbers.filter(scheme=_KR).order_by("pk"))
    source = _("The organisation’s page in the directory")
    are_right = [registration_number(_KR, each.number) is not None for each in own]
    told = [
        Told(f"{each.number}: {_digits_told(is_right)}" if shows_numbers else _digits_told(is_right), source)
        for each, is_right in zip(own, are_right, strict=True)
    ]
    if not own:
        told = [Told(_("No Korean business registration number is recorded."), source)]
    recorded = {each.number for each in own}
    for said in sorted(_numbers_in(answers) - recorded):
        told.append(
            Told(
                f"{said}: {_digits_told(registration_number(_KR, said) is not None)}", _("Said by the applicant itself")
            )
        )
    result = Result.FREE
    if application.call.needs_number:
        result = Result.HOLDS if any(are_right) else Result.FAILS if own else Result.UNKNOWN
    return Check(CheckKind.NUMBER, asked_of_applicants(application.call)[CheckKind.NUMBER], result, told)


def _digits_told(is_right: bool) -> str:
    return _("its check digit is right") if is_right else _("its check digit is wrong")


def _numbers_in(answers: Any) -> set[str]:
    """Return the business registration numbers that answers state, as they are stored."""
    if isinstance(answers, Mapping):
        answers = list(answers.values())
    if isinstance(answers, list):
        return {found for each in answers for found in _numbers_in(each)}
    return set(_WRITTEN.findall(answers)) if isinstance(answers, str) else set()


def _registered_elsewhere(application: Application, answers: Mapping[str, Any]) -> list[int]:
    said = [each for each in _numbers_in(answers) if registration_number(_KR, each)]
    others = RegistrationNumber.objects.exclude(organisation_id=application.organisation_id)
    return list(others.filter(scheme=_KR, number__in=said).values_list("organisation_id", flat=True)) if said else []
