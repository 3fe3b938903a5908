"""Addresses of the desk of premises."""

from __future__ import annotations

from django.urls import path

from bridgehead.places.views import desk, desk_closures, desk_occupancy, desk_setup, desk_tenancies, desk_visitors

app_name = "places_desk"

_HOUSE = "<uuid:public_id>/"
_TENANCIES = f"{_HOUSE}tenancies/"
_TENANCY = f"{_TENANCIES}<uuid:tenancy_id>/"
_ENTITLEMENTS = f"{_HOUSE}entitlements/"
_CLOSURES = f"{_HOUSE}closures/"
_STAFF = f"{_HOUSE}staff/"
_SETUP = f"{_HOUSE}setup/"
_FLOORS = f"{_SETUP}floors/"
_VISITORS = f"{_HOUSE}visitors/"

urlpatterns = [
    path("", desk.premises_list, name="premises"),
    path("new/", desk_setup.new_premises, name="new"),
    path(_HOUSE, desk.today, name="today"),
    path(f"{_HOUSE}bookings/<uuid:booking_id>/<str:deed>/", desk.booking_deed, name="booking_deed"),
    path(_TENANCIES, desk_tenancies.tenancies, name="tenancies"),
    path(_TENANCY, desk_tenancies.tenancy, name="tenancy"),
    path(f"{_TENANCY}steps/<uuid:step_id>/", desk_tenancies.tick, name="tick"),
    path(f"{_TENANCY}days/", desk_tenancies.days, name="tenancy_days"),
    path(f"{_TENANCY}<str:deed>/", desk_tenancies.tenancy_deed, name="tenancy_deed"),
    path(_ENTITLEMENTS, desk_tenancies.entitlements, name="entitlements"),
    path(f"{_ENTITLEMENTS}<uuid:entitlement_id>/", desk_tenancies.entitlement, name="entitlement"),
    path(_CLOSURES, desk_closures.closures, name="closures"),
    path(f"{_CLOSURES}<uuid:closure_id>/", desk_closures.closure, name="closure"),
    path(f"{_CLOSURES}<uuid:closure_id>/reopen/", desk_closures.reopen, name="reopen"),
    path(f"{_HOUSE}waiting/", desk.waiting, name="waiting"),
    path(_SETUP, desk_setup.premises, name="setup"),
    path(_FLOORS, desk_setup.new_floor, name="new_floor"),
    path(f"{_FLOORS}<uuid:floor_id>/", desk_setup.floor, name="floor"),
    path(f"{_FLOORS}<uuid:floor_id>/rooms/", desk_setup.new_room, name="new_room"),
    path(f"{_SETUP}rooms/<uuid:room_id>/", desk_setup.room, name="room"),
    path(_VISITORS, desk_visitors.expected, name="visitors"),
    path(f"{_VISITORS}inside/", desk_visitors.inside, name="inside"),
    path(f"{_VISITORS}told/", desk_visitors.reception, name="reception"),
    path(f"{_VISITORS}<uuid:visit_id>/<str:act>/", desk_visitors.visit_deed, name="visit_deed"),
    path(f"{_HOUSE}occupancy/", desk_occupancy.occupancy, name="occupancy"),
    path(f"{_HOUSE}trail/", desk.trail, name="trail"),
    path(_STAFF, desk.staff, name="staff"),
    path(f"{_STAFF}<uuid:role_id>/dismiss/", desk.dismiss, name="dismiss"),
]
