from django.apps import AppConfig


class PartneringConfig(AppConfig):
    name = "bridgehead.partnering"
    label = "partnering"

    def ready(self) -> None:
        # The registries are filled once the apps are loaded: guards, notices, jobs, receivers.
        from bridgehead.accounts import personal_data
        from bridgehead.foundation import guards
        from bridgehead.partnering import deliveries, receivers
        from bridgehead.partnering.actions import afterwards, reminders, requests, runs
        from bridgehead.partnering.actions.personal_data import erase_partnering
        from bridgehead.partnering.blocks import register_blocks
        from bridgehead.partnering.guards import GUARDS
        from bridgehead.partnering.queries.personal_data import partnering_kept
        from bridgehead.partnering.queries.searching import register_finders
        from bridgehead.partnering.references import register_references

        guards.register(*GUARDS)
        register_blocks()
        personal_data.holds("partnering", export=partnering_kept, erase=erase_partnering)
        _ = (afterwards, deliveries, receivers, reminders, requests, runs)  # imported for what they register
        register_references()
        register_finders()
