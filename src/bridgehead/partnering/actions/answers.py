"""Many requests answered in one go, each in a transaction of its own and under its own lock: nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import idempotency
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.requests import accept_request, decline_request, take_back_answer, write_message
from bridgehead.partnering.models import MeetingRequest, RequestState, Strength
from bridgehead.partnering.queries.lookups import OwnPlace
from bridgehead.partnering.rules import Answer


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """A request that could not be answered so, the sentence that says why, and the state in which it stands now."""

    request: MeetingRequest
    why: str
    state: str

    @property
    def still_waits(self) -> bool:
        """Whether it can still be answered in another way."""
        return self.state == RequestState.SENT


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of many answers: those done, and those not, both in the order in which they were asked for."""

    done: Sequence[MeetingRequest]
    refused: Sequence[NotAnswered]


def answer_requests(
    *, place: OwnPlace, ids: Sequence[UUID], answer: Answer, words: str = "", by: Actor, idempotency_key: str = ""
) -> Answered:
    """Answer requests to the person's own delegation. ``words`` are the reason of a “no”, or the question asked first.

    Sent twice, it is done once: an answer stands, and with one key no question is asked a second time.
    """
    own = _received(place, ids)
    require(answer != Answer.ASK or bool(words.strip()), _("Write the question first."), field="text")
    deeds: dict[Answer, Callable[[MeetingRequest], object]] = {
        Answer.ACCEPT: lambda each: accept_request(request_id=each.pk, by=by),
        Answer.MUST: lambda each: accept_request(request_id=each.pk, strength=Strength.MUST, by=by),
        Answer.DECLINE: lambda each: decline_request(request_id=each.pk, reason=words, by=by),
        Answer.ASK: lambda each: _ask_once(each, words, by, idempotency_key),
    }
    return _each(own, deeds[answer])


def take_back_answers(*, place: OwnPlace, ids: Sequence[UUID], by: Actor) -> Answered:
    """Take answers back of which nobody was told yet; done twice, it is done once."""
    return _each(_received(place, ids), lambda each: take_back_answer(request_id=each.pk, by=by))


def _received(place: OwnPlace, ids: Sequence[UUID]) -> list[MeetingRequest]:
    """The requests to one's own delegation among the ids, in their order; others do not exist for the person."""
    require(bool(ids), _("Choose at least one request."))
    require(len(ids) <= rules.MOST_AT_ONCE, _("Choose at most %(n)s requests.") % {"n": rules.MOST_AT_ONCE})
    found = MeetingRequest.objects.filter(asked=place.delegation, public_id__in=ids)
    by_id = {each.public_id: each for each in found.select_related("asking__organisation")}
    own = [by_id[each] for each in dict.fromkeys(ids) if each in by_id]
    require(bool(own), _("These requests are not yours."))
    return own


def _each(own: Iterable[MeetingRequest], deed: Callable[[MeetingRequest], object]) -> Answered:
    done, refused = [], list[NotAnswered]()
    for each in own:
        try:
            deed(each)
        except Refused as refusal:
            state = MeetingRequest.objects.values_list("state", flat=True).get(pk=each.pk)
            refused.append(NotAnswered(each, str(refusal), state))
        else:
            done.append(each)
    return Answered(done, refused)


@transaction.atomic
def _ask_once(asked: MeetingRequest, text: str, by: Actor, key: str) -> None:
    own_key, actor_id = f"{key}:{asked.public_id}" if key else "", by.user_id or 0
    made = idempotency.made_before(actor_id=actor_id, deed="partnering.answer_requests", key=own_key)
    if made is None:
        written = write_message(request_id=asked.pk, text=text, by=by)
        idempotency.remember(
            actor_id=actor_id, deed="partnering.answer_requests", key=own_key, made=str(written.public_id)
        )
