"""Addresses of the desk of premises."""

from __future__ import annotations

from django.urls import path

from bridgehead.places.views import (
    desk,
    desk_calendars,
    desk_closures,
    desk_occupancy,
    desk_rent,
    desk_setup,
    desk_tenancies,
    desk_visitors,
    doors,
)

app_name = "places_desk"

_HOUSE = "<uuid:public_id>/"
_TENANCIES = f"{_HOUSE}tenancies/"
_TENANCY = f"{_TENANCIES}<uuid:tenancy_id>/"
_ENTITLEMENTS = f"{_HOUSE}entitlements/"
_CLOSURES = f"{_HOUSE}closures/"
_CALENDARS = f"{_HOUSE}calendars/"
_STAFF = f"{_HOUSE}staff/"
_SETUP = f"{_HOUSE}setup/"
_FLOORS = f"{_SETUP}floors/"
_RENT = f"{_HOUSE}rent/"
_SUPPORT = f"{_RENT}<uuid:support_id>/"
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
    path(_CALENDARS, desk_calendars.calendars, name="calendars"),
    path(f"{_CALENDARS}<uuid:upload_id>/", desk_calendars.upload, name="upload"),
    path(f"{_HOUSE}waiting/", desk.waiting, name="waiting"),
    path(_SETUP, desk_setup.premises, name="setup"),
    path(_FLOORS, desk_setup.new_floor, name="new_floor"),
    path(f"{_FLOORS}<uuid:floor_id>/", desk_setup.floor, name="floor"),
    path(f"{_FLOORS}<uuid:floor_id>/rooms/", desk_setup.new_room, name="new_room"),
    path(f"{_SETUP}rooms/<uuid:room_id>/", desk_setup.room, name="room"),
    path(f"{_SETUP}rooms/<uuid:room_id>/door/", doors.door_screen, name="door_screen"),
    path(_VISITORS, desk_visitors.expected, name="visitors"),
    path(f"{_VISITORS}inside/", desk_visitors.inside, name="inside"),
    path(f"{_VISITORS}told/", desk_visitors.reception, name="reception"),
    path(f"{_VISITORS}<uuid:visit_id>/<str:act>/", desk_visitors.visit_deed, name="visit_deed"),
    path(_RENT, desk_rent.supports, name="supports"),
    path(f"{_RENT}months/", desk_rent.months, name="rent_months"),
    path(f"{_RENT}sheets/<str:table>/<str:sheet>/", desk_rent.rent_sheet, name="rent_sheet"),
    path(_SUPPORT, desk_rent.support, name="support"),
    path(f"{_SUPPORT}terms/", desk_rent.change_support, name="change_support"),
    path(f"{_SUPPORT}take-back/", desk_rent.take_back_support, name="take_back_support"),
    path(f"{_SUPPORT}<uuid:entry_id>/invoice/", desk_rent.invoice, name="invoice"),
    path(f"{_SUPPORT}<uuid:entry_id>/<str:rent_deed>/", desk_rent.rent_deed, name="rent_deed"),
    path(f"{_HOUSE}occupancy/", desk_occupancy.occupancy, name="occupancy"),
    path(f"{_HOUSE}trail/", desk.trail, name="trail"),
    path(_STAFF, desk.staff, name="staff"),
    path(f"{_STAFF}<uuid:role_id>/dismiss/", desk.dismiss, name="dismiss"),
]
