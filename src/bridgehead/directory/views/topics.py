"""Topics: the list with a new one, one topic, and merging another into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.directory.actions import topics as deeds
from bridgehead.directory.forms.topics import MergeTopicForm, TopicForm
from bridgehead.directory.queries import topics as found
from bridgehead.directory.rules import may_keep_topics
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 100
_agency_only = there_for(may_keep_topics)


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic below its broader one, how often each is used, and a form for a new one."""
    form = TopicForm(request.POST if request.method == "POST" else None)
    added = attempt(form, lambda: deeds.add_topic(said=form.said(), by=actor_of(request), now=clock.now()))
    if added:
        messages.success(request, _("Added: %(topic)s.") % {"topic": added.name})
        return redirect("directory_desk:topics")
    context = {"page": page_of(request, found.topic_lines(), PER_PAGE), "form": form}
    return render(request, "directory/desk/topics.html", context, status=422 if form.is_bound else 200)


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, topic_id: UUID) -> HttpResponse:
    """One topic: its names and words, where it stands, and whether it is offered."""
    actor, now = actor_of(request), clock.now()
    held = found.kept_topic_or_404(topic_id)
    if request.method == "POST" and request.POST.get("do") in {"retire", "offer"}:
        retires = request.POST["do"] == "retire"
        deed = deeds.retire_topic if retires else deeds.offer_topic_again
        deed(topic_id=held.pk, by=actor, now=now)
        said = _("Retired. Whoever has chosen it keeps it.") if retires else _("Offered again.")
        messages.success(request, said)
        return redirect("directory_desk:topic", topic_id)
    form = TopicForm(request.POST if request.method == "POST" else None, topic=held)
    told: dict[str, Any] = {"topic_id": held.pk, "by": actor, "now": now}
    if attempt(form, lambda: deeds.change_topic(said=form.said(), seen=form.cleaned_data["seen"] or None, **told)):
        messages.success(request, _("Saved. Searches go by it within a minute."))
        return redirect("directory_desk:topics")
    return render(
        request, "directory/desk/topic.html", {"topic": held, "form": form}, status=422 if form.is_bound else 200
    )


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge_topic(request: HttpRequest, topic_id: UUID) -> HttpResponse:
    """Choose a topic that goes into this one, look at what refers to both, and merge them."""
    kept = found.kept_topic_or_404(topic_id)
    given = request.POST if request.method == "POST" else request.GET
    form = MergeTopicForm(given if "gone" in given or request.method == "POST" else None, kept=kept)
    if request.method == "POST":
        merged = attempt(
            form,
            lambda: deeds.merge_topics(kept_id=kept.pk, gone_id=form.topic().pk, by=actor_of(request), now=clock.now()),
        )
        if merged:
            messages.success(request, _("Merged. Everything that stood under either stands under this one now."))
            return redirect("directory_desk:topic", topic_id)
    is_chosen = form.is_bound and (form.is_valid() or "gone" in form.cleaned_data)
    gone = form.topic() if is_chosen else None
    context = {"kept": kept, "gone": gone, "form": form, "uses": found.uses_of(kept, gone) if gone else []}
    return render(request, "directory/desk/merge_topic.html", context, status=422 if request.method == "POST" else 200)
