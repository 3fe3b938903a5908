"""Addresses of the directory pages (below ``/companies/``)."""

from __future__ import annotations

from django.urls import path

from bridgehead.directory.views import joining, listing, members, own, public

app_name = "directory"

urlpatterns = [
    path("", public.organisations, name="organisations"),
    path("mine/", own.mine, name="mine"),
    path("new/", own.new, name="new"),
    path("invitations/<uuid:invitation_id>/accept/", members.answer, {"reply": "accept"}, name="accept_invitation"),
    path("invitations/<uuid:invitation_id>/decline/", members.answer, {"reply": "decline"}, name="decline_invitation"),
    path("listing/<str:token>/", listing.listing, name="listing"),
    path("<uuid:public_id>/", public.organisation, name="organisation"),
    path("<uuid:public_id>/profile/", own.profile, name="profile"),
    path("<uuid:public_id>/profile/number/", own.number, name="number"),
    path("<uuid:public_id>/profile/up-to-date/<slug:field>/", own.confirm_translation, name="confirm_translation"),
    path("<uuid:public_id>/assets/new/", own.new_asset, name="new_asset"),
    path("<uuid:public_id>/assets/<uuid:asset_id>/", own.asset, name="asset"),
    path("<uuid:public_id>/assets/<uuid:asset_id>/remove/", own.remove_asset, name="remove_asset"),
    path("<uuid:public_id>/interests/", own.interests, name="interests"),
    path("<uuid:public_id>/join/", joining.join, name="join"),
    path("<uuid:public_id>/members/joining/<uuid:joining_id>/<slug:verdict>/", joining.answer, name="answer_joining"),
    path("<uuid:public_id>/members/", members.members, name="members"),
    path("<uuid:public_id>/members/<uuid:member_id>/role/", members.change_role, name="change_role"),
    path("<uuid:public_id>/members/<uuid:member_id>/remove/", members.remove, name="remove_member"),
    path(
        "<uuid:public_id>/members/invitations/<uuid:invitation_id>/withdraw/",
        members.withdraw_invitation,
        name="withdraw_invitation",
    ),
    *(path(f"<uuid:public_id>/{deed}/", members.set_standing, {"deed": deed}, name=deed) for deed in members.STANDING),
]
