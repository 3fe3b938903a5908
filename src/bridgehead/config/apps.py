from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "bridgehead.config"
    label = "config"

    def ready(self) -> None:
        # The registry of checks is filled, and contexts meet, once the apps are loaded.
        from bridgehead.config import checks, receivers  # noqa: F401  # registers them, connects them
