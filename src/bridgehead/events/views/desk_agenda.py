"""The agenda editor: parts, sessions, appearances and reported figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import agenda as agenda_deeds
from bridgehead.events.actions import appearances, figures
from bridgehead.events.forms.agenda import AppearanceForm, FigureForm, PartForm, SessionForm, ask_where
from bridgehead.events.models import Appearance, Forum, ForumSession, Part
from bridgehead.events.queries.conflicts import agenda_conflicts
from bridgehead.events.schemas.agenda import session_name, told_conflicts
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.records import seen_of
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import render_page, wants_fragment


@dataclass(frozen=True, slots=True)
class Noun:
    """What can be done with one kind of thing on the agenda."""

    form: Callable[..., Any]
    add: Callable[[int, Any, dict[str, Any]], Any]
    change: Callable[..., Any]
    move: Callable[..., Any]
    remove: Callable[..., Any]
    shown: tuple[str, ...]
    changing: str | Promise
    adding: str | Promise
    removed: str | Promise
    #: In what it stands, the words for that, and those where there is none; empty: on the forum's agenda itself.
    within: tuple[str, str | Promise, str | Promise] = ("", "", "")


def _add_appearance(session_id: int, form: Any, told: dict[str, Any]) -> Any:
    organisation = queries.organisation_named(form.cleaned_data["organisation"])
    return appearances.add_appearance(session_id=session_id, organisation_id=organisation.pk, **told)


NOUNS = {
    "part": Noun(
        PartForm,
        lambda forum_id, _form, told: agenda_deeds.add_part(forum_id=forum_id, **told),
        agenda_deeds.change_part,
        agenda_deeds.move_part,
        agenda_deeds.remove_part,
        agenda_deeds.PART_SHOWN,
        _("Change a part"),
        _("Add a part"),
        _("This part was removed from the agenda meanwhile."),
    ),
    "session": Noun(
        SessionForm,
        lambda part_id, _form, told: agenda_deeds.add_session(part_id=part_id, **told),
        agenda_deeds.change_session,
        agenda_deeds.move_session,
        agenda_deeds.remove_session,
        agenda_deeds.SESSION_SHOWN,
        _("Change a session"),
        _("Add a session"),
        _("This session was removed from the agenda meanwhile."),
        ("part", _("Part of the agenda"), _("The agenda has no part any more. Add one, then send this again.")),
    ),
    "appearance": Noun(
        AppearanceForm,
        _add_appearance,
        appearances.change_appearance,
        appearances.move_appearance,
        appearances.remove_appearance,
        appearances.SHOWN,
        _("Change an appearance"),
        _("Add an organisation to the session"),
        _("This organisation was taken out of the session meanwhile."),
        ("session", _("Session"), _("The agenda has no session any more. Add one, then send this again.")),
    ),
    "figure": Noun(
        FigureForm,
        lambda forum_id, _form, told: figures.add_figure(forum_id=forum_id, **told),
        figures.change_figure,
        figures.move_figure,
        figures.remove_figure,
        figures.SHOWN,
        _("Change a reported figure"),
        _("Add a reported figure"),
        _("This reported figure was removed meanwhile."),
    ),
}
#: What stands against a session is warned of in its form; more than this is read on the agenda.
MOST_WARNINGS = 5
STEPS = {"up": -1, "down": 1}


@officers_only
@require_safe
def agenda(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The agenda as it stands, with everything that changes it."""
    return _agenda_page(request, queries.officer_forum_or_404(actor_of(request), public_id))


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a part."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    return _new(request, forum, "part", forum.pk)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_figure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a reported figure."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    return _new(request, forum, "figure", forum.pk)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Add a session to a part."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    part = queries.agenda_item(forum, "part", item_id)
    return _new(request, forum, "session", part.pk) if part else _anew(request, forum, "session", gone="part")


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_appearance(request: HttpRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Let an organisation appear in a session."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    session = queries.agenda_item(forum, "session", item_id)
    if session is None:
        return _anew(request, forum, "appearance", gone="session")
    return _new(request, forum, "appearance", session.pk)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_item(request: HttpRequest, public_id: UUID, noun: str, item_id: UUID) -> HttpResponse:
    """Change one thing of the agenda; what is typed of one that was removed meanwhile can be added anew."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    kind, item = _noun(noun), queries.agenda_item(forum, noun, item_id)
    if item is None:
        return _anew(request, forum, noun, gone=noun)
    form = kind.form(request.POST or None, forum=forum, item=item, seen=seen_of(item, kind.shown))

    def change(told: dict[str, Any]) -> Any:
        return kind.change(**{f"{noun}_id": item.pk}, seen=form.cleaned_data["seen"] or None, **told)

    return _form_page(request, forum, noun, change, form=form, title=kind.changing, item=item)


@officers_only
@require_POST
def move_item(request: HttpRequest, public_id: UUID, noun: str, item_id: UUID) -> HttpResponse:
    """Move one thing of the agenda up or down."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    kind, item = _noun(noun), queries.agenda_item(forum, noun, item_id)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    if item is not None:
        kind.move(**{f"{noun}_id": item.pk}, step=step, by=actor_of(request), now=clock.now())
    return _agenda_page(request, forum, gone="" if item else noun)


@officers_only
@require_POST
def remove_item(request: HttpRequest, public_id: UUID, noun: str, item_id: UUID) -> HttpResponse:
    """Take one thing off the agenda."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    kind, item = _noun(noun), queries.agenda_item(forum, noun, item_id)
    if item is not None:
        kind.remove(**{f"{noun}_id": item.pk}, by=actor_of(request), now=clock.now())
    return _agenda_page(request, forum, gone="" if item else noun)


def _noun(noun: str) -> Noun:
    if noun not in NOUNS:
        raise Http404
    return NOUNS[noun]


def _agenda_page(request: HttpRequest, forum: Forum, *, gone: str = "") -> HttpResponse:
    """The page, or after a deed without htmx the way back to it, with a word on what was ``gone`` before the deed."""
    if request.method == "POST" and not wants_fragment(request):
        if gone:
            messages.warning(request, str(NOUNS[gone].removed))
        return redirect("events_desk:agenda", public_id=forum.public_id)
    parts = queries.agenda(forum)
    context = {
        "forum": forum,
        "tab": "agenda",
        "parts": parts,
        "conflicts": told_conflicts(agenda_conflicts(forum, parts)),
        "figures": queries.figures_of(forum),
    }
    return render_page(request, "events/desk/agenda.html", context)


def _new(request: HttpRequest, forum: Forum, noun: str, place_id: int) -> HttpResponse:
    """The form that adds something to the agenda, to what it stands in, or to the forum."""
    form = NOUNS[noun].form(request.POST or None, forum=forum)
    return _form_page(request, forum, noun, lambda told: NOUNS[noun].add(place_id, form, told), form=form)


def _anew(request: HttpRequest, forum: Forum, noun: str, *, gone: str) -> HttpResponse:
    """The form of what was removed meanwhile, or of what was to stand in it: what was typed, to be added anew.

    Whoever only follows a link to it is led to the agenda as it is now.
    """
    if request.method != "POST":
        messages.warning(request, str(NOUNS[gone].removed))
        return redirect("events_desk:agenda", public_id=forum.public_id)
    kind, typed = NOUNS[noun], request.POST
    is_asked = "anew" in typed
    form = kind.form(typed, forum=forum) if is_asked else kind.form(forum=forum, initial=typed.dict())
    within, label, without = kind.within
    places = {str(each.public_id): each for each in queries.agenda_items(forum, within)} if within else {}
    if within:
        ask_where(form, [(key, _called(each)) for key, each in places.items()], label=str(label), without=str(without))

    def add(told: dict[str, Any]) -> Any:
        return kind.add(places[form.cleaned_data["into"]].pk if within else forum.pk, form, told)

    return _form_page(request, forum, noun, add if is_asked else None, form=form, removed=NOUNS[gone].removed)


def _called(item: Part | ForumSession) -> str:
    """What a part or a session is called where one is chosen."""
    if isinstance(item, ForumSession):
        return " · ".join(filter(None, [_called(item.part), session_name(item), wording(item, "room").text]))
    return " ".join(filter(None, [gettext("Part %(number)s") % {"number": item.number}, wording(item, "name").text]))


def _form_page(
    request: HttpRequest,
    forum: Forum,
    noun: str,
    deed: Callable[[dict[str, Any]], Any] | None,
    *,
    form: Any,
    title: str | Promise = "",
    item: Any = None,
    removed: str | Promise = "",
) -> HttpResponse:
    """A form of the agenda; when its deed is done, back to the agenda. Without a deed nothing of it is saved yet."""
    done = None
    if request.method == "POST" and deed is not None:
        done = attempt(form, lambda: deed({**form.told(), "by": actor_of(request), "now": clock.now()}))
    if done is not None:
        messages.success(request, _("The agenda is changed."))
        for says in _warnings(forum, done)[:MOST_WARNINGS]:
            messages.warning(request, says)
        return redirect("events_desk:agenda", public_id=forum.public_id)
    context = {
        "forum": forum,
        "tab": "agenda",
        "form": form,
        "form_title": title or NOUNS[noun].adding,
        "removed": removed,
        "organisations": queries.organisations_to_name() if noun == "appearance" else [],
        "warnings": _warnings(forum, item)[:MOST_WARNINGS],
    }
    status = 409 if deed is None else 422 if form.errors else 200
    return render(request, "events/desk/agenda_form.html", context, status=status)


def _warnings(forum: Forum, item: Any) -> list[str]:
    """What stands against a session, or against the one in which somebody appears, in sentences; nothing forbids it."""
    session = item.session if isinstance(item, Appearance) else item
    if not isinstance(session, ForumSession) or session.starts_at is None:
        return []
    found = agenda_conflicts(forum, queries.agenda(forum))
    return [each.says for each in told_conflicts(each for each in found if each.concerns(session))]
