from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bridgehead.accounts"
    label = "accounts"

    def ready(self) -> None:
        # The registries are filled once the apps are loaded.
        from bridgehead.accounts import actions, personal_data, queries, receivers  # noqa: F401  # connects them
        from bridgehead.foundation import files

        personal_data.holds("account", export=queries.person_kept, erase=actions.erase_account)
        personal_data.holds("consents", export=queries.consents_kept, erase=actions.withdraw_consents)
        personal_data.holds("files", export=files.files_kept, erase=files.forget_uploader)
        personal_data.holds("deeds", export=queries.deeds_kept, erase=actions.keep_deeds)
