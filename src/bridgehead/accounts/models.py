"""People and what they consented to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import other, reading_language
from bridgehead.foundation.clock import require_zone


class UserManager(BaseUserManager["User"]):
    """Makes people; nobody has a password, everybody signs in by code or passkey."""

    def create_user(self, email: str, **fields: Any) -> User:
        """Make a person who signs in by e-mail code."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, **fields: Any) -> User:
        """Make a platform administrator."""
        fields.pop("password", None)
        return self.create_user(email, is_platform_admin=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, PublicModel):
    """A person, with a name in each script."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    family_name_ko = LineField(_("family name (Korean)"), max_length=60, blank=True)
    given_name_ko = LineField(_("given name (Korean)"), max_length=60, blank=True)
    family_name_en = LineField(_("family name (English)"), max_length=60, blank=True)
    given_name_en = LineField(_("given name (English)"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("ko", "한국어"), ("en", "English")], default="ko"
    )
    zone = models.CharField(_("time zone"), max_length=60, default="Asia/Seoul", validators=[require_zone])
    phone = LineField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_platform_admin = models.BooleanField(default=False)
    #: Sample people exist in the demo only; pages mark them.
    is_sample = models.BooleanField(default=False)

    objects = UserManager()

    #: The columns that a name is made of, for lists that read no more of a person.
    NAME_FIELDS = ("family_name_ko", "given_name_ko", "family_name_en", "given_name_en")
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]  # as Django asks

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_one_per_email")]

    def __str__(self) -> str:
        return self.full_name() or self.email

    @property
    def has_name(self) -> bool:
        """Whether the person has said what they are called, in either script."""
        return bool(self.full_name())

    @property
    def name_ko(self) -> str:
        """The name as Korean writes it; empty where it is not known."""
        return self._name_in("ko")

    @property
    def name_en(self) -> str:
        """The name as English writes it; empty where it is not known."""
        return self._name_in("en")

    @property
    def is_staff(self) -> bool:
        """Whether the person administers the platform (asked by Django's own parts)."""
        return self.is_platform_admin

    def full_name(self, language: str | None = None) -> str:
        """Return the name as that language writes it (family name first in Korean), or the other script's."""
        wanted = language or reading_language()
        return self._name_in(wanted) or self._name_in(other(wanted))

    def get_full_name(self) -> str:
        """Return the name in the language of the page."""
        return self.full_name()

    def _name_in(self, language: str) -> str:
        if language == "ko":
            return f"{self.family_name_ko}{self.given_name_ko}".strip()
        return f"{self.given_name_en} {self.family_name_en}".strip()


class ConsentPurpose(models.TextChoices):
    """What a person can consent to; each is asked and withdrawn by itself."""

    LISTED = "listed", _("being listed among the participants of a forum")
    OVERSEAS_TRANSFER = "overseas_transfer", _("transfer of my personal data to another country")
    THIRD_PARTY = "third_party", _("passing my contact details on to organisations that I meet")
    NEWS = "news", _("news by e-mail")


class Consent(PublicModel):
    """One line of the consent ledger: given once, perhaps withdrawn, never deleted while the person is there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    #: The version of the text that the person saw, and the language it was shown in.
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at=None), name="consent_one_in_force_per_purpose"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose}"
