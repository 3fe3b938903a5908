from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "bridgehead.outcomes"
    label = "outcomes"
    verbose_name = _("Results")

    def ready(self) -> None:
        from bridgehead.outcomes import receivers  # noqa: F401  # connects them
