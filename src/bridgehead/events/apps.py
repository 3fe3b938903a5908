from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "bridgehead.events"
    label = "events"

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.accounts.actor import knows_part
        from bridgehead.events.guards import GUARDS
        from bridgehead.events.queries import roles_of
        from bridgehead.foundation import guards

        guards.register(*GUARDS)
        knows_part(roles_of)
