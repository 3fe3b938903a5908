from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "bridgehead.directory"
    label = "directory"

    def ready(self) -> None:
        # The registries are filled once the apps are loaded; importing the deliveries registers them.
        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.directory import deliveries  # noqa: F401  # registers the notices
        from bridgehead.directory.actions import topics  # noqa: F401  # registers its job
        from bridgehead.directory.actions.erasing import forget_in_sheets
        from bridgehead.directory.actions.members import leave_every_organisation
        from bridgehead.directory.guards import GUARDS
        from bridgehead.directory.queries import memberships_kept, memberships_of
        from bridgehead.directory.queries.people import kept_of_sheets
        from bridgehead.directory.queries.searching import register_finders
        from bridgehead.directory.references import register_references
        from bridgehead.foundation import guards

        guards.register(*GUARDS)
        knows_part(memberships_of)
        personal_data.holds("memberships", export=memberships_kept, erase=leave_every_organisation)
        personal_data.holds("directory", export=kept_of_sheets, erase=forget_in_sheets)
        register_references()
        register_finders()
