"""Photographs: redrawn when they are taken in, kept under a random name, served only after a check."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from bridgehead.foundation import changes
from bridgehead.foundation.bases import LineField
from bridgehead.foundation.bilingual import wording


@dataclass(frozen=True, slots=True)
class Shape:
    """How pages show a photograph: within a rectangle, either filled, with the focal point kept in it, or whole."""

    width: int
    height: int
    fills: bool
    format: str = "webp"

    @property
    def spec(self) -> str:
        """How Wagtail writes it."""
        return f"{'fill' if self.fills else 'max'}-{self.width}x{self.height}|format-{self.format}"

    @property
    def ending(self) -> str:
        """How a file of it ends."""
        return "jpg" if self.format == "jpeg" else self.format

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """The size in which a photograph of a size comes out."""
        if self.fills:
            scale = min(1.0, width / self.width, height / self.height)
            return max(1, int(self.width * scale)), max(1, int(self.height * scale))
        scale = min(1.0, self.width / width, self.height / height)
        return max(1, int(width * scale)), max(1, int(height * scale))


#: Every shape in which a photograph is served.
SHAPES = {
    "card": Shape(640, 360, fills=True),
    "lead": Shape(1280, 720, fills=True),
    "whole": Shape(1600, 1600, fills=False),
    "share": Shape(1200, 630, fills=True, format="jpeg"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A photograph in one shape, as a page shows it."""

    url: str
    width: int
    height: int


def _random_name(folder: str, filename: str) -> str:
    """Return a place that nobody can guess; what the file was called at home is forgotten."""
    kind = filename.rpartition(".")[2].lower()
    return f"{folder}/{uuid.uuid4().hex}.{kind if kind in {'jpg', 'png', 'webp', 'avif'} else 'bin'}"


class Photo(AbstractImage):
    """A photograph with who made it and what it shows, for those who do not see it, in both languages."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alt_ko = LineField(_("what it shows (Korean)"), max_length=300, blank=True)
    alt_en = LineField(_("what it shows (English)"), max_length=300, blank=True)
    credit = LineField(_("credit"), max_length=160)
    is_sample = models.BooleanField(default=False, editable=False)
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail's own mark

    admin_form_fields = (
        "title",
        "file",
        "alt_ko",
        "alt_en",
        "credit",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        constraints = [models.CheckConstraint(condition=~Q(credit=""), name="photo_has_a_credit")]

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save, and say that something has changed: what it shows and its credit stand on pages."""
        super().save(*arguments, **options)
        changes.after_commit()

    @property
    def default_alt_text(self) -> str:
        """What it shows, in the language of the page or its twin."""
        return wording(self, "alt").text

    def get_upload_to(self, filename: str) -> str:
        """Return a random place: nobody can guess it, and nothing is served from it without a check."""
        return _random_name("photos", filename)

    def drawn(self, kind: str) -> Drawn:
        """Return the photograph in one shape: where it is served and how large it is."""
        width, height = SHAPES[kind].size_of(self.width, self.height)
        return Drawn(reverse("news_files:photo", args=[self.public_id, kind]), width, height)


class PhotoRendition(AbstractRendition):
    """A photograph as one of the pages shows it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="photo_drawn_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"

    @property
    def url(self) -> str:
        """Where it is served to those who may see it."""
        return reverse("news_files:drawn", args=[self.public_id])

    def get_upload_to(self, filename: str) -> str:
        """Return a random place, as its photograph has."""
        return _random_name("photos/drawn", filename)
