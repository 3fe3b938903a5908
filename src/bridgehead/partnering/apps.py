from django.apps import AppConfig


class PartneringConfig(AppConfig):
    name = "bridgehead.partnering"
    label = "partnering"

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.foundation import guards
        from bridgehead.partnering.guards import GUARDS

        guards.register(*GUARDS)
