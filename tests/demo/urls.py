"""The site's addresses with the demo's own, as they are mounted when the settings say demo."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from bridgehead.config import urls

urlpatterns = [*urls.urlpatterns, *i18n_patterns(path("demo/", include("bridgehead.config.demo.urls")))]
