"""Addresses of premises as everybody sees them, and of those who book there."""

from __future__ import annotations

from django.urls import path

from bridgehead.places.views import bookings, calendars, houses, naming, rent, visitors

app_name = "places"

_BOOKING = "bookings/<uuid:booking_id>/"
_ROOM = "rooms/<uuid:room_id>/"

urlpatterns = [
    path("", houses.premises_list, name="premises_list"),
    path("bookings/", bookings.bookings, name="bookings"),
    path("bookings/calendar/", calendars.calendar, name="calendar"),
    path(_BOOKING, bookings.booking, name="booking"),
    path(f"{_BOOKING}change/", bookings.change, name="change"),
    path(f"{_BOOKING}series/<str:ending>/", bookings.series_deed, name="series_deed"),
    path(f"{_BOOKING}<str:deed>/", bookings.booking_deed, name="booking_deed"),
    path("waiting/<uuid:waiting_id>/<str:answer>/", bookings.waiting_deed, name="waiting_deed"),
    path("rent/", rent.own_rent, name="rent"),
    path("rent/<uuid:entry_id>/invoice/", rent.own_invoice, name="invoice"),
    path(_ROOM, houses.room, name="room"),
    path(f"{_ROOM}book/", bookings.book, name="book"),
    path(f"{_ROOM}calendar/", calendars.room_calendar, name="room_calendar"),
    path(f"{_ROOM}wait/", bookings.wait, name="wait"),
    path("pass/<str:token>/", visitors.visitor_pass, name="visitor_pass"),
    path("visits/<uuid:visit_id>/<str:act>/", visitors.visit_deed, name="visit_deed"),
    path("<uuid:public_id>/visitors/", visitors.visits, name="visits"),
    path("<uuid:public_id>/", houses.premises, name="premises"),
    path("<uuid:public_id>/naming/<uuid:organisation_id>/", naming.naming, name="naming"),
    path("<uuid:public_id>/board/", houses.board, name="board"),
    path("<uuid:public_id>/find/", houses.find, name="find"),
]
