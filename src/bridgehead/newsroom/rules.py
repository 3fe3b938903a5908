"""Who works in the newsroom, how an article becomes public, and what may be told of it to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor


class Role(TextChoices):
    """What somebody does in the newsroom; each may do what those before may."""

    WRITER = "newsroom_writing_desk", pgettext_lazy("newsroom", "writer")
    EDITOR = "newsroom_editing_desk", pgettext_lazy("newsroom", "editor")
    #: Approves and publishes, holds embargoes, appoints the others.
    OFFICER = "newsroom_approving_desk", _("press officer")


#: There is one newsroom; a role of the Actor names its scope all the same.
THE_NEWSROOM = 0


def role_of(actor: Actor) -> Role | None:
    """What the person does in the newsroom; None for who does nothing there."""
    return next((each for each in reversed(Role) if actor.has_role(each, THE_NEWSROOM)), None)


def works_here(actor: Actor) -> bool:
    """Whether the person sees what is not public yet."""
    return role_of(actor) is not None


def may_appoint(actor: Actor) -> bool:
    """Whether the person says who works in the newsroom."""
    return actor.is_platform_admin or role_of(actor) is Role.OFFICER


class Rhythm(TextChoices):
    """How often a follower is told what is new."""

    DAILY = "daily", _("each day")
    WEEKLY = "weekly", _("each week")


#: Letters to followers are written at this hour where the agency is, the weekly ones on a Monday.
LETTER_HOUR = time(7)


def letter_turn(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment, in UTC, at which letters of a rhythm were due."""
    here = now.astimezone(zone)
    day = here.date() if here.time() >= LETTER_HOUR else here.date() - timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, LETTER_HOUR, zone).astimezone(UTC)


class Emphasis(TextChoices):
    """What the editors say about where an article stands in lists that rank; it is applied last."""

    USUAL = "usual", pgettext_lazy("emphasis of an article", "as it is read")
    BOOST = "boost", _("raised")
    BURY = "bury", _("lowered")
    EXCLUDE = "exclude", _("in no ranking")


def may_write(actor: Actor) -> bool:
    """Whether the person writes and changes articles."""
    return actor.is_platform_admin or works_here(actor)


def may_approve(actor: Actor) -> bool:
    """Whether the person says that an article becomes public."""
    return actor.is_platform_admin or role_of(actor) is Role.OFFICER


def may_lead_on(actor: Actor) -> bool:
    """Whether the person says where addresses of an older site lead."""
    return role_of(actor) in {Role.EDITOR, Role.OFFICER}


def gives_press_access(actor: Actor) -> bool:
    """Whether the person lets journalists read what is under embargo."""
    return role_of(actor) is Role.OFFICER


class Twins(Enum):
    """How an article and its twin in the other language stand to each other."""

    MISSING = "missing"
    IN_LINE = "in line"
    #: The twin was written on since this one last followed it.
    STALE = "stale"
    #: This one was written on since the twin last followed it.
    AHEAD = "ahead"


class Standing(TextChoices):
    """How far readers have an article."""

    DRAFT = "draft", _("draft")
    HELD = "held", _("held until its hour")
    PUBLIC = "public", _("public")
    CHANGED = "changed", _("public, with a change that is not approved")


def is_ahead(hour: datetime | None, now: datetime) -> bool:
    """Whether an hour has not come yet."""
    return hour is not None and hour > now


def with_readers(*, approved: bool, public_from: datetime | None, changed: bool, now: datetime) -> Standing:
    """Tell how far readers have an article at a moment."""
    if not approved:
        return Standing.DRAFT
    if is_ahead(public_from, now):
        return Standing.HELD
    return Standing.CHANGED if changed else Standing.PUBLIC


def revisions_mark(revisions: Iterable[int | None]) -> str:
    """Name revisions in one word, by which a later one is noticed."""
    return "-".join(str(each) for each in sorted(each or 0 for each in revisions))


@dataclass(frozen=True, slots=True)
class Version:
    """How far an article has been written, and which version of its twin it follows; versions rise."""

    latest: int | None
    follows: int | None


def twins(article: Version, twin: Version | None) -> Twins:
    """Tell how an article stands to its twin."""
    if twin is None:
        return Twins.MISSING
    if article.follows is not None and (twin.latest or 0) > article.follows:
        return Twins.STALE
    if twin.follows is not None and (article.latest or 0) > twin.follows:
        return Twins.AHEAD
    return Twins.IN_LINE


class Box(TextChoices):
    """A list of the front page that is made of what was read."""

    VIEWED = "viewed", _("most viewed")
    TODAY = "today", _("popular today")
    ISSUES = "issues", _("issues and topics")


#: So many articles stand in a frame of the latest news, unless others are asked for; and so many at most.
USUALLY_EMBEDDED, MOST_EMBEDDED = 5, 20

#: How programmes call themselves that read for others than a reader. Those who hide it are resisted by the ranking.
_BOTS = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "curl", "wget", "python", "headless", "http-client")


def is_bot(agent: str) -> bool:
    """Whether whoever asks calls itself a programme, or nothing at all."""
    told = agent.casefold()
    return not told or any(each in told for each in _BOTS)


#: So many characters before and after a number that is bound to the ledger are kept, to find it again.
BESIDE_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text with what stands before and after them on their line, by which they are found again."""

    words: str
    before: str
    after: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Quote:
        """Return the words at a place."""
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        before = text[max(line_start, start - BESIDE_QUOTE) : start]
        after = text[end : min(len(text) if line_end < 0 else line_end, end + BESIDE_QUOTE)]
        return cls(text[start:end], before, after)

    def place_in(self, text: str) -> int | None:
        """Return where the words stand in a text; None where they are gone, or nothing tells which ones are meant.

        What is around them may have been rewritten on one side; on both, they must stand there once.
        """
        for before, after in ((self.before, self.after), (self.before, ""), ("", self.after)):
            start = text.find(before + self.words + after) if before or after else -1
            if start >= 0:
                return start + len(before)
        return text.find(self.words) if text.count(self.words) == 1 else None


class FigureStanding(Enum):
    """How a number in an article stands to the record that it is bound to, as far as somebody may know."""

    STANDS = "stands"
    #: The record tells another amount by now, or none of that shape.
    CHANGED = "changed"
    #: The record, which everybody could see, is public no longer.
    GONE = "gone"
    #: It is not theirs to know.
    HIDDEN = "hidden"
