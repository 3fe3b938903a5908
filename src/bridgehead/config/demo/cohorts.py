"""The programme behind the forum of 2023 and its twenty companies, in the cohorts of their two years."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.config.demo.facts import FACTS
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.queries import sample_officer, sample_partner
from bridgehead.directory.models import Organisation
from bridgehead.foundation.clock import day_at_home
from bridgehead.programmes.actions.cohorts import admit, make_cohort
from bridgehead.programmes.actions.mentors import name_mentor
from bridgehead.programmes.actions.office_hours import open_hours
from bridgehead.programmes.actions.programmes import name_officer, set_up_programme
from bridgehead.programmes.actions.report_forms import publish_report_form, set_indicator
from bridgehead.programmes.actions.report_periods import open_period
from bridgehead.programmes.actions.tasks import set_task
from bridgehead.programmes.models import Cohort, Programme
from bridgehead.programmes.rules import DUE_AFTER, LOCKED_AFTER, MONTHS_OF_SPAN, after_months

_LIFE, _NOTHING = "sample/cohort_life.yaml", {"ko": "", "en": ""}


def has_cohorts() -> bool:
    """Whether the programme is there: it came whole or not at all."""
    return Programme.objects.filter(public_id=public_id("programme", "k-blockbuster")).exists()


@transaction.atomic
def load_cohorts(now: datetime) -> Programme:
    """Store the programme with whom the report told to have moved in; of nobody's days anything is known."""
    told: Tree = read(FACTS)
    said = told["programme"]
    programme = set_up_programme(
        by=SYSTEM, now=now, **pair("name", said["name"]), **pair("about", said["about"]), zone=said["zone"],
        is_listed=True,
    )  # fmt: skip
    Programme.objects.filter(pk=programme.pk).update(public_id=public_id("programme", said["key"]))
    name_officer(programme_id=programme.pk, user_id=sample_officer().pk, by=SYSTEM, now=now)
    for year, keys in moved_in(told).items():
        cohort = make_cohort(
            programme_id=programme.pk, by=SYSTEM, now=now, year=year, is_listed=True,
            **pair("name", said["cohorts"][year]), **pair("note", told["source"]),
        )  # fmt: skip
        Cohort.objects.filter(pk=cohort.pk).update(public_id=public_id("cohort", said["key"], str(year)))
        for key in keys:
            company = Organisation.objects.get(public_id=public_id("organisation", key))
            admit(cohort_id=cohort.pk, organisation_id=company.pk, by=SYSTEM, now=now)
    _ask_for_reports(programme.pk, now)
    give_life(programme, now)
    return Programme.objects.get(pk=programme.pk)


def _ask_for_reports(programme_id: int, now: datetime) -> None:
    """A sample form and a sample period: what the real programme asks was not reported, and no figure is filled in."""
    told: Tree = {"programme_id": programme_id, "by": SYSTEM, "now": now}
    for each in read(_LIFE)["indicators"]:
        set_indicator(
            key="", measure=each["measure"], **pair("name", each["name"]), **pair("unit", each.get("unit", _NOTHING)),
            currency=each.get("currency", ""), is_required=each.get("required", False), **told,
        )  # fmt: skip
    publish_report_form(**told)
    today = day_at_home(now)
    first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    due_on = after_months(first, MONTHS_OF_SPAN["quarter"]) + DUE_AFTER
    open_period(span="quarter", starts_on=first, due_on=due_on, locks_on=due_on + LOCKED_AFTER, **told)


def give_life(programme: Programme, now: datetime) -> None:
    """Give a programme a sample mentor with office hours, and its latest cohort a sample task."""
    _name_mentor(programme, now)
    _set_task(programme, now)


def _name_mentor(programme: Programme, now: datetime) -> None:
    """An invented person of the sample mentors, from the next week on: who really does was not reported."""
    said, zone = read(_LIFE)["mentor"], ZoneInfo(programme.zone)
    told: Tree = {"by": SYSTEM, "now": now}
    mentor = name_mentor(
        programme_id=programme.pk, user_id=sample_partner().pk, **pair("about", said["about"]), **told,
    )  # fmt: skip
    today = now.astimezone(zone).date()
    first = datetime.combine(today + timedelta(days=7 - today.weekday()), time(said["hour"]))
    open_hours(
        mentor_id=mentor.pk, first=first, minutes=said["minutes"], number=said["number"], where=said["where"],
        until=first.date() + timedelta(weeks=said["weeks"] - 1), **told,
    )  # fmt: skip


def _set_task(programme: Programme, now: datetime) -> None:
    """A sample task for the latest cohort: what the real programme asked was not reported."""
    said = read(_LIFE)["task"]
    due_on = now.astimezone(ZoneInfo(programme.zone)).date() + timedelta(days=said["days"])
    set_task(
        programme_id=programme.pk, cohort=programme.cohorts.order_by("-year")[0], due_on=due_on, by=SYSTEM, now=now,
        **pair("name", said["name"]), **pair("about", said["about"]),
    )  # fmt: skip


def moved_in(told: Tree) -> dict[int, list[str]]:
    """Return the keys of the companies by the year in which they moved in, as the ceremony names them."""
    found: dict[int, list[str]] = {}
    for part in told["parts"]:
        for session in part["sessions"]:
            found |= session.get("moves_in", {})
    return found
