from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from bridgehead.foundation import append_only, guards


class FoundationConfig(AppConfig):
    name = "bridgehead.foundation"
    label = "foundation"

    def ready(self) -> None:
        # The job of keeping tidy reads models, which stand only now.
        from bridgehead.foundation import keeping  # noqa: F401  # registers its job

        guards.register(*append_only.GUARDS)
        pre_migrate.connect(guards.lift, dispatch_uid="bridgehead.foundation.lift")
        post_migrate.connect(guards.install, dispatch_uid="bridgehead.foundation.guards")
