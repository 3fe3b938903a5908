"""What was last said about a request before its answer, as one of its sides reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.partnering.models import MeetingRequest, RequestMessage, RequestState

#: By who spoke last (the reader or not) and whether the reader is asked for the meeting: what it means to the reader.
WORDS: dict[tuple[bool, bool], str | Promise] = {
    (True, True): _("you asked first; waiting for their reply"),
    (False, True): _("they wrote to you; your answer is next"),
    (False, False): _("they ask something first; your reply is next"),
    (True, False): _("you wrote to them; waiting for their answer"),
}


@dataclass(frozen=True, slots=True)
class Talk:
    """The newest word of either side, oldest first, and what that means to the reader."""

    last: tuple[RequestMessage, ...]
    is_ours: bool
    asked_us: bool

    @property
    def says(self) -> str | Promise:
        """Whose word is next, for the reader."""
        return WORDS[self.is_ours, self.asked_us]


def talk_of(request: MeetingRequest, own_id: int) -> Talk | None:
    """Return what was said about a request that still waits for its answer; None where nothing was."""
    thread = list(request.messages.all()) if request.state == RequestState.SENT else []
    if not thread:
        return None
    newest = {message.author_id: message for message in thread}
    last = tuple(message for message in thread if newest[message.author_id] == message)
    return Talk(last=last, is_ours=thread[-1].author_id == own_id, asked_us=request.asked_id == own_id)
