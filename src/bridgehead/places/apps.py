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
        from bridgehead.places.deliveries import register_deliveries
        from bridgehead.places.guards import GUARDS
        from bridgehead.places.queries.people import bookings_kept, roles_of

        guards.register(*GUARDS)
        knows_part(roles_of)
        register_deliveries()
        personal_data.holds("places", export=bookings_kept, erase=erase_bookings)
