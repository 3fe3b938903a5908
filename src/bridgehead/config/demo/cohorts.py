"""The programme behind the forum of 2023 and its twenty companies, in the cohorts of their two years."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.config.demo.facts import FACTS
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.queries import sample_officer
from bridgehead.directory.models import Organisation
from bridgehead.programmes.actions.cohorts import admit, make_cohort
from bridgehead.programmes.actions.programmes import name_officer, set_up_programme
from bridgehead.programmes.models import Cohort, Programme


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
    for year, keys in _moved_in(told).items():
        cohort = make_cohort(
            programme_id=programme.pk, by=SYSTEM, now=now, year=year, is_listed=True,
            **pair("name", said["cohorts"][year]), **pair("note", told["source"]),
        )  # fmt: skip
        Cohort.objects.filter(pk=cohort.pk).update(public_id=public_id("cohort", said["key"], str(year)))
        for key in keys:
            company = Organisation.objects.get(public_id=public_id("organisation", key))
            admit(cohort_id=cohort.pk, organisation_id=company.pk, by=SYSTEM, now=now)
    return Programme.objects.get(pk=programme.pk)


def _moved_in(told: Tree) -> dict[int, list[str]]:
    """Return the keys of the companies by the year in which they moved in, as the ceremony names them."""
    found: dict[int, list[str]] = {}
    for part in told["parts"]:
        for session in part["sessions"]:
            found |= session.get("moves_in", {})
    return found
