"""How what programmes keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES, TOPIC_REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("programmes.Application.organisation", _("Applications"))
    REFERENCES.moves("programmes.CohortPlace.organisation", _("Places in cohorts"))
    REFERENCES.moves("programmes.Programme.agency", _("Programmes"))
    REFERENCES.moves("programmes.Reviewer.organisation", _("Reviewers"))
    TOPIC_REFERENCES.moves("programmes.Mentor_topics.topic", _("Mentors"), alike=("mentor",))
    TOPIC_REFERENCES.moves("programmes.Reviewer_topics.topic", _("Reviewers"), alike=("reviewer",))
