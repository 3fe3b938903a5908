"""What runs when: the one list of everything that happens by itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

from bridgehead.agreements.actions.lapses import mind_confirmations
from bridgehead.agreements.actions.signing_jobs import mind_signing
from bridgehead.directory.actions.consents import forget_contacts
from bridgehead.directory.actions.sheets import forget_sheets
from bridgehead.events.actions.walk_ins import forget_walk_ins
from bridgehead.foundation import clock
from bridgehead.foundation.jobs import Claim, Periodic, job
from bridgehead.foundation.keeping import sweep
from bridgehead.newsroom.actions.follows import forget_followers
from bridgehead.newsroom.actions.letters import write_letters
from bridgehead.newsroom.actions.press import forget_press
from bridgehead.newsroom.actions.rankings import refresh_rankings
from bridgehead.outcomes.actions.follow_ups import mind_follow_ups
from bridgehead.outcomes.actions.inquiries import mind_inquiries
from bridgehead.partnering.actions.afterwards import ask_afterwards
from bridgehead.partnering.actions.reminders import remind_of_meetings
from bridgehead.partnering.actions.requests import expire_requests_job
from bridgehead.partnering.actions.runs import mend_runs
from bridgehead.places.actions.minding import mind_bookings
from bridgehead.places.actions.taking_in import forget_uploads
from bridgehead.places.actions.visitors import forget_visitors
from bridgehead.programmes.actions.decisions import mind_places
from bridgehead.programmes.actions.place_telling import tell_endings
from bridgehead.programmes.actions.proposals import compute_proposal  # noqa: F401  # a job that is queued by its deed
from bridgehead.programmes.actions.reminding import mind_reports
from bridgehead.programmes.actions.review_reminders import remind_of_reviews


@job("config.end_sessions", attempts=3)
def end_sessions(claim: Claim) -> None:
    """Forget the sign-ins that have run out."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()


@job("config.keep_demo_day", attempts=1)
def keep_demo_day(claim: Claim) -> None:
    """Lay the demo's day of meetings to this hour once few of its slots are left; nothing outside of a demo."""
    if settings.DEMO:
        # Only a demo has its sample at hand.
        from bridgehead.config.demo.today import keep_day

        keep_day(clock.now())


PERIODIC = [
    *([Periodic(keep_demo_day.name, every=timedelta(minutes=10))] if settings.DEMO else []),
    Periodic(expire_requests_job.name, every=timedelta(minutes=10)),
    Periodic(mind_confirmations.name, every=timedelta(minutes=10)),
    Periodic(mind_signing.name, every=timedelta(minutes=5)),
    Periodic(mind_inquiries.name, every=timedelta(minutes=10)),
    Periodic(mind_follow_ups.name, every=timedelta(hours=24)),
    Periodic(mend_runs.name, every=timedelta(minutes=1)),
    Periodic(remind_of_meetings.name, every=timedelta(minutes=10)),
    Periodic(ask_afterwards.name, every=timedelta(hours=6)),
    Periodic(mind_bookings.name, every=timedelta(minutes=1)),
    Periodic(mind_places.name, every=timedelta(minutes=10)),
    Periodic(forget_uploads.name, every=timedelta(hours=24)),
    Periodic(forget_visitors.name, every=timedelta(hours=24)),
    Periodic(forget_walk_ins.name, every=timedelta(hours=24)),
    Periodic(forget_sheets.name, every=timedelta(hours=24)),
    Periodic(forget_contacts.name, every=timedelta(hours=24)),
    Periodic(mind_reports.name, every=timedelta(hours=24)),
    Periodic(tell_endings.name, every=timedelta(hours=24)),
    Periodic(remind_of_reviews.name, every=timedelta(hours=1)),
    Periodic(refresh_rankings.name, every=timedelta(minutes=1)),
    Periodic(forget_press.name, every=timedelta(hours=24)),
    Periodic(write_letters.name, every=timedelta(minutes=10)),
    Periodic(forget_followers.name, every=timedelta(hours=6)),
    Periodic(sweep.name, every=timedelta(hours=6)),
    Periodic(end_sessions.name, every=timedelta(hours=24)),
]
