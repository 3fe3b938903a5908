"""Reading under embargo by a journalist's own link, and the desk's page that gives and revokes such links."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.foundation import clock
from bridgehead.newsroom.actions import press as deeds
from bridgehead.newsroom.forms import PressForm
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.queries import desk as at_desk
from bridgehead.newsroom.queries import press as passes
from bridgehead.newsroom.queries.articles import read
from bridgehead.newsroom.rules import gives_press_access
from bridgehead.newsroom.serving import served
from bridgehead.web.forms import attempt
from bridgehead.web.secret_links import kept_from_others

Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
def under_embargo(request: HttpRequest, token: str) -> HttpResponse:
    """The article as it was last approved, until its hour; from then on the public page."""
    now = clock.database_now()
    held = passes.pass_or_404(token)
    if not held.article.is_under_embargo(now):
        with override(held.article.language):
            return kept_from_others(redirect(held.article))
    if request.method == "GET":
        deeds.note_opened(held.pk, now)
    context = {"read": read(held.article, now), "home": settings.HOME_ZONE, "press_token": token}
    return kept_from_others(render(request, "newsroom/press.html", context))


@require_safe
def photo(request: HttpRequest, token: str, public_id: UUID, shape: str) -> HttpResponseBase:
    """A photograph of that article, by the same link and as long."""
    held = passes.pass_or_404(token)
    if shape not in SHAPES or not held.article.is_under_embargo(clock.database_now()):
        raise Http404
    return kept_from_others(served(passes.photo_by_pass_or_404(held, public_id), shape))


@require_http_methods(["GET", "HEAD", "POST"])
@there_for(gives_press_access)
def access(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which journalists read an article before its hour, and letting one in."""
    actor, now = actor_of(request), clock.database_now()
    article = at_desk.article_or_404(actor, public_id)
    form = PressForm(request.POST or None, initial={"language": article.language})

    def give() -> bool:
        deeds.give_press_access(article_id=article.pk, fields=form.cleaned_data, by=actor, now=now)
        return True

    if request.method == "POST" and attempt(form, give) is not None:
        messages.success(request, _("The link is on its way."))
        return redirect("newsroom_desk:press", public_id=public_id)
    context = {
        "article": article,
        "passes": passes.passes_to(article),
        "form": form,
        "is_under_embargo": article.is_under_embargo(now),
        "home": settings.HOME_ZONE,
    }
    return render(request, "newsroom/desk/press.html", context, status=422 if form.errors else 200)


@require_POST
@there_for(gives_press_access)
def revoke(request: HttpRequest, pass_id: UUID) -> HttpResponse:
    """Shut a journalist out."""
    held = passes.press_pass_or_404(pass_id)
    deeds.revoke_press_access(pass_id=held.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The access is revoked. The link leads nowhere from now on."))
    return redirect("newsroom_desk:press", public_id=held.article.public_id)
