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
        from bridgehead.newsroom.actions.follows import forget_follows_of
        from bridgehead.newsroom.actions.people import leave_newsroom
        from bridgehead.newsroom.actions.press import forget_passes_of
        from bridgehead.newsroom.blocks import register_blocks
        from bridgehead.newsroom.deliveries import register_deliveries
        from bridgehead.newsroom.queries.everywhere import register_finders
        from bridgehead.newsroom.queries.follows import follows_kept
        from bridgehead.newsroom.queries.people import role_kept, roles_of
        from bridgehead.newsroom.queries.press import passes_kept
        from bridgehead.newsroom.receivers import lay_furnishing
        from bridgehead.newsroom.references import register_references

        register_deliveries()
        knows_part(roles_of)
        register_blocks()
        personal_data.holds("newsroom", export=role_kept, erase=leave_newsroom)
        ticker.open_to_all()
        personal_data.holds("press access", export=passes_kept, erase=forget_passes_of)
        personal_data.holds("news by mail", export=follows_kept, erase=forget_follows_of)
        post_migrate.connect(lay_furnishing, sender=self, dispatch_uid="newsroom.furnishing")
        register_references()
        register_finders()
