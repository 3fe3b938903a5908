"""The sample round: slots, tables, who cannot come when, and the requests with all that became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.config.demo.company import Company
from bridgehead.config.demo.files import Tree
from bridgehead.config.demo.gathering import Dates
from bridgehead.events.models import Forum
from bridgehead.partnering.actions.availability import set_availability
from bridgehead.partnering.actions.requests import (
    accept_request,
    decline_request,
    expire_requests,
    say_no_thanks,
    send_request,
    withdraw_request,
    write_message,
)
from bridgehead.partnering.actions.rounds import lay_slots, move_to_phase, open_round, set_tables
from bridgehead.partnering.models import Delegation, MeetingRequest, PartneringRound, RequestMessage, RoundPhase

SETTINGS = ("slot_minutes", "expiry_days", "max_requests", "max_musts")


def lay_out_round(told: Tree, forum: Forum, dates: Dates, *, by: Actor, now: datetime) -> PartneringRound:
    """Open the round with its slots and tables, before anybody registers: approved people then join it."""
    held = open_round(forum_id=forum.pk, by=by, now=now, **{name: told[name] for name in SETTINGS})
    windows = [(dates.at(each["day"], each["from"]), dates.at(each["day"], each["until"])) for each in told["windows"]]
    lay_slots(round_id=held.pk, windows=windows, by=by, now=now)
    set_tables(round_id=held.pk, count=told["tables"], by=by, now=now)
    return held


class Wishes:
    """Plays the wishes of ``sample/wishes.yaml`` out, deed by deed, each at its moment and by its person."""

    def __init__(self, held: PartneringRound, company: Company, officer: Actor, started_at: datetime) -> None:
        self._round = held
        self._officer = officer
        self._started_at = started_at
        self._actors = {key: actor_for(company.people[key][0]) for key in company.takes_part}
        ids = dict(Delegation.objects.filter(round=held).values_list("organisation_id", "pk"))
        self._delegations = {key: ids[company.organisations[key].pk] for key in company.takes_part}

    def play(self, told: Tree) -> None:
        """Tell availability, open the requests, send and answer them, let the old ones expire, and start placing."""
        slots = list(self._round.slots.values_list("pk", flat=True))
        opened_at = self._started_at - timedelta(days=25)
        for key, closed in told["closed_slots"].items():
            set_availability(
                delegation_id=self._delegations[key],
                closed_slot_ids=[slots[number] for number in closed],
                by=self._actors[key],
                now=opened_at,
            )
        self._move(RoundPhase.REQUEST, opened_at)
        sent = [self._play_request(each, minute) for minute, each in enumerate(told["requests"])]
        for key, about in told["no_thanks"]:
            say_no_thanks(delegation_about_id=self._delegations[about], by=self._actors[key], now=opened_at)
        self._date_back(sent)
        expire_requests(self._started_at)
        self._move(RoundPhase.PLACE, self._started_at)

    def _move(self, phase: RoundPhase, now: datetime) -> None:
        move_to_phase(round_id=self._round.pk, phase=phase, by=self._officer, now=now)

    def _play_request(self, told: Tree, minute: int) -> tuple[MeetingRequest, datetime]:
        asking, asked = self._actors[told["asking"]], self._actors[told["asked"]]
        sent_at = self._started_at - timedelta(days=told["days_ago"], minutes=-2 * minute % 480)
        request = send_request(
            round_id=self._round.pk,
            asked_id=self._delegations[told["asked"]],
            strength=told["strength"],
            message=told["message"],
            by=asking,
            now=sent_at,
        )
        for turn, text in enumerate(told.get("talk", [])):
            said_at = sent_at + timedelta(hours=3 * (turn + 1))
            write_message(request_id=request.pk, text=text, by=asking if turn else asked, now=said_at)
        answered_at = sent_at + timedelta(hours=9 + minute % 40)
        if told["state"] == "accepted":
            accept_request(request_id=request.pk, strength=told["answer"], by=asked, now=answered_at)
        elif told["state"] == "declined":
            decline_request(request_id=request.pk, reason=told["reason"], by=asked, now=answered_at)
        elif told["state"] == "withdrawn":
            withdraw_request(request_id=request.pk, by=asking, now=answered_at)
        return request, sent_at

    def _date_back(self, sent: list[tuple[MeetingRequest, datetime]]) -> None:
        """Let lists show when things were said: the database stamped all of it with this minute."""
        for request, sent_at in sent:
            request.created_at = sent_at
        MeetingRequest.objects.bulk_update([request for request, _sent_at in sent], ["created_at"])
        messages = list(_dated(sent))
        RequestMessage.objects.bulk_update(messages, ["created_at"])


def _dated(sent: list[tuple[MeetingRequest, datetime]]) -> Iterator[RequestMessage]:
    moments = {request.pk: sent_at for request, sent_at in sent}
    turns: dict[int, int] = {}
    for message in RequestMessage.objects.filter(request_id__in=moments).order_by("pk"):
        turns[message.request_id] = turns.get(message.request_id, 0) + 1
        message.created_at = moments[message.request_id] + timedelta(hours=3 * turns[message.request_id])
        yield message
