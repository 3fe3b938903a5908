from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "bridgehead.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        # The registries are filled once the apps are loaded.
        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.newsroom import ticker
        from bridgehead.newsroom.actions.people import leave_newsroom
        from bridgehead.newsroom.blocks import register_blocks
        from bridgehead.newsroom.queries.people import role_kept, roles_of
        from bridgehead.newsroom.receivers import lay_furnishing

        knows_part(roles_of)
        register_blocks()
        personal_data.holds("newsroom", export=role_kept, erase=leave_newsroom)
        ticker.open_to_all()
        post_migrate.connect(lay_furnishing, sender=self, dispatch_uid="newsroom.furnishing")
