"""Following the news by mail: asking, confirming, changing what is followed, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of, may_be_mailed, there_for
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused, require
from bridgehead.newsroom.actions import follows as deeds
from bridgehead.newsroom.forms import AddressForm, FollowForm, FollowsForm
from bridgehead.newsroom.models import Follower
from bridgehead.newsroom.queries import articles, follows
from bridgehead.newsroom.rules import Rhythm
from bridgehead.web.forms import attempt
from bridgehead.web.secret_links import kept_from_others


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Follow what the address names: at one's own address at once, at any other once its letter is answered."""
    actor, now = actor_of(request), clock.database_now()
    subject, own = follows.subject_or_404(request.GET, now), follows.own_follower(actor)
    wanted = {
        "language": own.language if own else reading_language(),
        "rhythm": own.rhythm if own else Rhythm.DAILY,
    }
    form = (AddressForm if actor.is_anonymous else FollowForm)(_sent(request), initial=wanted)

    def begin() -> bool:
        said = {**form.cleaned_data, "subject": subject, "now": now}
        if actor.is_anonymous:
            require(may_be_mailed(request, said["email"]), _("Too many tries. Wait a few minutes and try again."))
            deeds.ask_to_follow(**said)
        else:
            deeds.follow(**said, by=actor)
        return True

    if request.method == "POST" and attempt(form, begin) is not None:
        if actor.is_anonymous:
            told = _(
                "A letter is on its way to this address. Follow the link in it within 3 days, and you will be told."
            )
            messages.success(request, told)
            return redirect(subject.address())
        messages.success(request, _("You follow this by mail from now on."))
        return redirect("newsroom:following")
    context = {
        "form": form,
        "subject": subject,
        "sections": articles.sections(),
        "address": None if actor.is_anonymous else str(request.user.email),  # type: ignore[union-attr]  # signed in
    }
    return render(request, "newsroom/follow.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@there_for(lambda actor: not actor.is_anonymous)
def following(request: HttpRequest) -> HttpResponse:
    """What a signed-in person follows by mail, to be changed."""
    held = follows.own_follower(actor_of(request))
    if held is None:
        return render(request, "newsroom/following.html", {"sections": articles.sections()})
    return _changed(request, held, {"is_own": True, "address": held.address})


# Behind a letter's link the token is the right, and no cookie lends any: no other site can make a browser use it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What a letter asks to confirm; looking at it confirms nothing, as mail programmes look at links too."""
    now = clock.database_now()
    context: dict[str, Any] = {}
    try:
        opened = deeds.confirm_follow(token, now) if request.method == "POST" else None
    except Refused as refused:
        opened, context = None, {"refused": refused.sentence, "own": deeds.link_of_asked(token, now)}
    if opened is not None:
        return kept_from_others(redirect("newsroom:followed", token=opened))
    context["asked"] = follows.request_by_link(token, now)
    answer = render(request, "newsroom/confirm_follow.html", context, status=422 if "refused" in context else 200)
    return kept_from_others(answer)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def followed(request: HttpRequest, token: str) -> HttpResponse:
    """What is followed, by a letter's link, to be changed."""
    held = follows.follower_by_link(token, clock.database_now())
    if held is None:
        return kept_from_others(render(request, "newsroom/left.html"))
    return kept_from_others(_changed(request, held, {"leave": token}))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Whether to leave; sent, by the page or by a mail programme in one click (RFC 8058), it is done.

    A link that leads to nothing any more is answered as one that has just been used.
    """
    held = follows.follower_by_link(token, clock.database_now())
    if held is not None and request.method != "POST":
        context = {"follows": follows.follows_of(held), "token": token}
        return kept_from_others(render(request, "newsroom/leave.html", context))
    if held is not None:
        deeds.leave(held.pk)
    return kept_from_others(render(request, "newsroom/left.html"))


def _changed(request: HttpRequest, held: Follower, context: dict[str, Any]) -> HttpResponse:
    """The page of what somebody follows, and what was changed there."""
    form = FollowsForm(_sent(request), follows=follows.follows_of(held), held=held)

    def change() -> bool:
        return deeds.change_follows(follower_id=held.pk, **form.cleaned_data)

    still = attempt(form, change) if request.method == "POST" else None
    if still is False:
        return render(request, "newsroom/left.html")
    if still:
        held.refresh_from_db()
        form = FollowsForm(None, follows=follows.follows_of(held), held=held)
    context |= {"form": form, "is_changed": bool(still), "sections": articles.sections()}
    return render(request, "newsroom/following.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent for a form to read, be it empty: the form says what it lacks."""
    return request.POST if request.method == "POST" else None
