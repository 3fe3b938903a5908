"""Fills an empty database with the demo, and leaves one that is filled alone.

Each step is one transaction or a job that may run twice, and looks for what it makes before it makes it: a start that
was cut off is completed by the next.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import datetime

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, actor_for
from bridgehead.config.demo.calls import has_calls, load_calls
from bridgehead.config.demo.cohorts import has_cohorts, load_cohorts
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.facts import has_facts, load_facts
from bridgehead.config.demo.files import read
from bridgehead.config.demo.gathering import call_forum, dates_from, take_registrations
from bridgehead.config.demo.ledger import Known, keep_sample
from bridgehead.config.demo.newsroom import has_news, load_news
from bridgehead.config.demo.office import has_office, load_office
from bridgehead.config.demo.outcomes import keep_outcomes, publish_first_edition, publish_second_edition
from bridgehead.config.demo.papers import give_papers
from bridgehead.config.demo.queries import sample_officer, sample_round
from bridgehead.config.demo.reviews import has_reviews, load_reviews
from bridgehead.config.demo.rooms import has_rooms, load_rooms
from bridgehead.config.demo.timetable import has_draft, is_published, publish_first, solve
from bridgehead.config.demo.today import day_is_due, keep_day
from bridgehead.config.demo.wishes import Wishes, lay_out_round
from bridgehead.events.actions.signing import add_signing
from bridgehead.events.queries.signing import signing_sessions
from bridgehead.foundation import clock
from bridgehead.foundation.models import OutboxItem
from bridgehead.partnering.actions.runs import start_run
from bridgehead.partnering.adapters.warming import warmed_engine
from bridgehead.partnering.models import TimetableRun

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Bring the database to where a visitor finds both forums and a published timetable."""
    with warmed_engine() as wait_for_engine:
        _load(say)
        make_timetable(say, wait_for_engine)


def _load(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(_("Making the database …"))
        _migrate()
    if not has_facts():
        say(_("Loading the Boston forum of 2023, as it was reported …"))
        load_facts(clock.now())
    if sample_round() is None:
        say(_("Loading the sample forum: sixty invented organisations and their wishes …"))
        load_sample(clock.now())
    for has, said, load in (
        (has_cohorts, _("Loading the support programme and its twenty companies …"), load_cohorts),
        (has_calls, _("Loading a sample call that is open …"), load_calls),
        (has_reviews, _("Loading two rounds that were reviewed …"), load_reviews),
        (has_news, _("Loading the newsroom: what was told in both languages …"), load_news),
        (has_office, _("Loading the incubation office with its twenty companies …"), load_office),
        (has_rooms, _("Loading sample premises: rooms, tenants and some weeks of bookings …"), load_rooms),
    ):
        if not has():
            say(said)
            load(clock.now())
    if day_is_due(clock.now()):
        say(_("Bringing a day of meetings to this hour …"))
        keep_day(clock.now())


def _migrate() -> None:
    # Each migration copies all models: looking for rubbish among them would be a fifth of the time.
    gc.disable()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        gc.enable()


@transaction.atomic
def load_sample(now: datetime) -> None:
    """Store the sample whole or not at all; what it says happened before now was mailed before now."""
    told = read("sample/forum.yaml")
    company = found_company()
    dates = dates_from(told["forum"], now)
    forum, officer = call_forum(told, company, dates, now)
    by = actor_for(officer)
    held = lay_out_round(told["round"], forum, dates, by=by, now=forum.registration_opens_at or now)
    take_registrations(told, company, forum, by, now)
    Wishes(held, company, by, now).play(read("sample/wishes.yaml"))
    known = Known(company.organisations, company.topics)
    ledger = read("sample/agreements.yaml")
    agreements = keep_sample(ledger, known, by, now)
    outcomes = read("sample/outcomes.yaml")
    report = publish_first_edition(outcomes, known, ledger["keeper"], now)
    keep_outcomes(outcomes, known, agreements, now)
    publish_second_edition(outcomes, report, now)
    session = signing_sessions(forum).get()
    for key in told["signing"]:
        add_signing(session_id=session.pk, agreement_id=agreements[key].pk, by=SYSTEM, now=now)
    OutboxItem.objects.filter(delivered_at=None).update(delivered_at=now)
    # Whoever has not signed yet finds the mail with the link among the demo's.
    give_papers(ledger, agreements, actor_for(officer), now)


def make_timetable(say: Say, wait_for_engine: Callable[[], None]) -> None:
    """Solve the sample round and publish it; a second run is left to the worker, as a draft to compare with."""
    held, by = sample_round(), actor_for(sample_officer())
    if held is None or is_published(held):
        return
    told = read("sample/forum.yaml")["round"]
    if not has_draft(held):
        say(_("Working out the timetable …"))
        wait_for_engine()
        run = solve(held, budget_seconds=told["budget_seconds"], seed=told["seed"], by=by)
        say(_outcome(run))
    publish_first(held, by=by)
    start_run(
        round_id=held.pk, budget_seconds=told["draft_budget_seconds"], seed=told["seed"] + 1, by=by, now=clock.now()
    )


def _outcome(run: TimetableRun) -> str:
    figures = {"placed": run.placed, "accepted": run.accepted, "seconds": f"{run.seconds:.1f}"}
    if run.weight == run.weight_bound:
        proven = _(
            "%(placed)s of %(accepted)s meetings placed in %(seconds)s s. "
            "It is proven that no timetable serves the wishes better."
        )
        return proven % figures
    return _("%(placed)s of %(accepted)s meetings placed in %(seconds)s s.") % figures
