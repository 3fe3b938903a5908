"""The newsroom's desk (below ``/desk/newsroom/``): our own pages, and Wagtail where articles are written."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.urls import include, path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from bridgehead.accounts.edge import there_for
from bridgehead.newsroom.rules import works_here
from bridgehead.newsroom.views import desk, drafting, old_addresses, press, proposals

#: Wagtail writes the settings of its fields into the page as scripts, draws what is uploaded before it is, and shows
#: the preview in a frame. This holds on its own pages, which only the newsroom's people open.
_LOOSER = csp_update(
    {
        "script-src": [UNSAFE_INLINE],
        "style-src": [UNSAFE_INLINE],
        "img-src": ["blob:"],
        "frame-src": [SELF],
    }
)
_FRAMED_BY_ITSELF = csp_replace({"frame-ancestors": [SELF]})
_WAGTAIL = wagtail_urls.urlpatterns
for _decorator in (_LOOSER, _FRAMED_BY_ITSELF, xframe_options_sameorigin, there_for(works_here)):
    _WAGTAIL = decorate_urlpatterns(_WAGTAIL, _decorator)

_OURS = [
    path("", desk.overview, name="overview"),
    path("people/", desk.people, name="people"),
    path("people/<uuid:person_id>/let-go/", desk.let_go, name="let_go"),
    path("trail/", desk.trail, name="trail"),
    path("old-addresses/", old_addresses.old_addresses, name="old_addresses"),
    path("old-addresses/<uuid:old_address_id>/remove/", old_addresses.remove, name="remove_old_address"),
    path("articles/<uuid:public_id>/translation/", desk.translation, name="translation"),
    path("articles/<uuid:public_id>/translate/", desk.translate, name="translate"),
    path("articles/<uuid:public_id>/in-line/", desk.in_line, name="in_line"),
    path("articles/<uuid:public_id>/approve-both/", desk.approve_both, name="approve_both"),
    path("articles/<uuid:public_id>/proposals/", proposals.proposals, name="proposals"),
    path("from-ledger/", drafting.from_ledger, name="from_ledger"),
    path("press-text/", drafting.press_text, name="press_text"),
    path("articles/<uuid:public_id>/press/", press.access, name="press"),
    path("press/<uuid:pass_id>/revoke/", press.revoke, name="revoke_press"),
    # Wagtail's entrance and its way out are ours: one sign-in, one second factor, one desk.
    path("write/", RedirectView.as_view(pattern_name="newsroom_desk:overview"), name="writing"),
    path("write/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="writing_login"),
    path("write/logout/", RedirectView.as_view(pattern_name="account_logout"), name="writing_logout"),
]

urlpatterns = [
    path("", include((_OURS, "newsroom_desk"))),
    path("write/", include(_WAGTAIL)),
]
