"""The edges of every request and response: what is read at all, refusals as sentences, nothing personal cached."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme

from bridgehead.foundation.refusals import Refused, Sentence

Handler = Callable[[HttpRequest], HttpResponse]


class ReadableMiddleware:
    """Refuses what no page should have to read: a body beyond ``MAX_BODY_BYTES``, an address with a NUL in it.

    Django counts the fields of a form, not its files: without a cap anybody could fill the disk through any form. A NUL
    is text to SQLite and an error to PostgreSQL.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 12 or int(length) > settings.MAX_BODY_BYTES:
            raise RequestDataTooBig("the body is larger than MAX_BODY_BYTES")
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("there is a NUL in the address")
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a ``Refused`` deed into a sentence: a toast for htmx, a message on the page before, else a page.

    So it does with a text that a record may not hold, such as a reason of two lines where a form sends one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        sentence = _sentence_of(exception)
        if sentence is None:
            return None
        if request.headers.get("HX-Request"):
            response = TemplateResponse(request, "web/_refusal.html", {"sentence": sentence}, status=422)
            response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
            return response.render()
        came_from = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
            messages.error(request, str(sentence))
            return HttpResponseRedirect(came_from)
        return TemplateResponse(request, "web/refusal.html", {"sentence": sentence}, status=403).render()


def _sentence_of(exception: Exception) -> Sentence | None:
    if isinstance(exception, Refused):
        return exception.sentence
    return str(exception.messages[0]) if isinstance(exception, ValidationError) else None


class PrivateResponseMiddleware:
    """Marks every response ``private, no-store`` unless its view has said otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response
