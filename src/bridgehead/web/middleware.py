"""Two edges of every response: refusals become sentences, and nothing personal is cached."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme

from bridgehead.foundation.refusals import Refused

Handler = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Turns a ``Refused`` deed into a sentence: a toast for htmx, a message on the page before, else a page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.headers.get("HX-Request"):
            response = TemplateResponse(request, "web/_refusal.html", {"sentence": exception.sentence}, status=422)
            response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
            return response.render()
        came_from = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
            messages.error(request, str(exception.sentence))
            return HttpResponseRedirect(came_from)
        return TemplateResponse(request, "web/refusal.html", {"sentence": exception.sentence}, status=403).render()


class PrivateResponseMiddleware:
    """Marks every response ``private, no-store`` unless its view has said otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response
