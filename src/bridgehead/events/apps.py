from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "bridgehead.events"
    label = "events"
    verbose_name = _("Forums")

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.events import receivers  # noqa: F401  # connects them
        from bridgehead.events.actions.registrations import erase_registrations
        from bridgehead.events.actions.walk_ins import erase_walk_ins
        from bridgehead.events.blocks import as_holders, register_blocks
        from bridgehead.events.deliveries import register_deliveries
        from bridgehead.events.guards import GUARDS
        from bridgehead.events.queries import registrations_kept, roles_of
        from bridgehead.events.queries.check_in import walk_ins_kept
        from bridgehead.events.queries.searching import register_finders
        from bridgehead.events.references import register_references
        from bridgehead.events.rules import HOLDER
        from bridgehead.foundation import guards
        from bridgehead.places import holders

        guards.register(*GUARDS)
        knows_part(roles_of)
        register_blocks()
        holders.register(HOLDER, as_holders)
        register_deliveries()
        personal_data.holds("registrations", export=registrations_kept, erase=erase_registrations)
        personal_data.holds("walk-ins", export=walk_ins_kept, erase=erase_walk_ins)
        register_references()
        register_finders()
