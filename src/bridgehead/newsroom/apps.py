from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "bridgehead.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        # The registries are filled once the apps are loaded.
        from bridgehead.accounts.actor import knows_part
        from bridgehead.newsroom.blocks import register_blocks
        from bridgehead.newsroom.queries.people import roles_of
        from bridgehead.newsroom.receivers import lay_furnishing

        knows_part(roles_of)
        register_blocks()
        post_migrate.connect(lay_furnishing, sender=self, dispatch_uid="newsroom.furnishing")
