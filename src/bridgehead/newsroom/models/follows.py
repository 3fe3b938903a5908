"""Readers who follow the news by mail: what was asked for, who has confirmed it, what each was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.bases import PublicModel
from bridgehead.newsroom.models.articles import Section
from bridgehead.newsroom.rules import Rhythm

#: What a link in a letter opens; nothing else does.
CONFIRM_PURPOSE, FOLLOWER_PURPOSE = "newsroom.follow_confirmation", "newsroom.follower"
LANGUAGES = [("ko", "한국어"), ("en", "English")]


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be followed: a section, a topic or an organisation; none of them is the whole newsroom."""

    section: Section | None = None
    topic: Topic | None = None
    organisation: Organisation | None = None

    @property
    def record(self) -> Section | Topic | Organisation | None:
        """The section, topic or organisation; None for the whole newsroom."""
        return self.section or self.topic or self.organisation

    @property
    def named(self) -> dict[str, Any]:
        """The same as fields of a record."""
        return {"section": self.section, "topic": self.topic, "organisation": self.organisation}

    def address(self) -> str:
        """Where its news stand, in the language of the page."""
        if self.section:
            return reverse("newsroom:section", args=[self.section.slug])
        if self.topic:
            return reverse("newsroom:topic", args=[self.topic.public_id])
        if self.organisation:
            return reverse("newsroom:organisation", args=[self.organisation.public_id])
        return reverse("newsroom:front")


class FollowedModel(models.Model):
    """A record that names what is followed."""

    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None, topic=None)
                | Q(section=None, organisation=None)
                | Q(topic=None, organisation=None),
                name="%(class)s_is_of_one_thing",
            )
        ]

    @property
    def subject(self) -> Subject:
        """What is followed."""
        return Subject(self.section, self.topic, self.organisation)

    @property
    def record(self) -> Section | Topic | Organisation | None:
        """The section, topic or organisation; None for the whole newsroom."""
        return self.subject.record


class FollowRequest(FollowedModel, PublicModel):
    """What somebody asked for at an address, to be confirmed from there; forgotten within days."""

    email = models.EmailField(max_length=254, db_index=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    rhythm = models.CharField(max_length=6, choices=Rhythm)
    asked_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)


class ConfirmKey(models.Model):
    """What confirms a request, as a hash. A letter that is delivered twice carries two links, and both work."""

    held_by = models.ForeignKey(FollowRequest, on_delete=models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.held_by_id)


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Followers by whether a letter is due."""

    def due(self, rhythm: Rhythm, turn: datetime) -> Self:
        """Those of a rhythm for whom nobody has looked since its last turn."""
        return self.filter(rhythm=rhythm, looked_at__lt=turn)


class Follower(PublicModel):
    """A reader who gets letters: a person with an account, or an address that was confirmed."""

    person = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="follower", editable=False
    )
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm)
    #: When it was last looked for something new.
    looked_at = models.DateTimeField()

    objects = FollowerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="follower_one_per_address"),
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(email="") | Q(person__isnull=False, email=""),
                name="follower_is_a_person_or_an_address",
            ),
        ]
        indexes = [models.Index(fields=["rhythm", "looked_at"], name="follower_due")]

    @property
    def address(self) -> str:
        """Where letters go."""
        return self.person.email if self.person else self.email


class FollowerKey(models.Model):
    """What opens a follower's page and lets them leave, as a hash; each letter carries a new one."""

    held_by = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.held_by_id)


class Follow(FollowedModel, PublicModel):
    """One thing that a follower follows, from a moment on."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    at = models.DateTimeField()

    class Meta(FollowedModel.Meta):
        ordering = ["pk"]
        constraints = [
            *FollowedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["follower"],
                condition=Q(section=None, topic=None, organisation=None),
                name="follow_the_whole_once",
            ),
            models.UniqueConstraint(
                fields=["follower", "section"], condition=Q(section__isnull=False), name="follow_a_section_once"
            ),
            models.UniqueConstraint(
                fields=["follower", "topic"], condition=Q(topic__isnull=False), name="follow_a_topic_once"
            ),
            models.UniqueConstraint(
                fields=["follower", "organisation"],
                condition=Q(organisation__isnull=False),
                name="follow_an_organisation_once",
            ),
        ]


class ToldArticle(models.Model):
    """That a follower was told of an article, in whichever language; kept as long as they follow anything."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="told")
    translation_key = models.UUIDField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "translation_key"], name="told_of_an_article_once")]
        indexes = [models.Index(fields=["follower", "told_at"], name="told_at_once")]

    def __str__(self) -> str:
        return f"{self.follower_id} {self.translation_key}"
