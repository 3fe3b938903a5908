"""A site of its own for the tests of ``web``: its gallery, pages that are refused or break, and menus."""

from __future__ import annotations

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from bridgehead.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from bridgehead.foundation.refusals import Refused
from bridgehead.web.htmx import add_toast, render_page
from bridgehead.web.navigation import Navigation, NavLink

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class TypedForm(forms.Form):
    """A field of every kind whose state a reader can change."""

    name = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    agreed = forms.BooleanField()
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, initial="a")
    day = forms.ChoiceField(choices=[("1", "1"), ("2", "2")])
    topics = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y"), ("z", "Z")])
    code = forms.CharField(widget=forms.TextInput({"autocomplete": "one-time-code"}))
    token = forms.CharField(widget=forms.HiddenInput, initial="fresh")


class NameForm(forms.Form):
    name = forms.CharField()


def refused(request: HttpRequest) -> HttpResponse:
    raise Refused(_("Nothing was changed."))


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def unreadable(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def said(request: HttpRequest) -> HttpResponse:
    messages.error(request, "<b>said</b>")
    return render_page(request, "site/counted.html", {"count": 0})


def typed(request: HttpRequest) -> HttpResponse:
    """A page with a form, which is empty again once it is sent."""
    form = TypedForm(request.POST or None)
    return render(request, "site/typed.html", {"form": TypedForm() if form.is_valid() else form})


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=forms.TextInput({"autocomplete": "off"}))


def typed_twice(request: HttpRequest) -> HttpResponse:
    """Two forms alike, in another order in the other language."""
    language = request.path[1:3]
    goals = [f"/{language}/{each}/" for each in (("one", "two") if language == "en" else ("two", "one"))]
    pairs = [(goal, ReasonForm(auto_id=f"{goal}%s")) for goal in goals]
    return render(request, "site/typed_twice.html", {"forms": pairs, "is_open": language == "en"})


COUNTED = {"count": 0}


def counted(request: HttpRequest) -> HttpResponse:
    """A page whose part counts how often it was fetched."""
    COUNTED["count"] += 1
    return render_page(request, "site/counted.html", COUNTED, toast="다시 읽었습니다")


def toasted(request: HttpRequest) -> HttpResponse:
    return add_toast(HttpResponse(), "저장했습니다", tone="good")


def events(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"id: 7\ndata: new\n\n"]), content_type="text/event-stream")


urlpatterns = [
    path("events/1", events, name="events"),
    *i18n_patterns(
        path("", include("bridgehead.web.urls")),
        path("part/", counted, name="part"),
        path("typed/", typed, name="typed"),
        path("typed-twice/", typed_twice, name="typed_twice"),
        path("part/below/", said, name="said"),
        path("refused/", refused, name="refused"),
        path("forbidden/", forbidden, name="forbidden"),
        path("unreadable/", unreadable, name="unreadable"),
        path("broken/", broken, name="broken"),
        path("toasted/", toasted, name="toasted"),
    ),
    *urlpatterns,
]


def navigation(request: HttpRequest) -> Navigation:
    """Menus with every kind of entry."""
    links = [NavLink("Part", "part"), NavLink("Below", "said"), NavLink("Start", "home:start")]
    return Navigation(
        public=links,
        desk=links,
        tabs=[NavLink("Today", "part", "house", count=2)],
        footer=[NavLink("Privacy", "home:start")],
        account=[NavLink("Mine", "part", "house")],
        person="김도윤",
        home=NavLink("Bridgehead", "home:start"),
        search=NavLink("Find", "part"),
        notices=NavLink("Notices", "said", count=3),
        sign_in=NavLink("Sign in", "home:start"),
        sign_out="account_logout",
    )


def lost(request: HttpRequest) -> Navigation:
    return Navigation(public=[NavLink("Lost", "nowhere:at_all")])
