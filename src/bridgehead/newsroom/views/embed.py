"""The latest news in a frame of anybody's page, and the page that hands the frame out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.newsroom.forms import EmbedForm
from bridgehead.newsroom.queries import articles, embed
from bridgehead.web.kept import OTHERS_KEEP_SECONDS


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@cache_control(public=True, max_age=OTHERS_KEEP_SECONDS)
def frame(request: HttpRequest) -> HttpResponse:
    """The newest articles, in a frame that needs no script and sets no cookie: the same for everybody.

    What is asked for and is not there is said within the frame, for whoever sees it cannot see an error page.
    """
    now, language = clock.database_now(), reading_language()
    told = embed.latest(
        language,
        now,
        section=request.GET.get("section", ""),
        topic=request.GET.get("topic", ""),
        count=request.GET.get("count", ""),
    )
    context = {"told": told, "home": settings.HOME_ZONE}
    return render(request, "newsroom/embed.html", context, status=404 if told is None else 200)


@require_safe
@csp_update({"frame-src": [SELF]})
def hand_out(request: HttpRequest) -> HttpResponse:
    """What to paste into a page of one's own, after the choices of a form, with the frame as it will look."""
    now = clock.database_now()
    topics = embed.topics_to_choose(now, request.GET.get("topic", ""))
    form = EmbedForm(request.GET or None, sections=articles.sections(), topics=topics)
    asked = form.chosen()
    address = reverse("newsroom:embed") + (f"?{urlencode(asked)}" if asked else "")
    context: dict[str, Any] = {
        "form": form,
        "frame_address": address,
        "whole_address": f"{settings.SITE_ADDRESS.rstrip('/')}{address}",
        "height": embed.height_of(asked.get("count", "")),
        "sections": articles.sections(),
    }
    return render(request, "newsroom/embed_page.html", context, status=422 if form.errors else 200)
