"""Root addresses: pages carry their language (``/ko/…``, ``/en/…``); feeds, files and events do not."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from bridgehead.config import views

handler400 = "bridgehead.web.views.bad_request"
handler403 = "bridgehead.web.views.permission_denied"
handler404 = "bridgehead.web.views.page_not_found"
handler500 = "bridgehead.web.views.server_error"

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("health/", views.health, name="health"),
    path("", include("bridgehead.directory.file_urls")),
    path("", include("bridgehead.partnering.feed_urls")),
    path("", include("bridgehead.places.feed_urls")),
    path("", include("bridgehead.newsroom.file_urls")),
    path("", include("bridgehead.newsroom.feed_urls")),
    path("hooks/", include("bridgehead.agreements.hook_urls")),
    *i18n_patterns(
        path("", include("bridgehead.home.urls")),
        path("account/", include("bridgehead.accounts.sign_in_urls")),
        path("me/", include("bridgehead.accounts.urls")),
        path("companies/", include("bridgehead.directory.urls")),
        path("agreements/", include("bridgehead.agreements.urls")),
        path("results/", include("bridgehead.outcomes.urls")),
        path("premises/", include("bridgehead.places.urls")),
        path("programmes/", include("bridgehead.programmes.urls")),
        path("forums/", include("bridgehead.events.urls")),
        path("check-in/", include("bridgehead.events.check_in_urls")),
        path("news/", include("bridgehead.newsroom.urls")),
        path("desk/newsroom/", include("bridgehead.newsroom.desk_urls")),
        path("partnering/", include("bridgehead.partnering.urls")),
        path("my/agreements/", include("bridgehead.agreements.own_urls")),
        path("desk/forums/", include("bridgehead.events.desk_urls")),
        path("desk/premises/", include("bridgehead.places.desk_urls")),
        path("desk/programmes/", include("bridgehead.programmes.desk_urls")),
        path("desk/companies/", include("bridgehead.directory.desk_urls")),
        path("desk/ledger/rates/", include("bridgehead.agreements.rate_urls")),
        path("confirm/", include("bridgehead.agreements.answer_urls")),
        path("sign/", include("bridgehead.agreements.local_provider.urls")),
        path("follow-up/", include("bridgehead.outcomes.answer_urls")),
        path("desk/ledger/", include("bridgehead.agreements.desk_urls")),
        path("desk/outcomes/reports/", include("bridgehead.outcomes.report_urls")),
        path("desk/outcomes/", include("bridgehead.outcomes.desk_urls")),
        path("desk/partnering/", include("bridgehead.partnering.desk_urls")),
        prefix_default_language=True,
    ),
]

if settings.DEMO or settings.DEBUG:
    urlpatterns += i18n_patterns(path("", include("bridgehead.web.urls")), prefix_default_language=True)
if settings.DEMO:
    urlpatterns += i18n_patterns(path("demo/", include("bridgehead.config.demo.urls")), prefix_default_language=True)
