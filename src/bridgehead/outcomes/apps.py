from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "bridgehead.outcomes"
    label = "outcomes"
    verbose_name = _("Results")

    def ready(self) -> None:
        # The registries are filled once the apps are loaded.
        from functools import partial

        from bridgehead.accounts import personal_data
        from bridgehead.agreements import trail as agreements_trail
        from bridgehead.agreements.actions.lapses import erase_contacts
        from bridgehead.agreements.queries.questions import questions_to
        from bridgehead.foundation import guards
        from bridgehead.outcomes import receivers  # noqa: F401  # connects them
        from bridgehead.outcomes.actions import report_files  # noqa: F401  # registers its job
        from bridgehead.outcomes.blocks import register_blocks
        from bridgehead.outcomes.deliveries import register_deliveries
        from bridgehead.outcomes.guards import GUARDS
        from bridgehead.outcomes.models import Inquiry
        from bridgehead.outcomes.references import register_references
        from bridgehead.outcomes.trail import BY_PARTY, VERBS

        guards.register(*GUARDS)
        register_blocks()
        register_deliveries()
        agreements_trail.ALSO_TOLD.update(VERBS)
        agreements_trail.BY_PARTY.update(BY_PARTY)
        export, erase = partial(questions_to, Inquiry), partial(erase_contacts, Inquiry)
        personal_data.holds("inquiries", export=export, erase=erase)
        register_references()
