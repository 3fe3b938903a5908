from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "bridgehead.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.foundation import guards
        from bridgehead.programmes import receivers  # noqa: F401  # connects them
        from bridgehead.programmes.actions.erasing import erase_person
        from bridgehead.programmes.actions.teams import erase_writer
        from bridgehead.programmes.application_deliveries import register_application_deliveries
        from bridgehead.programmes.blocks import register_blocks
        from bridgehead.programmes.deliveries import register_deliveries
        from bridgehead.programmes.guards import GUARDS
        from bridgehead.programmes.queries.applications import kept_of_writer
        from bridgehead.programmes.queries.people import kept_of, roles_of

        guards.register(*GUARDS)
        knows_part(roles_of)
        register_deliveries()
        register_blocks()
        register_application_deliveries()
        personal_data.holds("programmes", export=kept_of, erase=erase_person)
        personal_data.holds("applications", export=kept_of_writer, erase=erase_writer)
