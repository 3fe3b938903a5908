from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "bridgehead.agreements"
    label = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from functools import partial

        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.agreements import receivers  # noqa: F401  # connects them
        from bridgehead.agreements.actions.lapses import erase_contacts
        from bridgehead.agreements.actions.ledgers import forget_keeper
        from bridgehead.agreements.actions.signatures import erase_signatories
        from bridgehead.agreements.blocks import register_blocks
        from bridgehead.agreements.deliveries import register_deliveries
        from bridgehead.agreements.guards import GUARDS
        from bridgehead.agreements.local_provider import provider  # noqa: F401  # registers its job
        from bridgehead.agreements.models import Confirmation
        from bridgehead.agreements.queries.questions import questions_to
        from bridgehead.agreements.queries.roles import ledgers_kept_by, roles_of
        from bridgehead.agreements.queries.searching import register_finders
        from bridgehead.agreements.queries.signatures import papers_to_sign
        from bridgehead.agreements.references import register_references
        from bridgehead.foundation import guards

        guards.register(*GUARDS)
        knows_part(roles_of)
        register_blocks()
        register_deliveries()
        personal_data.holds(
            "confirmations", export=partial(questions_to, Confirmation), erase=partial(erase_contacts, Confirmation)
        )
        personal_data.holds("signatures", export=papers_to_sign, erase=erase_signatories)
        personal_data.holds("ledgers", export=ledgers_kept_by, erase=forget_keeper)
        register_references()
        register_finders()
