"""What needs an officer's attention, as sentences with the way to the place where it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bridgehead.agreements.queries.listed import WaitingCount
from bridgehead.agreements.rules import Waiting
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries.verification import Awaiting
from bridgehead.events.models import Forum
from bridgehead.home.queries.desk import Standing, failed_runs
from bridgehead.partnering.models import RoundPhase


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to settle. ``due`` is the moment by which; ``tone`` is bad, warn or empty."""

    icon: str
    title: str
    says: str
    href: str
    label: str | Promise
    tone: str = ""
    due: datetime | None = None


OPEN = gettext_lazy("Open")
NOBODY_WAITS = Awaiting()


def attention(
    standing: Standing,
    now: datetime,
    awaiting: Awaiting = NOBODY_WAITS,
    ledger: Iterable[WaitingCount] = (),
    follow_ups: int = 0,
) -> list[Attention]:
    """Return what needs attention, the most pressing first.

    ``ledger`` is what waits in the ledgers that one keeps, ``follow_ups`` how many of their agreements are due a look.
    """
    found: list[Attention] = [*_records(standing)]
    if not standing.forum.is_called_off:
        # Where it was, nothing of this is answered, decided or published any more.
        found += [*_registrations(standing, now), *_requests(standing, now), *_timetable(standing)]
    found += [*_organisations(awaiting, now), *_agreements(ledger), *_follow_ups(follow_ups)]
    order = {"bad": 0, "warn": 1, "": 2}
    return sorted(found, key=lambda each: order[each.tone])


def _registrations(standing: Standing, now: datetime) -> Iterator[Attention]:
    forum, counts = standing.forum, standing.registrations
    page = reverse("events_desk:registrations", args=[forum.public_id])
    if counts.applied and counts.oldest:
        late = now - counts.oldest > timedelta(days=3)
        yield Attention(
            icon="users",
            title=ngettext("%(n)s registration to decide", "%(n)s registrations to decide", counts.applied)
            % {"n": counts.applied},
            says=_("Nobody can be met or listed before the answer."),
            href=f"{page}?state=applied",
            label=_("Decide"),
            tone="bad" if late else "warn",
        )
    free = (forum.capacity or 0) - forum.places_taken
    if counts.admissible and free > 0:
        yield Attention(
            icon="users",
            title=ngettext(
                "%(n)s person waits although places are free",
                "%(n)s people wait although places are free",
                counts.admissible,
            )
            % {"n": counts.admissible},
            says=ngettext("%(free)s place is free.", "%(free)s places are free.", free) % {"free": free},
            href=f"{page}?state=waiting",
            label=_("Let them in"),
            tone="warn",
        )


def _organisations(awaiting: Awaiting, now: datetime) -> Iterator[Attention]:
    if not awaiting.number or awaiting.oldest is None:
        return
    yield Attention(
        icon="shield-check",
        title=ngettext("%(n)s organisation to verify", "%(n)s organisations to verify", awaiting.number)
        % {"n": awaiting.number},
        says=_("The public finds only what the agency has looked at and listed."),
        href=reverse("directory_desk:waiting"),
        label=_("Look at them"),
        tone="warn" if now - awaiting.oldest > timedelta(days=3) else "",
    )


def _agreements(ledger: Iterable[WaitingCount]) -> Iterator[Attention]:
    """What is overdue presses; what waits for its signing is only told. An embargo ends by itself."""
    numbers = {each.waits: each.number for each in ledger}
    page = reverse("agreements_desk:ledger")
    overdue, unsigned = numbers.get(Waiting.OBLIGATION, 0), numbers.get(Waiting.SIGNING, 0)
    if overdue:
        yield Attention(
            icon="calendar-x",
            title=ngettext(
                "%(n)s agreement with an overdue obligation", "%(n)s agreements with an overdue obligation", overdue
            )
            % {"n": overdue},
            says=_("The ledger says who owes what."),
            href=f"{page}?waits={Waiting.OBLIGATION.value}",
            label=_("See them"),
            tone="warn",
        )
    if unsigned:
        yield Attention(
            icon="handshake",
            title=ngettext("%(n)s agreement to be signed", "%(n)s agreements to be signed", unsigned) % {"n": unsigned},
            says=_("Agreed, and not noted as signed yet."),
            href=f"{page}?waits={Waiting.SIGNING.value}",
            label=_("See them"),
        )


def _follow_ups(due: int) -> Iterator[Attention]:
    if due:
        yield Attention(
            icon="clock",
            title=ngettext("%(n)s follow-up is due", "%(n)s follow-ups are due", due) % {"n": due},
            says=_("It is time to say what has come of what was signed."),
            href=reverse("outcomes_desk:follow_ups"),
            label=_("Answer"),
            tone="warn",
        )


def _requests(standing: Standing, now: datetime) -> Iterator[Attention]:
    round_, counts = standing.round, standing.requests
    if round_ is None or not counts.sent or round_.phase == RoundPhase.CLOSED:
        return
    expires = counts.expires_next
    yield Attention(
        icon="inbox",
        title=ngettext("%(n)s request without an answer", "%(n)s requests without an answer", counts.sent)
        % {"n": counts.sent},
        says=_("An unanswered request holds no slot; it expires by itself."),
        href=reverse("partnering_desk:requests", args=[round_.public_id]) + "?state=sent",
        label=_("See them"),
        tone="warn" if expires and expires - now < timedelta(days=2) else "",
        due=expires,
    )


def _timetable(standing: Standing) -> Iterator[Attention]:
    round_, timetable = standing.round, standing.timetable
    if round_ is None:
        return
    href = reverse("partnering_desk:studio", args=[round_.public_id])
    if failed_runs(round_):
        yield Attention("triangle-alert", _("The last run failed"), _("The studio says why."), href, OPEN, tone="bad")
    unplaced = standing.requests.accepted - standing.placed
    if timetable is not None and unplaced > 0:
        yield Attention(
            icon="calendar",
            title=ngettext("%(n)s accepted meeting has no place", "%(n)s accepted meetings have no place", unplaced)
            % {"n": unplaced},
            says=_("The studio gives the reason for each."),
            href=f"{href}?timetable={timetable.public_id}#unplaced-h",
            label=_("See why"),
            tone="bad",
        )
    if standing.waiting is not None:
        yield Attention(
            icon="send",
            title=_("A draft waits to be published"),
            says=_("Participants see only what is published."),
            href=f"{href}?timetable={standing.waiting.public_id}",
            label=_("Compare"),
            tone="warn",
        )
    if timetable is None and standing.requests.accepted and round_.phase in {RoundPhase.PLACE, RoundPhase.RUN}:
        yield Attention(
            "calendar", _("No timetable yet"), _("One button makes it."), href, _("To the studio"), tone="bad"
        )


def _records(standing: Standing) -> Iterator[Attention]:
    forum = standing.forum
    if forum.is_over:
        return
    stale = [each for each in _organisations_of(forum) if each.stale_twins()]
    if stale:
        yield Attention(
            icon="languages",
            title=ngettext(
                "%(n)s record with a stale translation", "%(n)s records with a stale translation", len(stale)
            )
            % {"n": len(stale)},
            says=" · ".join(each.name for each in stale[:3]),
            href=reverse("directory:organisation", args=[stale[0].public_id]),
            label=OPEN,
        )


def _organisations_of(forum: Forum) -> list[Organisation]:
    taking_part = Organisation.objects.filter(registrations__forum=forum).distinct()
    return list(taking_part.only("public_id", "name_ko", "name_en", "summary_ko", "summary_en", "twins")[:500])
