from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "bridgehead.directory"
    label = "directory"

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.accounts.actor import knows_part
        from bridgehead.directory.queries import memberships_of

        knows_part(memberships_of)
