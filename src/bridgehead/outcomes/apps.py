from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "bridgehead.outcomes"
    label = "outcomes"
    verbose_name = _("Results")

    def ready(self) -> None:
        # The registries are filled once the apps are loaded.
        from bridgehead.outcomes import receivers  # noqa: F401  # connects them
        from bridgehead.outcomes.blocks import register_blocks

        register_blocks()
