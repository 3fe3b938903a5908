from django.apps import AppConfig


class PartneringConfig(AppConfig):
    name = "bridgehead.partnering"
    label = "partnering"

    def ready(self) -> None:
        # The registries are filled once the apps are loaded: guards, notices, jobs, receivers.
        from bridgehead.foundation import guards
        from bridgehead.partnering import deliveries, receivers
        from bridgehead.partnering.actions import requests, runs
        from bridgehead.partnering.guards import GUARDS

        guards.register(*GUARDS)
        _ = (deliveries, receivers, requests, runs)  # imported for what they register
