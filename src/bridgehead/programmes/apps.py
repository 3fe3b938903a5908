from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "bridgehead.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        # The registry is filled once the apps are loaded.
        from bridgehead.accounts import personal_data
        from bridgehead.accounts.actor import knows_part
        from bridgehead.foundation import guards
        from bridgehead.programmes import receivers  # noqa: F401  # connects them
        from bridgehead.programmes.actions.erasing import erase_mentor, erase_person, erase_reviewer
        from bridgehead.programmes.actions.teams import erase_writer
        from bridgehead.programmes.application_deliveries import register_application_deliveries
        from bridgehead.programmes.blocks import register_blocks
        from bridgehead.programmes.deciding_guards import DECIDING_GUARDS
        from bridgehead.programmes.decision_deliveries import register_decision_deliveries
        from bridgehead.programmes.deliveries import register_deliveries
        from bridgehead.programmes.guards import GUARDS
        from bridgehead.programmes.mentoring_deliveries import register_mentoring_deliveries
        from bridgehead.programmes.place_deliveries import register_place_deliveries
        from bridgehead.programmes.queries.applications import kept_of_writer
        from bridgehead.programmes.queries.mentoring import kept_of_mentor, mentoring_of
        from bridgehead.programmes.queries.people import kept_of, reviewing_of, roles_of
        from bridgehead.programmes.queries.reviewers import kept_of_reviewer
        from bridgehead.programmes.queries.searching import register_finders
        from bridgehead.programmes.references import register_references
        from bridgehead.programmes.reminders import register_reminders
        from bridgehead.programmes.report_guards import REPORT_GUARDS
        from bridgehead.programmes.review_deliveries import register_review_deliveries

        guards.register(*GUARDS, *DECIDING_GUARDS, *REPORT_GUARDS)
        knows_part(roles_of)
        knows_part(reviewing_of)
        knows_part(mentoring_of)
        register_deliveries()
        register_blocks()
        register_application_deliveries()
        register_reminders()
        register_place_deliveries()
        register_mentoring_deliveries()
        register_review_deliveries()
        register_decision_deliveries()
        personal_data.holds("programmes", export=kept_of, erase=erase_person)
        personal_data.holds("applications", export=kept_of_writer, erase=erase_writer)
        personal_data.holds("mentoring", export=kept_of_mentor, erase=erase_mentor)
        personal_data.holds("reviews", export=kept_of_reviewer, erase=erase_reviewer)
        register_references()
        register_finders()
