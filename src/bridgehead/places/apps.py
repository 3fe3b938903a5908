from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "bridgehead.places"
    label = "places"
    verbose_name = _("Premises")

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.foundation import guards
        from bridgehead.places.actions.erasing import erase_bookings
        from bridgehead.places.actions.rent import forget_in_ledger
        from bridgehead.places.actions.visitors import erase_visits
        from bridgehead.places.blocks import register_blocks
        from bridgehead.places.deliveries import register_deliveries
        from bridgehead.places.guards import GUARDS
        from bridgehead.places.queries.people import bookings_kept, roles_of
        from bridgehead.places.queries.rent import rent_kept
        from bridgehead.places.queries.searching import register_finders
        from bridgehead.places.queries.visitors import visits_kept
        from bridgehead.places.references import register_references
        from bridgehead.places.rent_guards import RENT_GUARDS
        from bridgehead.places.visit_deliveries import register_visit_deliveries

        guards.register(*GUARDS, *RENT_GUARDS)
        knows_part(roles_of)
        register_blocks()
        register_deliveries()
        register_visit_deliveries()
        personal_data.holds("places", export=bookings_kept, erase=erase_bookings)
        personal_data.holds("visits", export=visits_kept, erase=erase_visits)
        personal_data.holds("rent", export=rent_kept, erase=forget_in_ledger)
        register_references()
        register_finders()
