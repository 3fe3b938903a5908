"""The words of the audit trail's verbs for premises, tenancies and bookings, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "places.premises_set_up": _("set up the premises"),
    "places.premises_changed": _("changed the premises"),
    "places.floor_added": _("added a floor"),
    "places.floor_changed": _("changed a floor"),
    "places.room_added": _("added a room"),
    "places.room_changed": _("changed a room"),
    "places.staff_named": _("named venue staff"),
    "places.staff_dismissed": _("took the desk from somebody"),
    "places.entitlement_granted": _("granted an entitlement"),
    "places.entitlement_changed": _("changed an entitlement"),
    "places.entitlement_ended": _("ended an entitlement"),
    "places.tenancy_planned": _("planned a tenancy"),
    "places.tenancy_changed": _("gave a tenancy other days"),
    "places.tenancy_living": _("noted that an organisation moved in"),
    "places.tenancy_left": _("noted that an organisation moved out"),
    "places.tenancy_cancelled": _("called off a tenancy"),
    "places.step_added": _("added a step to a tenancy"),
    "places.step_ticked": _("ticked a step of a tenancy"),
    "places.step_unticked": _("took a tick off a step of a tenancy"),
    "places.booking_requested": _("asked for a booking"),
    "places.booking_confirmed": _("booked a room, or approved a booking"),
    "places.booking_changed": _("changed a booking"),
    "places.booking_declined": _("declined a booking"),
    "places.booking_cancelled": _("cancelled a booking"),
    "places.booking_checked_in": _("checked in to a booking"),
    "places.booking_ended": _("ended a booking"),
    "places.booking_released": _("released a booking"),
    "places.booking_offered": _("offered a room to who waits for it"),
    "places.series_booked": _("booked a series"),
    "places.series_day_left_out": _("left a day out of a series"),
    "places.series_ended": _("ended a series"),
    "places.waiting_begun": _("began to wait for a room"),
    "places.waiting_missed": _("did not take a room in time"),
    "places.waiting_withdrawn": _("stopped waiting for a room"),
    "places.feed_made": _("made a calendar address of bookings"),
    "places.feed_ended": _("ended a calendar address of bookings"),
    "places.closure_made": _("closed premises or a room for a time"),
    "places.closure_changed": _("changed a closure"),
    "places.closure_taken_back": _("took a closure back"),
    "places.visitor_announced": _("announced a visitor"),
    "places.visit_called_off": _("called off a visit"),
    "places.pass_sent": _("sent a visitor's pass again"),
    "places.visitor_let_in": _("checked in a visitor"),
    "places.visitor_let_out": _("checked out a visitor"),
    "places.reception_changed": _("changed what visitors are told"),
}
