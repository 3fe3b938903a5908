from django.apps import AppConfig
from django.db.models.signals import post_migrate

from bridgehead.foundation import guards


class FoundationConfig(AppConfig):
    name = "bridgehead.foundation"
    label = "foundation"

    def ready(self) -> None:
        # The registered guards live in the guards module; models are needed by none of them.
        from bridgehead.foundation.append_only import GUARDS

        guards.register(*GUARDS)
        post_migrate.connect(guards.install, dispatch_uid="bridgehead.foundation.guards")
