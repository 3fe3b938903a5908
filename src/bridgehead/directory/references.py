"""How the directory's own records move when two organisations turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES, TOPIC_REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation; which role and which question stay is decided before."""
    REFERENCES.moves("directory.Asset.organisation", _("Products, candidates and technologies"))
    REFERENCES.moves("directory.ImportedRow.organisation", _("Sheets"))
    REFERENCES.moves("directory.Interest.organisation", _("Needs and offers"), alike=("side", "kind"))
    REFERENCES.moves("directory.Invitation.organisation", _("Invitations"), alike=("email",))
    REFERENCES.moves("directory.Joining.organisation", _("Who asks to join"), alike=("user",))
    REFERENCES.moves("directory.ListingConsent.organisation", _("Asked whether it may be listed"))
    REFERENCES.moves("directory.Membership.organisation", _("Members"), alike=("user",))
    REFERENCES.moves("directory.MergedOrganisation.organisation", _("Merged before"))
    REFERENCES.moves("directory.NotDuplicate.one", _("Said to be another"))
    REFERENCES.moves("directory.NotDuplicate.other", _("Said to be another"))
    REFERENCES.moves("directory.OrganisationAlias.organisation", _("Other names"), alike=("text",))
    REFERENCES.moves("directory.Organisation_sectors.organisation", _("Topics"), alike=("topic",))
    REFERENCES.moves("directory.RegistrationNumber.organisation", _("Registration numbers"), alike=("scheme",))
    TOPIC_REFERENCES.moves("directory.Asset.modality", _("Products, candidates and technologies"))
    TOPIC_REFERENCES.moves("directory.Interest_topics.topic", _("Needs and offers"), alike=("interest",))
    TOPIC_REFERENCES.moves("directory.Organisation_sectors.topic", _("Organisations"), alike=("organisation",))
    TOPIC_REFERENCES.moves("directory.Topic.broader", _("Narrower topics"))
    TOPIC_REFERENCES.moves("directory.Topic.merged_into", _("Merged before"))
